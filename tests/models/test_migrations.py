"""A migration that fills a column leaves no row of an older product behind."""

from collections.abc import Iterator

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from positions.models import Embedding
from positions.models.statements import DIMENSIONS
from tests.factories import SAID_AT, StatementFactory

FILLS = ("positions", "0007_vectors_stand_with_their_statement")


def migrate(*targets: tuple[str, str]) -> None:
    MigrationExecutor(connection).migrate([*targets])


@pytest.fixture
def before() -> Iterator[None]:
    """The tables as they were before the migration, and the newest again after."""
    loader = MigrationExecutor(connection).loader
    migrate(*(parent for parent in loader.get_migration(*FILLS).dependencies if parent[0] == "positions"))
    yield
    migrate(*(leaf for leaf in loader.graph.leaf_nodes() if leaf[0] == "positions"))


@pytest.mark.django_db(transaction=True)
def test_vectors_that_are_there_get_negotiation_and_time(before):
    statement = StatementFactory(confirmed=False)
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO positions_embedding (statement_id, recipe, text_hash, vector) VALUES (%s, 'old', '', %s)",
            [statement.pk, str([0.5] * DIMENSIONS)],
        )

    migrate(FILLS)

    row = Embedding.objects.get()
    assert (row.negotiation_id, row.said_at) == (statement.negotiation_id, SAID_AT)
