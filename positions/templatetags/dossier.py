"""How pairs, answers and conditions look: `{% load dossier %}`."""

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from positions.analysis.distance import Gap
from positions.analysis.ledger import Held
from positions.analysis.pairs import Side
from positions.dates import in_words
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
        return _("cannot be compared")
    if not gap.is_exact:
        return _("%(low)s to %(high)s points apart") % {"low": points(gap.low), "high": points(gap.high)}
    if not gap.low:
        return _("in the same place")
    # Half points are no whole number of which a language could have a form: they take the form of many.
    count = int(gap.low) if float(gap.low).is_integer() else 5
    return ngettext("%(points)s point apart", "%(points)s points apart", count) % {"points": points(gap.low)}


@register.simple_tag
def gapline(one: Side, other: Side) -> SafeString:
    """Return both parties on the issue's scale, each side of a split; nothing unless both are placed."""
    placed = [(side, held) for side in (one, other) for held in placed_in(side)]
    if len({side.cell.party for side, _ in placed}) < 2:
        return SafeString("")
    values = [held.value or 0 for _, held in placed]
    told = "; ".join(
        _("%(party)s at %(value)s") % {"party": side.cell.party.name, "value": held.value} for side, held in placed
    )
    marks = format_html_join(
        "",
        '<svg x="{}%" y="{}" overflow="visible">{}</svg><text class="tx-b tx-s" x="{}%" y="27" '
        'text-anchor="middle">{}</text>',
        (
            (
                f"{place(held.value or 0):.1f}",
                # Where both stand in one place, one marker must not hide the other.
                9 if values.count(held.value or 0) == 1 else 4 if side is one else 14,
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
    since = in_words(affiliation.starts_on) if affiliation.starts_on else ""
    until = in_words(affiliation.ends_on) if affiliation.ends_on else ""
    if since and until:
        return _("from %(since)s until %(until)s") % {"since": since, "until": until}
    if since:
        return _("from %(since)s") % {"since": since}
    return _("until %(until)s") % {"until": until} if until else ""


@register.filter
def days(number: int | None) -> str:
    """Return a number of days: 1 day, 12 days; empty when it is not known."""
    return "" if number is None else ngettext("%(days)s day", "%(days)s days", number) % {"days": number}
