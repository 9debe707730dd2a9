"""What stands beside the words on a time axis: outside events, proposals put, and when an issue was not open."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from positions.analysis.ledger import Ledger
from positions.enums import EventEffect
from positions.models import Issue, OutsideEvent, Proposal
from positions.web.drawing import BOTTOM, Span, height

# At 12 px a letter takes about so much of a chart of 1,000 px; two rows of titles fit above it, with a gap between two.
LETTER_SHARE, GAP_SHARE = 0.006, 0.012
LABEL_ROWS = 2
# So near to an end a label would leave the chart if it were centred.
NEAR_END = 0.06


@dataclass(frozen=True, slots=True)
class EventMark:
    """An event on the axis: a dotted line, and its title in a row above where there is room; `row` is None without."""

    share: float
    event: OutsideEvent
    row: int | None = None

    @property
    def anchor(self) -> str:
        """Return how the title stands at its line."""
        if self.share < NEAR_END:
            return "start"
        return "end" if self.share > 1 - NEAR_END else "middle"

    @property
    def title_shares(self) -> tuple[float, float]:
        """Return from where to where the title reaches."""
        width = len(self.event.title) * LETTER_SHARE
        start = self.share - {"start": 0, "middle": width / 2, "end": width}[self.anchor]
        return start, start + width


@dataclass(frozen=True, slots=True)
class ProposalMark:
    """A proposal on the chart, at the place of the party that put it; on the axis where that is not known."""

    x: float
    y: float
    proposal: Proposal

    @property
    def is_placed(self) -> bool:
        return self.y < BOTTOM

    @property
    def anchor(self) -> str:
        """Return on which side of the mark its name has room."""
        return "end" if self.x > 0.5 else "start"


def event_marks(events: Sequence[OutsideEvent], span: Span) -> list[EventMark]:
    """Return the events inside a span, given in order of time, with titles that do not overlap."""
    taken = [-1.0] * LABEL_ROWS
    marks = []
    for event in events:
        if not span.start.date() <= event.happened_at.date() <= span.end.date():
            continue
        mark = EventMark(span.share(event.happened_at), event)
        start, end = mark.title_shares
        row = next((row for row in range(LABEL_ROWS) if start - taken[row] >= GAP_SHARE), None)
        if row is not None:
            taken[row] = end
        marks.append(replace(mark, row=row))
    return marks


def proposal_marks(proposals: Sequence[Proposal], issue: Issue, ledger: Ledger, span: Span) -> list[ProposalMark]:
    """Return the proposals put inside a span where the party that put them stood that day."""
    return [
        ProposalMark(span.share(each.put_at), place_of(each, issue, ledger), each)
        for each in proposals
        if each.put_at and span.start.date() <= each.put_at.date() <= span.end.date()
    ]


def place_of(proposal: Proposal, issue: Issue, ledger: Ledger) -> float:
    """Return where the party that put a proposal was placed on the day it did; the axis when that is not known."""
    day = proposal.put_at.date() if proposal.put_at else None
    held = ledger.of(proposal.put_by_id or 0, issue.pk) if day else ()
    then = [each for each in held if day and each.opening.said_on <= day]
    value = then[-1].value if then and not then[-1].is_split else None
    return BOTTOM if value is None else height(value)


def closed_shares(issue: Issue, span: Span) -> list[tuple[float, float]]:
    """Return the parts of a span, as shares from and to, in which the issue was settled."""
    found: list[tuple[float, float]] = []
    since: float | None = None
    for turn in issue.turns:
        if turn.effect == EventEffect.SETTLES and since is None:
            since = span.share(turn.happened_at)
        elif turn.effect == EventEffect.OPENS and since is not None:
            found.append((since, span.share(turn.happened_at)))
            since = None
    if since is not None:
        found.append((since, 1.0))
    return [(start, end) for start, end in found if end > start]
