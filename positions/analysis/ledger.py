"""Replays coded positions into the positions that each party has held; pure.

A held position is opened by one statement or vote and lasts until the next one that says otherwise. A field on
which a statement is silent (no value, no firmness, no condition) stays as held while the stance is the same:
silence withdraws nothing. With another stance only what is said counts.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime

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
        return self.said_at.astimezone(UTC).date()

    @property
    def sort_key(self) -> tuple[datetime, tuple[int, int, int], int]:
        """Return the place in time, then in the article."""
        return (self.said_at, self.order, self.position)

    def is_said_by(self, as_of: datetime) -> bool:
        """Tell whether it was said at as_of or before; of a partial date only the day, in UTC, counts."""
        if self.precision == Precision.MINUTE:
            return self.said_at <= as_of
        return self.said_on <= as_of.date()

    def is_known_by(self, known_at: datetime) -> bool:
        """Tell whether it stood in the ledger at known_at: confirmed by then, or, if suggested, recorded by then."""
        return (self.decided_at or self.recorded_at) <= known_at


@dataclass(frozen=True, slots=True)
class Held:
    """What a party held on an issue from `since` to `until`, with the entries that say so, the opening one first."""

    stance: str
    value: int | None
    firmness: int | None
    condition: str
    entries: tuple[Entry, ...]
    until: datetime | None = None
    is_split: bool = False

    @property
    def opening(self) -> Entry:
        """Return the entry that opened it."""
        return self.entries[0]

    @property
    def latest(self) -> Entry:
        """Return the entry that said it last."""
        return self.entries[-1]

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
        return len({entry.utterance for entry in self.entries})

    @property
    def is_suggested(self) -> bool:
        """Tell whether nobody has confirmed the entry that opened it."""
        return not self.opening.is_confirmed

    @property
    def firmness_label(self) -> str:
        """Return the word for how firm it is; empty when the words do not tell."""
        return str(Firmness(self.firmness).label) if self.firmness else ""

    def gainsays(self, entry: Entry) -> bool:
        """Tell whether an entry says something else than is held."""
        return (
            entry.stance != self.stance
            or (entry.value is not None and entry.value != self.value)
            or (entry.firmness is not None and entry.firmness != self.firmness)
            or bool(entry.condition and same_words(entry.condition) != same_words(self.condition))
        )


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


def replay(entries: Iterable[Entry]) -> tuple[Held, ...]:
    """Return the positions held by one party on one issue; the order of arrival of the entries does not matter."""
    runs: list[tuple[Held, list[Entry]]] = []
    for entry in sorted(entries, key=lambda each: each.sort_key):
        if runs and (runs[-1][1][-1].utterance == entry.utterance or not runs[-1][0].gainsays(entry)):
            runs[-1][1].append(entry)
        else:
            runs.append((opened_by(entry, runs[-1][0] if runs else None), [entry]))
    ends = [*(held.since for held, _ in runs[1:]), None] if runs else []
    split = split_days([entry for _, run in runs for entry in run])
    return tuple(
        replace(held, entries=tuple(run), until=until, is_split=held.opening.said_on in split)
        for (held, run), until in zip(runs, ends, strict=True)
    )


def opened_by(entry: Entry, before: Held | None) -> Held:
    """Return the position that an entry opens; on what it is silent the one before goes on, if of the same stance."""
    value, firmness, condition = entry.value, entry.firmness, entry.condition
    if before is not None and before.stance == entry.stance:
        value = before.value if value is None else value
        firmness = before.firmness if firmness is None else firmness
        condition = condition or before.condition
    return Held(stance=entry.stance, value=value, firmness=firmness, condition=condition, entries=(entry,))


def split_days(entries: list[Entry]) -> set[date]:
    """Return the days on which several speakers of the party were at odds: other stance, or another place."""
    by_day: dict[date, list[Entry]] = defaultdict(list)
    for entry in entries:
        if entry.precision != Precision.MONTH:
            by_day[entry.said_on].append(entry)
    return {day for day, said in by_day.items() if are_at_odds(said)}


def are_at_odds(entries: list[Entry]) -> bool:
    """Tell whether any two entries by different speakers contradict each other."""
    said = {(entry.speaker, entry.stance, entry.value) for entry in entries}
    return any(
        one[0] != other[0] and (one[1] != other[1] or (None not in {one[2], other[2]} and one[2] != other[2]))
        for one in said
        for other in said
    )


def build_ledger(
    entries: Iterable[Entry],
    *,
    as_of: datetime | None = None,
    known_at: datetime | None = None,
    widen: bool = False,
) -> Ledger:
    """Return the ledger as of a moment: said by `as_of`, known by `known_at`; `widen` takes suggestions in.

    `as_of` carries the reader's time zone: of partial dates its calendar day counts.
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
