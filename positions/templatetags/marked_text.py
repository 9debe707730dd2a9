"""Draws a paragraph with its marks: `{% load marked_text %}`. A template's line ends would be drawn as blanks."""

from typing import Any

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext

register = template.Library()


@register.simple_tag
def marked(parts: Any, current_id: str = "") -> SafeString:
    """Return the parts of one paragraph, as `web.marked` cuts it; the mark with `current_id` is the open one."""
    return format_html_join("", "{}", ((DRAW[part.kind](part, current_id),) for part in parts))


def _words(part: Any, _current_id: str) -> SafeString:
    """Return the text with its place, from which the page tells where selected words stand."""
    if part.is_speaker:
        return format_html('<span class="speaker"><bdi data-at="{}">{}</bdi></span>', part.start, part.text)
    return format_html('<span data-at="{}">{}</span>', part.start, part.text)


def _number(part: Any, current_id: str) -> SafeString:
    marking = part.marking
    return format_html(
        '<a class="{classes}" data-of="{id}" data-look="{look}" href="?s={id}#s-{id}" aria-label="{label}">'
        "<span>{number}</span></a>",
        classes=_classes("markno", marking, current_id),
        id=marking.id,
        look=marking.look,
        number=marking.number,
        label=gettext("Statement %(number)s") % {"number": marking.number},
    )


def _mark(part: Any, current_id: str) -> SafeString:
    marking = part.marking
    return format_html(
        '<mark class="{classes}" data-of="{id}" data-look="{look}"{anchor}>{inner}</mark>',
        classes=_classes("mark", marking, current_id),
        id=marking.id,
        look=marking.look,
        anchor=format_html(' id="m-{}"', marking.id) if part.is_first else "",
        inner=marked(part.inner, current_id),
    )


def _classes(name: str, marking: Any, current_id: str) -> str:
    current = f" {name}-current" if marking.id == current_id else ""
    return f"{name} {name}-{marking.look}{current}"


DRAW = {"words": _words, "number": _number, "mark": _mark}
