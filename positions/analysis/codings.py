"""Holds coded statements as columns of numbers, and leaves out what is outside a range or a repeat; pure.

A million statements are a few arrays, so that choosing, counting and weighing them are a few numpy calls.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

import numpy as np
from numpy.typing import NDArray

from positions.analysis.network_settings import Duplicates, Qualifier, Settings

DAY = np.timedelta64(1, "D")
WEEK = 7
# 1 January 1970 was a Thursday: days since then are this far from a Monday, and from a Sunday.
FROM_MONDAY, FROM_SUNDAY = 3, 4
NOBODY = -1
# What agreement can be: no or yes; opposes, mixed or supports. Other codings have whatever numbers occur.
YES_NO = (0, 1)
STANCES = (-1, 0, 1)


@dataclass(frozen=True, slots=True)
class Names:
    """The value of every statement in one column, as its place in `names`; `NOBODY` where it is empty."""

    names: tuple[str, ...]
    codes: NDArray[np.int64]

    @classmethod
    def of(cls, values: Iterable[str]) -> Names:
        """Number the values; names are in the order of their UTF-16 units, as Java and so DNA sorts them."""
        seen: dict[str, int] = {}
        places = np.fromiter((seen.setdefault(value, len(seen)) for value in values), dtype=np.int64)
        ordered = sorted((name for name in seen if name), key=lambda name: name.encode("utf-16-be", "surrogatepass"))
        moved = np.full(len(seen) + 1, NOBODY, dtype=np.int64)
        for place, name in enumerate(ordered):
            moved[seen[name]] = place
        return cls(tuple(ordered), moved[places])

    def present(self) -> tuple[tuple[str, ...], NDArray[np.int64]]:
        """Return the names that occur, in order, and the codes counted among these alone."""
        used = np.unique(self.codes[self.codes != NOBODY])
        moved = np.full(len(self.names) + 1, NOBODY, dtype=np.int64)
        moved[used] = np.arange(len(used))
        return tuple(self.names[place] for place in used), moved[self.codes]


@dataclass(frozen=True, slots=True)
class Codings:
    """Coded statements: when each was made, the names in each column, and its agreement, one of `scale`.

    `when` is in seconds, UTC. With a scale of None the values that occur are all there are, however far apart.
    """

    when: NDArray[np.datetime64]
    columns: Mapping[str, Names]
    agreement: NDArray[np.int64]
    scale: tuple[int, ...] | None = YES_NO

    def __len__(self) -> int:
        return len(self.when)

    @property
    def levels(self) -> NDArray[np.int64]:
        """The values that agreement can have, in order."""
        return np.unique(self.agreement) if self.scale is None else np.array(self.scale, dtype=np.int64)

    @property
    def worth(self) -> NDArray[np.float64]:
        """What each level adds when one subtracts: itself, and -1 for no."""
        return np.array([-1.0, 1.0]) if self.scale == YES_NO else self.levels.astype(np.float64)

    def where(self, chosen: NDArray) -> Codings:
        """Return some of the statements, by a mask or by their places; all names are kept."""
        return replace(
            self,
            when=self.when[chosen],
            columns={key: Names(each.names, each.codes[chosen]) for key, each in self.columns.items()},
            agreement=self.agreement[chosen],
        )


def within(codings: Codings, start: datetime | None, stop: datetime | None) -> Codings:
    """Return the statements made from `start` to `stop`, both included; None is no bound."""
    chosen = np.ones(len(codings), dtype=bool)
    if start is not None:
        chosen &= codings.when >= np.datetime64(start, "s")
    if stop is not None:
        chosen &= codings.when <= np.datetime64(stop, "s")
    return codings.where(chosen)


def counted(codings: Codings, settings: Settings) -> Codings:
    """Return, in order of time, the statements that count: with both names, and of repeats the first.

    A repeat has the same two names, within the same bounds; also the same agreement unless the qualifier is ignored.
    """
    of, by = (codings.columns[name].codes for name in (settings.of, settings.by))
    named = np.flatnonzero((of != NOBODY) & (by != NOBODY))
    places = named[np.argsort(codings.when[named], kind="stable")]
    if settings.duplicates is not Duplicates.INCLUDE:
        keys = [of, by, bounds(codings, settings.duplicates, as_dna=settings.as_dna)]
        if settings.qualifier is not Qualifier.IGNORE:
            keys.append(codings.agreement)
        places = places[first_of_each([key[places] for key in keys])]
    return codings.where(places)


def first_of_each(keys: list[NDArray[np.int64]]) -> NDArray[np.int64]:
    """Return the place of the first row of each combination of keys, in the order of the rows."""
    combined = np.zeros(len(keys[0]), dtype=np.int64)
    for key in keys:
        # Numbered anew at each step, so that the product of many keys cannot run over.
        values, places = np.unique(key, return_inverse=True)
        _, combined = np.unique(combined * max(len(values), 1) + places, return_inverse=True)
    return np.sort(np.unique(combined, return_index=True)[1])


def bounds(codings: Codings, duplicates: Duplicates, *, as_dna: bool) -> NDArray[np.int64]:
    """Return for each statement a number of the document, week, month or year in which a repeat of it counts once.

    DNA compares the number of the week or month and forgets the year: January 2005 and January 2006 are one month.
    """
    match duplicates:
        case Duplicates.DOCUMENT:
            return codings.columns["document"].codes
        case Duplicates.WEEK:
            return dna_weeks(codings.when) if as_dna else weeks(codings.when)
        case Duplicates.MONTH:
            months = codings.when.astype("datetime64[M]").astype(np.int64)
            return months % 12 if as_dna else months
        case Duplicates.YEAR:
            return codings.when.astype("datetime64[Y]").astype(np.int64)
    return np.zeros(len(codings), dtype=np.int64)


def weeks(when: NDArray[np.datetime64]) -> NDArray[np.int64]:
    """Return a running number of the week, Monday to Sunday."""
    return (when.astype("datetime64[D]").astype(np.int64) + FROM_MONDAY) // WEEK


def dna_weeks(when: NDArray[np.datetime64]) -> NDArray[np.int64]:
    """Return the number of the week within its year, as DNA has it: Sunday to Saturday, week 1 holds 1 January.

    It means to take British weeks but takes those of the computer's language, which are these unless it was set.
    """
    days = when.astype("datetime64[D]")
    saturdays = days + (WEEK - 1 - (days.astype(np.int64) + FROM_SUNDAY) % WEEK) * DAY
    into_year = (saturdays - saturdays.astype("datetime64[Y]").astype("datetime64[D]")) // DAY
    return into_year // WEEK + 1
