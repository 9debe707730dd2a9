"""How names, stances, times and decisions look, the same on every page: `{% load evidence %}`."""

from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

from django import template
from django.template import Context
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext, pgettext

from positions.dates import in_words
from positions.enums import Firmness, Precision, Stance, Verdict
from positions.models import Article, Judgement, Negotiation, Party, Statement, User
from positions.templatetags.remembered import by_language

register = template.Library()

SIGNS = {
    Stance.SUPPORTS: ("plus", "+"),
    Stance.OPPOSES: ("minus", "−"),
    Stance.MIXED: ("mixed", "±"),
    Stance.NONE: ("none", "○"),
}
NOTHING = SafeString("")


@register.simple_tag(name="party")
def party_name(party: Party | None, link: Negotiation | None = None) -> SafeString:
    """Return shape and name; with `link=negotiation` the name leads to the party's page."""
    if party is None:
        return format_html('<span class="quiet">{}</span>', gettext("party not known"))
    return _named(party.name, party.look, link.slug if link else "", party.slug)


@lru_cache(maxsize=500)
def _named(name: str, look: str, negotiation: str, party: str) -> SafeString:
    """Return shape and name of a party; with the negotiation's slug as a link."""
    shown = format_html("<bdi>{}</bdi>", name)
    if negotiation:
        shown = format_html('<a href="{}">{}</a>', reverse("party", args=[negotiation, party]), shown)
    return format_html('<span class="party {}"><span class="pm" aria-hidden="true"></span>{}</span>', look, shown)


@register.simple_tag
def stance(value: str, about: str = "") -> SafeString:
    """Return sign and word, always both; an empty value is unknown. `about` follows the word: supports *separation*."""
    return _stance(value, about) if about else _bare_stance(value)


@by_language(60)
def _bare_stance(value: str) -> SafeString:
    return _stance(value, "")


def _stance(value: str, about: str) -> SafeString:
    if not value:
        return format_html(
            '<span class="stance stance-unknown"><span class="sign" aria-hidden="true">?</span>{}</span>',
            about or gettext("unknown"),
        )
    name, sign = SIGNS[Stance(value)]
    words = f"{Stance(value).label} {about}".strip()
    return format_html(
        '<span class="stance stance-{}"><span class="sign" aria-hidden="true">{}</span>{}</span>', name, sign, words
    )


@register.simple_tag
@by_language(60)
def firmness(value: int | None) -> SafeString:
    """Return bars and word, or nothing when the words do not tell."""
    if value is None:
        return NOTHING
    return format_html('<span class="firm firm-{}">{}</span>', value, Firmness(value).label)


@register.simple_tag
def moment(value: datetime | None, precision: str = Precision.MINUTE) -> SafeString:
    """Return a time as exactly as it is known: a minute in the reader's zone with UTC on hover, days as said."""
    if value is None:
        return NOTHING
    original = value.astimezone(UTC)
    if precision == Precision.MINUTE:
        shown, stamp = timezone.localtime(value), original.isoformat(timespec="minutes")
        title = date_format(original, gettext("j F Y, H:i")) + " UTC"
    else:
        shown, stamp = original, f"{original:%Y-%m-%d}" if precision == Precision.DAY else f"{original:%Y-%m}"
        title = gettext("only the day is known") if precision == Precision.DAY else gettext("only the month is known")
    return format_html('<time datetime="{}" title="{}">{}</time>', stamp, title, in_words(shown, precision))


@register.simple_tag
def said_at(statement: Statement) -> SafeString:
    """Return when it was said."""
    return moment(statement.said_at, statement.said_at_precision)


@register.simple_tag
def published_at(article: Article) -> SafeString:
    """Return when it was published."""
    return moment(article.published_at, article.published_at_precision)


def _who(judgement: Judgement, reader: User | None) -> str:
    """Return the reader as *you* and others as *Tomás F.*"""
    if judgement.by == reader:
        return pgettext("who decided", "you")
    first, *rest = str(judgement.by).split() or [judgement.by.username]
    return f"{first} {rest[-1][0]}." if rest else first


def _when(at: datetime) -> str:
    """Return today's time or another day's date, in the reader's zone."""
    local, today = timezone.localtime(at), timezone.localdate()
    if local.date() == today:
        return date_format(local, "H:i")
    return date_format(local, gettext("j M") if local.year == today.year else gettext("j M Y"))


@register.simple_tag(takes_context=True)
def tag(context: Context, row: Any, short: bool = False) -> SafeString:
    """Return the pencil tag of a suggestion with its score, or the ink tag of a decision with name and day.

    `row` is a statement, a position or a link brought along by `for_display()`; `short` leaves the score alone.
    """
    judgement, reader = row.judgement, context.get("user")
    if judgement is None:
        score = getattr(row, "confidence", None) if not hasattr(row, "score") else row.score
        if score is None:
            return format_html('<span class="tag tag-pencil">{}</span>', gettext("suggested"))
        words = gettext("suggested, ")
        hidden = format_html('<span class="visually-hidden">{}</span>', words) if short else words
        return format_html('<span class="tag tag-pencil"><span>{}{}</span></span>', hidden, f"{score:.2f}")
    who, day = _who(judgement, reader), _when(judgement.at)
    title = gettext("%(verdict)s by %(name)s") % {"verdict": judgement.get_verdict_display(), "name": judgement.by}
    look = {Verdict.CONFIRM: "tag-ink", Verdict.REJECT: "tag-refused", Verdict.UNSURE: "tag-pencil"}[judgement.verdict]
    if judgement.verdict == Verdict.CONFIRM:
        words = format_html("<span><bdi>{}</bdi>, {}</span>", who, day)
    elif judgement.verdict == Verdict.REJECT:
        words = format_html("{}", pgettext("verdict", "refused"))
        title = f"{title}, {day}"
    else:
        words = format_html("<span>{}, <bdi>{}</bdi>, {}</span>", pgettext("verdict", "unsure"), who, day)
    return format_html('<span class="tag {}" title="{}">{}</span>', look, title, words)
