"""Turns positions as QDA programs count them into code points of the text as it is stored; pure.

The standard counts Unicode code points and names the first and the last character. Programs differ: NVivo counts
UTF-16 units, ATLAS.ti takes a line end of two signs for one, and all that were looked at put the end behind the last
character (docs/decisions/qda-files.md).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from positions.text import Span, normalise

BEYOND_16_BITS = re.compile("[\U00010000-\U0010ffff]")
STOP = "."  # composes with nothing, so that text beside it keeps its length


@dataclass(frozen=True, slots=True)
class Counting:
    """How a program counts."""

    end_is_last: bool = False
    breaks_are_one: bool = False
    in_utf16: bool = False

    @classmethod
    def of(cls, origin: str, *, end_is_last: bool) -> Counting:
        """Return how the program counts that a file names as its origin."""
        program = origin.casefold()
        return cls(end_is_last, breaks_are_one="atlas" in program, in_utf16="nvivo" in program)


class CountedText:
    """A text of a file: `text` is what is stored of it."""

    def __init__(self, raw: str, counting: Counting) -> None:
        self._counting = counting
        self._raw = raw.replace("\r\n", "\n") if counting.breaks_are_one else raw
        self._utf16 = self._raw.encode("utf-16-le") if counting.in_utf16 and BEYOND_16_BITS.search(raw) else b""
        self.text = normalise(self._raw)
        whole = _unstripped(self._raw) if self.text != self._raw else self.text
        self._lead = len(whole) - len(whole.lstrip())

    def span(self, start: int, end: int) -> Span | None:
        """Return [start, end) in the stored text, or None when there are no words."""
        end += self._counting.end_is_last
        if not 0 <= start < end <= (len(self._utf16) // 2 or len(self._raw)):
            return None
        found = self._place(start), self._place(end)
        return found if found[0] < found[1] else None

    def _place(self, position: int) -> int:
        if self._utf16:
            position = len(self._utf16[: 2 * position].decode("utf-16-le", "ignore"))
        if self.text == self._raw:
            return position
        return min(max(len(_unstripped(self._raw[:position])) - self._lead, 0), len(self.text))


def _unstripped(text: str) -> str:
    return normalise(f"{STOP}{text}{STOP}")[1:-1]


def ends_are_last(selections: Iterable[tuple[str, int, int, str]]) -> bool | None:
    """Tell whether ends name the last character itself, by selections (text, start, end, name) named by their words.

    None when no name tells.
    """
    votes = [
        (text[start : end + 1] == name) - (text[start:end] == name)
        for text, start, end, name in selections
        if name and 0 <= start <= end
    ]
    return sum(votes) > 0 if any(votes) else None
