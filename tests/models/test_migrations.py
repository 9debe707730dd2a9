"""A migration that fills a column leaves no row of an older product behind."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from positions.analysis.matrix import read_matrix
from positions.models import Embedding
from positions.models.statements import DIMENSIONS
from tests.factories import SAID_AT, IssueFactory, PartyFactory, PositionFactory, StatementFactory

FILLS = ("positions", "0007_vectors_stand_with_their_statement")


def migrate(*targets: tuple[str, str]) -> None:
    MigrationExecutor(connection).migrate([*targets])


@pytest.fixture
def before(request: pytest.FixtureRequest) -> Iterator[None]:
    """The tables as they were before the migration, and the newest again after."""
    loader = MigrationExecutor(connection).loader
    migrate(*(parent for parent in loader.get_migration(*request.param).dependencies if parent[0] == "positions"))
    yield
    migrate(*(leaf for leaf in loader.graph.leaf_nodes() if leaf[0] == "positions"))


@pytest.mark.parametrize("before", [FILLS], indirect=True)
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


@pytest.fixture
def newest() -> Iterator[tuple[tuple[str, str], ...]]:
    """The newest tables' migrations, which are carried out again after the test."""
    loader = MigrationExecutor(connection).loader
    leaves = tuple(leaf for leaf in loader.graph.leaf_nodes() if leaf[0] == "positions")
    yield leaves
    migrate(*leaves)


@pytest.mark.django_db(transaction=True)
def test_positions_that_are_there_stand_in_the_matrix(newest):
    issue = IssueFactory()
    party = PartyFactory(negotiation=issue.negotiation)
    for days, value in enumerate([60, 70, 70]):
        said_at = SAID_AT + timedelta(days=days)
        statement = StatementFactory(negotiation=issue.negotiation, party=party, said_at=said_at)
        PositionFactory(issue=issue, statement=statement, value=value)

    migrate(FILLS)  # back to when nothing was kept
    migrate(*newest)

    found = read_matrix(negotiation=issue.negotiation, as_of=SAID_AT + timedelta(days=9))
    [cell] = found.cells
    assert (cell.held.value, cell.held.times_said, cell.before.value, len(found.shifts)) == (70, 2, 60, 1)
