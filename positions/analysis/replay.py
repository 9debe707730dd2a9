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
from dataclasses import replace
from datetime import datetime
from itertools import groupby
from operator import attrgetter

from positions.analysis.ledger import Entry, Held, Ledger
from positions.enums import Precision

Run = tuple[Held, list[Entry]]
Both = tuple[tuple[Held, ...], tuple[Held, ...]]

# Looked up for every entry; in C, because an issue's page replays thousands.
PLACE, DAY = attrgetter("sort_key"), attrgetter("said_on")


def replay(entries: Iterable[Entry]) -> tuple[Held, ...]:
    """Return the positions held by one party on one issue; the order of arrival of the entries does not matter."""
    return replay_in_order(sorted(entries, key=PLACE))


def replay_both(entries: Iterable[Entry]) -> Both:
    """Return what one party held on one issue by confirmed words, and with suggestions; put in order once for both."""
    own = sorted((entry for entry in entries if entry.is_first_hand), key=PLACE)
    confirmed = [entry for entry in own if entry.is_confirmed]
    widened = replay_in_order(own)
    return widened if len(confirmed) == len(own) else replay_in_order(confirmed), widened


def replay_in_order(entries: Iterable[Entry]) -> tuple[Held, ...]:
    """Return the positions held by one party on one issue, given its entries in order."""
    reports: dict[str, list[Entry]] = defaultdict(list)
    for entry in entries:
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
    for _, group in groupby(entries, key=DAY):
        said = list(group)
        if len(said) == 1:
            yield said
            continue
        yield from ([entry] for entry in said if entry.precision == Precision.MONTH)
        exact = [entry for entry in said if entry.precision != Precision.MONTH]
        if exact:
            yield exact


def add_day(runs: list[Run], said: list[Entry]) -> None:
    """Go on from the positions held with what was said on one day, in its order."""
    if len(said) > 1 and len({entry.speaker for entry in said}) > 1:
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


def build_both(entries: Iterable[Entry]) -> tuple[Ledger, Ledger]:
    """Return the ledger by confirmed words and the one with suggestions, of all entries."""
    cells: dict[tuple[int, int], list[Entry]] = defaultdict(list)
    confirmed: dict[tuple[int, int], tuple[Held, ...]] = {}
    for entry in entries:
        if entry.is_first_hand:
            cells[entry.party, entry.issue].append(entry)
            if entry.is_confirmed:
                confirmed[entry.party, entry.issue] = ()
    both = {cell: replay_both(said) for cell, said in cells.items()}
    return Ledger({cell: both[cell][0] for cell in confirmed}), Ledger({cell: wide for cell, (_, wide) in both.items()})
