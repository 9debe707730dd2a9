"""Follows a network over time: moving windows, and kernels that let a statement count less the farther it is; pure.

The kernels are symmetric: a day before the middle weighs what a day after it does. Those of DNA 3 are not (its
triangular and Epanechnikov weights fall from 2 and 3 at the one end to 0 at the other), and it cuts time to whole units
towards the middle; `as_dna` in the settings keeps that. With a kernel, DNA has no other normalisation than its own
average and replaces the rest by it; here all work on the weighted counts.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from math import sqrt, tau

import numpy as np
from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from numpy.typing import NDArray

from positions.analysis.codings import Codings, counted, within
from positions.analysis.network_settings import Normalization, Settings, Shape
from positions.analysis.networks import Network, cells, of_counted, ratio, shared

SECOND = np.timedelta64(1, "s")
SQRT_TAU = sqrt(tau)


class Unit(TextChoices):
    DAYS = "days", pgettext_lazy("unit", "days")
    WEEKS = "weeks", pgettext_lazy("unit", "weeks")
    MONTHS = "months", pgettext_lazy("unit", "months")
    YEARS = "years", pgettext_lazy("unit", "years")


class Kernel(TextChoices):
    NO = "no", _("every statement of the window alike")
    UNIFORM = "uniform", pgettext_lazy("kernel", "uniform")
    TRIANGULAR = "triangular", pgettext_lazy("kernel", "triangular")
    EPANECHNIKOV = "epanechnikov", pgettext_lazy("kernel", "Epanechnikov")
    GAUSSIAN = "gaussian", pgettext_lazy("kernel", "Gaussian")


# Seconds of a unit; of months and years the mean in the Gregorian calendar.
LASTS = {Unit.DAYS: 86_400, Unit.WEEKS: 604_800, Unit.MONTHS: 2_629_746, Unit.YEARS: 31_556_952}


@dataclass(frozen=True, slots=True)
class Slice:
    """The network of one window, from `start` to `stop` around `middle`."""

    start: datetime
    middle: datetime
    stop: datetime
    network: Network


def slices(
    codings: Codings, settings: Settings, *, unit: Unit, size: int, kernel: Kernel = Kernel.NO
) -> Iterator[Slice]:
    """Yield the networks of a window of so many units, moved on by one unit at a time.

    Without a kernel: only windows wholly within the days covered, each from the beginning of a day, so long as so many
    units last. With a kernel: a middle at each unit from the first statement to the last. Repeats are left out over the
    whole range, before windows are cut.
    """
    if size < 1:
        raise ValueError("A window has a size of at least 1.")
    ranged = within(codings, settings.start, settings.stop)
    some = counted(ranged, settings)
    if not len(some):
        return
    if kernel is Kernel.NO:
        for start, middle, stop in windows(*_span(codings, settings), unit=unit, size=size, as_dna=settings.as_dna):
            yield Slice(start, middle, stop, of_counted(within(some, start, stop), ranged, settings))
        return
    first, last = _span(some, settings)
    for middle in moments(first, last, unit, as_dna=settings.as_dna):
        weights = kernel_weights(some.when, middle, size=size, unit=unit, kernel=kernel, as_dna=settings.as_dna)
        yield Slice(first, middle, last, smoothed(some, weights, settings))


def windows(
    first: datetime, last: datetime, *, unit: Unit, size: int, as_dna: bool = False
) -> Iterator[tuple[datetime, datetime, datetime]]:
    """Yield start, middle and last second of each window between two moments.

    DNA's reach to half the size either way, rounded down, from a middle that is a moment: one of a single week has no
    length, one of two weeks has two, and so has one of three.
    """
    if as_dna:
        for middle in moments(first, last, unit, as_dna=True):
            start, stop = moved(middle, -(size // 2), unit), moved(middle, size // 2, unit)
            if first <= start and stop <= last:
                yield start, middle, stop
        return
    ends = datetime.combine(last, time.max)
    for start in moments(datetime.combine(first, time.min), ends, unit):
        following = moved(start, size, unit)
        if following - timedelta(seconds=1) <= ends:
            yield start, start + (following - start) / 2, following - timedelta(seconds=1)


def moments(first: datetime, last: datetime, unit: Unit, *, as_dna: bool = False) -> Iterator[datetime]:
    """Yield the first moment and each that is a unit after another, up to the last."""
    moment, number = first, 0
    while moment <= last:
        yield moment
        number += 1
        # DNA goes on from each: after a 31st and a 28th it stays with the 28th.
        moment = moved(moment, 1, unit) if as_dna else moved(first, number, unit)


def _span(some: Codings, settings: Settings) -> tuple[datetime, datetime]:
    """Return from when to when there can be windows: the range asked for, as far as there are statements."""
    first, last = _moment(some.when.min()), _moment(some.when.max())
    return max(first, settings.start or first), min(last, settings.stop or last)


def _moment(when: np.datetime64) -> datetime:
    return when.astype("datetime64[s]").astype(datetime)


def moved(moment: datetime, number: int, unit: Unit) -> datetime:
    """Return the moment so many units on; the 31st becomes the last day of a shorter month."""
    if unit in (Unit.DAYS, Unit.WEEKS):
        return moment + timedelta(seconds=number * LASTS[unit])
    months = moment.year * 12 + moment.month - 1 + number * (12 if unit is Unit.YEARS else 1)
    first = moment.replace(year=months // 12, month=months % 12 + 1, day=1)
    following = (first + timedelta(days=31)).replace(day=1)
    return first.replace(day=min(moment.day, (following - timedelta(days=1)).day))


def kernel_weights(
    when: NDArray[np.datetime64], middle: datetime, *, size: int, unit: Unit, kernel: Kernel, as_dna: bool = False
) -> NDArray[np.float64]:
    """Return how much each statement counts in a window of so many units around the middle.

    The distance is in halves of the window: 1 at its edge. Beyond that only a Gaussian, of which it is the standard
    deviation, gives any weight.
    """
    if as_dna:
        size += size % 2
        away = np.asarray(2 * _whole_units(when, middle, unit) / size, dtype=np.float64)
    else:
        away = np.asarray(2 * ((np.datetime64(middle, "s") - when) / SECOND) / (size * LASTS[unit]), dtype=np.float64)
    inside = np.asarray(np.abs(away) <= 1, dtype=np.float64)
    match kernel:
        case Kernel.TRIANGULAR:
            return inside * (1 - (away if as_dna else np.abs(away)))
        case Kernel.EPANECHNIKOV:
            return inside * 0.75 * (np.square(1 - away) if as_dna else 1 - np.square(away))
        case Kernel.GAUSSIAN:
            return np.asarray(np.exp(-0.5 * np.square(away)) / SQRT_TAU, dtype=np.float64)
    return inside * 0.5


def _whole_units(when: NDArray[np.datetime64], middle: datetime, unit: Unit) -> NDArray[np.float64]:
    """Return the units from each to the middle, cut towards 0 as Java does."""
    if unit in (Unit.DAYS, Unit.WEEKS):
        days = np.trunc((np.datetime64(middle, "s") - when) / np.timedelta64(1, "D"))
        return np.trunc(days / (7 if unit is Unit.WEEKS else 1))
    months = np.array([_months_between(_moment(each), middle) for each in when], dtype=np.float64)
    return np.trunc(months / (12 if unit is Unit.YEARS else 1))


def _months_between(one: datetime, other: datetime) -> int:
    months = (other.year - one.year) * 12 + other.month - one.month
    if months > 0 and other.day < one.day:
        return months - 1
    return months + 1 if months < 0 and other.day > one.day else months


def smoothed(some: Codings, weights: NDArray[np.float64], settings: Settings) -> Network:
    """Return the network of statements by weight, the same nodes at every time.

    Two statements make a tie of the geometric mean of their weights, so that in one-mode each counts by its root.
    """
    if settings.shape is Shape.TWO_MODE:
        if settings.as_dna:
            settings = replace(settings, normalization=Normalization.NO)
        return of_counted(some, some, settings, weights)
    roots = np.sqrt(weights)
    if settings.as_dna and settings.normalization is not Normalization.NO:
        return _dna_average(some, roots, settings)
    return of_counted(some, some, settings, roots)


def _dna_average(some: Codings, roots: NDArray[np.float64], settings: Settings) -> Network:
    """Return the one-mode network as DNA normalises it with a kernel: ties times the sum, over all cells, of 2 / uses.

    Uses are not weighted by time there, and grow the more concepts there are, where an average would not.
    """
    weighted, plain = cells(some, some, settings, roots), cells(some, some, settings)
    factor = np.zeros((len(plain.rows), len(plain.rows)))
    counts = plain.dense().reshape(len(plain.rows), -1)
    for row, uses in enumerate(counts):
        either = uses[None, :] + counts
        factor[row] = ratio(np.full_like(either, 2.0), either).sum(axis=1)
    matrix = shared(weighted, settings.qualifier) * factor
    np.fill_diagonal(matrix, 0)
    return Network(weighted.rows, weighted.rows, matrix, len(some))
