"""Turns a digest into a mail: the same in the same order as HTML with inlined styles and as plain text."""

from dataclasses import dataclass
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

import css_inline
from django.conf import settings
from django.contrib.staticfiles import finders
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation

from positions.digests.asked import Asked
from positions.digests.compose import Digest
from positions.digests.plain import wrapped

# Mail programs draw no shapes: the mark as a character, seven shapes, then the same with a ring.
MARKS = ("●", "◆", "■", "▲", "▼", "⬢", "✚", "○", "◇", "□", "△", "▽", "⬡", "✛")


@dataclass(frozen=True)
class Mail:
    """Subject without line breaks, plain text within 78 columns, HTML with its styles inlined."""

    subject: str
    text: str
    html: str


def render(digest: Digest, *, subscription: Asked) -> Mail:
    """Return the mail for one subscriber, in the subscriber's language and time zone."""
    reader = subscription.user
    with translation.override(reader.language), timezone.override(ZoneInfo(reader.time_zone)):
        context = context_of(digest, subscription=subscription)
        html = render_to_string("digests/digest.html", {**context, "css": stylesheet()})
        text = wrapped(render_to_string("digests/digest.txt", context))
    subject = " ".join(f"{digest.negotiation}: {digest.title}".split())
    inliner = css_inline.CSSInliner(keep_style_tags=False, keep_at_rules=True, load_remote_stylesheets=False)
    return Mail(subject=subject, text=text, html=inliner.inline(html))


def context_of(digest: Digest, *, subscription: Asked) -> dict[str, Any]:
    """Return what the templates of mail and preview show."""
    negotiation = digest.negotiation
    page = settings.BASE_URL + reverse("digest", args=[negotiation.slug])
    token = subscription.subscription.token if subscription.subscription else None
    leave = settings.BASE_URL + reverse("unsubscribe", args=[token]) if token else page
    return {
        "digest": digest,
        "subscription": subscription,
        "marks": MARKS,
        "base_url": settings.BASE_URL,
        "page_url": page,
        "review_url": settings.BASE_URL + reverse("review_queue", args=[negotiation.slug]),
        "leave_url": leave,
    }


@cache
def stylesheet() -> str:
    """Return the styles of the mail; they hold no variables, because mail programs know none."""
    found = finders.find("digest.css")
    if not isinstance(found, str):
        raise FileNotFoundError("static/digest.css is missing; the digest cannot be drawn without it.")
    with open(found, encoding="utf-8") as file:  # noqa: PTH123  # the finder gives a plain path
        return file.read()
