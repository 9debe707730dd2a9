"""Replays coded positions into the positions that each party has held; pure.

A held position is opened by one statement or vote and lasts until the next one that says otherwise. A field on
which a statement is silent (no value, no firmness, no condition) stays as held while the stance is the same:
silence withdraws nothing. With another stance only what is said counts. Of several reports of one utterance the
earliest is what was said, whenever the others appeared. A day on which speakers of one party contradict each other
is one position with several sides, not a row of steps back and forth.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from itertools import groupby

from positions.enums import Firmness, Precision
from positions.text import fold


@dataclass(frozen=True, slots=True)
class Entry:
    """One coded position of one party on one issue, with as much of its evidence as replaying needs.

    `utterance` is the same for all reports of one utterance. `order` breaks ties between entries of one moment.
    `decided_at` is None while nobody has confirmed it.
    """

    position: int
    party: int
    issue: int
    stance: str
    value: int | None
    firmness: int | None
    condition: str
    said_at: datetime
    precision: str
    order: tuple[int, int, int]
    utterance: str
    speaker: str
    recorded_at: datetime
    decided_at: datetime | None
    statement: int | None = None
    vote: int | None = None
    is_confirmed: bool = True
    is_first_hand: bool = True

    @property
    def said_on(self) -> date:
        """Return the day, in UTC, on which it was said."""
        said_at = self.said_at
        return (said_at if said_at.tzinfo is UTC else said_at.astimezone(UTC)).date()

    @property
    def sort_key(self) -> tuple[datetime, tuple[int, int, int], int]:
        """Return the place in time, then in the article."""
        return (self.said_at, self.order, self.position)

    @property
    def is_exact(self) -> bool:
        """Tell whether the minute is known in which it was said."""
        return self.precision == Precision.MINUTE

    def is_said_by(self, as_of: datetime) -> bool:
        """Tell whether it was said at as_of or before; of a partial date only the day, in UTC, counts."""
        if self.is_exact:
            return self.said_at <= as_of
        return self.said_on <= as_of.date()

    def is_known_by(self, known_at: datetime) -> bool:
        """Tell whether it stood in the ledger at known_at: confirmed by then, or, if suggested, recorded by then."""
        return (self.decided_at or self.recorded_at) <= known_at


@dataclass(frozen=True, slots=True)
class Held:
    """What a party held on an issue from `since` to `until`, with the entries that say so, the opening one first.

    When its speakers were at odds, `sides` has what each side held, in the order of their last words, and stance,
    value, firmness and condition are the last one's; nothing is averaged. Otherwise `sides` is empty. Read from kept
    rows it has the first and the last of its entries only, and `said` tells how often it was said.
    """

    stance: str
    value: int | None
    firmness: int | None
    condition: str
    entries: tuple[Entry, ...]
    until: datetime | None = None
    sides: tuple[Held, ...] = ()
    said: int | None = None

    @property
    def is_split(self) -> bool:
        """Tell whether the party's speakers were at odds on the day it began."""
        return bool(self.sides)

    @property
    def opening(self) -> Entry:
        """Return the entry that opened it."""
        return self.entries[0]

    @property
    def latest(self) -> Entry:
        """Return the entry that said it last; of several reports of that utterance the earliest."""
        return next(entry for entry in self.entries if entry.utterance == self.entries[-1].utterance)

    @property
    def party(self) -> int:
        return self.opening.party

    @property
    def issue(self) -> int:
        return self.opening.issue

    @property
    def since(self) -> datetime:
        """Return when it was said first."""
        return self.opening.said_at

    @property
    def last_said(self) -> datetime:
        """Return when it was said last."""
        return self.latest.said_at

    @property
    def times_said(self) -> int:
        """Return in how many distinct utterances it was said, however many outlets reported them."""
        return self.said or len({entry.utterance for entry in self.entries})

    @property
    def is_suggested(self) -> bool:
        """Tell whether nobody has confirmed the entry that opened it, or one of its sides."""
        return not all(each.opening.is_confirmed for each in self.sides or (self,))

    @property
    def firmness_label(self) -> str:
        """Return the word for how firm it is; empty when the words do not tell."""
        return str(Firmness(self.firmness).label) if self.firmness else ""

    def gainsays(self, entry: Entry) -> bool:
        """Tell whether an entry says something else than is held; whatever follows a split does."""
        return (
            self.is_split
            or entry.stance != self.stance
            or (entry.value is not None and entry.value != self.value)
            or (entry.firmness is not None and entry.firmness != self.firmness)
            or bool(entry.condition and same_words(entry.condition) != same_words(self.condition))
        )

    def contradicts(self, entry: Entry) -> bool:
        """Tell whether both cannot be held at once; on what either is silent they agree."""
        return (
            entry.stance != self.stance
            or (None not in {entry.value, self.value} and entry.value != self.value)
            or (None not in {entry.firmness, self.firmness} and entry.firmness != self.firmness)
            or bool(entry.condition and self.condition and same_words(entry.condition) != same_words(self.condition))
        )

    def is_same_as(self, other: Held) -> bool:
        """Tell whether two parties, or one at two times, hold the same; the evidence may differ."""
        return {each.content for each in self.sides or (self,)} == {each.content for each in other.sides or (other,)}

    @property
    def content(self) -> tuple[str, int | None, int | None, str]:
        """Return what is held, without when and by which words."""
        return (self.stance, self.value, self.firmness, same_words(self.condition))


@dataclass(frozen=True, slots=True)
class Ledger:
    """For each party and issue, by primary key, the positions held, in order of time."""

    held: Mapping[tuple[int, int], tuple[Held, ...]]

    def of(self, party: int, issue: int) -> tuple[Held, ...]:
        """Return the positions party held on issue; none means unknown."""
        return self.held.get((party, issue), ())

    def current(self, party: int, issue: int) -> Held | None:
        """Return the position in force, or None when it is unknown."""
        held = self.of(party, issue)
        return held[-1] if held else None


def same_words(text: str) -> str:
    """Return text in the form in which two conditions are one."""
    return " ".join(fold(text).split()).rstrip(".")


Run = tuple[Held, list[Entry]]


def replay(entries: Iterable[Entry]) -> tuple[Held, ...]:
    """Return the positions held by one party on one issue; the order of arrival of the entries does not matter."""
    reports: dict[str, list[Entry]] = defaultdict(list)
    for entry in sorted(entries, key=lambda each: each.sort_key):
        reports[entry.utterance].append(entry)
    runs: list[Run] = []
    for said in days(its[0] for its in reports.values()):
        add_day(runs, said)
    ends = [*(held.since for held, _ in runs[1:]), None] if runs else []
    return tuple(
        Held(held.stance, held.value, held.firmness, held.condition, told(run, reports), until, held.sides)
        for (held, run), until in zip(runs, ends, strict=True)
    )


def told(run: list[Entry], reports: Mapping[str, list[Entry]]) -> tuple[Entry, ...]:
    """Return the entries of a run with all reports of each utterance, the earliest first."""
    return tuple(report for entry in run for report in reports[entry.utterance])


def days(entries: Iterable[Entry]) -> Iterator[list[Entry]]:
    """Yield entries, given in order, by the day in UTC on which they were said; one known to the month only, alone."""
    for _, group in groupby(entries, key=lambda each: each.said_on):
        said = list(group)
        yield from ([entry] for entry in said if entry.precision == Precision.MONTH)
        exact = [entry for entry in said if entry.precision != Precision.MONTH]
        if exact:
            yield exact


def add_day(runs: list[Run], said: list[Entry]) -> None:
    """Go on from the positions held with what was said on one day, in its order."""
    if len({entry.speaker for entry in said}) > 1:
        sides = sides_of(said)
        if len(sides) > 1:
            add_split(runs, said, sides)
            return
    for entry in said:
        if runs and not runs[-1][0].gainsays(entry):
            runs[-1][1].append(entry)
        else:
            runs.append((carried_on(bare(entry), runs), [entry]))


def add_split(runs: list[Run], said: list[Entry], sides: list[Held]) -> None:
    """Open a split, or go on with it when the same sides stood against each other before."""
    sides = [carried_on(side, runs) for side in sides]
    split = replace(sides[-1], entries=tuple(said), sides=tuple(sides))
    if runs and runs[-1][0].is_split and runs[-1][0].is_same_as(split):
        runs[-1][1].extend(said)
    else:
        runs.append((split, said))


def sides_of(said: list[Entry]) -> list[Held]:
    """Return what the speakers of one day held by each one's last word: one side, or several when they are at odds."""
    last = {entry.speaker: entry for entry in said}
    sides: list[Held] = []
    for entry in sorted(last.values(), key=lambda each: each.sort_key):
        agreed = next((place for place, side in enumerate(sides) if not side.contradicts(entry)), None)
        if agreed is None:
            sides.append(bare(entry))
        else:
            joined = filled(sides[agreed], bare(entry))
            sides[agreed] = replace(joined, entries=(*joined.entries, entry))
    return sides


def bare(entry: Entry) -> Held:
    """Return the position that an entry takes by itself."""
    return Held(entry.stance, entry.value, entry.firmness, entry.condition, (entry,))


def carried_on(held: Held, runs: list[Run]) -> Held:
    """Return a position with what it is silent on as it was held before, under the same stance only."""
    for before, _ in reversed(runs):
        same = [side for side in before.sides or (before,) if side.stance == held.stance]
        if same or not before.is_split:
            return filled(held, same[-1]) if same else held
    return held


def filled(held: Held, other: Held) -> Held:
    """Return a position with what it is silent on taken from another."""
    return Held(
        stance=held.stance,
        value=other.value if held.value is None else held.value,
        firmness=other.firmness if held.firmness is None else held.firmness,
        condition=held.condition or other.condition,
        entries=held.entries,
    )


def build_ledger(
    entries: Iterable[Entry],
    *,
    as_of: datetime | None = None,
    known_at: datetime | None = None,
    widen: bool = False,
) -> Ledger:
    """Return the ledger as of a moment: said by `as_of`, known by `known_at`; `widen` takes suggestions in.

    `as_of` carries the reader's time zone: of partial dates its calendar day counts. `known_at` only leaves out what
    came later; for the codings and verdicts of that moment the entries must have been read as of it.
    """
    cells: dict[tuple[int, int], list[Entry]] = defaultdict(list)
    for entry in entries:
        if (
            entry.is_first_hand
            and (widen or entry.is_confirmed)
            and (as_of is None or entry.is_said_by(as_of))
            and (known_at is None or entry.is_known_by(known_at))
        ):
            cells[entry.party, entry.issue].append(entry)
    return Ledger({cell: replay(said) for cell, said in cells.items()})
