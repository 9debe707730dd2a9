"""Turns DNA's places in a text, counted in Java's UTF-16 units, into code points and back; pure."""

from __future__ import annotations

import re
from bisect import bisect_left

from positions.text import Span

_LONG = re.compile("[\U00010000-\U0010ffff]")


class Units:
    """Where in one text the signs stand that UTF-16 writes in two units: emoji, rare Chinese, old scripts."""

    def __init__(self, text: str) -> None:
        self._points = [] if text.isascii() else [found.start() for found in _LONG.finditer(text)]
        # The unit at which each of them begins: every one before it takes a unit more than it has code points.
        self._units = [point + before for before, point in enumerate(self._points)]
        self.length = len(text) + len(self._points)

    def in_points(self, start: int, stop: int) -> Span:
        """Return the span in code points; half a sign at either end is the whole sign."""
        return start - bisect_left(self._units, start), stop - bisect_left(self._units, stop - 1)

    def in_units(self, start: int, end: int) -> Span:
        """Return the span in UTF-16 units."""
        return start + bisect_left(self._points, start), end + bisect_left(self._points, end)


def moved(span: Span, source: str, target: str) -> Span:
    """Return where a span of one text stands in another with the same signs and other blanks."""
    start, end = span
    before = len("".join(source[:start].split()))
    within = len("".join(source[start:end].split()))
    places = [place for place, sign in enumerate(target) if not sign.isspace()][before : before + within]
    return (places[0], places[-1] + 1) if places else (0, 0)
