"""Finds what was only said again, as counts, and what is no longer heard; pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from statistics import median

from positions.analysis.ledger import Entry, Held, Ledger
from positions.analysis.rhythm import DAYS_FOR_A_RHYTHM, TURNS_MISSED
from positions.digests.period import Cell, Period, Touched
from positions.enums import Precision

TWICE = 2  # a position said once is not missed when it is not said again
A_WEEK = timedelta(days=7)  # nobody is missed for a day


@dataclass(frozen=True, slots=True)
class Again:
    """A position that was said again so many times in a period, by its last words."""

    held: Held
    last: Entry
    times: int


@dataclass(frozen=True, slots=True)
class Silent:
    """A position that was said at least twice and is no longer heard, and for how many days."""

    held: Held
    days: int


def repetitions(touched: Touched) -> list[Again]:
    """Return the positions that a period adds further utterances to; further reports of one utterance are none."""
    fresh = touched.fresh_positions
    found = []
    for held in touched.after:
        again = [
            entry
            for entry in held.entries
            if entry.position in fresh
            and entry.utterance != held.opening.utterance
            and entry.utterance not in touched.known
        ]
        if again:
            found.append(Again(held, again[-1], len({entry.utterance for entry in again})))
    return found


def silences(ledger: Ledger, said_on: Mapping[Cell, Iterable[date]], period: Period) -> tuple[list[Silent], list[Held]]:
    """Return what is missed for the first time in a period, the longest silent first, and what is missed longer.

    `said_on` are the days on which what is held now was said. From three such days on the rhythm tells when a position
    is missed: after more than twice the usual distance, and more than ever before. With fewer it is missed in the first
    period, or after the first week, in which nobody says it. So each silence is told once.
    """
    last_day = period.last.date()
    found: list[Silent] = []
    longer: list[Held] = []
    for cell, held in ((cell, its[-1]) for cell, its in ledger.held.items()):
        days = sorted(set(said_on.get(cell, ())))
        if held.times_said < TWICE or not days or held.latest.precision == Precision.MONTH:
            continue
        missed_on = missed_from(days, period)
        if missed_on > last_day or days[-1] >= period.start.date():
            continue
        if missed_on >= period.start.date():
            found.append(Silent(held, (period.end.date() - days[-1]).days))
        else:
            longer.append(held)
    return sorted(found, key=lambda silent: -silent.days), longer


def missed_from(days: list[date], period: Period) -> date:
    """Return the day from which a position said on these days is missed."""
    if len(days) >= DAYS_FOR_A_RHYTHM:
        between = [(later - earlier).days for earlier, later in pairwise(days)]
        return days[-1] + timedelta(days=int(max(TURNS_MISSED * median(between), *between)) + 1)
    return days[-1] + max(period.end - period.start, A_WEEK)
