"""The cells of the matrix: `{% load cells %}`. Tags, not partials: a page draws hundreds of them."""

from django import template
from django.template.defaultfilters import truncatewords, urlencode
from django.utils.html import format_html
from django.utils.safestring import SafeString

from positions.analysis.ledger import Held
from positions.analysis.matrix import Cell
from positions.templatetags.evidence import NOTHING, firmness, stance
from positions.templatetags.ledger import cell_look, signed, times_said

register = template.Library()

# Longer conditions stand whole in the panel.
CONDITION_WORDS = 12


@register.simple_tag
def matrix_cell(cell: Cell, query: str, opened: Cell | None = None) -> SafeString:
    """Return a cell as a link to its evidence; `query` has the page's filters, `opened` is the cell that is open."""
    unknown = NOTHING
    if cell.held is None:
        label = ' aria-label="{}, {}: unknown. {}"'
        unknown = format_html(label, cell.party.name, cell.issue.title, cell.reason)
    return format_html(
        '<a class="{}{}" href="?{}party={}&amp;issue={}#evidence"{}{}>{}</a>',
        cell_look(cell),
        " cell-open" if cell == opened else "",
        query,
        urlencode(cell.party.slug),
        urlencode(cell.issue.slug),
        SafeString(' aria-current="true"') if cell == opened else NOTHING,
        unknown,
        cell_inside(cell),
    )


@register.simple_tag
def cell_inside(cell: Cell) -> SafeString:
    """Return what is held with its age and what moved, or why it is unknown."""
    title, held = format_html('<span class="issue">{}</span>', cell.issue.title), cell.held
    if held is None:
        return format_html('{}<span class="hd">{}</span><span>{}</span>', title, stance(""), cell.reason)
    return format_html(
        '{}{}{}{}<span class="ev"><span>{} d <span aria-hidden="true">·</span> {}</span>{}</span>',
        title,
        SafeString("".join(map(head, held.sides or (held,)))),
        NOTHING if held.is_split else firmness(held.firmness),
        condition(held),
        cell.age_days,
        times_said(held.times_said),
        marks(cell, held),
    )


def head(held: Held) -> SafeString:
    """Return sign, word and place on the scale, of a position or of one side of a split."""
    if held.value is None:
        return format_html('<span class="hd">{}</span>', stance(held.stance))
    place = '<span class="hd">{}<span class="val" title="on the issue’s scale, 0 to 100">{}</span></span>'
    return format_html(place, stance(held.stance), held.value)


def condition(held: Held) -> SafeString:
    """Return the beginning of the condition; the sides of a split have their own, in the panel."""
    if held.is_split or not held.condition:
        return NOTHING
    words = truncatewords(held.condition, CONDITION_WORDS)
    return format_html('<span class="cond" data-if="if" dir="auto">{}</span>', words)


def marks(cell: Cell, held: Held) -> SafeString:
    """Return what a cell says beside its age: that it is suggested, moved, new or split, and a newer suggestion."""
    shown = NOTHING
    if cell.is_suggested:
        shown = SafeString('<span class="tag tag-pencil">suggested</span>')
    elif not held.is_split:
        shown = moved(cell)
    if held.is_split:
        shown += SafeString('<span class="moved">split</span>')
    if cell.suggestion:
        value = cell.suggestion.value
        shown += format_html('<span class="tag tag-pencil">{}?</span>', "move" if value is None else value)
    return shown


def moved(cell: Cell) -> SafeString:
    """Return the step of the last days, or that it is the party's first position."""
    move = cell.move
    if move:
        return format_html('<span class="moved">{}</span>', signed(move.size) if move.size else move.relation.label)
    return SafeString('<span class="moved">first</span>') if cell.is_first else NOTHING
