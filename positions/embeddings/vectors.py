"""The vectors of statements, one row per statement and recipe."""

from collections.abc import Iterable, Mapping
from itertools import islice

import numpy as np
from django.db import connection, transaction

from positions.embeddings.encoder import DIMENSIONS, encode, recipe
from positions.models import Statement
from positions.text import text_hash

AT_A_TIME = 512

# As a binary COPY sends key, digest and vector: lengths before each, big end first. As text a vector costs five times
# the time of the rest of its row.
_ROW = np.dtype(
    [
        ("columns", ">i2"), ("key_length", ">i4"), ("key", ">i8"), ("hash_length", ">i4"), ("hash", "S64"),
        ("length", ">i4"), ("dimensions", ">i2"), ("unused", ">i2"), ("vector", ">f2", DIMENSIONS),
    ]
)  # fmt: skip
_HEADER, _TRAILER = b"PGCOPY\n\xff\r\n\0" + bytes(8), b"\xff\xff"
# By hand: it is asked before each search, and built by the ORM it took ten times as long as it takes to be answered.
_KNOWN = "SELECT statement_id, text_hash FROM positions_embedding WHERE statement_id = ANY(%s) AND recipe = %s"
_RECEIVE = "CREATE TEMPORARY TABLE received (statement_id bigint, text_hash text, vector halfvec) ON COMMIT DROP"
_WRITE = """
INSERT INTO positions_embedding (statement_id, recipe, text_hash, vector)
SELECT statement_id, %s, text_hash, vector FROM received
 WHERE EXISTS (SELECT FROM positions_statement WHERE id = statement_id)  -- gone since its words were read
    ON CONFLICT (statement_id, recipe) DO UPDATE SET text_hash = excluded.text_hash, vector = excluded.vector
"""


def embed_statements(*, statements: Iterable[Statement]) -> int:
    """Write the vectors that are missing or whose words were corrected, and return how many were written.

    Asking again costs one query per 512 statements; vectors of other recipes are left alone.
    """
    waiting, written = iter(statements), 0
    while some := list(islice(waiting, AT_A_TIME)):
        written += _embed(some)
    return written


def changed_since(words: Mapping[int, str]) -> list[int]:
    """Return the keys of those statements, given with their words, whose vector is missing or of other words."""
    with connection.cursor() as cursor:
        cursor.execute(_KNOWN, [list(words), recipe()])
        known = dict(cursor.fetchall())
    return [key for key, said in words.items() if known.get(key) != text_hash(said)]


@transaction.atomic
def write_vectors(words: Mapping[int, str], vectors: np.ndarray) -> None:
    """Write one vector for each statement, given by key and words, in the place of the one that stands there."""
    rows = np.zeros(len(words), dtype=_ROW)
    rows["columns"], rows["key_length"], rows["hash_length"] = 3, 8, 64
    rows["length"], rows["dimensions"] = 4 + 2 * DIMENSIONS, DIMENSIONS
    rows["key"], rows["hash"], rows["vector"] = list(words), [text_hash(said) for said in words.values()], vectors
    with connection.cursor() as cursor:
        cursor.execute(_RECEIVE)
        with cursor.copy("COPY received FROM STDIN (FORMAT BINARY)") as copy:
            copy.write(_HEADER + rows.tobytes() + _TRAILER)
        cursor.execute(_WRITE, [recipe()])
        cursor.execute("DROP TABLE received")


def _embed(statements: list[Statement]) -> int:
    words = {statement.pk: statement.words for statement in statements}
    changed = {key: words[key] for key in changed_since(words)}
    if changed:
        write_vectors(changed, encode(list(changed.values())))
    return len(changed)
