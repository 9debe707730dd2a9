"""Says how often a party repeats what it holds, and since when it has stopped; pure.

The rhythm is the median of the days between the days on which a position was said; several times on one day is once.
It takes three such days to speak of a rhythm. A party has *stopped* saying something when it has been silent for more
than twice its rhythm and longer than ever before. With fewer days, or with dates of which only the month is known, that
is unknown, which is not the same as "goes on".
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import pairwise
from statistics import median

from positions.analysis.ledger import Entry, Held
from positions.enums import Precision

# Two distances are the least of which a middle says more than one of them.
DAYS_FOR_A_RHYTHM = 3
# A party that skips one turn may only be travelling.
TURNS_MISSED = 2


@dataclass(frozen=True, slots=True)
class Rhythm:
    """How often one position was said up to a day; `usual_days` and `has_stopped` are None while unknown."""

    times_said: int
    said_on: tuple[date, ...]
    silent_days: int
    usual_days: float | None
    has_stopped: bool | None

    @property
    def last_on(self) -> date:
        """Return the day on which it was said last."""
        return self.said_on[-1]


def rhythm_of(held: Held, as_of: datetime) -> Rhythm:
    """Return how often a held position was said up to a moment in the reader's zone."""
    first = first_reports(held.entries)
    days = sorted({entry.said_on for entry in first})
    silent = max((as_of.date() - days[-1]).days, 0)
    between = [(later - earlier).days for earlier, later in pairwise(days)]
    is_exact = all(entry.precision != Precision.MONTH for entry in first)
    if not is_exact or len(days) < DAYS_FOR_A_RHYTHM:
        return Rhythm(len(first), tuple(days), silent, None, None)
    usual = float(median(between))
    has_stopped = silent > TURNS_MISSED * usual and silent > max(between)
    return Rhythm(len(first), tuple(days), silent, usual, has_stopped)


def first_reports(entries: Sequence[Entry]) -> list[Entry]:
    """Return the earliest report of each utterance; a held position has them before the others."""
    first: dict[str, Entry] = {}
    for entry in entries:
        first.setdefault(entry.utterance, entry)
    return list(first.values())
