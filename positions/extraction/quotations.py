"""Find quotations: which marks open, which close, what stands inside which, and what is never closed.

An apostrophe is not a mark, a mark that is never closed ends with its paragraph, and a quotation that runs
over several paragraphs comes back as one quotation for each, the later ones marked `continues`.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from positions.extraction.sentences import find_paragraphs, strip
from positions.text import Span

# What may close each opening mark. German, French, Swedish and straight habits overlap on purpose.
CLOSERS = {
    '"': ('"',),
    "“": ("”", '"'),
    "„": ("“", "”", '"'),
    "”": ("”",),
    "«": ("»",),
    "»": ("«",),
    "‹": ("›",),
    "‘": ("’", "'"),
    "‚": ("‘", "’"),
    "'": ("'", "’"),
    "''": ("''",),
    "``": ("''",),
}
SINGLE = frozenset("‘’‚'")
ALWAYS_OPEN = frozenset("“„«‹")
OPEN_BESIDE = frozenset("([{-–—―/…\"“„«‘'")
DEEPEST = 3  # a fourth level does not occur in print; more would only be stray marks
_MARKS = re.compile("''|``|[\"“”„«»‹›‘’‚']")
_ELISIONS = re.compile(r"(?:\d0s|tis|twas|til|em|cause|n)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Quotation:
    """The words between two marks. `span` includes the marks, `inner` does not; depth 0 is outermost."""

    span: Span
    inner: Span
    depth: int
    closed: bool
    continues: bool = False


@dataclass(frozen=True, slots=True)
class _Mark:
    """A mark in its paragraph, with the characters beside it; blanks where the paragraph ends."""

    mark: str
    start: int
    end: int
    before: str
    after: str
    ends_sentence: bool

    @property
    def looks_opening(self) -> bool:
        """A mark with a blank before and a word after opens and never closes."""
        return self.before.isspace() and (self.after.isalnum() or self.after in "[(")

    @property
    def is_apostrophe(self) -> bool:
        return self.mark in SINGLE and self.after.isalnum()


def find_quotations(text: str) -> list[Quotation]:
    """Return all quotations of text in the order in which they open; linear in the length of text."""
    found: list[Quotation] = []
    left_open = False
    for start, end in find_paragraphs(text):
        here = _in_paragraph(text, start, end)
        if here and left_open and here[0].span[0] == start:
            here[0] = replace(here[0], continues=True)
        found.extend(here)
        left_open = any(quotation.depth == 0 and not quotation.closed for quotation in here)
    return found


def _in_paragraph(text: str, start: int, end: int) -> list[Quotation]:
    stack: list[_Mark] = []
    found: list[Quotation] = []
    for mark in _marks(text, start, end):
        level = _level_closed(mark, stack)
        if level is not None:
            found.extend(_close(text, stack, level, mark))
        elif len(stack) < DEEPEST and _opens(text, mark):
            if mark.ends_sentence and any(opened.mark == mark.mark for opened in stack):
                found.extend(_abandon(text, stack, 0, mark.start))
            stack.append(mark)
    found.extend(_abandon(text, stack, 0, end))
    return sorted(found, key=lambda quotation: quotation.span)


def _marks(text: str, start: int, end: int) -> Iterator[_Mark]:
    for match in _MARKS.finditer(text, start, end):
        first, last = match.span()
        yield _Mark(
            match.group(),
            first,
            last,
            before=text[first - 1] if first > start else " ",
            after=text[last] if last < end else " ",
            ends_sentence=text[max(start, first - 3) : first].rstrip().endswith((".", "!", "?")),
        )


def _level_closed(mark: _Mark, stack: list[_Mark]) -> int | None:
    """Return the level of the open quotation that the mark closes, None when it closes none."""
    for level in range(len(stack) - 1, -1, -1):
        opened = stack[level]
        if mark.mark not in CLOSERS[opened.mark] or mark.start == opened.end:
            continue
        if mark.is_apostrophe or (mark.mark == opened.mark and mark.looks_opening):
            return None
        return level
    return None


def _opens(text: str, mark: _Mark) -> bool:
    if mark.mark not in CLOSERS or mark.after.isspace() or mark.before.isalnum():
        return False
    if mark.mark in SINGLE and _ELISIONS.match(text, mark.end):
        return False
    return mark.mark in ALWAYS_OPEN or mark.before.isspace() or mark.before in OPEN_BESIDE


def _close(text: str, stack: list[_Mark], level: int, mark: _Mark) -> list[Quotation]:
    """Close the quotation at level; those still open inside it end where it ends."""
    lost = _abandon(text, stack, level + 1, mark.start)
    opened = stack.pop()
    return [*lost, Quotation((opened.start, mark.end), (opened.end, mark.start), level, closed=True)]


def _abandon(text: str, stack: list[_Mark], level: int, end: int) -> list[Quotation]:
    """End at end what was never closed. A lone straight single mark was an apostrophe, not a quotation."""
    lost = list(enumerate(stack))[level:]
    del stack[level:]
    stop = strip(text, max(end - 50, 0), end)[1]
    return [
        Quotation((opened.start, stop), (opened.end, stop), depth, closed=False)
        for depth, opened in lost
        if opened.mark != "'" and stop > opened.end
    ]
