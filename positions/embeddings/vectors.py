"""The vectors of statements, one row per statement and recipe."""

from collections.abc import Iterable
from itertools import islice

from positions.embeddings.encoder import encode, recipe
from positions.models import Embedding, Statement
from positions.text import text_hash

AT_A_TIME = 512


def embed_statements(*, statements: Iterable[Statement]) -> int:
    """Write the vectors that are missing or whose words were corrected, and return how many were written.

    Asking again costs one query per 512 statements; vectors of other recipes are left alone.
    """
    waiting, written = iter(statements), 0
    while some := list(islice(waiting, AT_A_TIME)):
        written += _embed(some)
    return written


def _embed(statements: list[Statement]) -> int:
    made_by = recipe()
    known = dict(
        Embedding.objects.filter(statement__in=statements, recipe=made_by).values_list("statement_id", "text_hash")
    )
    hashes = {statement.pk: text_hash(statement.words) for statement in statements}
    changed = [statement for statement in statements if known.get(statement.pk) != hashes[statement.pk]]
    vectors = encode([statement.words for statement in changed])
    rows = [
        Embedding(statement=statement, recipe=made_by, text_hash=hashes[statement.pk], vector=vector)
        for statement, vector in zip(changed, vectors, strict=True)
    ]
    Embedding.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["statement", "recipe"], update_fields=["text_hash", "vector"]
    )
    return len(rows)
