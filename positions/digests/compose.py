"""Composes what one subscriber is told of a period: what changed first, repetitions only as a count.

Only confirmed rows are told; suggestions are counted and left out. A digest that is sent takes what was *decided*
within its period, so that an old article read late is still told once; a preview may take what was *said* in it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TypeVar

from positions.digests.changes import Change, Told, matches
from positions.digests.followed import Followed
from positions.digests.gather import Gathered, Pencil, Row, gather
from positions.digests.period import Period
from positions.digests.searches import found_by
from positions.enums import ChangeKind
from positions.models import Negotiation, SavedSearch

Each = TypeVar("Each", bound=Told)

# What leads, most telling first; within a kind the widest steps do.
ORDER = {kind: place for place, kind in enumerate((
    ChangeKind.RED_LINE_CROSSED, ChangeKind.REVERSAL, ChangeKind.RED_LINE_SOFTENED, ChangeKind.RED_LINE_DRAWN,
    ChangeKind.SHIFT, ChangeKind.CONTRADICTION, ChangeKind.CONDITION_BROKEN, ChangeKind.CONDITION_MET,
    ChangeKind.CONDITION_NEW, ChangeKind.FIRST, ChangeKind.VOTE, ChangeKind.PROPOSAL_PUT, ChangeKind.PROPOSAL_REJECTED,
    ChangeKind.PROPOSAL_ACCEPTED, ChangeKind.PROPOSAL_ANSWERED, ChangeKind.PROPOSAL_UNANSWERED, ChangeKind.REFINEMENT,
))}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Part:
    """What a digest tells of one negotiation; what waits is counted for all of it, whatever of it is followed.

    `reports` from `outlets` are merged into `statements`: these are the confirmed ones that the period added.
    """

    negotiation: Negotiation
    changes: tuple[Change, ...]
    repeated: tuple[Row, ...]
    silent: tuple[Row, ...]
    silent_longer: int
    pencil: tuple[Pencil, ...]
    waiting_statements: int
    waiting_links: int
    failed: int
    reports: int
    statements: int
    outlets: int

    @property
    def is_quiet(self) -> bool:
        """Tell whether nothing changed."""
        return not self.changes

    def of(self, *kinds: ChangeKind) -> list[Change]:
        """Return the changes of some kinds, in the order of the digest."""
        return [change for change in self.changes if change.kind in kinds]


@dataclass(frozen=True, slots=True)
class Digest:
    """All that one digest tells, a part for each negotiation, those that changed first; `end` is not included."""

    start: datetime
    end: datetime
    parts: tuple[Part, ...]
    by_said: bool = False

    @property
    def is_quiet(self) -> bool:
        """Tell whether nothing changed in any negotiation: then one line says so."""
        return all(part.is_quiet for part in self.parts)

    @property
    def changes(self) -> tuple[Change, ...]:
        """Return the changes of all negotiations."""
        return tuple(change for part in self.parts for change in part.changes)


def compose(*, followed: Sequence[Followed], start: datetime, end: datetime, by_said: bool = False) -> Digest:
    """Return the digest of a period, `start` included, `end` not; with `by_said` of what was said in it.

    All negotiations take the same number of queries, however much of them is followed.
    """
    period = Period(start, end, by_said)
    negotiations = {each.negotiation.pk: each.negotiation for each in followed}
    parts = [
        part_of(
            gather(negotiation=negotiation, period=period),
            [each for each in followed if each.negotiation.pk == pk],
        )
        for pk, negotiation in negotiations.items()
    ]
    return Digest(start, end, tuple(sorted(parts, key=lambda part: (part.is_quiet, -len(part.changes)))), by_said)


def changes(
    *,
    negotiations: Iterable[Negotiation],
    since: datetime,
    until: datetime,
    kinds: Collection[ChangeKind] = tuple(ChangeKind),
    searches: Iterable[SavedSearch] = (),
) -> list[Change]:
    """Return what changed by decisions from `since` until before `until`, in order of decision: the digest's events.

    Name the saved searches that somebody follows, so that `matches` knows which of them find a change.
    """
    found: list[Change] = []
    searches = list(searches)
    for negotiation in negotiations:
        gathered = gather(negotiation=negotiation, period=Period(since, until))
        own = [search for search in searches if search.negotiation_id == negotiation.pk]
        wanted = [change for change in gathered.changes if change.kind in kinds]
        found += with_searches(wanted, find(own, negotiation, wanted))
    return sorted(found, key=lambda change: (change.at, change.key))


def part_of(gathered: Gathered, followed: Sequence[Followed]) -> Part:
    """Return what of a negotiation is about one of the things followed."""
    searches = {each.search.pk: each.search for each in followed if each.search}
    rows: list[Told] = [*gathered.changes, *gathered.repeated, *gathered.silent, *gathered.heard]
    finding = find(searches.values(), gathered.negotiation, rows)

    def followed_of(rows: Iterable[Each]) -> tuple[Each, ...]:
        return tuple(row for row in with_searches(rows, finding) if any(matches(row, each) for each in followed))

    heard = followed_of(gathered.heard)
    return Part(
        negotiation=gathered.negotiation,
        changes=tuple(sorted(followed_of(gathered.changes), key=weight)),
        repeated=followed_of(gathered.repeated),
        silent=followed_of(gathered.silent),
        silent_longer=len(followed_of(gathered.silent_longer)),
        pencil=followed_of(gathered.pencil),
        waiting_statements=gathered.waiting_statements,
        waiting_links=gathered.waiting_links,
        failed=gathered.failed,
        reports=len({statement for each in heard for statement in each.about.statements}),
        statements=len({each.utterance for each in heard}),
        outlets=len({each.outlet for each in heard}),
    )


def find(
    searches: Iterable[SavedSearch], negotiation: Negotiation, rows: Iterable[Told]
) -> Mapping[int, frozenset[int]]:
    """Return which words of what is told each search finds."""
    statements = {statement for row in rows for statement in row.about.statements}
    return found_by(list(searches), negotiation=negotiation, statements=statements)


def with_searches(rows: Iterable[Each], finding: Mapping[int, frozenset[int]]) -> Iterable[Each]:
    """Return what is told with the searches that find it."""
    if not finding:
        return rows
    return [
        replace(row, about=replace(row.about, searches=frozenset(  # type: ignore[type-var]  # all of them are dataclasses
            search for search, found in finding.items() if not found.isdisjoint(row.about.statements)
        )))
        for row in rows
    ]  # fmt: skip


def weight(change: Change) -> tuple[int, int, datetime, str]:
    """Return what orders changes."""
    size = abs(change.step.size or 0) if change.step else 0
    return ORDER[change.kind], -size, change.said_at, change.key
