"""The words around a statement: the sentence before and the one after; pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from positions.extraction.sentences import find_paragraphs, find_sentences

# A sentence may be a page long; a reader needs its nearer end.
LONGEST = 300


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What stands before and after the words in their paragraph, with the blanks between; empty at its ends."""

    before: str
    after: str


def around(text: str, spans: Sequence[Sequence[int]]) -> Surroundings:
    """Return the rest of the first and last sentence of the spans, or else the neighbouring sentence."""
    start, end = spans[0][0], spans[-1][1]
    sentences = [
        sentence for first, last in find_paragraphs(text) if first < end and last > start
        for sentence in find_sentences(text, first, last)
    ]  # fmt: skip
    before = [begin for begin, stop in sentences if begin < start]
    after = [stop for begin, stop in sentences if stop > end]
    left = text[before[-1] : start] if before else ""
    right = text[end : after[0]] if after else ""
    if len(left) > LONGEST:
        left = "… " + left[-LONGEST:].split(" ", 1)[-1]
    if len(right) > LONGEST:
        right = right[:LONGEST].rsplit(" ", 1)[0] + " …"
    return Surroundings(left, right)
