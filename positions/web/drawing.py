"""Where marks stand in the server-drawn charts: shares of the width, pixels of the height; pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from itertools import pairwise
from urllib.parse import urlencode

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from positions.analysis.ledger import Held
from positions.analysis.matrix import Matrix
from positions.analysis.steps import Shift
from positions.models import Issue, Party

TOP, BOTTOM = 26.0, 344.0  # of 100 and of 0 on the scale, in the mock-up's chart of 372 px
LABEL_GAP = 30.0  # two labels of two lines each must not overlap
NAMES_SHOWN = 2
TICKS = 4
NUMBERED_FROM = 10  # points; on a shorter line its number would stand on other lines
STRIP_BASE, STRIP_STEP = 38, 14
# A line not repeated for longer is drawn thin; stricter than the matrix, because a line claims more than a cell.
THIN_AFTER = timedelta(days=10)


@dataclass(frozen=True, slots=True)
class Span:
    """The time a chart covers; at least a day."""

    start: datetime
    end: datetime

    def share(self, moment: datetime) -> float:
        """Return where a moment stands, from 0 to 1."""
        width = max(self.end - self.start, timedelta(days=1))
        return min(max((moment - self.start) / width, 0.0), 1.0)

    @property
    def days(self) -> int:
        """Return the number of whole days."""
        return max((self.end.date() - self.start.date()).days, 1)


@dataclass(frozen=True, slots=True)
class Tick:
    """A date on the axis."""

    share: float
    day: date
    anchor: str


@dataclass(frozen=True, slots=True)
class StripMark:
    """A shift above the slider; several of one day stand above each other."""

    share: float
    y: int
    shift: Shift
    party: Party
    issue: Issue

    @property
    def query(self) -> str:
        """Return the query that opens its evidence as of the day on which it was said."""
        # The day in UTC or in the reader's zone, whichever is later: by its end it was said in both.
        day = max(self.shift.after.opening.said_on, timezone.localdate(self.shift.at))
        return urlencode({"date": f"{day:%Y-%m-%d}", "party": self.party.slug, "issue": self.issue.slug})


@dataclass(frozen=True, slots=True)
class Line:
    """A straight piece of a party's step line; x as shares, y in pixels."""

    x1: float
    x2: float
    y1: float
    y2: float
    look: str


@dataclass(frozen=True, slots=True)
class Point:
    """The marker of a held position; `position` is what opened it, in whose words one reads why."""

    x: float
    y: float
    is_suggested: bool
    position: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Step:
    """The middle of an upright line, with the points moved there."""

    x: float
    y: float
    size: int


@dataclass(frozen=True, slots=True)
class Series:
    """One party in the chart; `label_y` is None while what it holds has no place on the scale."""

    party: Party
    lines: tuple[Line, ...]
    points: tuple[Point, ...]
    steps: tuple[Step, ...]
    held: Held | None
    suggestion: Held | None
    label_y: float | None


@dataclass(frozen=True, slots=True)
class Label:
    """The name of a line at its end; parties that stand at one place share it."""

    y: float
    value: int | None
    names: tuple[str, ...]
    note: str

    @property
    def text(self) -> str:
        """Return as many names as fit, and how many more there are."""
        shown = ", ".join(self.names[:NAMES_SHOWN])
        more = len(self.names) - NAMES_SHOWN
        return f"{shown} +{more}" if more > 0 else shown


def ticks(span: Span) -> list[Tick]:
    """Return dates at even distances, the first and the last at the ends."""
    number = min(TICKS, span.days)
    anchors = ["start", *["middle"] * (number - 1), "end"]
    return [
        Tick(place / number, (span.start + (span.end - span.start) * place / number).date(), anchors[place])
        for place in range(number + 1)
    ]


def strip_marks(matrix: Matrix, span: Span) -> list[StripMark]:
    """Return the marks of shifts, those of one day stacked."""
    parties = {row.party.pk: row.party for row in matrix.rows}
    issues = {issue.pk: issue for issue in matrix.issues}
    heights: dict[date, int] = defaultdict(int)
    marks = []
    for shift in matrix.shifts:
        day = shift.after.opening.said_on
        y = STRIP_BASE - STRIP_STEP * min(heights[day], 2)
        heights[day] += 1
        marks.append(StripMark(span.share(shift.at), y, shift, parties[shift.after.party], issues[shift.after.issue]))
    return marks


def height(value: int) -> float:
    """Return where a value of the scale stands, in pixels from the top."""
    return BOTTOM - (BOTTOM - TOP) * value / 100


def series(party: Party, confirmed: Sequence[Held], widened: Sequence[Held], span: Span, now: datetime) -> Series:
    """Return a party's step line: ink through confirmed positions, pencil where suggestions differ."""
    placed = [held for held in confirmed if held.value is not None and not held.is_split]
    odds = [side for held in confirmed for side in both(held)]
    pencil = [held for held in widened if held.is_suggested and held.value is not None and not held.is_split]
    lines = [line for held in placed for line in steps_of(held, placed, span, now, "")]
    lines += [line for side in odds for line in steps_of(side, (), span, now, "")]
    lines += [line for held in pencil for line in steps_of(held, placed, span, now, "ln-pencil")]
    points = [
        Point(span.share(held.since), height(held.value or 0), held.is_suggested, held.opening.position)
        for held in [*placed, *odds, *pencil]
        if held.since >= span.start
    ]
    last = confirmed[-1] if confirmed else None
    newest = widened[-1] if widened and widened[-1].is_suggested else None
    shown = last or newest
    label_y = height(shown.value) if shown and shown.value is not None else None
    return Series(party, tuple(lines), tuple(points), told_steps(placed, span), last, newest, label_y)


def told_steps(placed: Sequence[Held], span: Span) -> tuple[Step, ...]:
    """Return the confirmed steps that are large enough to carry a number, inside the span."""
    found = []
    for before, after in pairwise(placed):
        size = (after.value or 0) - (before.value or 0)
        if abs(size) >= NUMBERED_FROM and after.since >= span.start:
            middle = (height(before.value or 0) + height(after.value or 0)) / 2
            found.append(Step(span.share(after.since), middle, size))
    return tuple(found)


def both(split: Held) -> list[Held]:
    """Return the sides of a split that have a place on the scale, each lasting as long as the split."""
    sides = (replace(side, until=split.until) for side in split.sides)
    return [side for side in sides if side.value is not None]


def steps_of(held: Held, placed: Sequence[Held], span: Span, now: datetime, look: str) -> list[Line]:
    """Return the level line of a held position and the upright one that leads to it; nothing of what ended before."""
    if held.until and held.until <= span.start:
        return []
    x1, x2, y = span.share(held.since), span.share(min(held.until or now, now)), height(held.value or 0)
    old = " ln-old" if not look and held.until is None and now - held.last_said >= THIN_AFTER else ""
    lines = [Line(x1, x2, y, y, look + old)]
    before = [each for each in placed if each.since < held.since]
    if before and held.since >= span.start:
        lines.append(Line(x1, x1, height(before[-1].value or 0), y, look))
    return lines


def labels(found: Sequence[Series]) -> list[Label]:
    """Return the labels of step lines from the top down, moved apart, kept inside the chart as far as they fit."""
    together: dict[float, list[Series]] = defaultdict(list)
    for each in found:
        if each.label_y is not None:
            together[each.label_y].append(each)
    places = spread(sorted(together))
    return [label_of(together[y], place) for y, place in zip(sorted(together), places, strict=True)]


def label_of(standing: list[Series], place: float) -> Label:
    """Return the label of the lines that end at one place."""
    held = next((each.held for each in standing if each.held), None)
    moves = [each.suggestion for each in standing if each.suggestion]
    values = ", ".join(str(move.value) for move in moves if move.value is not None)
    note = _("%(values)s suggested") % {"values": values or _("a move")} if moves else ""
    if held and held.is_split:
        note = pgettext("between the sides of a split", " against ").join(
            "?" if side.value is None else str(side.value) for side in held.sides
        )
    return Label(place, held.value if held else None, tuple(each.party.name for each in standing), note)


def spread(wanted: Sequence[float]) -> list[float]:
    """Return places at least a label apart, near those wanted and inside the chart; closer only when they must be."""
    gap = min(LABEL_GAP, (BOTTOM - TOP) / max(len(wanted) - 1, 1))
    places: list[float] = []
    for y in wanted:
        places.append(max(y, places[-1] + gap) if places else y)
    for place in range(len(places) - 1, -1, -1):
        ceiling = BOTTOM if place == len(places) - 1 else places[place + 1] - gap
        places[place] = min(places[place], ceiling)
    return places
