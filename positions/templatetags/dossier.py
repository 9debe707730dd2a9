"""How pairs, answers and conditions look: `{% load dossier %}`."""

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from positions.analysis.distance import Gap
from positions.analysis.ledger import Held
from positions.analysis.pairs import Side
from positions.models import Affiliation
from positions.templatetags.ledger import SCALE_FROM, SCALE_SHARE, marker

register = template.Library()


@register.filter
def points(value: float) -> str:
    """Return points of a scale without needless decimals: 30, 22.5."""
    return f"{round(value, 1):g}"


@register.simple_tag
def gap_words(gap: Gap | None) -> str:
    """Return a distance on one issue: 30 points apart, 10 to 70 points apart, in the same place."""
    if gap is None:
        return "cannot be compared"
    if not gap.is_exact:
        return f"{points(gap.low)} to {points(gap.high)} points apart"
    return f"{points(gap.low)} point{'' if gap.low == 1 else 's'} apart" if gap.low else "in the same place"


@register.simple_tag
def gapline(one: Side, other: Side) -> SafeString:
    """Return both parties on the issue's scale, each side of a split; nothing unless both are placed."""
    placed = [(side, held) for side in (one, other) for held in placed_in(side)]
    if len({side.cell.party for side, _ in placed}) < 2:
        return SafeString("")
    values = [held.value or 0 for _, held in placed]
    told = "; ".join(f"{side.cell.party.name} at {held.value}" for side, held in placed)
    marks = format_html_join(
        "",
        '<svg x="{}%" y="9" overflow="visible">{}</svg><text class="tx-b tx-s" x="{}%" y="27" '
        'text-anchor="middle">{}</text>',
        (
            (
                f"{place(held.value or 0):.1f}",
                marker(side.cell.party.shape),
                f"{place(held.value or 0):.1f}",
                held.value,
            )
            for side, held in placed
        ),
    )
    return format_html(
        '<svg class="shiftline gapline" role="img" aria-label="{}"><line class="axis" x1="4%" x2="96%" y1="9" y2="9"/>'
        '<line class="axis" x1="4%" x2="4%" y1="6" y2="12"/><line class="axis" x1="96%" x2="96%" y1="6" y2="12"/>'
        '<line class="gap" x1="{}%" x2="{}%" y1="9" y2="9"/>{}</svg>',
        told,
        f"{place(min(values)):.1f}",
        f"{place(max(values)):.1f}",
        marks,
    )


def placed_in(side: Side) -> list[Held]:
    """Return what one side holds that has a place on the scale."""
    held = side.cell.held
    return [each for each in (held.sides or (held,)) if each.value is not None] if held else []


def place(value: int) -> float:
    """Return where a value stands on the line, in percent."""
    return SCALE_FROM + value * SCALE_SHARE


@register.simple_tag
def between_dates(affiliation: Affiliation) -> str:
    """Return the dates of a role as far as they are known: from 3 Feb 2025 until 1 Mar 2026; empty without any."""
    day = "{0.day} {0:%b %Y}"
    parts = []
    if affiliation.starts_on:
        parts.append(f"from {day.format(affiliation.starts_on)}")
    if affiliation.ends_on:
        parts.append(f"until {day.format(affiliation.ends_on)}")
    return " ".join(parts)


@register.filter
def days(number: int | None) -> str:
    """Return a number of days: 1 day, 12 days; empty when it is not known."""
    return "" if number is None else f"{number} day{'' if number == 1 else 's'}"
