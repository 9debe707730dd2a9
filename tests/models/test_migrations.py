"""A migration that fills a column leaves no row of an older product behind."""

from collections.abc import Iterator
from datetime import timedelta
from importlib import import_module
from typing import Any

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from knox.crypto import hash_token

from positions.analysis.matrix import read_matrix
from positions.models import Embedding, Issue, Statement, Subscription, Token
from positions.models.statements import DIMENSIONS
from tests.factories import SAID_AT, IssueFactory, PartyFactory, PositionFactory, StatementFactory, UserFactory

UNFILLED = ("positions", "0006_linking")
FILLS = ("positions", "0007_vectors_stand_with_their_statement")
APART = ("positions", "0012_visit")
JOINS = ("positions", "0013_one_subscription_per_person")


def migrate(*targets: tuple[str, str]) -> None:
    MigrationExecutor(connection).migrate([*targets])


@pytest.fixture
def newest() -> Iterator[tuple[tuple[str, str], ...]]:
    """The newest tables' migrations, which are carried out again after the test."""
    loader = MigrationExecutor(connection).loader
    leaves = tuple(leaf for leaf in loader.graph.leaf_nodes() if leaf[0] == "positions")
    yield leaves
    migrate(*leaves)


@pytest.mark.django_db(transaction=True)
def test_rows_that_are_there_are_taken_along(newest, subtests):
    """All go one way together, back and forward again: the way alone takes a processor half a minute."""
    issue = positions_said()
    migrate(UNFILLED)  # which is before anything of the matrix was kept, too
    statement = statement_with_vector()

    migrate(FILLS)
    with subtests.test("vectors that are there get negotiation and time"):
        row = Embedding.objects.get()
        assert (row.negotiation_id, row.said_at) == (statement.negotiation_id, SAID_AT)

    migrate(APART)
    digests = digests_of_a_person()
    migrate(JOINS)
    with subtests.test("digests of a person become one that repeats rather than leaves out"):
        check_that_digests_are_one(*digests)

    migrate(APART)
    with subtests.test("and back"):
        assert {row.negotiation.slug for row in type(digests[0]).objects.all()} == {"a", "b"}

    migrate(*newest)
    with subtests.test("positions that are there stand in the matrix"):
        found = read_matrix(negotiation=issue.negotiation, as_of=SAID_AT + timedelta(days=9))
        [cell] = found.cells
        assert (cell.held.value, cell.held.times_said, cell.before.value, len(found.shifts)) == (70, 2, 60, 1)


def positions_said() -> Issue:
    """Have a party say one thing, and then twice another, on an issue."""
    issue = IssueFactory()
    party = PartyFactory(negotiation=issue.negotiation)
    for days, value in enumerate([60, 70, 70]):
        said_at = SAID_AT + timedelta(days=days)
        statement = StatementFactory(negotiation=issue.negotiation, party=party, said_at=said_at)
        PositionFactory(issue=issue, statement=statement, value=value)
    return issue


def statement_with_vector() -> Statement:
    """Have a statement with a vector, in the tables before FILLS."""
    statement = StatementFactory(confirmed=False)
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO positions_embedding (statement_id, recipe, text_hash, vector) VALUES (%s, 'old', '', %s)",
            [statement.pk, str([0.5] * DIMENSIONS)],
        )
    return statement


def digests_of_a_person() -> list[Any]:
    """Have three subscriptions of a person, as they were before JOINS: two that got mails, and one that was left."""
    old = MigrationExecutor(connection).loader.project_state([APART]).apps
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
    return [first, second, left]


def check_that_digests_are_one(first: Any, second: Any, left: Any) -> None:
    kept = Subscription.objects.get()
    assert (kept.token, set(kept.former_tokens)) == (first.token, {second.token, left.token})
    assert (kept.due_at, kept.told_until) == (SAID_AT, SAID_AT - timedelta(days=3))
    assert {(row.negotiation.slug, str(row)) for row in kept.follows.all()} == {("a", "a"), ("b", "Zahira")}
    assert {mail.kind for mail in kept.deliveries.all()} == {"former"}
    assert len({mail.public_id for mail in kept.deliveries.all()}) == 2


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
