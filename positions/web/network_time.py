"""A network window by window: which one is shown, and how far apart the camps were in each."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from itertools import islice, pairwise

import numpy as np
from django.utils.translation import gettext as _

from positions.analysis.camps import Polarization, polarization_over_time
from positions.analysis.codings import Codings, counted, within
from positions.analysis.kernels import LASTS, Kernel, Slice, slices
from positions.analysis.network_settings import Duplicates
from positions.analysis.networks import Network, times_spoken
from positions.web.drawing import Span, Tick, ticks
from positions.web.network_chart import THIN
from positions.web.network_form import Kind, NetworkAsked, Window

# More points than a line of this width can show, each with two networks to be made.
MOST = 400
TOP, BOTTOM = 14.0, 234.0  # of a polarization of 1 and of 0, in the short chart of 262 px
GRID = (0, 0.25, 0.5, 0.75, 1)


@dataclass(frozen=True)
class Moment:
    """One window, how many statements lie in it, and its camps; None where nobody conflicts or the kind has none."""

    number: int
    start: datetime
    middle: datetime
    stop: datetime
    statements: int
    camps: Polarization | None
    share: float

    @property
    def y(self) -> float:
        """Return the height of its polarization in the chart; only with camps."""
        score = self.camps.score if self.camps else 0.0
        return BOTTOM - (BOTTOM - TOP) * min(max(score, 0.0), 1.0)

    @property
    def is_thin(self) -> bool:
        return self.statements < THIN


@dataclass(frozen=True)
class Course:
    """All windows in order of time, the one shown, and what the axis needs."""

    moments: tuple[Moment, ...]
    shown: Moment
    ticks: list[Tick]
    grid: tuple[tuple[float, float], ...]

    @property
    def earlier(self) -> Moment | None:
        return self.moments[self.shown.number - 1] if self.shown.number else None

    @property
    def later(self) -> Moment | None:
        return self.moments[self.shown.number + 1] if self.shown.number + 1 < len(self.moments) else None

    @property
    def measured(self) -> list[Moment]:
        """Return the windows in which there are camps."""
        return [each for each in self.moments if each.camps]

    @property
    def steps(self) -> list[tuple[Moment, Moment]]:
        """Return each two windows that follow each other and both have camps."""
        return [(one, other) for one, other in pairwise(self.moments) if one.camps and other.camps]

    @property
    def highest(self) -> Moment:
        """Return the window with the greatest polarization, the first of several; only where something is measured."""
        return max(self.measured, key=lambda each: each.camps.score if each.camps else 0.0)


def how_many(codings: Codings, asked: NetworkAsked, window: Window) -> int:
    """Return about how many windows there are."""
    some = counted(within(codings, asked.settings.start, asked.settings.stop), asked.settings)
    if not len(some):
        return 0
    return int((some.when.max() - some.when.min()) / np.timedelta64(LASTS[window.unit], "s")) + 1


def read_course(codings: Codings, asked: NetworkAsked, window: Window) -> Course | None:
    """Return the windows; None when the time covered is shorter than one.

    Raises ValueError, in a sentence, when there are too many to be shown.
    """
    number = how_many(codings, asked, window)
    if number > MOST:
        raise ValueError(
            _(
                "That makes %(number)s windows, more than the %(most)s that can be shown: choose a longer unit or "
                "fewer days."
            )
            % {"number": number, "most": MOST}
        )
    found = list(with_camps(codings, asked, window))
    if not found:
        return None
    spans = [span_of(each, window) for each, _camps in found]
    covered = Span(aware(found[0][0].middle), aware(found[-1][0].middle))
    moments = tuple(
        Moment(
            number=place,
            start=start,
            middle=each.middle,
            stop=stop,
            statements=len(lying_in(codings, asked, start, stop)),
            camps=camps,
            share=covered.share(aware(each.middle)),
        )
        for place, ((each, camps), (start, stop)) in enumerate(zip(found, spans, strict=True))
    )
    return Course(
        moments=moments,
        shown=shown_of(moments, window),
        ticks=ticks(covered),
        grid=tuple((value, BOTTOM - (BOTTOM - TOP) * value) for value in GRID),
    )


def with_camps(codings: Codings, asked: NetworkAsked, window: Window) -> Iterator[tuple[Slice, Polarization | None]]:
    """Yield each window, with its camps where actors share stances."""
    unit, size, kernel = window.unit, window.size, window.kernel
    if asked.kind is Kind.SHARED:
        yield from polarization_over_time(codings, asked.settings, unit=unit, size=size, kernel=kernel)
        return
    for each in slices(codings, asked.settings, unit=unit, size=size, kernel=kernel):
        yield each, None


def span_of(each: Slice, window: Window) -> tuple[datetime, datetime]:
    """Return from when to when statements count; with a kernel half a window around the middle."""
    if window.kernel is Kernel.NO:
        return each.start, each.stop
    half = timedelta(seconds=window.size * LASTS[window.unit] / 2)
    return each.middle - half, each.middle + half


def lying_in(codings: Codings, asked: NetworkAsked, start: datetime, stop: datetime) -> Codings:
    """Return the statements of a window that count, repeats left out over all days asked for."""
    ranged = within(codings, asked.settings.start, asked.settings.stop)
    return within(counted(ranged, asked.settings), start, stop)


def shown_of(moments: tuple[Moment, ...], window: Window) -> Moment:
    """Return the window that is asked for: by its number, nearest to a day, or the last that is not thin."""
    if window.number is not None:
        return moments[min(window.number, len(moments) - 1)]
    if window.day is not None:
        day = window.day
        return min(moments, key=lambda each: abs(each.middle.date() - day))
    return next((each for each in reversed(moments) if not each.is_thin), moments[-1])


def network_at(codings: Codings, asked: NetworkAsked, window: Window, shown: Moment) -> tuple[Network, dict[str, int]]:
    """Return the network of one window, and how often each actor spoke in it."""
    all_of_them = slices(codings, asked.settings, unit=window.unit, size=window.size, kernel=window.kernel)
    found = next(islice(all_of_them, shown.number, None)).network
    some = lying_in(codings, asked, shown.start, shown.stop)
    spoken = times_spoken(some, replace(asked.settings, start=None, stop=None, duplicates=Duplicates.INCLUDE))
    # With a kernel all are nodes at all times, those too who say nothing within the window.
    return replace(found, statements=shown.statements), dict.fromkeys(found.rows, 0) | spoken


def aware(moment: datetime) -> datetime:
    return moment.replace(tzinfo=UTC)
