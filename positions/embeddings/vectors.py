"""The vectors of statements, one row per statement and recipe."""

from collections.abc import Iterable
from itertools import islice

import numpy as np

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


def changed_since(statements: list[Statement]) -> list[Statement]:
    """Return those whose vector is missing or of other words."""
    known = dict(
        Embedding.objects.filter(statement__in=statements, recipe=recipe()).values_list("statement_id", "text_hash")
    )
    return [statement for statement in statements if known.get(statement.pk) != text_hash(statement.words)]


def write_vectors(statements: list[Statement], vectors: np.ndarray) -> None:
    """Write one vector a statement, in their order, in the place of the one that stands there."""
    made_by = recipe()
    rows = [
        Embedding(statement=statement, recipe=made_by, text_hash=text_hash(statement.words), vector=vector)
        for statement, vector in zip(statements, vectors, strict=True)
    ]
    Embedding.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["statement", "recipe"], update_fields=["text_hash", "vector"]
    )


def _embed(statements: list[Statement]) -> int:
    changed = changed_since(statements)
    write_vectors(changed, encode([statement.words for statement in changed]))
    return len(changed)
