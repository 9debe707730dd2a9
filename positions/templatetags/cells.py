"""The cells of the matrix: `{% load cells %}`. Tags, not partials, because a page draws hundreds of them."""

from django import template
from django.utils.html import format_html
from django.utils.http import urlencode
from django.utils.safestring import SafeString
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from positions.analysis.between import Difference
from positions.analysis.ledger import Held
from positions.analysis.matrix import Cell
from positions.templatetags.evidence import NOTHING, firmness, stance
from positions.templatetags.ledger import cell_look, short_day, signed, times_said
from positions.templatetags.remembered import by_language

register = template.Library()

VALUE = SafeString('<span class="val" title="{}">{}</span>')
PENCIL = SafeString('<span class="tag tag-pencil">{}</span>')
MOVED = SafeString('<span class="moved">{}</span>')
HEAD = SafeString('<span class="hd">{}{}</span>')
# Longer conditions stand whole in the panel.
CONDITION_WORDS = 12


@register.simple_tag
def matrix_cell(cell: Cell, query: str, opened: Cell | None = None) -> SafeString:
    """Return a cell as a link to its evidence; `query` has the page's filters, `opened` is the cell that is open."""
    return linked(cell, query, opened, cell_look(cell), cell_inside(cell))


@register.simple_tag
def compared_cell(each: Difference, query: str, opened: Cell | None = None) -> SafeString:
    """Return a cell at two dates: what was held and what is, with the change in words; calm when nothing changed."""
    if not each.is_changed:
        inside = format_html("{}{}", issue_title(each.now), standing(each.now))
        return linked(each.now, query, opened, f"{cell_look(each.now)} cell-same", inside)
    was = standing(each.then, with_reason=False)
    inside = format_html(
        '{}<span class="was"><span class="label">{}</span>{}</span>{}'
        '<span class="ev"><span class="moved">{}</span></span>',
        issue_title(each.now),
        short_day(each.then.as_of),
        was,
        standing(each.now),
        points(each),
    )
    return linked(each.now, query, opened, f"{cell_look(each.now)} cell-changed", inside)


@register.simple_tag
def cell_inside(cell: Cell) -> SafeString:
    """Return what stands in a cell: sign, word, place, firmness, condition, age and how often said, move."""
    if cell.held is None:
        return format_html("{}{}", issue_title(cell), standing(cell))
    return format_html(
        '{}{}{}<span class="ev"><span>{} <span aria-hidden="true">·</span> {}</span>{}</span>',
        issue_title(cell),
        standing(cell),
        condition(cell.held),
        age(cell.age_days),
        times_said(cell.held.times_said),
        marks(cell),
    )


@register.simple_tag
def held_in_line(held: Held | None) -> SafeString:
    """Return sign, word and place of what is held, of a split one for each side; None is unknown."""
    sides = (held.sides or (held,)) if held else ()
    found = [format_html("{} {}", stance(side.stance), "" if side.value is None else side.value) for side in sides]
    return SafeString(", ".join(found)) if found else stance("")


def linked(cell: Cell, query: str, opened: Cell | None, look: str, inside: SafeString) -> SafeString:
    """Return the inside of a cell in its link."""
    names = {"party": cell.party.name, "issue": cell.issue.title, "reason": cell.reason}
    unknown = "" if cell.held else _("%(party)s, %(issue)s: unknown. %(reason)s") % names
    return format_html(
        '<a class="{}{}" href="?{}{}#evidence"{}{}>{}</a>',
        look,
        " cell-open" if cell == opened else "",
        query,
        urlencode({"party": cell.party.slug, "issue": cell.issue.slug}),
        SafeString(' aria-current="true"') if cell == opened else NOTHING,
        format_html(' aria-label="{}"', unknown) if unknown else NOTHING,
        inside,
    )


def issue_title(cell: Cell) -> SafeString:
    """Return the issue, which a narrow screen shows in every cell."""
    return format_html('<span class="issue">{}</span>', cell.issue.title)


def standing(cell: Cell, *, with_reason: bool = True) -> SafeString:
    """Return sign, word and place, of a split one for each side, and the firmness; of an unknown cell the reason."""
    held = cell.held
    if held is None:
        reason = format_html("<span>{}</span>", cell.reason) if with_reason else NOTHING
        return format_html(HEAD, stance(""), NOTHING) + reason
    if held.is_split:
        return SafeString("".join(head(side) for side in held.sides))
    return head(held) + firmness(held.firmness)


def head(held: Held) -> SafeString:
    """Return sign, word and place on the scale."""
    return placed(held.stance, held.value)


@by_language(3000)
def placed(stands: str, value: int | None) -> SafeString:
    """Return sign and word of a stance, and a place where there is one."""
    if value is None:
        return format_html(HEAD, stance(stands), NOTHING)
    return format_html(HEAD, stance(stands), format_html(VALUE, _("on the issue’s scale, 0 to 100"), value))


@by_language(1000)
def age(days: int | None) -> str:
    """Return days as a cell says them: 3 d."""
    return _("%(days)s d") % {"days": days}


def condition(held: Held) -> SafeString:
    """Return the beginning of the condition; the sides of a split have their own, in the panel."""
    if not held.condition or held.is_split:
        return NOTHING
    words = Truncator(held.condition).words(CONDITION_WORDS)
    return format_html(
        '<span class="cond" data-if="{}" dir="auto">{}</span>', pgettext("before a condition", "if"), words
    )


def marks(cell: Cell) -> SafeString:
    """Return what a cell says beside its age: that it is suggested, moved, new or split, and a newer suggestion."""
    found = NOTHING
    if cell.is_suggested:
        found = format_html(PENCIL, _("suggested"))
    elif cell.held and not cell.held.is_split and cell.move:
        size = cell.move.size
        found = format_html(MOVED, signed(size) if size else cell.move.relation.label)
    elif cell.is_first and cell.held and not cell.held.is_split:
        found = format_html(MOVED, pgettext("first position on an issue", "first"))
    if cell.held and cell.held.is_split:
        found += format_html(MOVED, pgettext("party", "split"))
    if cell.suggestion:
        value = cell.suggestion.value
        found += format_html(PENCIL, _("move?") if value is None else f"{value}?")
    return found


def points(each: Difference) -> str:
    """Return the change of a cell in words, with its sign where it has a size."""
    size = each.shift.size if each.shift else None
    return f"{signed(size)}, {each.summary}" if size else each.summary
