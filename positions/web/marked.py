"""Cuts a text into paragraphs and nested marks, so that statements that overlap or hold one another can be drawn."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise
from operator import itemgetter
from typing import ClassVar

from positions.text import Span


@dataclass(frozen=True)
class Marking:
    """A statement's spans and its number in the article; `source` is where its speaker is named.

    `id` and `look` (pencil, ink or refused) go into the page as they are.
    """

    number: int
    spans: tuple[Span, ...]
    source: Span | None = None
    id: str = ""
    look: str = "pencil"

    @property
    def start(self) -> int:
        """Return where its words begin."""
        return self.spans[0][0]


@dataclass(frozen=True)
class Words:
    """Text that is drawn alike: where it starts, in code points, and whether it names a speaker."""

    kind: ClassVar = "words"
    start: int
    text: str
    is_speaker: bool


@dataclass(frozen=True)
class Number:
    """The place before a statement's first word."""

    kind: ClassVar = "number"
    marking: Marking


@dataclass(frozen=True)
class Mark:
    """Everything inside one statement's mark; `is_first` tells its first piece in the text."""

    kind: ClassVar = "mark"
    marking: Marking
    is_first: bool
    inner: "tuple[Drawn, ...]"


Drawn = Words | Number | Mark
_Piece = tuple[Words, tuple[Marking, ...]]


def marked_paragraphs(text: str, markings: Sequence[Marking]) -> list[tuple[Drawn, ...]]:
    """Return the paragraphs, parted by blank lines, each with its words in nested marks.

    A mark that begins earlier is outside; marks that cross are cut where they cross. Every character but the blank
    lines is in exactly one `Words`, in order.
    """
    paragraphs = _paragraphs(text)
    touching = _by_paragraph(paragraphs, markings)
    return [
        tuple(_draw(_pieces(text, start, end, touching.get(start, ())), 0))
        for start, end in paragraphs
        if text[start:end].strip()
    ]


def _by_paragraph(paragraphs: Sequence[Span], markings: Sequence[Marking]) -> dict[int, list[Marking]]:
    """Return the markings that touch each paragraph, by its start; a long text has fifty thousand."""
    starts = [start for start, _ in paragraphs]
    touching: dict[int, list[Marking]] = {}
    for marking in markings:
        places: set[int] = set()
        for left, right in _all_spans(marking):
            places.update(range(bisect_right(starts, left) - 1, bisect_left(starts, right)))
        for place in sorted(places):
            touching.setdefault(starts[place], []).append(marking)
    return touching


def _paragraphs(text: str) -> list[Span]:
    spans: list[Span] = []
    start = 0
    while True:
        end = text.find("\n\n", start)
        if end == -1:
            return [*spans, (start, len(text))]
        spans.append((start, end))
        start = end + 2


def _pieces(text: str, start: int, end: int, markings: Sequence[Marking]) -> list[_Piece]:
    """Cut one paragraph wherever a mark or a speaker's name begins or ends."""
    if not markings:
        return [(Words(start, text[start:end], is_speaker=False), ())]
    edges = {start, end}
    for marking in markings:
        edges.update(min(max(edge, start), end) for span in _all_spans(marking) for edge in span)
    cuts = sorted(edges)
    sources = [marking.source for marking in markings if marking.source]
    pieces = []
    for left, right in pairwise(cuts):
        around = [marking for marking in markings if any(_meets(span, left, right) for span in marking.spans)]
        around.sort(key=lambda marking: (marking.start, -marking.spans[-1][1], marking.number))
        is_speaker = any(_meets(source, left, right) for source in sources)
        pieces.append((Words(left, text[left:right], is_speaker), tuple(around)))
    return pieces


def _all_spans(marking: Marking) -> Iterable[Span]:
    return (*marking.spans, marking.source) if marking.source else marking.spans


def _meets(span: Span, start: int, end: int) -> bool:
    return span[0] < end and span[1] > start


def _draw(pieces: Sequence[_Piece], depth: int) -> Iterable[Drawn]:
    """Gather neighbours with the same mark at this depth into one mark."""
    layered = [(marks[depth] if len(marks) > depth else None, (words, marks)) for words, marks in pieces]
    for marking, group in groupby(layered, key=itemgetter(0)):
        inside = [piece for _, piece in group]
        if marking is None:
            yield from (words for words, _ in inside)
            continue
        is_first = inside[0][0].start == marking.start
        if is_first:
            yield Number(marking)
        yield Mark(marking, is_first, tuple(_draw(inside, depth + 1)))
