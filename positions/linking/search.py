"""Rank texts held in memory against queries: the ranking of the candidate search, without a database."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

import numpy as np

from positions.embeddings.encoder import encode
from positions.linking.ranking import WordIndex, best, fuse

FUSED = "words, vectors, dates"
WAYS = ("words", "vectors", "words and vectors", FUSED)


@dataclass(frozen=True)
class Entry:
    """A text to be found, or a query; title and day are empty when there are none."""

    id: str
    text: str
    title: str = ""
    day: date | None = None


@dataclass
class Corpus:
    """Texts to be found, read and encoded once, when first asked."""

    entries: Sequence[Entry]

    def rank(self, queries: Sequence[Entry], top: int = 20, way: str = FUSED) -> Iterator[list[tuple[str, float]]]:
        """Yield, per query, the ids and scores of the best, best first, scores from 0 to 1.

        `way` is one of WAYS; all but the last leave something out, to measure what it adds.
        """
        asked = encode([query.text for query in queries])
        for query, vector, day in zip(queries, asked, _ordinals(queries), strict=True):
            scores = self._scores(query, vector, day, way)
            yield [(self.entries[place].id, round(float(scores[place]), 6)) for place in best(scores, top)]

    def _scores(self, query: Entry, vector: np.ndarray, day: float, way: str) -> np.ndarray:
        words, texts, titles = self._index.scores(query.text), self._texts @ vector, self._titles @ vector
        if way == "words":
            return words
        if way == "vectors":
            return np.maximum(texts, titles)
        apart = np.abs(self._days - day) if way == FUSED and not np.isnan(day) else None
        return fuse(words, texts, titles, apart)

    @cached_property
    def _index(self) -> WordIndex:
        return WordIndex([f"{entry.text} {entry.title}" for entry in self.entries])

    @cached_property
    def _texts(self) -> np.ndarray:
        return encode([entry.text for entry in self.entries])

    @cached_property
    def _titles(self) -> np.ndarray:
        """The vectors of the titles, and that of the text where an entry has no title."""
        titled = [place for place, entry in enumerate(self.entries) if entry.title.strip()]
        vectors = self._texts.copy()
        if titled:
            vectors[titled] = encode([self.entries[place].title for place in titled])
        return vectors

    @cached_property
    def _days(self) -> np.ndarray:
        return _ordinals(self.entries)


def _ordinals(entries: Sequence[Entry]) -> np.ndarray:
    return np.array([entry.day.toordinal() if entry.day else np.nan for entry in entries], dtype=np.float64)
