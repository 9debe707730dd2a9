"""The chart and the citations of an issue's conversation: `{% load talk %}`.

Tags, not partials, because the page of a large negotiation draws hundreds of lines, rows and citations.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from functools import lru_cache
from typing import Any

from django import template
from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.timezone import get_current_timezone_name, localtime
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from positions.analysis.evidence import Evidence
from positions.analysis.ledger import Held
from positions.enums import Precision
from positions.models import Negotiation, Party
from positions.templatetags.evidence import NOTHING, firmness, moment, party_name, stance
from positions.templatetags.ledger import marker, short_day, times_said

register = template.Library()

# Days of the rows and nodes of a few large pages; they are the same each time a page is opened.
REMEMBERED = 4_000
ROW = SafeString("<tr><td>{}</td><td>{}</td><td>{}</td><td>{}</td><td>{}</td><td>{}</td><td>{}</td></tr>")
LINE = '<line class="ln st-{} {}" x1="{:.2f}%" x2="{:.2f}%" y1="{:.1f}" y2="{:.1f}"/>'
POINT = '<svg x="{:.2f}%" y="{:.1f}" overflow="visible">{}</svg>'


@register.simple_tag
def step_lines(series: Iterable[Any]) -> SafeString:
    """Return the step lines of `web.drawing.Series`; only numbers and names of styles stand in them."""
    return mark_safe(  # noqa: S308
        "".join(
            LINE.format(each.party.colour, line.look, line.x1 * 100, line.x2 * 100, line.y1, line.y2)
            for each in series
            for line in each.lines
        )
    )


@register.simple_tag
def step_points(series: Iterable[Any], places: Mapping[int, str]) -> SafeString:
    """Return the markers on the step lines, each a link to the words that opened what is held, where these are known.

    The links are for the pointer alone: the same ones stand in the table, where keyboard and screen reader find them.
    """
    return mark_safe(  # noqa: S308
        "".join(
            POINT.format(
                point.x * 100,
                point.y,
                linked(marker(each.party.shape, point.is_suggested), places.get(point.position, ""), each.party.name),
            )
            for each in series
            for point in each.points
        )
    )


def linked(mark: SafeString, place: str, name: str) -> SafeString:
    """Return a marker in a link, to a place on the page or another page."""
    return format_html('<a href="{}" tabindex="-1"><title>{}</title>{}</a>', place, name, mark) if place else mark


@register.simple_tag
def number_rows(
    numbers: Iterable[Any], unknown: Sequence[Party], places: Mapping[int, str], negotiation: Negotiation
) -> SafeString:
    """Return the rows of the table below the chart: the held positions, then the parties of which none is known."""
    states = {True: _("suggested"), False: _("confirmed")}
    nowhere = _("unknown")
    rows = (number_row(row.party, row.held, places, negotiation, nowhere, states) for row in numbers)
    blank = ((party_name(party, negotiation), "", stance(""), *[""] * 4) for party in unknown)
    return format_html_join("", ROW, (*rows, *blank))


def number_row(
    party: Party, held: Held, places: Mapping[int, str], negotiation: Negotiation, nowhere: str, states: dict[bool, str]
) -> tuple[object, ...]:
    """Return the cells of one held position, its day a link to the words that opened it."""
    day, place = day_known(moment, held.since, held.opening.precision), places.get(held.opening.position)
    return (
        party_name(party, negotiation),
        format_html('<a href="{}">{}</a>', place, day) if place else day,
        stance(held.stance),
        nowhere if held.value is None else held.value,
        firmness(held.firmness),
        times_said(held.times_said),
        states[held.is_suggested],
    )


@register.simple_tag
def said_when(at: datetime, precision: str) -> SafeString:
    """Return the day beside a node of the conversation, and below it the time, or the year where none is known."""
    return day_known(beside_node, at, precision)


def beside_node(at: datetime, precision: str) -> SafeString:
    return format_html(
        '<span class="when"><b>{}</b>{}</span>',
        short_day(at, precision),
        date_format(localtime(at), "H:i" if precision == Precision.MINUTE else "Y"),
    )


@register.simple_tag
def cite(evidence: Evidence) -> SafeString:
    """Return who said it, when and in which outlet, with the links to the statement and into the article."""
    day = day_known(short_day, evidence.said_at, evidence.precision)
    if evidence.is_vote:
        where = format_html(", {}", evidence.outlet) if evidence.outlet else NOTHING
        return format_html('<span class="cite"><a href="{}">{}</a>, {}{}</span>', evidence.url, _("vote"), day, where)
    return format_html(
        '<span class="cite">{}<a href="{}">{}</a>, <a href="{}"><bdi>{}</bdi></a>, {}{}</span>',
        format_html("<bdi>{}</bdi>, ", evidence.speaker) if evidence.speaker else NOTHING,
        evidence.url,
        day,
        evidence.article_url,
        evidence.outlet,
        evidence.kind,
        ", " + _("also %(outlets)s") % {"outlets": ", ".join(evidence.also)} if evidence.also else NOTHING,
    )


def day_known(look: Any, at: datetime, precision: str) -> SafeString:
    """Return a time as `moment` or `short_day` draws it, which depends on the reader's zone and language."""
    return _day_known(look, at, precision, get_current_timezone_name(), get_language())


@lru_cache(maxsize=REMEMBERED)
def _day_known(look: Any, at: datetime, precision: str, zone: str, language: str | None) -> SafeString:
    return look(at, precision)
