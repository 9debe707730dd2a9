"""Find quotations: which marks open, which close, what stands inside which, and what is never closed.

An apostrophe is not a mark, a mark that is never closed ends with its paragraph, and a quotation that runs
over several paragraphs comes back as one quotation for each, the later ones marked `continues`.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from positions.extraction.sentences import find_paragraphs, find_sentences, strip
from positions.text import Span

# What may close each opening mark. German, French, Swedish, Chinese and straight habits overlap on purpose, and one
# quotation in a hundred of the news opens with a straight mark and closes with a curly one.
CLOSERS = {
    '"': ('"', "”", "“"),
    "“": ("”", '"', "“"),
    "„": ("“", "”", '"'),
    "”": ("”",),
    "«": ("»",),
    "»": ("«",),
    "‹": ("›",),
    "›": ("‹",),
    "‘": ("’", "'", "‘"),
    "‚": ("‘", "’"),
    "'": ("'", "’"),
    "''": ("''",),
    "``": ("''",),
    "「": ("」",),
    "『": ("』",),
}
SINGLE = frozenset("‘’‚'")
ALWAYS_OPEN = frozenset("“„«‹「『")
OPEN_BESIDE = frozenset("([{-–—―/…\"“„«‘'‹»›‚：，。、；")
DEEPEST = 3  # a fourth level does not occur in print; more would only be stray marks
# Characters; one without its second mark reaches to the end of a paragraph up to this long, else of its sentence.
LONGEST_UNCLOSED = 500
_TWINS = ("“", '"')  # these two stand for each other in one text
_MARKS = re.compile("''|``|[\"“”„«»‹›‘’‚'「」『』]")
_ELISIONS = re.compile(r"(?:\d0s|tis|twas|til|em|cause|n)\b", re.IGNORECASE)
_SPEECH_OVER = re.compile(r"[,.]?\s?[—–]\s")
_UNSPACED = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")  # scripts without blanks between words


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
    def looks_closing(self) -> bool:
        """A mark with a word or stop before and no word after may close although its like opens."""
        return not (self.before.isspace() or self.before in OPEN_BESIDE or self.after.isalnum())

    @property
    def is_apostrophe(self) -> bool:
        return self.mark in SINGLE and self.after.isalnum()


def find_quotations(text: str) -> list[Quotation]:
    """Return all quotations of text in the order in which they open; linear in the length of text."""
    found: list[Quotation] = []
    carried, carrier = "", 0  # the mark that the last paragraph left open, and where in found its quotation stands
    for start, end in find_paragraphs(text):
        here = _in_paragraph(text, start, end, carried)
        if carried and here and here[0].span[0] == start:
            here[0] = replace(here[0], continues=True)
        elif carried:
            found[carrier:] = _cut(text, found[carrier:])
        last = next((at for at in range(len(here) - 1, -1, -1) if here[at].depth == 0), None)
        carried = _left_open(text, here[last], carried) if last is not None else ""
        carrier = len(found) + (last or 0)
        found.extend(here)
    if carried:
        found[carrier:] = _cut(text, found[carrier:])
    return found


def _left_open(text: str, quotation: Quotation, carried: str) -> str:
    """Return the mark of a quotation that is not closed, nothing of one that is; Spanish » goes on for «."""
    if quotation.closed:
        return ""
    mark = text[quotation.span[0]]
    return "«" if mark == "»" and carried == "«" and quotation.continues else mark


def _cut(text: str, tail: Sequence[Quotation]) -> list[Quotation]:
    """Let the unclosed quotation that opens tail, if it is long, end with its first sentence; free those behind it."""
    first, *rest = tail
    (start, end), begin = first.span, first.inner[0]
    if end - start <= LONGEST_UNCLOSED:
        return list(tail)
    stop = next(find_sentences(text, begin, min(end, begin + LONGEST_UNCLOSED)))[1]
    stop = max([stop, *(one.span[1] for one in rest if one.closed and one.span[0] < stop)])
    cut = [_ending(one, stop) for one in [first, *rest] if one.inner[0] < stop]
    freed = _levelled(one for one in rest if one.span[0] >= stop)
    for at, one in enumerate(freed):
        if one.depth == 0 and not one.closed:
            return [*cut, *freed[:at], *_cut(text, freed[at:])]
    return [*cut, *freed]


def _ending(quotation: Quotation, stop: int) -> Quotation:
    """Return the quotation; one that runs beyond stop, and is not closed, ends there."""
    if quotation.span[1] <= stop:
        return quotation
    return replace(quotation, span=(quotation.span[0], stop), inner=(quotation.inner[0], stop))


def _in_paragraph(text: str, start: int, end: int, carried: str) -> list[Quotation]:
    """Return the quotations of a paragraph; carried is the mark that the one before left open, or nothing."""
    stack: list[_Mark] = []
    found: list[Quotation] = []
    marks = _marks(text, start, end)
    if marks and carried:
        marks, found = _carry_on(text, start, marks, carried)
    for at, mark in enumerate(marks):
        level = _level_closed(text, mark, stack, marks[at + 1] if at + 1 < len(marks) else None)
        if level is not None:
            found.extend(_close(text, stack, level, mark))
        elif len(stack) < DEEPEST and _opens(text, mark):
            if mark.ends_sentence and any(opened.mark in _like(mark.mark) for opened in stack):
                found.extend(_abandon(text, stack, 0, mark.start))
            stack.append(mark)
        elif stack and mark.start == stack[-1].end and mark.mark in CLOSERS[stack[-1].mark]:
            stack.pop()
    found.extend(_abandon(text, stack, 0, end))
    found.sort(key=lambda quotation: (quotation.span[0], quotation.depth))
    return _cut_inside(text, _levelled(found), end)


def _levelled(quotations: Iterable[Quotation]) -> list[Quotation]:
    """Number the depths anew: what stood inside a mark that proved to be none, or that was cut, moves up."""
    levelled: list[Quotation] = []
    ends: list[int] = []
    for quotation in quotations:
        while ends and ends[-1] <= quotation.span[0]:
            ends.pop()
        levelled.append(replace(quotation, depth=len(ends)))
        ends.append(quotation.span[1])
    return levelled


def _cut_inside(text: str, found: Sequence[Quotation], end: int) -> list[Quotation]:
    """Cut what the next quotation of the paragraph ended; what reaches the end may yet go on in the next one."""
    kept: list[Quotation] = []
    group: list[Quotation] = []
    for quotation in found:
        if quotation.depth == 0 and group:
            kept += group if group[0].closed else _cut(text, group)
            group = []
        group.append(quotation)
    ends_here = group and not group[0].closed and group[0].span[1] < end
    return [*kept, *(_cut(text, group) if ends_here else group)]


def _carry_on(text: str, start: int, marks: list[_Mark], carried: str) -> tuple[list[_Mark], list[Quotation]]:
    """Read the first mark after a quotation left open: Spanish repeats » for «, and some repeat no mark at all."""
    first = marks[0]
    if first.start == start:
        repeated = carried == "«" and first.mark == "»"
        return ([replace(first, mark="«"), *marks[1:]] if repeated else marks), []
    closes = carried in ALWAYS_OPEN and first.mark not in SINGLE and first.mark == CLOSERS[carried][0]
    if not closes or first.after.isalnum() or (first.before.isspace() and first.mark != "»"):
        return marks, []
    inner = strip(text, start, first.start)
    return marks[1:], [Quotation((start, first.end), inner, 0, closed=True)]


def _marks(text: str, start: int, end: int) -> list[_Mark]:
    """Return the marks of a paragraph, without the apostrophes inside words."""
    marks: list[_Mark] = []
    for match in _MARKS.finditer(text, start, end):
        first, last = match.span()
        before = text[first - 1] if first > start else " "
        after = text[last] if last < end else " "
        ends_sentence = text[max(start, first - 3) : first].rstrip().endswith((".", "!", "?"))
        mark = _Mark(match.group(), first, last, before, after, ends_sentence)
        if not (mark.is_apostrophe and before.isalnum()):
            marks.append(mark)
    return marks


def _level_closed(text: str, mark: _Mark, stack: list[_Mark], following: _Mark | None) -> int | None:
    """Return the level of the open quotation that the mark closes, None when it closes none."""
    for level in range(len(stack) - 1, -1, -1):
        opened = stack[level]
        if mark.mark not in CLOSERS[opened.mark] or mark.start == opened.end:
            continue
        if mark.mark in ALWAYS_OPEN or mark.mark == "‘":
            if opened.mark not in "„»‚›" and not mark.looks_closing:
                continue
        elif mark.is_apostrophe or (mark.mark == opened.mark and mark.looks_opening):
            return None
        if mark.mark in SINGLE and _is_possessive(mark, following):
            return None
        return level - 1 if level and _closes_two(text, mark, stack[level - 1 : level + 1], following) else level
    return None


def _is_possessive(mark: _Mark, following: _Mark | None) -> bool:
    """Tell whether "ministers’" only owns what follows: a blank comes after it, and another mark closes later."""
    if following is None or mark.before not in "sS" or not mark.after.isspace():
        return False
    return following.mark in "’'" and following.looks_closing


def _closes_two(text: str, mark: _Mark, opened: Sequence[_Mark], following: _Mark | None) -> bool:
    """Tell whether one mark ends both levels, as in print: «Ответа ждёт «Северный дом», — сказала она. ““We stay.”"""
    outer, inner = opened
    if outer.mark != inner.mark or (following and following.mark in CLOSERS[outer.mark] and following.looks_closing):
        return False
    return outer.end == inner.start or (mark.mark == "»" and _SPEECH_OVER.match(text, mark.end) is not None)


def _like(mark: str) -> tuple[str, ...]:
    return _TWINS if mark in _TWINS else (mark,)


def _opens(text: str, mark: _Mark) -> bool:
    if mark.mark not in CLOSERS:
        return False
    starts = mark.before.isspace() or mark.before in OPEN_BESIDE
    if mark.after.isspace():
        return mark.mark in "«‹" and starts  # French leaves a blank inside
    if mark.before.isalnum() and not _UNSPACED.match(mark.before):
        return False
    if mark.mark in SINGLE and _ELISIONS.match(text, mark.end):
        return False
    if mark.mark in "»›" and mark.after in ",.;:!?)":
        return False
    return mark.mark in ALWAYS_OPEN or starts


def _close(text: str, stack: list[_Mark], level: int, mark: _Mark) -> list[Quotation]:
    """Close the quotation at level; those still open inside it end where it ends. Without a word it is none."""
    lost = _abandon(text, stack, level + 1, mark.start)
    opened = stack.pop()
    inner = strip(text, opened.end, mark.start)
    return [*lost, Quotation((opened.start, mark.end), inner, level, closed=True)] if inner[0] < inner[1] else []


def _abandon(text: str, stack: list[_Mark], level: int, end: int) -> list[Quotation]:
    """End at end what was never closed. A lone straight single mark was an apostrophe, not a quotation."""
    lost = list(enumerate(stack))[level:]
    del stack[level:]
    quotations = []
    for depth, opened in lost:
        begin, stop = strip(text, opened.end, end)
        if opened.mark != "'" and begin < stop:
            quotations.append(Quotation((opened.start, stop), (begin, stop), depth, closed=False))
    return quotations
