"""Rank texts held in memory against queries: the ranking of the candidate search, without a database."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from positions.embeddings.encoder import encode
from positions.linking.ranking import WordIndex, best, fuse


@dataclass(frozen=True)
class Entry:
    """A text to be found, or a query; title and day are empty when there are none."""

    id: str
    text: str
    title: str = ""
    day: date | None = None


def rank(corpus: Sequence[Entry], queries: Sequence[Entry], top: int = 20) -> Iterator[list[tuple[str, float]]]:
    """Yield, per query, the ids and scores of the best of corpus, best first, scores from 0 to 1."""
    index = WordIndex([f"{entry.text} {entry.title}" for entry in corpus])
    texts = encode([entry.text for entry in corpus])
    titles = _title_vectors(corpus, texts)
    days = _ordinals(corpus)
    asked = encode([query.text for query in queries])
    for query, vector, day in zip(queries, asked, _ordinals(queries), strict=True):
        apart = None if np.isnan(day) else np.abs(days - day)
        scores = fuse(index.scores(query.text), texts @ vector, titles @ vector, apart)
        yield [(corpus[place].id, round(float(scores[place]), 6)) for place in best(scores, top)]


def _title_vectors(corpus: Sequence[Entry], texts: np.ndarray) -> np.ndarray:
    """Return the vectors of the titles, and that of the text where an entry has no title."""
    titled = [place for place, entry in enumerate(corpus) if entry.title.strip()]
    vectors = texts.copy()
    if titled:
        vectors[titled] = encode([corpus[place].title for place in titled])
    return vectors


def _ordinals(entries: Sequence[Entry]) -> np.ndarray:
    return np.array([entry.day.toordinal() if entry.day else np.nan for entry in entries], dtype=np.float64)
