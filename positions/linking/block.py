"""Where the candidate search looks, and what it reads there in one query: what shares words or is near.

One query written by hand instead of six of the ORM's: those took Python longer to build than the database to answer.
"""

import functools
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import combinations
from typing import Any

import numpy as np
from django.db import connection
from pgvector import HalfVector

from positions.embeddings.encoder import recipe
from positions.linking.vocabulary import Vocabulary
from positions.models import Statement

# How many each of the two searches brings before they are fused. On the dev queries of both public sets, of the 11,120
# texts that the fused ranking puts among its first 20, all but 4 stood among the first 100 of words or of vectors.
FETCHED = 100
# A word in more statements than the search may read is looked for only beside another one.
MOST_READ = 500
MOST_BESIDE = 20_000
PAIRED = 4
WEIGHED = 12  # of the rarest words
# The most that pgvector keeps in view. Of the 20 nearest of a million the walk alone finds 97.5 % with 400 and 98.6 to
# 99 % with these: where a claim stands apart, few ways lead there. Fewer save time and lose what is least sure.
WALKED = 1000
BROUGHT = 2 * FETCHED  # the refused are then left out

CONFIRMED = "SELECT statement_id FROM positions_judgement WHERE superseded_at IS NULL AND verdict = 'confirm'"
REFUSED = "SELECT FROM positions_judgement WHERE superseded_at IS NULL AND verdict = 'reject' AND statement_id = "
HERE = "(SELECT vector FROM here)"
# A vector of the record stays in the database: as text, its 384 numbers take longer to read than the query.
KEPT = "SELECT vector FROM positions_embedding WHERE statement_id = %(statement)s AND recipe = %(recipe)s"
GIVEN = "SELECT %(vector)s::halfvec AS vector"
WORDED = "search @@ %(asked)s::tsquery"
PLACED = "negotiation_id = %(negotiation)s AND said_at BETWEEN %(since)s::timestamptz AND %(until)s::timestamptz"
# What is to be looked up first is looked up before all else (OFFSET 0): the words, since the planner must not read by
# date until it has met enough; or the negotiation, where that is small beside others that are full of its words.
QUERY = f"""
WITH here AS MATERIALIZED (
  {{here}}
), sharing AS MATERIALIZED (
  SELECT id FROM (
    SELECT id, search FROM (SELECT * FROM positions_statement WHERE {{first}} OFFSET 0) AS met
    WHERE {{then}} {{judged}} LIMIT {MOST_READ}
  ) AS read ORDER BY {{shared}} DESC, id DESC LIMIT %(fetched)s
), near AS MATERIALIZED (
  SELECT id, far FROM (
    SELECT statement_id AS id, vector <=> {HERE} AS far FROM positions_embedding
    WHERE {PLACED} AND recipe = %(recipe)s {{embedded}}
    ORDER BY (vector <=> {HERE}) {{unindexed}} LIMIT %(brought)s
  ) AS brought WHERE NOT EXISTS ({REFUSED} brought.id) ORDER BY far LIMIT %(fetched)s
)
SELECT said.id, words, extract(epoch FROM said.said_at)::float8, CASE WHEN version_id = %(version)s THEN spans END,
  1 - CASE WHEN far IS NULL THEN (
    SELECT vector <=> {HERE} FROM positions_embedding WHERE statement_id = said.id AND recipe = %(recipe)s
  ) ELSE far END
FROM (SELECT * FROM near UNION ALL SELECT id, NULL FROM sharing WHERE id NOT IN (SELECT id FROM near)) AS found
JOIN positions_statement AS said USING (id)
WHERE (said.said_at, version_id, start, said.id)
  {{side}} (%(said_at)s::timestamptz, %(version)s, %(start)s, %(statement)s)
  AND reported_through_id IS DISTINCT FROM %(statement)s AND said.id IS DISTINCT FROM %(reported_through)s::bigint
  AND NOT EXISTS ({REFUSED} said.id)
ORDER BY said.said_at, version_id, start, said.id
"""  # noqa: S608  # constants of ours; every value of a statement's is a placeholder


@dataclass(frozen=True)
class Word:
    """A word of the statement: the term by which it is ranked, PostgreSQL's stem, how often that is expected."""

    term: str
    stem: str
    expected: float


@dataclass(frozen=True, slots=True)
class Found:
    """What the ranking reads of a statement found; `spans` only where it is cut from the same text.

    `said_at` in seconds since 1970; `similarity` is None where it has no vector yet.
    """

    pk: int
    words: str
    said_at: float
    spans: list[list[int]] | None
    similarity: float | None


@dataclass(frozen=True)
class Block:
    """Where both searches look: in a statement's negotiation, before it, or after it at what a person confirmed.

    `is_crowded` when so much lies there that the index of vectors is walked instead of comparing all. `vector` is that
    of words which are no statement of the record; `is_timeless` has them looked for at any time.
    """

    statement: Statement
    is_crowded: bool = False
    is_later: bool = False
    vector: np.ndarray | None = None
    is_timeless: bool = False

    @property
    def since(self) -> datetime | str:
        """Return the moment from which it reaches."""
        return self.statement.said_at if self.is_later else "-infinity"

    @property
    def until(self) -> datetime | str:
        """Return the moment up to which it reaches."""
        return "infinity" if self.is_later or self.is_timeless else self.statement.said_at


def read_block(block: Block, words: Sequence[Word], vocabulary: Vocabulary) -> list[Found]:
    """Return what shares the rarest of the words, which are sorted by rarity, and what is nearest, in order of time.

    The statement's own vector must be there. Left out are what it reports and what reports it (they share their words
    anyway), and what a person refused.
    """
    statement, statements = block.statement, vocabulary.statements
    weights = {_quoted(word.stem): math.log(1 + statements / word.expected) for word in words[:WEIGHED]}
    values: dict[str, Any] = {
        "statement": statement.pk,
        "negotiation": statement.negotiation_id,
        "version": statement.version_id,
        "start": statement.start,
        "said_at": "infinity" if block.is_timeless else statement.said_at,
        "vector": None if block.vector is None else HalfVector(block.vector).to_text(),
        "reported_through": statement.reported_through_id,
        "recipe": recipe(),
        "asked": " | ".join(asked(words, statements)),
        "since": block.since,
        "until": block.until,
        "fetched": FETCHED,
        "brought": BROUGHT,
    }
    plan = _plan(block)
    search = _query(block, len(weights), is_whole=is_read_whole(vocabulary))
    with connection.cursor() as cursor:
        # One message, since two would cost half a millisecond more: one transaction, or a part of the one that is open,
        # in which the search is planned when the settings are made.
        cursor.execute(f"{_setting(plan)}; {search}", values | _numbered(weights))
        while cursor.nextset():
            pass  # the history puts its own query first and goes on to the last
        found = [Found(*row) for row in cursor.fetchall()]
        if connection.in_atomic_block:  # which goes on, as before
            cursor.execute(_setting(dict.fromkeys(plan)))
    return found


def is_read_whole(vocabulary: Vocabulary) -> bool:
    """Tell whether a negotiation is sooner read whole than what holds its words, here and in all the others."""
    return vocabulary.statements**2 < MOST_READ * vocabulary.everywhere


def _query(block: Block, words: int, *, is_whole: bool) -> str:
    shared = (
        f"CASE WHEN search @@ %(stem{each})s::tsquery THEN %(weight{each})s::float8 ELSE 0 END" for each in range(words)
    )
    return QUERY.format(
        here=KEPT if block.vector is None else GIVEN,
        shared=" + ".join(shared) or "0::float8",
        first=PLACED if is_whole else WORDED,
        then=WORDED if is_whole else PLACED,
        side=">" if block.is_later else "<",
        judged=f"AND id IN ({CONFIRMED})" if block.is_later else "",
        embedded=f"AND statement_id IN ({CONFIRMED})" if block.is_later else "",
        # An order that the index does not know: too little of what it meets is in a small block, or confirmed.
        unindexed="" if block.is_crowded and not block.is_later else "+ 0.0",
    )


def _numbered(weights: Mapping[str, float]) -> dict[str, Any]:
    stems = {f"stem{place}": stem for place, stem in enumerate(weights)}
    return stems | {f"weight{place}": weight for place, weight in enumerate(weights.values())}


def asked(words: Sequence[Word], statements: int) -> list[str]:
    """Return the alternatives to look for, expected in about MOST_READ statements together: words, then pairs."""
    room, found, common = float(MOST_READ), [], []
    for word in words:
        if word.expected <= room:
            room -= word.expected
            found.append(_quoted(word.stem))
        elif word.expected <= MOST_BESIDE:
            common.append(word)
    for one, other in combinations(common[:PAIRED], 2):
        expected = one.expected * other.expected / statements
        if expected <= room:
            room -= expected
            found.append(f"({_quoted(one.stem)} & {_quoted(other.stem)})")
    return found


def _quoted(stem: str) -> str:
    return "'{}'".format(stem.replace("\\", "\\\\").replace("'", "''"))


def _plan(block: Block) -> dict[str, str]:
    """Return how PostgreSQL is to look: for words by their index; through the index of vectors as far as needed.

    What lies outside the block hides neighbours, so the walk goes on until enough are left.
    """
    plan = {"enable_seqscan": "off"}
    if block.is_crowded:
        plan["hnsw.ef_search"] = str(WALKED)
        if _walks_on():
            plan["hnsw.iterative_scan"] = "relaxed_order"
    return plan


@functools.cache
def _walks_on() -> bool:
    """Tell whether pgvector is of a version that walks on, 0.8 or newer."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT extversion FROM pg_extension WHERE extname = 'vector'")
        return tuple(int(part) for part in cursor.fetchone()[0].split(".")[:2]) >= (0, 8)


def _setting(settings: Mapping[str, str | None]) -> str:
    """Return the query that sets these until the transaction ends, None to what it is by default."""
    calls = (
        f"set_config('{name}', {'NULL' if value is None else repr(value)}, true)" for name, value in settings.items()
    )
    return f"SELECT {', '.join(calls)}"
