"""The statements of a negotiation that a new one may relate to: found in SQL by words and vectors, fused in memory."""

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import combinations
from typing import Any

import numpy as np
from django.db import connection, transaction
from django.db.models import Exists, F, FilteredRelation, OuterRef, Q, QuerySet
from pgvector.django import CosineDistance

from positions.embeddings.encoder import recipe
from positions.embeddings.vectors import embed_statements
from positions.enums import Verdict
from positions.linking.ranking import WordIndex, WordStatistics, best, fuse
from positions.linking.vocabulary import Vocabulary, stems, vocabulary_of
from positions.linking.words import STOP_WORDS, stem, tokens
from positions.models import Embedding, Judgement, Statement
from positions.text import text_hash

# How many each of the two searches brings before they are fused. On the dev queries of both public sets, of the 11,120
# texts that the fused ranking puts among its first 20, all but 4 stood among the first 100 of words or of vectors.
FETCHED = 100
# A word in more statements than the search may read is looked for only beside another one.
MOST_READ = 1_500
MOST_BESIDE = 30_000
PAIRED = 5
# Up to here all vectors in question are compared: faster than walking an index in which they are few, and exact.
READ_EXACTLY = 20_000
WEIGHED = 12  # of the rarest words
WALKED = 200  # candidates that the walk through the index keeps in view
DAY = timedelta(days=1)


@dataclass(frozen=True)
class Candidate:
    """A statement found, its fused score and the cosine of the two vectors, each up to 1."""

    statement: Statement
    score: float
    similarity: float


@dataclass(frozen=True)
class Block:
    """Where both searches look: a negotiation, up to or from a moment, and what must be true of a statement there."""

    negotiation: int
    judged: Q | Exists
    since: datetime | str = "-infinity"
    until: datetime | str = "infinity"

    def vectors(self) -> QuerySet[Embedding]:
        """Return the vectors in the block, of every recipe."""
        said = Q(said_at__gte=self.since) if isinstance(self.since, datetime) else Q(said_at__lte=self.until)
        return Embedding.objects.filter(said, self.judged, negotiation=self.negotiation)


@dataclass(frozen=True)
class Word:
    """A word of the statement: the term by which it is ranked, PostgreSQL's stem, how often that is expected."""

    term: str
    stem: str
    expected: float


@dataclass(frozen=True)
class Found:
    """What the ranking reads of a statement found."""

    pk: int
    words: str
    said_at: datetime
    version: int
    spans: list[list[int]]
    similarity: float


def find_candidates(*, statement: Statement, limit: int = 20) -> list[Candidate]:
    """Return the earlier statements that may matter to one, best first: of its negotiation, not refused."""
    block = Block(statement.negotiation_id, ~_judged(Verdict.REJECT), until=statement.said_at)
    return _search(statement, Statement.objects.earlier_than(statement).not_refused(), block, limit)


def find_followers(*, statement: Statement, limit: int = 20) -> list[Candidate]:
    """Return the later, confirmed statements to which one may matter, best first: for one that is recorded late."""
    later = (
        Statement.objects.confirmed()
        .filter(negotiation=statement.negotiation_id, said_at__gte=statement.said_at)
        .exclude(pk__in=Statement.objects.earlier_than(statement).filter(said_at=statement.said_at).values("pk"))
    )
    block = Block(statement.negotiation_id, _judged(Verdict.CONFIRM), since=statement.said_at)
    return _search(statement, later, block, limit)


def cosines(statement: Statement, others: Iterable[Statement]) -> dict[int, float]:
    """Return the cosine of statement with each of others, by their key; vectors that are missing are made."""
    others = list(others)
    embed_statements(statements=[statement, *others])
    near = 1 - CosineDistance("vector", _vector(statement))
    rows = Embedding.objects.filter(statement__in=others, recipe=recipe())
    return dict(rows.values_list("statement_id", near))


def _judged(verdict: Verdict) -> Exists:
    return Exists(Judgement.objects.filter(superseded_at=None, verdict=verdict, statement=OuterRef("statement")))


def _vector(statement: Statement) -> Any:
    return Embedding.objects.values_list("vector", flat=True).get(statement=statement, recipe=recipe())


def _search(statement: Statement, among: QuerySet[Statement], block: Block, limit: int) -> list[Candidate]:
    embed_statements(statements=[statement])
    here, vocabulary = _vector(statement), vocabulary_of(statement.negotiation_id)
    words = _words(statement, vocabulary)
    keys = _by_words(block, words, vocabulary.statements) | _by_vector(block, here)
    among = among.filter(pk__in=keys).exclude(pk=statement.pk).exclude(_told_within(statement))
    found = [other for other in _read(among, here) if not _overlap(statement, other)]
    return _ranked(statement, found, words, vocabulary, limit) if found else []


def _told_within(statement: Statement) -> Q:
    """Match the statement that reports this one and those that it reports: they share their words anyway."""
    within = Q(reported_through=statement.pk)
    return within | Q(pk=statement.reported_through_id) if statement.reported_through_id else within


def _overlap(one: Statement, other: Found) -> bool:
    """Tell whether two statements are cut from the same words of one text."""
    return one.version_id == other.version and any(
        start < other_end and other_start < end for start, end in one.spans for other_start, other_end in other.spans
    )


def _read(among: QuerySet[Statement], here: Any) -> Iterator[Found]:
    """Yield what the ranking reads, in the order of time; vectors that are missing or of other words are made."""
    rows = list(
        among.alias(made=FilteredRelation("embeddings", condition=Q(embeddings__recipe=recipe())))
        .annotate(hash=F("made__text_hash"), near=1 - CosineDistance("made__vector", here))
        .in_order()
        .values_list("pk", "words", "said_at", "version_id", "spans", "near", "hash")
    )
    stale = [row[0] for row in rows if row[-1] != text_hash(row[1])]
    renewed = _renewed(stale, here) if stale else {}
    for pk, words, said_at, version, spans, near, _ in rows:
        yield Found(pk, words, said_at, version, spans, renewed.get(pk, near))


def _renewed(keys: list[int], here: Any) -> dict[int, float]:
    embed_statements(statements=Statement.objects.filter(pk__in=keys).defer("search"))
    rows = Embedding.objects.filter(statement__in=keys, recipe=recipe())
    return dict(rows.values_list("statement_id", 1 - CosineDistance("vector", here)))


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
    """Return the alternatives to look for, together expected in about MOST_READ statements: words, then pairs of them."""
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


@transaction.atomic
def _by_words(block: Block, words: list[Word], statements: int) -> set[int]:
    """Return the statements that share the rarest words; first those whose shared words are rarest together."""
    asked = _asked(words, statements)
    if not asked:
        return set()
    weights = {_quoted(word.stem): math.log(1 + statements / word.expected) for word in words[:WEIGHED]}
    shared = " + ".join(["CASE WHEN search @@ %s::tsquery THEN %s ELSE 0 END"] * len(weights))
    # The planner must not read the table in order, or by date, until it has met enough: the words are rare.
    _plan(enable_seqscan="off", enable_indexscan="off")
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT id FROM (SELECT id, search FROM positions_statement WHERE search @@ %s::tsquery"  # noqa: S608
            " AND negotiation_id = %s AND said_at BETWEEN %s::timestamptz AND %s::timestamptz LIMIT %s) AS read"
            f" ORDER BY {shared} DESC, id DESC LIMIT %s",  # no word of anybody's: placeholders only
            [" | ".join(asked), block.negotiation, block.since, block.until, MOST_READ]
            + [part for pair in weights.items() for part in pair]
            + [FETCHED],
        )
        return {key for (key,) in cursor.fetchall()}


@transaction.atomic
def _by_vector(block: Block, here: Any) -> set[int]:
    """Return the nearest: by comparing all vectors of a small block, else by walking the index of all vectors."""
    vectors, distance = block.vectors(), CosineDistance("vector", here)
    if vectors[: READ_EXACTLY + 1].count() <= READ_EXACTLY:
        _plan(enable_indexscan="off")  # the vector index knows no other way
    else:
        # What lies outside the block hides neighbours: the walk must go on until enough are left.
        _plan(**{"hnsw.ef_search": str(WALKED), "hnsw.iterative_scan": "relaxed_order"})
    near = vectors.filter(recipe=recipe()).order_by(distance).values_list("statement_id", flat=True)
    return set(near[:FETCHED])


def _plan(**settings: str) -> None:
    """Set what the planner of PostgreSQL goes by until the end of the transaction."""
    with connection.cursor() as cursor:
        for name, value in settings.items():
            cursor.execute("SELECT set_config(%s, %s, true)", [name, value])
