"""The statements of a negotiation that a new one may relate to: found by words and vectors, fused in memory."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from django.db.models import Subquery
from pgvector.django import CosineDistance

from positions.embeddings.encoder import recipe
from positions.embeddings.vectors import embed_statements
from positions.linking.block import Block, Found, Word, read_block
from positions.linking.ranking import WordStatistics, best, fuse, word_scores
from positions.linking.vocabulary import Vocabulary, stems, vocabulary_of
from positions.linking.words import STOP_WORDS, stem, tokens
from positions.models import Embedding, Statement

DAY = 86_400.0  # seconds


@dataclass(frozen=True)
class Candidate:
    """A statement found, by its key; its fused score and the cosine of the two vectors, each up to 1."""

    pk: int
    score: float
    similarity: float


def find_candidates(*, statement: Statement, limit: int = 20) -> list[Candidate]:
    """Return the earlier statements that may matter to one, best first: of its negotiation, not refused."""
    vocabulary = vocabulary_of(statement.negotiation_id)
    return _search(Block(statement, vocabulary.is_crowded(statement.said_at)), vocabulary, limit)


def find_followers(*, statement: Statement, limit: int = 20) -> list[Candidate]:
    """Return the later, confirmed statements to which one may matter, best first: for one that is recorded late."""
    return _search(Block(statement, is_later=True), vocabulary_of(statement.negotiation_id), limit)


def cosines(statement: Statement, others: Iterable[Statement]) -> dict[int, float]:
    """Return the cosine of statement with each of others, by their key; vectors that are missing are made."""
    others = list(others)
    embed_statements(statements=[statement, *others])
    # It stays in the database: as numbers in a query's text, 384 of them take longer to read than the query.
    here = Subquery(Embedding.objects.filter(statement=statement, recipe=recipe()).values("vector"))
    rows = Embedding.objects.filter(statement__in=others, recipe=recipe())
    return dict(rows.values_list("statement_id", 1 - CosineDistance("vector", here)))


def _search(block: Block, vocabulary: Vocabulary, limit: int) -> list[Candidate]:
    embed_statements(statements=[block.statement])
    words = rarest_words(block.statement, vocabulary)
    found = read_block(block, words, vocabulary)
    found = [other for other in found if not _overlap(block.statement, other)]
    if not found:
        return []
    return ranked(block.statement, found, _similarities(block.statement, found), words, vocabulary, limit)


def _overlap(one: Statement, other: Found) -> bool:
    """Tell whether two statements are cut from the same words of one text."""
    return any(
        start < other_end and other_start < end
        for other_start, other_end in other.spans or []
        for start, end in one.spans
    )


def ranked(
    statement: Statement,
    found: list[Found],
    near: np.ndarray,
    words: list[Word],
    vocabulary: Vocabulary,
    limit: int,
    *,
    is_dated: bool = True,
) -> list[Candidate]:
    """Return the best of what was found, with `near` the cosine of each; days apart count unless the day is unknown."""
    days = (statement.said_at.timestamp() - np.array([other.said_at for other in found])) / DAY if is_dated else None
    frequency = {word.term: vocabulary.frequency.get(word.stem, 0) for word in words}
    statistics = WordStatistics(vocabulary.texts, frequency, vocabulary.mean_length)
    shared = word_scores(statement.words, [other.words for other in found], statistics)
    scores = fuse(shared, near, days_apart=days)
    return [Candidate(found[place].pk, float(scores[place]), float(near[place])) for place in best(scores, limit)]


def _similarities(statement: Statement, found: list[Found]) -> np.ndarray:
    """Return the cosine of statement with each found; vectors that are missing are made."""
    missing = [other.pk for other in found if other.similarity is None]
    made = cosines(statement, Statement.objects.filter(pk__in=missing).defer("search")) if missing else {}
    return np.array([made[other.pk] if other.similarity is None else other.similarity for other in found])


def rarest_words(statement: Statement, vocabulary: Vocabulary) -> list[Word]:
    """Return the statement's words, the rarest first."""
    terms = {stem(token): token for token in tokens(statement.words) if token not in STOP_WORDS}
    cut = stems(terms.values())
    words = [Word(term, cut[token], vocabulary.expected(cut[token])) for term, token in terms.items() if token in cut]
    return sorted(words, key=lambda word: (word.expected, word.term))
