"""How often each word occurs in a negotiation: counted in its latest statements, kept in memory for a while."""

import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property

from django.db import connection

from positions.embeddings.index import WALKED_FROM
from positions.models.columns import SEARCH_CONFIG

# The latest so many are counted: in 0.3 s, once. A rarer word than one in 20,000 weighs what the rarest weighs.
SAMPLE = 20_000
# What words weigh changes slowly; a vocabulary is also counted anew at a tenth more statements. Whether there are is
# asked each time up to the sample's size, and once a minute above it, where asking costs tens of milliseconds.
KEPT_SECONDS = 3600.0
LOOKED_SECONDS = 60.0
GROWN = 1.1
MOST_CUT = 200_000  # words remembered with their stems: about 30 MB
MOST_KEPT = 8  # negotiations; one takes a few megabytes


@dataclass(frozen=True)
class Vocabulary:
    """In how many of `texts` statements each stem of PostgreSQL stands; `statements` are all there are.

    `everywhere` is about how many there are in all negotiations, as the database keeps its own count.
    """

    statements: int
    texts: int
    frequency: Mapping[str, int]
    crowded_from: datetime | None = None  # when the WALKED_FROM first had been said
    everywhere: float = 0.0
    counted_at: float = field(default_factory=time.monotonic)

    @cached_property
    def mean_length(self) -> float:
        """Return how many different words a statement has on average."""
        return sum(self.frequency.values()) / self.texts if self.texts else 1.0

    def is_crowded(self, moment: datetime | None) -> bool:
        """Tell whether more than WALKED_FROM statements had been said by then."""
        return self.crowded_from is not None and moment is not None and moment >= self.crowded_from

    def expected(self, stem: str) -> float:
        """Return in how many of all statements a stem stands, by the counted ones; one never seen may be in a few."""
        return max(self.frequency.get(stem, 0), 0.5) * self.statements / max(self.texts, 1)


@dataclass
class _Kept:
    """A vocabulary, and when it was last seen to be no tenth behind."""

    vocabulary: Vocabulary
    looked_at: float


_kept: dict[int, _Kept] = {}
_cut: dict[str, str] = {}


def vocabulary_of(negotiation: int) -> Vocabulary:
    """Return the words of a negotiation, by its key: at most an hour old, and a tenth of its statements behind.

    A large negotiation may be further behind for a minute.
    """
    kept = _kept.get(negotiation)
    if kept is None or not _is_fresh(negotiation, kept):
        vocabulary = count_words(negotiation)
        _kept.pop(negotiation, None)
        kept = _kept[negotiation] = _Kept(vocabulary, vocabulary.counted_at)
        while len(_kept) > MOST_KEPT:
            _kept.pop(next(iter(_kept)))
    return kept.vocabulary


def count_words(negotiation: int) -> Vocabulary:
    """Count the words of a negotiation's latest statements."""
    latest = (
        f"SELECT search FROM positions_statement WHERE negotiation_id = {int(negotiation)}"  # noqa: S608  # a number
        f" ORDER BY said_at DESC LIMIT {SAMPLE}"
    )
    with connection.cursor() as cursor:
        cursor.execute("SELECT word, ndoc FROM ts_stat(%s)", [latest])
        frequency = dict(cursor.fetchall())
        statements = _count(negotiation)
        cursor.execute(
            "SELECT said_at FROM positions_statement WHERE negotiation_id = %s ORDER BY said_at LIMIT 1 OFFSET %s",
            [negotiation, WALKED_FROM],
        )
        crowded = cursor.fetchone()
        cursor.execute("SELECT reltuples FROM pg_class WHERE oid = 'positions_statement'::regclass")
        [everywhere] = cursor.fetchone()
    return Vocabulary(statements, min(statements, SAMPLE), frequency, crowded[0] if crowded else None, everywhere)


def stems(words: Iterable[str]) -> dict[str, str]:
    """Return the stem to which PostgreSQL cuts each word; a word that it does not search for has none."""
    cut = {word: _cut.get(word) for word in words}
    unknown = [word for word, stem in cut.items() if stem is None]
    if unknown:
        fresh = _cut_by_database(unknown)
        if len(_cut) > MOST_CUT:
            _cut.clear()
        _cut.update(fresh)
        cut |= fresh
    return {word: stem for word, stem in cut.items() if stem}


def _cut_by_database(words: list[str]) -> dict[str, str]:
    """Return the stem of each word; empty for one that is not searched for."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT word, (tsvector_to_array(to_tsvector(%s::regconfig, word)))[1] FROM unnest(%s::text[]) AS word",
            [SEARCH_CONFIG, words],
        )
        return {word: stem or "" for word, stem in cursor.fetchall()}


def _is_fresh(negotiation: int, kept: _Kept) -> bool:
    known, now = kept.vocabulary, time.monotonic()
    if now - known.counted_at > KEPT_SECONDS:
        return False
    if known.statements > SAMPLE and now - kept.looked_at < LOOKED_SECONDS:
        return True
    kept.looked_at = now
    return known.statements <= _count(negotiation) <= known.statements * GROWN


def _count(negotiation: int) -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM positions_statement WHERE negotiation_id = %s", [negotiation])
        [statements] = cursor.fetchone()
        return statements
