from datetime import timedelta

import numpy as np
import pytest

from positions.embeddings import fake
from positions.embeddings.encoder import encode, recipe
from positions.embeddings.vectors import embed_statements
from positions.models import Embedding, Statement
from tests.factories import SAID_AT, StatementFactory

pytestmark = pytest.mark.django_db


def test_embed_statements_writes_one_vector_each():
    statements = StatementFactory.create_batch(3)

    written = embed_statements(statements=statements)

    rows = Embedding.objects.order_by("statement")
    assert written == 3
    assert [(row.statement_id, row.recipe) for row in rows] == [(each.pk, recipe()) for each in statements]
    assert np.array([row.vector for row in rows]) == pytest.approx(
        encode([each.words for each in statements]), abs=1e-3
    )


def test_embed_statements_skips_what_is_embedded():
    statement = StatementFactory()
    embed_statements(statements=[statement])

    assert embed_statements(statements=[statement]) == 0


def test_embed_statements_writes_anew_when_the_words_were_corrected():
    statement = StatementFactory(version__text="We will pay. She left.", spans=[[0, 12]])
    embed_statements(statements=[statement])
    Statement.objects.filter(pk=statement.pk).update(spans=[[13, 22]], words="She left.")
    statement.refresh_from_db()

    assert embed_statements(statements=[statement]) == 1
    assert Embedding.objects.get().vector == pytest.approx(encode(["She left."])[0], abs=1e-3)


def test_embed_statements_keeps_the_vectors_of_another_recipe(monkeypatch):
    statement = StatementFactory()
    embed_statements(statements=[statement])
    monkeypatch.setattr(fake, "RECIPE", "another")

    assert embed_statements(statements=[statement]) == 1
    assert Embedding.objects.filter(statement=statement).count() == 2


def test_embed_statements_asks_the_database_as_often_for_three_as_for_one(django_assert_num_queries):
    for count in (1, 3):
        statements = StatementFactory.create_batch(count)
        with django_assert_num_queries(7):  # what is known, and a savepoint around receiving and writing the rest
            embed_statements(statements=statements)


def test_a_vector_repeats_negotiation_and_time_of_its_statement():
    statement = StatementFactory()
    embed_statements(statements=[statement])

    row = Embedding.objects.get()
    assert (row.negotiation_id, row.said_at) == (statement.negotiation_id, SAID_AT)


def test_a_vector_follows_its_statement_when_the_date_is_corrected():
    statement = StatementFactory()
    embed_statements(statements=[statement])

    Statement.objects.filter(pk=statement.pk).update(said_at=SAID_AT - timedelta(days=2))

    assert Embedding.objects.get().said_at == SAID_AT - timedelta(days=2)


def test_a_vector_cannot_be_put_elsewhere_than_its_statement():
    embed_statements(statements=[StatementFactory()])

    Embedding.objects.update(said_at=SAID_AT + timedelta(days=9))

    assert Embedding.objects.get().said_at == SAID_AT
