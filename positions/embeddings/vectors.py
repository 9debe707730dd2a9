"""The vectors of statements, one row per statement and recipe."""

from collections.abc import Iterable, Mapping
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


def changed_since(words: Mapping[int, str]) -> list[int]:
    """Return the keys of those statements, given with their words, whose vector is missing or of other words."""
    known = dict(
        Embedding.objects.filter(statement__in=words, recipe=recipe()).values_list("statement_id", "text_hash")
    )
    return [key for key, said in words.items() if known.get(key) != text_hash(said)]


def write_vectors(words: Mapping[int, str], vectors: np.ndarray) -> None:
    """Write one vector for each statement, given by key and words, in the place of the one that stands there."""
    made_by = recipe()
    rows = [
        Embedding(statement_id=key, recipe=made_by, text_hash=text_hash(said), vector=vector)
        for (key, said), vector in zip(words.items(), vectors, strict=True)
    ]
    Embedding.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["statement", "recipe"], update_fields=["text_hash", "vector"]
    )


def _embed(statements: list[Statement]) -> int:
    words = {statement.pk: statement.words for statement in statements}
    changed = {key: words[key] for key in changed_since(words)}
    write_vectors(changed, encode(list(changed.values())))
    return len(changed)
