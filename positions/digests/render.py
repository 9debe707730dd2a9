"""Turns a digest into a mail: the same facts in the same order as HTML with inlined styles and as plain text."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

import css_inline
from django.contrib.staticfiles import finders
from django.template.loader import render_to_string
from django.utils import timezone, translation

from positions.digests.compose import Digest
from positions.digests.layout import Sheet, cut_to, sheet_of
from positions.digests.plain import wrapped
from positions.digests.summary import gist_of, left_out_of, period_of, subject_of, title_of

# Mail programs draw no shapes: the mark as a character, seven shapes, then the same with a ring.
MARKS = ("●", "◆", "■", "▲", "▼", "⬢", "✚", "○", "◇", "□", "△", "▽", "⬡", "✛")
# Beyond 102 kB a large mail service cuts a message in the middle.
LONGEST = 100_000  # bytes of HTML
UNCUT = 400  # items; more never fit, and to draw the thousands of an import takes minutes
# How long a list may be, and how many negotiations are told at length, until the mail is short enough.
CUTS: tuple[tuple[int | None, int | None], ...] = (
    (None, None), (30, 30), (15, 20), (8, 15), (4, 10), (2, 8), (1, 6), (1, 2),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Reader:
    """For whom a digest is written; `why` are sentences that name what is followed. A preview has no addresses."""

    language: str = "en"
    time_zone: str = "UTC"
    manage_url: str = ""
    unsubscribe_url: str = ""
    browser_url: str = ""
    why: tuple[str, ...] = ()
    name: str = ""


@dataclass(frozen=True)
class Mail:
    """Subject without line breaks, plain text within 78 columns, HTML under 100 kB with its styles inlined."""

    subject: str
    text: str
    html: str


def render(digest: Digest, *, reader: Reader) -> Mail:
    """Return the mail for one reader, in the reader's language and time zone; too long lists are cut in both forms."""
    with translation.override(reader.language), timezone.override(ZoneInfo(reader.time_zone)):
        sheets = [sheet_of(part) for part in digest.parts]
        is_long = sum(len(section.items) for sheet in sheets for section in sheet.sections) > UNCUT
        for longest, most in CUTS[is_long:]:
            context = context_with(digest, sheets, reader, longest, most)
            html = inliner().inline(render_to_string("digests/digest.html", {**context, "css": stylesheet()}))
            if len(html.encode()) < LONGEST:
                break
        text = wrapped(render_to_string("digests/digest.txt", context))
        return Mail(subject=subject_of(digest), text=text, html=html)


def context_of(digest: Digest, *, reader: Reader) -> dict[str, Any]:
    """Return what `digests/digest.html` shows as a page, uncut, in the language and zone that are on."""
    return context_with(digest, [sheet_of(part) for part in digest.parts], reader, None, None)


def context_with(
    digest: Digest, sheets: list[Sheet], reader: Reader, longest: int | None, most: int | None
) -> dict[str, Any]:
    """Return what the templates show, with lists no longer than `longest` and `most` negotiations at length."""
    shown = [cut_to(sheet, longest, reader.browser_url) for sheet in sheets[:most]]
    return {
        "digest": digest,
        "reader": reader,
        "title": title_of(digest),
        "gist": gist_of(digest),
        "period": period_of(digest),
        "sheets": shown,
        "left_out": left_out_of(shown, sheets),
        "is_example": any(part.negotiation.is_example for part in digest.parts),
        "language": translation.get_language() or reader.language,
        "direction": "rtl" if translation.get_language_bidi() else "ltr",
    }


@cache
def stylesheet() -> str:
    """Return the styles of the mail; they hold no variables, because mail programs know none."""
    found = finders.find("digest.css")
    if not isinstance(found, str):
        raise FileNotFoundError("static/digest.css is missing; the digest cannot be drawn without it.")
    with open(found, encoding="utf-8") as file:  # noqa: PTH123  # the finder gives a plain path
        return file.read()


@cache
def inliner() -> css_inline.CSSInliner:
    """Return what puts the styles into the elements; media blocks stay in the head."""
    return css_inline.CSSInliner(keep_style_tags=False, keep_at_rules=True, load_remote_stylesheets=False)
