"""Compares two wordings of one position: which words went, which came; pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import groupby

from positions.text import fold

WORD = re.compile(r"\s+|\w+(?:['’-]\w+)*|[^\w\s]")
# Below this share of common words only articles and prepositions meet; marking all the rest would say nothing.
LEAST_IN_COMMON = 0.3
# Beyond this many words the comparison costs more than it shows.
MOST_WORDS = 400


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of words, in the other wording too or only here."""

    text: str
    is_changed: bool


@dataclass(frozen=True, slots=True)
class Comparison:
    """Both wordings cut into pieces; changed pieces of `before` are gone, those of `after` have come."""

    before: tuple[Piece, ...]
    after: tuple[Piece, ...]


def compare(before: str, after: str) -> Comparison:
    """Return both wordings in pieces, compared word by word, case and accents folded; blanks and marks stay plain."""
    ours, theirs = WORD.findall(before), WORD.findall(after)
    one, other = words_in(ours), words_in(theirs)
    matcher = SequenceMatcher(None, [fold(ours[i]) for i in one], [fold(theirs[i]) for i in other], autojunk=False)
    if max(len(one), len(other)) > MOST_WORDS or matcher.ratio() < LEAST_IN_COMMON:
        return Comparison((Piece(before, False),), (Piece(after, False),))
    blocks = matcher.get_matching_blocks()
    kept = {one[block.a + i] for block in blocks for i in range(block.size)}
    also_kept = {other[block.b + i] for block in blocks for i in range(block.size)}
    return Comparison(pieces(ours, set(one) - kept), pieces(theirs, set(other) - also_kept))


def words_in(tokens: list[str]) -> list[int]:
    """Return the places of words among tokens."""
    return [place for place, token in enumerate(tokens) if token[0].isalnum() or token[0] == "_"]


def pieces(tokens: list[str], changed: set[int]) -> tuple[Piece, ...]:
    """Join tokens into pieces; what stands between two changed words belongs to them."""
    marks = [
        place in changed or (not token[0].isalnum() and {before_it(tokens, place), after_it(tokens, place)} <= changed)
        for place, token in enumerate(tokens)
    ]
    found = []
    for is_changed, group in groupby(zip(tokens, marks, strict=True), key=lambda pair: pair[1]):
        found.append(Piece("".join(token for token, _ in group), is_changed))
    return tuple(found)


def before_it(tokens: list[str], place: int) -> int:
    """Return the place of the word before, or -1."""
    return next((at for at in range(place - 1, -1, -1) if tokens[at][0].isalnum()), -1)


def after_it(tokens: list[str], place: int) -> int:
    """Return the place of the word after, or -1."""
    return next((at for at in range(place + 1, len(tokens)) if tokens[at][0].isalnum()), -1)
