"""Sets two parties side by side: what each holds on every issue, how far apart that is and was, who answers whom.

Distance over time is measured with the weights of the day it is asked for, so that the line moves when a position
moves and not when a party talks more of an issue. Whether the two came closer is told of the issues alone on which they
could be compared at both ends: an issue that becomes comparable on the way moves the mean and is no move of anybody.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q
from django.utils.translation import gettext as _

from positions.analysis.distance import Distance, Gap, distance, gap, salience
from positions.analysis.entries import Utterances, read_utterances
from positions.analysis.evidence import Evidence, read_evidence
from positions.analysis.kept import read_parties
from positions.analysis.ledger import Entry, Held, Ledger
from positions.analysis.matrix import Cell
from positions.analysis.movers import FirstMoves, first_moves
from positions.analysis.replay import build_both
from positions.enums import Relation
from positions.models import Issue, Link, Negotiation, Party

ANSWERS = (Relation.SUPPORTS, Relation.OPPOSES, Relation.RESPONDS_TO, Relation.QUOTES)
# Below it a change is the coding of one word, not a move.
LEAST_CHANGE = 1.0


@dataclass(frozen=True, slots=True)
class Side:
    """What one of the two holds on an issue, with its last words; of a split each side's."""

    cell: Cell
    words: tuple[Evidence, ...]

    @property
    def voices(self) -> list[tuple[Held, Evidence]]:
        """Return what is held with its words, of a split each side's."""
        held = self.cell.held
        return list(zip(held.sides or (held,), self.words, strict=True)) if held else []


@dataclass(frozen=True, slots=True)
class OnIssue:
    """Both on one issue; `gap` is None when they cannot be compared, `moves` None while neither moved."""

    issue: Issue
    sides: tuple[Side, Side]
    weight: float
    gap: Gap | None
    moves: FirstMoves | None


@dataclass(frozen=True, slots=True)
class Point:
    """How far apart they stood from the moment on which `changed`, their new positions, were first said."""

    at: datetime
    distance: Distance
    changed: tuple[Held, ...]

    @property
    def precision(self) -> str:
        """Return how much of the moment is known."""
        return self.changed[0].opening.precision


@dataclass(frozen=True, slots=True)
class Trend:
    """By how many points they came closer (negative) or went apart, over the `issues` comparable throughout."""

    points: float
    since: datetime
    issues: int


@dataclass(frozen=True, slots=True)
class Pair:
    """Two parties side by side as of a moment."""

    one: Party
    other: Party
    as_of: datetime
    issues: tuple[OnIssue, ...]
    distance: Distance | None
    course: tuple[Point, ...]

    @property
    def comparable(self) -> int:
        """Return on how many issues they can be compared."""
        return sum(each.gap is not None for each in self.issues)

    @property
    def throughout(self) -> dict[int, float]:
        """Return the weights of the issues on which the two could be compared at both ends of the course."""
        ends = [known_gaps(point.distance) for point in (self.course[0], self.course[-1])] if self.course else []
        weights = {each.issue: each.weight for each in self.course[-1].distance.issues} if self.course else {}
        return {issue: weights[issue] for issue in weights if weights[issue] and all(issue in end for end in ends)}

    def like_for_like(self, point: Point) -> float | None:
        """Return how far apart they stood on the issues comparable throughout; None while one was split on one."""
        gaps, weights = known_gaps(point.distance), self.throughout
        if not weights or not weights.keys() <= gaps.keys():
            return None
        return sum(gaps[issue] * weight for issue, weight in weights.items()) / sum(weights.values())

    @property
    def trend(self) -> Trend | None:
        """Return the change on the issues comparable throughout, None when there is none or it cannot be told."""
        ends = [self.like_for_like(point) for point in (self.course[0], self.course[-1])] if self.course else [None]
        if len(self.course) < 2 or ends[0] is None or ends[-1] is None or abs(ends[-1] - ends[0]) < LEAST_CHANGE:
            return None
        return Trend(ends[-1] - ends[0], self.course[0].at, len(self.throughout))


def known_gaps(apart: Distance) -> dict[int, float]:
    """Return the distance by issue where it is exact."""
    return {each.issue: each.gap.low for each in apart.issues if each.gap and each.gap.is_exact}


@dataclass(frozen=True, slots=True)
class Answering:
    """Confirmed links from later words of one party to earlier ones of another, the latest first.

    `times` counts all of them, `suggested` those that nobody has judged.
    """

    later: Party
    earlier: Party
    links: tuple[Link, ...]
    times: int
    suggested: int


def read_pair(*, negotiation: Negotiation, one: Party, other: Party, as_of: datetime) -> Pair:
    """Return two parties side by side as of a moment in the reader's zone, in a fixed number of queries."""
    utterances = read_utterances(negotiation=negotiation)
    known = read_parties(negotiation=negotiation, parties=(one, other))
    entries = [entry for entry in known if entry.is_said_by(as_of)]
    issues = list(negotiation.issues.select_related("negotiation").for_display())
    return pair_of(one, other, issues, entries, utterances, as_of)


def pair_of(
    one: Party, other: Party, issues: Sequence[Issue], entries: Sequence[Entry], utterances: Utterances, as_of: datetime
) -> Pair:
    """Return two parties side by side by the entries of both."""
    ledger, pencil = build_both(entries)
    weights = salience(ledger, one.pk, other.pk)
    cells = {
        (party.pk, issue.pk): cell_of(party, issue, as_of, ledger, pencil) for party in (one, other) for issue in issues
    }
    evidence = read_evidence(
        entries=[entry for cell in cells.values() for entry in words_in(cell)], utterances=utterances
    )
    rows = tuple(
        OnIssue(
            issue=issue,
            sides=tuple(side_of(cells[party.pk, issue.pk], evidence) for party in (one, other)),  # type: ignore[arg-type]
            weight=weights.get(issue.pk, 0.0),
            gap=gap(ledger.current(one.pk, issue.pk), ledger.current(other.pk, issue.pk)),
            moves=moves if (moves := first_moves(ledger, issue.pk)).movers else None,
        )
        for issue in issues
    )
    pks = [issue.pk for issue in issues]
    apart = distance(ledger, one.pk, other.pk, issues=pks)
    return Pair(one, other, as_of, rows, apart, tuple(course(ledger, one.pk, other.pk, pks, weights)))


def cell_of(party: Party, issue: Issue, as_of: datetime, ledger: Ledger, pencil: Ledger) -> Cell:
    """Return what a party holds, with a newer suggestion beside it."""
    suggested = pencil.of(party.pk, issue.pk)
    newer = suggested[-1] if suggested and suggested[-1].is_suggested else None
    held = ledger.current(party.pk, issue.pk)
    return Cell(party, issue, as_of, held=held, suggestion=newer, reason="" if held else _("nothing on record"))


def words_in(cell: Cell) -> list[Entry]:
    """Return the entries in whose words a cell is told."""
    if cell.held is None:
        return []
    return [side.latest for side in cell.held.sides or (cell.held,)]


def side_of(cell: Cell, evidence: Mapping[int, Evidence]) -> Side:
    return Side(cell, tuple(evidence[entry.position] for entry in words_in(cell)))


def course(
    ledger: Ledger, one: int, other: int, issues: Sequence[int], weights: Mapping[int, float]
) -> Iterable[Point]:
    """Yield how far apart two parties stood after each day on which one of them took a new position."""
    opened = sorted(
        (held for (party, _), its in ledger.held.items() if party in {one, other} for held in its),
        key=lambda held: held.opening.sort_key,
    )
    now: dict[tuple[int, int], tuple[Held, ...]] = {}
    for place, held in enumerate(opened):
        now[held.party, held.issue] = (held,)
        day = held.opening.said_on
        if place + 1 < len(opened) and opened[place + 1].opening.said_on == day:
            continue  # the day is told once, after all that was said on it
        apart = distance(Ledger(dict(now)), one, other, issues=issues, weights=weights)
        if apart:
            yield Point(held.since, apart, tuple(each for each in opened if each.opening.said_on == day))


def read_answering(*, negotiation: Negotiation, one: Party, other: Party, shown: int) -> tuple[Answering, Answering]:
    """Return who answers whom by links, the latest `shown` confirmed ones of each direction with both statements."""
    ways = Q(later__party=one, earlier__party=other) | Q(later__party=other, earlier__party=one)
    between = Link.objects.filter(ways, negotiation=negotiation)
    found = between.confirmed().for_display().order_by("-later__said_at", "-pk")
    links = [link for link in found if link.held_relation in ANSWERS]
    open_by = Counter(between.shown().open().filter(relation__in=ANSWERS).values_list("later__party", flat=True))
    return (
        answering(one, other, [link for link in links if link.later.party_id == one.pk], shown, open_by[one.pk]),
        answering(other, one, [link for link in links if link.later.party_id == other.pk], shown, open_by[other.pk]),
    )


def answering(later: Party, earlier: Party, links: Sequence[Link], shown: int, suggested: int) -> Answering:
    return Answering(later, earlier, tuple(links[:shown]), len(links), suggested)
