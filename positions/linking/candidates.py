"""The statements of a negotiation that a new one may relate to: found in SQL by words and vectors, fused in memory."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

import numpy as np
from django.contrib.postgres.search import SearchQuery, SearchRank
from django.db import connection, transaction
from django.db.models import Avg, F, FloatField, Func, Q, QuerySet
from django.db.models.functions import Cast
from pgvector.django import CosineDistance

from positions.embeddings.encoder import recipe
from positions.embeddings.vectors import embed_statements
from positions.linking.ranking import WordIndex, WordStatistics, best, fuse
from positions.linking.words import STOP_WORDS, stem, tokens
from positions.models import Embedding, Statement
from positions.models.columns import SEARCH_CONFIG

# How many each of the two searches brings before they are fused. On the dev queries of both public sets, of the 11,120
# texts that the fused ranking puts among its first 20, all but 4 stood among the first 100 of words or of vectors.
FETCHED = 100
SEARCHED_WORDS = 12  # the rarest of the statement; the common rest finds half the negotiation
COUNTED_TO = 5_000  # a word in more statements than that is as good as in all of them
DAY = timedelta(days=1)


@dataclass(frozen=True)
class Candidate:
    """A statement found, its fused score and the cosine of the two vectors, each up to 1."""

    statement: Statement
    score: float
    similarity: float


def find_candidates(*, statement: Statement, limit: int = 20) -> list[Candidate]:
    """Return the earlier statements that may matter to one, best first: of its negotiation, not refused."""
    return _search(statement, Statement.objects.earlier_than(statement).not_refused(), limit)


def find_followers(*, statement: Statement, limit: int = 20) -> list[Candidate]:
    """Return the later, confirmed statements to which one may matter, best first: for one that is recorded late."""
    later = (
        Statement.objects.confirmed()
        .filter(negotiation=statement.negotiation_id, said_at__gte=statement.said_at)
        .exclude(pk__in=Statement.objects.earlier_than(statement).filter(said_at=statement.said_at).values("pk"))
    )
    return _search(statement, later, limit)


def cosines(statement: Statement, others: Iterable[Statement]) -> dict[int, float]:
    """Return the cosine of statement with each of others, by their key; vectors that are missing are made."""
    others = list(others)
    embed_statements(statements=[statement, *others])
    rows = Embedding.objects.filter(statement__in=[statement, *others], recipe=recipe())
    vectors = {row.statement_id: np.asarray(row.vector, dtype=np.float32) for row in rows}
    here = vectors[statement.pk]
    return {other.pk: float(vectors[other.pk] @ here) for other in others if other.pk in vectors}


def _search(statement: Statement, among: QuerySet[Statement], limit: int) -> list[Candidate]:
    embed_statements(statements=[statement])
    among = among.exclude(pk=statement.pk).exclude(_told_within(statement))
    frequency = _frequencies(statement)
    keys = _by_words(among, statement, frequency) | _by_vector(among, statement)
    found = [
        other
        for other in Statement.objects.filter(pk__in=keys).in_order().defer("search")
        if not _overlap(statement, other)
    ]
    return _ranked(statement, found, frequency, limit) if found else []


def _told_within(statement: Statement) -> Q:
    """Match the statement that reports this one and those that it reports: they share their words anyway."""
    within = Q(reported_through=statement.pk)
    return within | Q(pk=statement.reported_through_id) if statement.reported_through_id else within


def _overlap(one: Statement, other: Statement) -> bool:
    """Tell whether two statements are cut from the same words of one text."""
    return one.version_id == other.version_id and any(
        start < other_end and other_start < end for start, end in one.spans for other_start, other_end in other.spans
    )


def _ranked(statement: Statement, found: list[Statement], frequency: dict[str, int], limit: int) -> list[Candidate]:
    similarity = cosines(statement, found)
    near = np.array([similarity.get(other.pk, 0.0) for other in found])
    words = WordIndex([other.words for other in found], _statistics(statement, frequency)).scores(statement.words)
    days = np.array([(statement.said_at - other.said_at) / DAY for other in found])
    scores = fuse(words, near, days_apart=days)
    return [Candidate(found[place], float(scores[place]), float(near[place])) for place in best(scores, limit)]


def _statistics(statement: Statement, frequency: dict[str, int]) -> WordStatistics:
    """Return how rare the statement's words are in its negotiation."""
    length = Cast(Func(F("search"), function="length"), FloatField())
    sample = Statement.objects.filter(negotiation=statement.negotiation_id).order_by("-said_at")[:COUNTED_TO]
    texts = sample.count()
    mean = sample.aggregate(mean=Avg(length))["mean"]
    return WordStatistics(texts=texts, frequency=frequency, mean_length=mean or 1.0)


def _frequencies(statement: Statement) -> dict[str, int]:
    """Return in how many statements of the negotiation each term of this one stands, counted to COUNTED_TO."""
    everywhere = Statement.objects.filter(negotiation=statement.negotiation_id)
    return {
        term: everywhere.filter(search=_any_of([word]))[:COUNTED_TO].count() for term, word in _words(statement).items()
    }


def _words(statement: Statement) -> dict[str, str]:
    """Return the statement's terms, each with a word of it that PostgreSQL cuts to its own stem."""
    return {stem(token): token for token in tokens(statement.words) if token not in STOP_WORDS}


def _any_of(words: list[str]) -> SearchQuery:
    quoted = (word.replace("'", "") for word in words)
    return SearchQuery(" | ".join(f"'{word}'" for word in quoted), config=SEARCH_CONFIG, search_type="raw")


def _by_words(among: QuerySet[Statement], statement: Statement, frequency: dict[str, int]) -> set[int]:
    words = _words(statement)
    rare = sorted((times, words[term]) for term, times in frequency.items() if 0 < times < COUNTED_TO)
    if not rare:
        return set()
    query = _any_of([word for _, word in rare[:SEARCHED_WORDS]])
    ranked = among.filter(search=query).order_by(SearchRank(F("search"), query).desc(), "-pk")
    return set(ranked.values_list("pk", flat=True)[:FETCHED])


@transaction.atomic
def _by_vector(among: QuerySet[Statement], statement: Statement) -> set[int]:
    made_by = recipe()
    here = Embedding.objects.get(statement=statement, recipe=made_by).vector
    with connection.cursor() as cursor:
        # The filters below hide neighbours: the index must go on until enough are left. Older pgvector cannot.
        cursor.execute(
            "SELECT set_config('hnsw.ef_search', %s, true),"
            " CASE WHEN extversion >= '0.8' THEN set_config('hnsw.iterative_scan', 'strict_order', true) END"
            " FROM pg_extension WHERE extname = 'vector'",
            [str(FETCHED)],
        )
    near = among.filter(embeddings__recipe=made_by).order_by(CosineDistance("embeddings__vector", here))
    return set(near.values_list("pk", flat=True)[:FETCHED])
