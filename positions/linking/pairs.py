"""The pairs of a batch's statements with those that may matter to them; only those that may be suggested are read."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Self

import numpy as np

from positions.linking.links import (
    KEPT_FROM,
    MOST_SUGGESTED,
    MOST_TOWARD_OTHERS,
    TOWARD_OTHERS,
    Found,
    Pair,
    open_links,
    strongest_backwards,
)
from positions.linking.relations import LEAST_CODED, RELATED, RelationReading, heaviest, relate
from positions.linking.talks import Talks
from positions.linking.utterances import Utterance
from positions.models import Statement

CANDIDATES = 20  # as for one statement
ROUNDED = 1e-4  # by as much a score may exceed what it is computed from


class Pairs:
    """One batch against everything; `said` are the statements read so far, by row, and grows."""

    def __init__(self, talks: Talks, statements: list[Statement], said: dict[int, Utterance]) -> None:
        self.talks = talks
        self.said = said
        self.statements = {talks.row_of[each.pk]: each for each in statements}
        rows = [row for row in self.statements if not talks.hood.is_refused[row]]
        without = [talks.without(row) for row in rows]
        before = talks.hood.before(rows, without, CANDIDATES)
        after = talks.hood.after(rows, without, CANDIDATES, talks.followers)
        self.near = {row: (before[place], after[place]) for place, row in enumerate(rows)}
        self.open = self._open_rows()

    def _open_rows(self) -> dict[int, set[int]]:
        """Return, per row, those at the other end of its suggestions, unless they will look back themselves."""
        found: dict[int, set[int]] = defaultdict(set)
        row_of, settled = self.talks.row_of, self.talks.settled
        for later, earlier in open_links([*self.statements.values()]).values_list("later", "earlier"):
            if later not in row_of or earlier not in row_of:
                continue
            if row_of[later] in self.statements:
                found[row_of[later]].add(row_of[earlier])
            if row_of[earlier] in self.statements and settled[row_of[later]]:
                found[row_of[earlier]].add(row_of[later])
        return found

    def found(self, contents: dict[int, str]) -> list[Found]:
        """Return what the batch's statements were compared with, and what those pairs say that may be kept."""
        hopeful = {row: self._hopeful(row) for row in self.statements}
        self.said |= self.talks.utterances({row for others in hopeful.values() for row in others} - self.said.keys())
        return [
            Found(each, contents[each.pk], self._looked_at(row), self._readings(row, hopeful[row]))
            for row, each in self.statements.items()
        ]

    def _looked_at(self, row: int) -> frozenset[Pair]:
        """Return the pairs that may have a suggestion which no longer holds; others need not be named."""
        return frozenset(self._pair(row, other) for other in self.open[row])

    def _pair(self, row: int, other: int) -> Pair:
        keys = self.talks.keys
        return keys[max(row, other)], keys[min(row, other)]

    def _hopeful(self, row: int) -> dict[int, tuple[float, float]]:
        """Return the rows whose relation may be kept: cosine, and the most that the score can be, the highest first."""
        if row not in self.near:
            return {}
        before, after = self.near[row]
        hood = self.talks.hood
        similarity = dict(zip([*before.rows, *after.rows], [*before.similarity, *after.similarity], strict=True))
        further = [other for other in self.open[row] if other not in similarity and not hood.is_refused[other]]
        similarity |= {other: float(cosine) for other, cosine in zip(further, hood.cosines(row, further), strict=True)}
        most = self.most(row, similarity)
        kept = [other for other in most if most[other] >= KEPT_FROM]
        return {other: (similarity[other], most[other]) for other in sorted(kept, key=lambda each: -most[each])}

    def most(self, row: int, similarity: Mapping[int, float]) -> dict[int, float]:
        """Return what the score of a relation with each of others cannot exceed, 0 where there can be none.

        Others are rows with their cosines.
        """
        others = list(similarity)
        closeness = np.maximum(list(similarity.values()), self.talks.hood.index.overlaps(row, others))
        most = np.where(closeness >= RELATED - ROUNDED, closeness + ROUNDED, 0.0)
        if coded := self.talks.on_an_issue_of(row, others):
            most[coded] = LEAST_CODED + (1 - LEAST_CODED) * np.minimum(closeness[coded], 1.0) + ROUNDED
        return dict(zip(others, most.tolist(), strict=True))

    def _readings(self, row: int, hopeful: dict[int, tuple[float, float]]) -> dict[Pair, RelationReading]:
        """Return the readings that may be kept; the rest cannot be among the strongest and are not read."""
        readings: dict[Pair, RelationReading] = {}
        strong: list[tuple[Pair, RelationReading]] = []
        least = Least()
        for other, (similarity, most) in hopeful.items():
            earlier, later = self.said[min(row, other)], self.said[max(row, other)]
            if other < row and least.is_beyond(earlier, later, most):
                continue
            pair = self._pair(row, other)
            readings[pair] = relate(earlier, later, similarity=similarity)
            if other < row and readings[pair].score >= KEPT_FROM:
                strong.append((pair, readings[pair]))
                strong.sort(key=lambda found: (-found[1].score, found[0]))
                least = Least.of(strong)
        return readings


@dataclass(frozen=True)
class Least:
    """The scores that a further pair must reach to be among the suggestions: any, and one between two parties."""

    of_any: float = 0.0
    toward_others: float = 0.0

    @classmethod
    def of(cls, strong: list[tuple[Pair, RelationReading]]) -> Self:
        """Return what those found so far leave open, the strongest first."""
        kept = strongest_backwards(strong)
        toward_others = [reading for _, reading in kept if reading.relation in TOWARD_OTHERS]
        return cls(
            of_any=kept[-1][1].score if len(kept) == MOST_SUGGESTED else 0.0,
            toward_others=toward_others[-1].score if len(toward_others) == MOST_TOWARD_OTHERS else 0.0,
        )

    def is_beyond(self, earlier: Utterance, later: Utterance, most: float) -> bool:
        """Tell whether a pair whose closeness allows that score at most cannot reach it."""
        if most + ROUNDED < self.of_any:
            return True
        if not self.of_any and not self.toward_others:
            return False
        heavy = most * heaviest(earlier, later) + ROUNDED
        if self.of_any:
            return heavy < self.of_any
        is_own = not (earlier.party and later.party) or earlier.party == later.party
        is_told = earlier.party in later.reports or (earlier.speaker == later.speaker != "")
        return heavy < self.toward_others and not is_own and not is_told
