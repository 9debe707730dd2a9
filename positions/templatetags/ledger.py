"""How held positions, shifts and their drawings look: `{% load ledger %}`."""

from datetime import UTC, date, datetime, timedelta
from textwrap import wrap

from django import template
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from positions.analysis.matrix import Cell
from positions.analysis.steps import Shift
from positions.analysis.wording import Piece
from positions.enums import Precision, Stance
from positions.models.parties import COLOURS, SHAPES
from positions.templatetags.evidence import SIGNS
from positions.templatetags.remembered import by_language

register = template.Library()

# Chart markers of the seven party shapes, about 10 px across, drawn around their own origin.
MARKERS = {
    1: SafeString('<circle r="5" class="{look}"/>'),
    2: SafeString('<path d="M0 -6L6 0L0 6L-6 0Z" class="{look}"/>'),
    3: SafeString('<rect x="-4.5" y="-4.5" width="9" height="9" class="{look}"/>'),
    4: SafeString('<path d="M0 -6L5.5 4.5L-5.5 4.5Z" class="{look}"/>'),
    5: SafeString('<path d="M0 6L5.5 -4.5L-5.5 -4.5Z" class="{look}"/>'),
    6: SafeString('<path d="M-3 -5H3L6 0L3 5H-3L-6 0Z" class="{look}"/>'),
    7: SafeString('<path d="M-1.7 -5H1.7V-1.7H5V1.7H1.7V5H-1.7V1.7H-5V-1.7H-1.7Z" class="{look}"/>'),
}
RINGED = SafeString('<circle r="6.2" class="ring st-{colour}"/><g transform="scale(.58)">{shape}</g>')
# The scale of a shift line runs over this part of its width, so that values at its ends keep room.
SCALE_FROM, SCALE_SHARE = 4, 0.92


@register.simple_tag
def marker(shape: int, is_suggested: bool = False) -> SafeString:
    """Return the marker of `party.shape` for a chart: filled for what a person confirmed, hollow for a suggestion."""
    look = f"hollow st-{colour_of(shape)}" if is_suggested else f"fi-{colour_of(shape)} edge"
    drawn = format_html(MARKERS[(shape - 1) % SHAPES + 1], look=look)
    return drawn if shape <= SHAPES else format_html(RINGED, colour=colour_of(shape), shape=drawn)


def colour_of(shape: int) -> int:
    """Return the number of the colour that goes with `party.shape`."""
    return (shape - 1) % COLOURS + 1


@register.simple_tag
def shiftline(shift: Shift, shape: int) -> SafeString:
    """Return before and after on the issue's scale, 0 to 100; nothing unless both are placed and differ."""
    before, after = shift.before.value, shift.after.value
    if before is None or after is None or not shift.size:
        return SafeString("")
    label = _("From %(before)s to %(after)s, suggested") if shift.is_suggested else _("From %(before)s to %(after)s")
    return format_html(
        '<svg class="shiftline" role="img" aria-label="{label}">'
        '<line class="axis" x1="4%" x2="96%" y1="9" y2="9"/><line class="axis" x1="4%" x2="4%" y1="6" y2="12"/>'
        '<line class="axis" x1="96%" x2="96%" y1="6" y2="12"/>'
        '<line class="ln st-{shape} {pencil}" x1="{x1}%" x2="{x2}%" y1="9" y2="9"/>'
        '<circle class="dot-before" cx="{x1}%" cy="9" r="3.5"/><circle class="{look}" cx="{x2}%" cy="9" r="4.5"/>'
        '<text class="tx-q tx-s" x="{x1}%" y="25" text-anchor="{here}">{before}</text>'
        '<text class="tx-b tx-s" x="{x2}%" y="25" text-anchor="{there}">{after}</text></svg>',
        before=before,
        after=after,
        label=label % {"before": before, "after": after},
        shape=colour_of(shape),
        pencil="ln-pencil" if shift.is_suggested else "",
        x1=f"{SCALE_FROM + before * SCALE_SHARE:.1f}",
        x2=f"{SCALE_FROM + after * SCALE_SHARE:.1f}",
        look=f"hollow st-{colour_of(shape)}" if shift.is_suggested else f"fi-{colour_of(shape)} edge",
        here=anchor(before, after),
        there=anchor(after, before),
    )


def anchor(value: int, other: int) -> str:
    """Return how a number stands at its mark so that two close ones do not overlap."""
    if abs(value - other) > 20:
        return "middle"
    return "end" if value < other else "start"


@register.simple_tag
def cell_look(cell: Cell) -> str:
    """Return the style classes of a cell: its stance, in pencil while only suggested, without tint when old."""
    if cell.held is None:
        return "cell cell-unknown"
    stances = {Stance(side.stance) for side in cell.held.sides or (cell.held,)}
    stance = SIGNS[stances.pop() if len(stances) == 1 else Stance.NONE][0]
    if cell.is_suggested:
        return f"cell cell-{stance} cell-pencil"
    return f"cell cell-{stance} cell-old" if cell.is_old else f"cell cell-{stance}"


@register.simple_tag
@by_language(1000)
def times_said(number: int) -> str:
    """Return how often something was said: said once, said twice, said 9 times."""
    if number == 2:
        return _("said twice")
    return ngettext("said once", "said %(number)s times", number) % {"number": number}


@register.simple_tag
def every(days: float) -> str:
    """Return a rhythm in words: every day, about every 3 days."""
    number = round(days)
    if number <= 1:
        return _("every day or so")
    return ngettext("about every %(number)s day", "about every %(number)s days", number) % {"number": number}


@register.simple_tag
def signed(number: int | None) -> str:
    """Return points with their sign: +28, −12."""
    return "" if number is None else f"{number:+d}".replace("-", "−")


@register.simple_tag
def short_day(moment: datetime | date | None, precision: str = Precision.MINUTE) -> SafeString:
    """Return the day without the year, as known: 7 Oct; a month alone when the day is not known."""
    if moment is None:
        return SafeString("")
    local = moment
    if isinstance(moment, datetime):
        local = timezone.localtime(moment) if precision == Precision.MINUTE else moment.astimezone(UTC)
    shown = date_format(local, _("M") if precision == Precision.MONTH else _("j M"))
    return format_html('<time datetime="{}" title="{}">{}</time>', f"{local:%Y-%m-%d}", f"{local:%Y}", shown)


@register.simple_tag
def ago(age: int | None) -> str:
    """Return an age in a sentence: today, for 4 days."""
    if age is None:
        return ""
    if age == 0:
        return _("since today")
    return ngettext("for %(days)s day", "for %(days)s days", age) % {"days": age}


@register.simple_tag
def days_between(earlier: datetime, later: datetime) -> str:
    """Return how much later: the same day, 10 days on."""
    days = (later - earlier + timedelta(hours=12)).days
    if days == 0:
        return _("the same day")
    if days == 1:
        return _("one day on")
    return ngettext("%(days)s day on", "%(days)s days on", days) % {"days": days}


@register.simple_tag
def wording(pieces: tuple[Piece, ...], name: str, look: str) -> SafeString:
    """Return pieces with the changed ones inside an element: `{% wording pieces "del" "gone" %}`."""
    return format_html_join(
        "",
        "{}{}{}",
        (
            (format_html('<{} class="{}">', name, look), piece.text, format_html("</{}>", name))
            if piece.is_changed
            else ("", piece.text, "")
            for piece in pieces
        ),
    )


@register.filter
def percent(share: float) -> str:
    """Return a share of 1 as a percentage for an SVG attribute: 22.58%."""
    return f"{share * 100:.2f}%"


@register.filter
def rounded_percent(share: float) -> str:
    """Return a share of 1 as a reader wants it: 23 %."""
    return f"{share * 100:.0f}\N{NO-BREAK SPACE}%"


@register.filter
def px(place: float) -> str:
    """Return pixels for an SVG attribute."""
    return f"{place:.1f}"


@register.filter
def add_px(place: float, more: float) -> str:
    """Return pixels a little further down."""
    return f"{place + float(more):.1f}"


@register.filter
def minus(end: float, start: float) -> float:
    """Return the part of the width between two shares."""
    return end - start


@register.filter
def in_lines(words: str) -> list[str]:
    """Return words in up to two lines that fit beside an axis."""
    return wrap(words, width=22, max_lines=2, placeholder=" …")


@register.simple_tag
def line_y(middle: float, place: int, left: int) -> str:
    """Return where the line at `place`, with `left` lines after it, stands when all are centred on `middle`."""
    return f"{middle + 4 + (place - left) * 7.5:.1f}"


@register.filter
def at(notes: dict[int, str], key: int) -> str:
    """Return what a dictionary has at a key; empty when nothing."""
    return notes.get(key, "")


@register.filter
def known_cells(cells: list[Cell]) -> int:
    """Return how many cells hold something."""
    return sum(cell.held is not None for cell in cells)


@register.filter
def unknown_cells(cells: list[Cell]) -> int:
    """Return how many cells are unknown."""
    return sum(cell.held is None for cell in cells)
