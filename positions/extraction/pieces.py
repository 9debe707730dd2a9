"""Cut a text into the words, word pieces and windows that the reading model works on."""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from tokenizers import Tokenizer

from positions.extraction.quotations import find_quotations
from positions.extraction.sentences import find_paragraphs
from positions.text import Span

WINDOW = 256  # pieces: about four paragraphs of news; the encoder was published with 512, time grows with the square
# Words before and after the first word of a cue that may hold its source and content: 99.9 % of those marked do.
LEFT, RIGHT = 80, 175
CLS, SEP = 101, 102  # the pieces that open and close each window, as the encoder was trained

_WORD = re.compile(r"[^\W_]+|[^\s]")
_CASES = 4
FEATURES = _CASES * 2 * 2  # case of the word, in quotation marks or not, first of its paragraph or not


@dataclass(frozen=True)
class Pieces:
    """A text of n words and m word pieces.

    `words` are the spans of the words, `ids` (m,) and `features` (m,) what the encoder reads, `first` (n,) the place
    of each word's first piece, `paragraphs` (n,) the number of each word's paragraph.
    """

    words: list[Span]
    ids: np.ndarray
    features: np.ndarray
    first: np.ndarray
    paragraphs: np.ndarray


def cut_pieces(text: str, tokenizer: Tokenizer) -> Pieces:
    """Return the words and pieces of text; a character that the encoder does not know is left out."""
    encoding = tokenizer.encode(text, add_special_tokens=False)
    starts = [match.start() for match in _WORD.finditer(text)]
    ends = [match.end() for match in _WORD.finditer(text)]
    words: list[Span] = []
    first: list[int] = []
    owner: list[int] = []
    last = -1
    for piece, (start, _) in enumerate(encoding.offsets):
        at = max(bisect_right(starts, start) - 1, 0)
        if at != last:
            words.append((starts[at], ends[at]))
            first.append(piece)
            last = at
        owner.append(len(words) - 1)
    paragraphs = _paragraphs(text, words)
    features = _features(text, words, paragraphs)
    return Pieces(
        words,
        np.array(encoding.ids, dtype=np.int64),
        features[owner] if words else np.zeros(0, dtype=np.int64),
        np.array(first, dtype=np.int64),
        paragraphs,
    )


def cut_windows(pieces: Pieces, size: int = WINDOW) -> Iterator[Span]:
    """Yield ranges of words that fill at most size pieces each, broken between paragraphs where that is possible."""
    start, count = 0, len(pieces.words)
    borders = np.append(pieces.first, len(pieces.ids))
    while start < count:
        stop = int(np.searchsorted(borders, borders[start] + size, side="right")) - 1
        stop = max(min(stop, count), start + 1)
        if stop < count and pieces.paragraphs[stop] == pieces.paragraphs[stop - 1]:
            opening = int(np.searchsorted(pieces.paragraphs, pieces.paragraphs[stop]))
            stop = opening if opening > start else stop
        yield start, stop
        start = stop


def words_around(pieces: Pieces, at: int) -> Span:
    """Return the range of words, in the paragraph of a cue's first word, that can hold its source and content."""
    low = int(np.searchsorted(pieces.paragraphs, pieces.paragraphs[at]))
    high = int(np.searchsorted(pieces.paragraphs, pieces.paragraphs[at], side="right"))
    return max(low, at - LEFT), min(high, at + RIGHT)


def _paragraphs(text: str, words: Sequence[Span]) -> np.ndarray:
    starts = [start for start, _ in find_paragraphs(text)]
    return np.searchsorted(starts, [start for start, _ in words], side="right")


def _features(text: str, words: Sequence[Span], paragraphs: np.ndarray) -> np.ndarray:
    quoted = [quotation.inner for quotation in find_quotations(text) if quotation.depth == 0]
    openings = [start for start, _ in quoted]
    features = np.zeros(len(words), dtype=np.int64)
    for at, (start, end) in enumerate(words):
        among = bisect_right(openings, start) - 1
        is_quoted = among >= 0 and start < quoted[among][1]
        is_first = at == 0 or paragraphs[at] != paragraphs[at - 1]
        features[at] = (_case(text[start:end]) * 2 + is_quoted) * 2 + is_first
    return features


def _case(word: str) -> int:
    if word.islower() or not word[0].isalpha():
        return 0 if word[0].isalpha() else 3
    return 2 if word.isupper() and len(word) > 1 else 1
