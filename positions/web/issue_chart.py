"""The chart of an issue: who held what when on the issue's own scale, beside what happened."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import gettext as _

from positions.analysis.entries import Utterances, read_utterances
from positions.analysis.kept import read_issue
from positions.analysis.ledger import Entry, Held, Ledger
from positions.analysis.replay import build_both
from positions.analysis.steps import Shift, shifts_of
from positions.models import Issue, OutsideEvent, Party, Proposal
from positions.web.drawing import Label, Series, Span, Tick, height, labels, series, ticks
from positions.web.happenings import EventMark, ProposalMark, closed_shares, event_marks, proposal_marks
from positions.web.moments import start_of

GRID = (0, 25, 50, 75, 100)


@dataclass(frozen=True)
class Record:
    """What is on record on an issue as of a moment: what was said, what follows from it, and what happened."""

    issue: Issue
    as_of: datetime
    parties: dict[int, Party]
    utterances: Utterances
    entries: list[Entry]
    confirmed: Ledger
    widened: Ledger
    shifts: list[Shift]
    outside: list[OutsideEvent]
    proposals: list[Proposal]

    def held(self, party: Party) -> tuple[tuple[Held, ...], tuple[Held, ...]]:
        """Return what a party held, confirmed and with suggestions."""
        return self.confirmed.of(party.pk, self.issue.pk), self.widened.of(party.pk, self.issue.pk)


@dataclass(frozen=True)
class Chart:
    """The step lines of an issue with what the axes need."""

    finding: str
    span: Span
    ticks: list[Tick]
    series: list[Series]
    labels: list[Label]
    unplaced: list[Party]
    unknown: list[Party]
    grid: list[tuple[int, float]]
    anchors: list[tuple[str, float]]
    status_quo: float | None
    now: float
    events: list[EventMark]
    proposals: list[ProposalMark]
    closed: list[tuple[float, float]]
    earlier: date | None


def read_record(issue: Issue, as_of: datetime) -> Record:
    """Return what is on record on an issue."""
    negotiation = issue.negotiation
    parties = {party.pk: party for party in negotiation.parties.select_related("negotiation").for_display()}
    utterances = read_utterances(negotiation=negotiation)
    known = read_issue(negotiation=negotiation, issue=issue)
    said = [entry for entry in known if entry.is_said_by(as_of)]
    confirmed, widened = build_both(said)
    return Record(
        issue=issue,
        as_of=as_of,
        parties=parties,
        utterances=utterances,
        entries=said,
        confirmed=confirmed,
        widened=widened,
        shifts=shifts_of(confirmed),
        outside=[event for event in OutsideEvent.objects.about(issue).for_display() if event.happened_at <= as_of],
        proposals=list(issue.proposals.select_related("negotiation", "put_by")),
    )


def chart_of(record: Record, since: date | None = None) -> Chart | None:
    """Return the chart since a day, or from the first placed position on; None while no position is placed."""
    placed = [entry.said_at for entry in record.entries if entry.value is not None and entry.is_first_hand]
    if not placed:
        return None
    first = min(placed).astimezone(record.as_of.tzinfo)
    start = max(first, start_of(since)) if since else first
    span = Span(min(start, record.as_of), record.as_of)
    drawn = lines_of(record, span)
    issue = record.issue
    return Chart(
        finding=finding_of(record.shifts, record.parties),
        span=span,
        ticks=ticks(span),
        series=drawn,
        labels=labels(drawn),
        unplaced=[each.party for each in drawn if each.label_y is None],
        unknown=[party for party in record.parties.values() if not record.held(party)[1]],
        grid=[(value, height(value)) for value in GRID],
        anchors=[(anchor.meaning, height(anchor.value)) for anchor in issue.anchors.all()],
        status_quo=None if issue.status_quo is None else height(issue.status_quo),
        now=span.share(record.as_of),
        events=event_marks(record.outside, span),
        proposals=proposal_marks(record.proposals, issue, record.confirmed, span),
        closed=closed_shares(issue, span),
        earlier=first.date() if start > first else None,
    )


def lines_of(record: Record, span: Span) -> list[Series]:
    """Return the step lines of the parties of which something is on record, be it suggested."""
    held = [(party, *record.held(party)) for party in record.parties.values()]
    return [series(party, ink, pencil, span, record.as_of) for party, ink, pencil in held if pencil]


def finding_of(shifts: list[Shift], parties: dict[int, Party]) -> str:
    """Return the latest confirmed step on the scale as a sentence; empty when nobody moved."""
    if not shifts:
        return ""
    last = shifts[-1]
    name = parties[last.after.party].name
    if not last.size:
        return _("%(party)s %(did)s") % {"party": name, "did": last.summary}
    told = {"party": name, "before": last.before.value, "after": last.after.value}
    return _("%(party)s stepped from %(before)s to %(after)s") % told
