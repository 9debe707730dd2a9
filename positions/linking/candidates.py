"""The statements of a negotiation that a new one may relate to: found in SQL by words and vectors, fused in memory."""

import functools
import math
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import combinations
from typing import Any

import numpy as np
from django.db import connection, transaction
from django.db.models import Case, FilteredRelation, Q, QuerySet, Subquery, When
from django.db.models.expressions import RawSQL
from pgvector.django import CosineDistance

from positions.embeddings.encoder import recipe
from positions.embeddings.vectors import embed_statements
from positions.enums import Verdict
from positions.linking.ranking import WordIndex, WordStatistics, best, fuse
from positions.linking.vocabulary import Vocabulary, stems, vocabulary_of
from positions.linking.words import STOP_WORDS, stem, tokens
from positions.models import Embedding, Judgement, Statement
from positions.models.statements import StatementQuerySet
from positions.text import text_hash

# How many each of the two searches brings before they are fused. On the dev queries of both public sets, of the 11,120
# texts that the fused ranking puts among its first 20, all but 4 stood among the first 100 of words or of vectors.
FETCHED = 100
# A word in more statements than the search may read is looked for only beside another one.
MOST_READ = 500
MOST_BESIDE = 20_000
PAIRED = 4
WEIGHED = 12  # of the rarest words
# Of the 20 nearest of a million, the walk found 93 % with 200 candidates in view and 98 % with 400.
WALKED = 400
BROUGHT = 2 * FETCHED  # the refused are then left out
DAY = timedelta(days=1)
CONFIRMED = "SELECT statement_id FROM positions_judgement WHERE superseded_at IS NULL AND verdict = 'confirm'"


@dataclass(frozen=True)
class Candidate:
    """A statement found, its fused score and the cosine of the two vectors, each up to 1."""

    statement: Statement
    score: float
    similarity: float


@dataclass(frozen=True)
class Block:
    """Where both searches look: in a negotiation, up to or from a moment, perhaps only at what a person confirmed."""

    negotiation: int
    since: datetime | None = None
    until: datetime | None = None
    is_confirmed: bool = False

    def vectors(self) -> QuerySet[Embedding]:
        """Return the vectors in the block, of every recipe."""
        said = Q(said_at__gte=self.since) if self.since else Q(said_at__lte=self.until)
        return Embedding.objects.filter(said, negotiation=self.negotiation)


@dataclass(frozen=True)
class Word:
    """A word of the statement: the term by which it is ranked, PostgreSQL's stem, how often that is expected."""

    term: str
    stem: str
    expected: float


@dataclass(frozen=True)
class Found:
    """What the ranking reads of a statement found; `spans` only where it is cut from the same text."""

    pk: int
    words: str
    said_at: datetime
    spans: list[list[int]] | None
    similarity: float


def find_candidates(*, statement: Statement, limit: int = 20) -> list[Candidate]:
    """Return the earlier statements that may matter to one, best first: of its negotiation, not refused."""
    block = Block(statement.negotiation_id, until=statement.said_at)
    return _search(statement, Statement.objects.earlier_than(statement).not_refused(), block, limit)


def find_followers(*, statement: Statement, limit: int = 20) -> list[Candidate]:
    """Return the later, confirmed statements to which one may matter, best first: for one that is recorded late."""
    later = (
        Statement.objects.confirmed()
        .filter(negotiation=statement.negotiation_id, said_at__gte=statement.said_at)
        .exclude(pk__in=Statement.objects.earlier_than(statement).filter(said_at=statement.said_at).values("pk"))
    )
    block = Block(statement.negotiation_id, since=statement.said_at, is_confirmed=True)
    return _search(statement, later, block, limit)


def cosines(statement: Statement, others: Iterable[Statement]) -> dict[int, float]:
    """Return the cosine of statement with each of others, by their key; vectors that are missing are made."""
    others = list(others)
    embed_statements(statements=others)
    near = 1 - CosineDistance("vector", _vector(statement))
    rows = Embedding.objects.filter(statement__in=others, recipe=recipe())
    return dict(rows.values_list("statement_id", near))


def _vector(statement: Statement) -> Subquery:
    """Return a statement's vector for use in a query, made anew where there is none of its present words.

    It stays in the database: as numbers in a query's text, 384 of them take longer to read than the query.
    """
    of_it = Embedding.objects.filter(statement=statement, recipe=recipe())
    if not of_it.filter(text_hash=text_hash(statement.words)).exists():
        embed_statements(statements=[statement])
    return Subquery(of_it.values("vector"))


def _search(statement: Statement, among: StatementQuerySet, block: Block, limit: int) -> list[Candidate]:
    here, vocabulary = _vector(statement), vocabulary_of(statement.negotiation_id)
    words = _words(statement, vocabulary)
    keys = _by_words(block, words, vocabulary.statements)
    keys |= _by_vector(block, here, is_crowded=vocabulary.is_crowded(block.until))
    among = among.filter(pk__in=_these(keys)).exclude(pk=statement.pk).exclude(_told_within(statement))
    found = [other for other in _read(among, statement, here) if not _overlap(statement, other)]
    return _ranked(statement, found, words, vocabulary, limit) if found else []


def _told_within(statement: Statement) -> Q:
    """Match the statement that reports this one and those that it reports: they share their words anyway."""
    within = Q(reported_through=statement.pk)
    return within | Q(pk=statement.reported_through_id) if statement.reported_through_id else within


def _overlap(one: Statement, other: Found) -> bool:
    """Tell whether two statements are cut from the same words of one text."""
    return any(
        start < other_end and other_start < end
        for start, end in one.spans
        for other_start, other_end in other.spans or []
    )


def _read(among: StatementQuerySet, statement: Statement, here: Subquery) -> list[Found]:
    """Return what the ranking reads, in the order of time; vectors that are missing are made."""
    rows = list(
        among.in_order()
        .alias(made=FilteredRelation("embeddings", condition=Q(embeddings__recipe=recipe())))
        .annotate(
            near=1 - CosineDistance("made__vector", here),
            same_text=Case(When(version=statement.version_id, then="spans")),
        )
        .values_list("pk", "words", "said_at", "same_text", "near")
    )
    missing = [pk for pk, *_, near in rows if near is None]
    made = cosines(statement, Statement.objects.filter(pk__in=missing).defer("search")) if missing else {}
    return [Found(pk, words, said_at, spans, made.get(pk, near)) for pk, words, said_at, spans, near in rows]


def _ranked(
    statement: Statement, found: list[Found], words: list[Word], vocabulary: Vocabulary, limit: int
) -> list[Candidate]:
    near = np.array([other.similarity for other in found])
    days = np.array([(statement.said_at - other.said_at) / DAY for other in found])
    frequency = {word.term: vocabulary.frequency.get(word.stem, 0) for word in words}
    statistics = WordStatistics(vocabulary.texts, frequency, vocabulary.mean_length)
    shared = WordIndex([other.words for other in found], statistics).scores(statement.words)
    scores = fuse(shared, near, days_apart=days)
    places = best(scores, limit)
    rows = Statement.objects.defer("search").in_bulk([found[place].pk for place in places])
    return [Candidate(rows[found[place].pk], float(scores[place]), float(near[place])) for place in places]


def _words(statement: Statement, vocabulary: Vocabulary) -> list[Word]:
    """Return the statement's words, the rarest first."""
    terms = {stem(token): token for token in tokens(statement.words) if token not in STOP_WORDS}
    cut = stems(terms.values())
    words = [Word(term, cut[token], vocabulary.expected(cut[token])) for term, token in terms.items() if token in cut]
    return sorted(words, key=lambda word: (word.expected, word.term))


def _asked(words: list[Word], statements: int) -> list[str]:
    """Return the alternatives to look for, expected in about MOST_READ statements together: words, then pairs."""
    room, asked, common = float(MOST_READ), [], []
    for word in words:
        if word.expected <= room:
            room -= word.expected
            asked.append(_quoted(word.stem))
        elif word.expected <= MOST_BESIDE:
            common.append(word)
    for one, other in combinations(common[:PAIRED], 2):
        expected = one.expected * other.expected / statements
        if expected <= room:
            room -= expected
            asked.append(f"({_quoted(one.stem)} & {_quoted(other.stem)})")
    return asked


def _quoted(stem: str) -> str:
    return "'{}'".format(stem.replace("\\", "\\\\").replace("'", "''"))


def _by_words(block: Block, words: list[Word], statements: int) -> set[int]:
    """Return the statements that share the rarest words; first those whose shared words are rarest together."""
    asked = _asked(words, statements)
    if not asked:
        return set()
    weights = {_quoted(word.stem): math.log(1 + statements / word.expected) for word in words[:WEIGHED]}
    shared = " + ".join(["CASE WHEN search @@ %s::tsquery THEN %s ELSE 0 END"] * len(weights))
    judged = f"AND id IN ({CONFIRMED})" if block.is_confirmed else ""
    # The planner must not read the table in order, or by date, until it has met enough: the words are rare.
    with _planned(enable_seqscan="off", enable_indexscan="off"), connection.cursor() as cursor:
        cursor.execute(
            "SELECT id FROM (SELECT id, search FROM positions_statement WHERE search @@ %s::tsquery"  # noqa: S608
            " AND negotiation_id = %s AND said_at BETWEEN %s::timestamptz AND %s::timestamptz"
            f" {judged} LIMIT %s) AS read"
            f" ORDER BY {shared} DESC, id DESC LIMIT %s",  # no word of anybody's: placeholders only
            [
                *(" | ".join(asked), block.negotiation, block.since or "-infinity", block.until or "infinity"),
                *(MOST_READ, *(part for pair in weights.items() for part in pair), FETCHED),
            ],
        )
        return {key for (key,) in cursor.fetchall()}


def _by_vector(block: Block, here: Subquery, *, is_crowded: bool) -> set[int]:
    """Return the nearest: of a small block, or of what is confirmed, by comparing all, else by walking the index."""
    vectors, planned = block.vectors(), {}
    distance: Any = CosineDistance("vector", here)
    if block.is_confirmed:
        confirmed = Judgement.objects.filter(superseded_at=None, verdict=Verdict.CONFIRM)
        vectors = vectors.filter(statement__in=confirmed.values("statement"))
        distance += 0.0  # an order that the index does not know: too much of what it meets is not confirmed
    elif not is_crowded:
        planned = {"enable_indexscan": "off"}  # the index of vectors knows no other way
    else:
        planned = _walk()
    with _planned(**planned):
        nearest = vectors.filter(recipe=recipe()).order_by(distance).values_list("statement_id", flat=True)[:BROUGHT]
        keys = list(nearest)
    refused = Judgement.objects.filter(superseded_at=None, verdict=Verdict.REJECT, statement__in=_these(keys))
    out = set(refused.values_list("statement", flat=True))
    return set([key for key in keys if key not in out][:FETCHED])


def _these(keys: Iterable[int]) -> RawSQL:
    """Return keys for a query as one array: as so many numbers they take longer to write than the query to run."""
    return RawSQL("SELECT unnest(%s::bigint[])", [[*keys]])


def _walk() -> dict[str, str]:
    """Return how to walk the index: what lies outside the block hides neighbours, so go on until enough are left."""
    walk = {"hnsw.ef_search": str(WALKED)}
    return walk | {"hnsw.iterative_scan": "relaxed_order"} if _walks_on() else walk


@functools.cache
def _walks_on() -> bool:
    """Tell whether pgvector is of a version that walks on, 0.8 or newer."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT extversion FROM pg_extension WHERE extname = 'vector'")
        return tuple(int(part) for part in cursor.fetchone()[0].split(".")[:2]) >= (0, 8)


@contextmanager
def _planned(**settings: str) -> Iterator[None]:
    """Have the planner of PostgreSQL go by these settings inside."""
    with transaction.atomic():
        _set(settings)
        yield
        _set(dict.fromkeys(settings))  # to what they are by default: an outer transaction goes on


def _set(settings: Mapping[str, str | None]) -> None:
    if not settings:
        return
    calls = ", ".join(["set_config(%s, %s, true)"] * len(settings))
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {calls}", [part for pair in settings.items() for part in pair])
