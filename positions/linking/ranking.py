"""How well texts answer a query: words weighted by their rarity and vectors, fused into one score from 0 to 1."""

import math
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from positions.linking.words import terms

# BM25 (Robertson and Zaragoza 2009). Claims and statements are short and of like length: a word said twice means
# little more than once, and length is discounted gently. Chosen on the dev queries of the two public sets.
K1 = 0.9
B = 0.4

# Chosen on the dev queries of both public sets together, MAP@5 0.726 and 0.888. Neighbouring choices differ by under
# 0.01. A text without a title has one vector, a query without a date no nearness: the rest is then scaled up to 1.
TEXT_VECTOR = 0.5  # cosine of query and text
BEST_VECTOR = 0.3  # the better of text and title
WORDS_FOUND = 0.35  # share of the query's weight in words that the text holds
WORDS_AGAINST_BEST = 0.15  # the same, against the text that holds most
NEARNESS = 0.35  # in time
NEARNESS_DAYS = 365  # after which it has fallen to 1/e


@dataclass(frozen=True)
class WordStatistics:
    """How many texts there are, in how many each term stands, and how long they are on average, in terms."""

    texts: int
    frequency: Mapping[str, int]
    mean_length: float

    def rarity(self, term: str) -> float:
        """Return the weight of a term: never negative, highest for a term that no text holds."""
        found = self.frequency.get(term, 0)
        return math.log(1 + (self.texts - found + 0.5) / (found + 0.5))


class WordIndex:
    """Texts by the terms they hold; scores a query against all of them at once."""

    def __init__(self, texts: Sequence[str]) -> None:
        """Index texts; words weigh by how rare they are in them."""
        counts = [Counter(terms(text)) for text in texts]
        lengths = np.array([count.total() for count in counts], dtype=np.float64)
        places: dict[str, list[tuple[int, int]]] = defaultdict(list)
        for place, count in enumerate(counts):
            for term, times in count.items():
                places[term].append((place, times))
        self._postings = {term: np.array(found, dtype=np.int64).T for term, found in places.items()}
        self.statistics = WordStatistics(
            texts=len(texts),
            frequency={term: len(found) for term, found in places.items()},
            mean_length=float(lengths.mean()) if len(texts) else 0.0,
        )
        self._damping = _damping(lengths, self.statistics)

    def scores(self, query: str) -> np.ndarray:
        """Return, per text, the share of the query's weight that it holds: BM25 over the most it could be, 0 to 1."""
        scores = np.zeros(len(self._damping))
        most = 0.0
        for term in sorted(set(terms(query))):
            weight = self.statistics.rarity(term)
            most += weight * (K1 + 1)
            if term in self._postings:
                texts, times = self._postings[term]
                scores[texts] += weight * times * (K1 + 1) / (times + self._damping[texts])
        return scores / most if most else scores


def word_scores(query: str, texts: Sequence[str], statistics: WordStatistics) -> np.ndarray:
    """Return the scores of a `WordIndex`, of a few texts out of many: those of which statistics tell."""
    asked = {term: row for row, term in enumerate(sorted(set(terms(query))))}
    found = [terms(text) for text in texts]
    times, lengths = np.zeros((len(asked), len(texts))), np.array([*map(len, found)], dtype=np.float64)
    for place, some in enumerate(found):
        for term in some:
            if term in asked:
                times[asked[term], place] += 1
    weights = (K1 + 1) * np.array([statistics.rarity(term) for term in asked])
    scores = weights @ (times / (times + _damping(lengths, statistics)))
    return scores / weights.sum() if asked else scores


def _damping(lengths: np.ndarray, statistics: WordStatistics) -> np.ndarray:
    return K1 * (1 - B + B * lengths / max(statistics.mean_length, 1.0))


def fuse(
    words: np.ndarray,
    text_cosines: np.ndarray,
    title_cosines: np.ndarray | None = None,
    days_apart: np.ndarray | None = None,
) -> np.ndarray:
    """Return one score per text, 0 to 1.

    All arguments are (texts,) arrays: word scores of `WordIndex`, cosines of the vectors, and days between query and
    text, NaN where one of them has no date. Any of the last two may be missing altogether.
    """
    best = text_cosines if title_cosines is None else np.maximum(text_cosines, title_cosines)
    most = max(float(words.max(initial=0.0)), 1e-9)
    score = TEXT_VECTOR * text_cosines + BEST_VECTOR * best + WORDS_FOUND * words + WORDS_AGAINST_BEST * words / most
    total = TEXT_VECTOR + BEST_VECTOR + WORDS_FOUND + WORDS_AGAINST_BEST
    if days_apart is not None:
        score = score + NEARNESS * np.nan_to_num(np.exp(-np.abs(days_apart) / NEARNESS_DAYS))
        total += NEARNESS
    return np.clip(score / total, 0.0, 1.0)


def best(scores: np.ndarray, top: int) -> list[int]:
    """Return the places of the top scores, best first; ties in the order of the texts."""
    return [int(place) for place in np.argsort(-scores, kind="stable")[:top]]
