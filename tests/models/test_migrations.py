"""A migration that fills a column leaves no row of an older product behind."""

from collections.abc import Iterator
from datetime import timedelta
from importlib import import_module

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from knox.crypto import hash_token

from positions.analysis.matrix import read_matrix
from positions.models import Embedding, Subscription, Token
from positions.models.statements import DIMENSIONS
from tests.factories import SAID_AT, IssueFactory, PartyFactory, PositionFactory, StatementFactory, UserFactory

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


JOINS = ("positions", "0013_one_subscription_per_person")


@pytest.mark.parametrize("before", [JOINS], indirect=True)
@pytest.mark.django_db(transaction=True)
def test_digests_of_a_person_become_one_that_repeats_rather_than_leaves_out(before):
    old = MigrationExecutor(connection).loader.project_state([("positions", "0012_visit")]).apps
    rows = old.get_model("positions", "Subscription").objects
    mails = old.get_model("positions", "Delivery").objects
    user = old.get_model("positions", "User").objects.create(username="rita")
    negotiations = [
        old.get_model("positions", "Negotiation").objects.create(title=slug, slug=slug) for slug in ("a", "b", "c")
    ]
    party = old.get_model("positions", "Party").objects.create(negotiation=negotiations[1], name="Zahira", number=1)
    for days, negotiation in enumerate(negotiations):
        rows.create(user=user, negotiation=negotiation, due_at=SAID_AT + timedelta(days=days), is_active=days < 2)
    first, second, left = rows.order_by("due_at")
    second.parties.add(party)
    for row, end in ((first, 0), (second, -3)):
        period = {"period_start": SAID_AT - timedelta(days=9), "period_end": SAID_AT + timedelta(days=end)}
        mails.create(subscription=row, state="sent", sent_at=SAID_AT, **period)

    migrate(JOINS)

    kept = Subscription.objects.get()
    assert (kept.token, set(kept.former_tokens)) == (first.token, {second.token, left.token})
    assert (kept.due_at, kept.told_until) == (SAID_AT, SAID_AT - timedelta(days=3))
    assert {(row.negotiation.slug, str(row)) for row in kept.follows.all()} == {("a", "a"), ("b", "Zahira")}
    assert {mail.kind for mail in kept.deliveries.all()} == {"former"}
    assert len({mail.public_id for mail in kept.deliveries.all()}) == 2

    migrate(("positions", "0012_visit"))  # and back
    assert {row.negotiation.slug for row in rows.all()} == {"a", "b"}


NAMES = ("positions", "0016_tokens_and_kept_answers")


@pytest.mark.django_db
def test_tokens_made_before_they_had_names_go_on_to_open_what_they_opened():
    apps = MigrationExecutor(connection).loader.project_state([NAMES]).apps
    former = apps.get_model("knox", "AuthToken").objects
    user = UserFactory()
    former.create(digest=hash_token("older"), token_key="older", user_id=user.pk, expiry=SAID_AT)

    import_module("positions.migrations.0016_tokens_and_kept_answers").move_tokens(apps, None)

    token = Token.objects.get()
    assert (token.digest, token.user, token.expiry) == (hash_token("older"), user, SAID_AT)
    assert (token.scope, token.negotiation, former.count()) == ("write", None, 0)
