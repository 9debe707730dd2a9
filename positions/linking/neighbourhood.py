"""The statements of a negotiation held in memory, to find the earlier ones for many at once; pure.

The same two searches and the same fusion as for one statement, but exact: every vector is compared, every word counted.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

import numpy as np

from positions.linking.ranking import K1, WordIndex, best, fuse
from positions.linking.reading import read
from positions.linking.words import terms

FETCHED = 100  # by words and by vectors each, before they are fused; as for one statement
BLOCK = 8192  # vectors compared at a time: 16 MB of cosines for a batch of 512
SAMPLED = 50  # one in so many scores tells about how large the largest are
FIRST_BLOCK = 1024  # all of these are among the best so far, and have to be sorted; of the next, what beats them
DIMENSIONS = 384


@dataclass(frozen=True)
class Near:
    """Statements that may matter to one, by their row, best first, and the cosines of the vectors."""

    rows: list[int]
    similarity: list[float]


class ManyQueries(WordIndex):
    """The same scores for many queries: what a term gives to each text that holds it is worked out once."""

    def __init__(self, texts: Sequence[str]) -> None:
        super().__init__(texts)
        self._gives: dict[str, tuple[float, np.ndarray, np.ndarray]] = {}
        numbers: dict[str, int] = {}
        matters = [[numbers.setdefault(stem, len(numbers)) for stem in read(text).matters] for text in texts]
        self._matters = np.array([number for some in matters for number in some], dtype=np.int32)
        self._ends = np.cumsum([0, *map(len, matters)])
        self._stands = np.zeros(len(numbers), dtype=bool)

    def overlaps(self, row: int, others: Sequence[int]) -> np.ndarray:
        """Return the share of distinct stems that one text shares with each of others (`comparison.overlap`)."""
        some = [self._matters_of(other) for other in others]
        mine = self._matters_of(row)
        self._stands[mine] = True
        shared = np.array([np.count_nonzero(self._stands[theirs]) for theirs in some])
        self._stands[mine] = False
        return 2 * shared / np.maximum([len(mine) + len(theirs) for theirs in some], 1)

    def _matters_of(self, row: int) -> np.ndarray:
        return self._matters[self._ends[row] : self._ends[row + 1]]

    def scores_within(self, query: str, side: range) -> np.ndarray:
        """Return the scores of the texts of a side."""
        first, stop = side.start, side.stop
        most, texts, gives = 0.0, [_NOWHERE[0]], [_NOTHING]
        for term in sorted(set(terms(query))):
            weight, holding, given = self._given(term)
            most += weight * (K1 + 1)
            start, end = holding.searchsorted((first, stop))
            texts.append(holding[start:end])
            gives.append(given[start:end])
        return np.bincount(np.concatenate(texts) - first, np.concatenate(gives), stop - first) / (most or 1.0)

    def _given(self, term: str) -> tuple[float, np.ndarray, np.ndarray]:
        if term not in self._gives:
            weight = self.statistics.rarity(term)
            texts, times = self._postings.get(term, _NOWHERE)
            self._gives[term] = weight, texts, weight * times * (K1 + 1) / (times + self._damping[texts])
        return self._gives[term]


_NOWHERE, _NOTHING = np.zeros((2, 0), dtype=np.int64), np.zeros(0)


class Neighbourhood:
    """Statements in the order in which they were said: row 0 is the earliest."""

    def __init__(self, words: Sequence[str], days: np.ndarray) -> None:
        """Take the words of each statement and the days, from any beginning, on which they were said."""
        self.words = words
        self.days = days
        self.vectors = np.zeros((len(words), DIMENSIONS), dtype=np.float32)
        self.is_known = np.zeros(len(words), dtype=bool)  # has a vector
        self.is_refused = np.zeros(len(words), dtype=bool)
        self.index = _index(tuple(words))

    def learn(self, rows: Sequence[int] | np.ndarray, vectors: np.ndarray) -> None:
        """Take vectors of these rows, as exact as the database keeps them."""
        self.vectors[rows] = np.asarray(vectors).astype(np.float16)
        self.is_known[rows] = True

    def before(self, rows: Sequence[int], without: Sequence[Collection[int]], limit: int) -> list[Near]:
        """Return, per row, the earlier statements that may matter to it, those without that go without saying."""
        among = ~self.is_refused
        nearest = self._nearest(rows, among & self.is_known, is_before=True)
        barred = np.flatnonzero(self.is_refused)
        return [
            self._near(row, nearest[place], range(row), barred, without[place], limit) for place, row in enumerate(rows)
        ]

    def after(
        self, rows: Sequence[int], without: Sequence[Collection[int]], limit: int, among: np.ndarray
    ) -> list[Near]:
        """Return, per row, the later statements to which it may matter, of some: a mask over all."""
        if not among[min(rows, default=0) :].any():
            return [Near([], [])] * len(rows)
        nearest = self._nearest(rows, among & self.is_known, is_before=False)
        barred = np.flatnonzero(~among)
        return [
            self._near(row, nearest[place], range(row + 1, len(self.words)), barred, without[place], limit)
            for place, row in enumerate(rows)
        ]

    def cosines(self, row: int, others: Sequence[int] | np.ndarray) -> np.ndarray:
        """Return the cosine of one statement with each of others."""
        return self.vectors[others] @ self.vectors[row]

    def _nearest(self, rows: Sequence[int], among: np.ndarray, *, is_before: bool) -> list[np.ndarray]:
        """Return, per row, the nearest vectors on its side of time, in no order."""
        here = self.vectors[rows]
        borders = np.asarray(rows)[:, None]
        found = np.full((len(rows), FETCHED), -np.inf, dtype=np.float32)
        places = np.zeros((len(rows), FETCHED), dtype=np.int64)
        memory = np.empty(len(rows) * BLOCK, dtype=np.float32)  # one for all blocks: new memory costs half their time
        first, last = (0, max(rows) + 1) if is_before else (min(rows), len(self.words))
        for start, stop in pairwise([first, *range(first + FIRST_BLOCK, last, BLOCK), last]):
            cosines = memory[: len(rows) * (stop - start)].reshape(len(rows), stop - start)
            np.matmul(here, self.vectors[start:stop].T, out=cosines)
            columns = np.arange(start, stop)
            cosines[:, ~among[start:stop]] = -np.inf
            if is_before and stop > min(rows):
                cosines[columns[None, :] >= borders] = -np.inf
            if not is_before and start <= max(rows):
                cosines[columns[None, :] <= borders] = -np.inf
            found, places = _best_of_both(found, places, cosines, columns)
        return [places[place][np.isfinite(found[place])] for place in range(len(rows))]

    def _near(
        self, row: int, nearest: np.ndarray, side: range, barred: np.ndarray, without: Collection[int], limit: int
    ) -> Near:
        words = self.index.scores_within(self.words[row], side)
        start, end = barred.searchsorted((side.start, side.stop))
        words[barred[start:end] - side.start] = 0.0
        worded = _largest(words)
        either = {*nearest.tolist(), *(worded[words[worded] > 0] + side.start).tolist()}
        found = np.array(sorted(either.difference(without)), dtype=np.int64)
        if not len(found):
            return Near([], [])
        near = np.where(self.is_known[found], self.cosines(row, found), 0.0)
        scores = fuse(words[found - side.start], near, days_apart=self.days[row] - self.days[found])
        chosen = best(scores, limit)
        return Near([int(found[place]) for place in chosen], [float(near[place]) for place in chosen])


def _best_of_both(
    found: np.ndarray, places: np.ndarray, cosines: np.ndarray, columns: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Return per line the best of those found so far and of a further block; only what beats the worst is sorted."""
    line, column = np.divmod(np.flatnonzero(cosines > found.min(axis=1)[:, None]), cosines.shape[1])
    if not len(line):
        return found, places
    counts = np.bincount(line, minlength=len(found))
    offset = np.arange(len(line)) - np.repeat(np.cumsum(counts) - counts, counts)
    better = np.full((len(found), counts.max()), -np.inf, dtype=np.float32)
    better_places = np.zeros(better.shape, dtype=np.int64)
    better[line, offset] = cosines[line, column]
    better_places[line, offset] = columns[column]
    together, where = np.hstack([found, better]), np.hstack([places, better_places])
    kept = np.argpartition(-together, FETCHED - 1, axis=1)[:, :FETCHED]
    return np.take_along_axis(together, kept, axis=1), np.take_along_axis(where, kept, axis=1)


def _largest(scores: np.ndarray) -> np.ndarray:
    """Return the places of the FETCHED largest, in no order; ever fewer of many are looked at."""
    places = np.arange(len(scores)) if len(scores) < SAMPLED * FETCHED else _hopeful(scores)
    if len(places) <= FETCHED:
        return places
    return places[np.argpartition(-scores[places], FETCHED - 1)[:FETCHED]]


def _hopeful(scores: np.ndarray) -> np.ndarray:
    """Return the places of at least FETCHED scores that hold the largest: those not under one in a sample."""
    sample = scores[::SAMPLED]
    for rank in (FETCHED // 10, FETCHED):
        if rank < len(sample):
            places = np.flatnonzero(scores >= np.partition(sample, -rank)[-rank])
            if len(places) >= FETCHED:
                return places
    return np.arange(len(scores))


@lru_cache(maxsize=1)
def _index(words: tuple[str, ...]) -> ManyQueries:
    """Return the index of these texts; a worker that goes on with a negotiation has it already."""
    return ManyQueries(words)
