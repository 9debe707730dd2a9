"""The pages of tokens: making, the secret once, expiry, revoking; one's own only."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from positions.models import Token
from positions.review.tokens import make_token
from tests.factories import NegotiationFactory, UserFactory

WISH = {"name": "weekly report", "scope": "read", "days": "30", "negotiation": ""}


@pytest.fixture
def made(analyst_client) -> str:
    """The page that follows a wish."""
    return analyst_client.post(reverse("tokens"), WISH, follow=True).content.decode()


def secret_in(page: str) -> str:
    return page.split('id="secret" tabindex="0">')[1].split("<", maxsplit=1)[0]


def status(secret: str, method: str = "get", address: str = "/api/v1/negotiations/") -> int:
    """Return what the API answers to a program with a token."""
    return getattr(Client(), method)(address, headers={"Authorization": f"Token {secret}"}).status_code


def test_secret_is_shown_once_and_opens_what_was_wished_for(analyst_client, made):
    secret, row = secret_in(made), Token.objects.get()
    again = analyst_client.get(reverse("tokens")).content.decode()

    assert "shown this once" in made
    assert (secret in again, row.token_key in again, "weekly report" in again) == (False, True, True)
    assert (row.name, row.scope, row.negotiation) == ("weekly report", "read", None)
    assert round((row.expiry - timezone.now()) / timedelta(days=1)) == 30
    assert (status(secret), status(secret, "post", "/api/v1/webhooks/")) == (200, 403)


def test_use_is_shown(analyst_client, made):
    assert "not used yet" in analyst_client.get(reverse("tokens")).content.decode()
    status(secret_in(made))

    assert "last used" in analyst_client.get(reverse("tokens")).content.decode()


def test_expired_token_is_marked_and_opens_nothing(analyst_client, made):
    Token.objects.update(expiry=timezone.now() - timedelta(seconds=1))

    assert status(secret_in(made)) == 401
    assert "tag-bad" in analyst_client.get(reverse("tokens")).content.decode()


def test_revoked_token_opens_nothing(analyst_client, made):
    address = reverse("token_revoke", args=[Token.objects.get().token_key])
    asked = analyst_client.get(address)
    assert (asked.status_code, Token.objects.count()) == (200, 1)

    page = analyst_client.post(address, follow=True).content.decode()

    assert ("“weekly report” is revoked" in page, Token.objects.count()) == (True, 0)
    assert status(secret_in(made)) == 401


def test_token_of_somebody_else_is_not_there(analyst_client):
    foreign, _ = make_token(by=UserFactory(), name="foreign")
    address = reverse("token_revoke", args=[foreign.token_key])

    assert [analyst_client.get(address).status_code, analyst_client.post(address).status_code] == [404, 404]
    assert "foreign" not in analyst_client.get(reverse("tokens")).content.decode()
    assert Token.objects.count() == 1


@pytest.mark.parametrize(
    ("wish", "sentence"),
    [
        ({"name": ""}, "This field is required."),
        ({"scope": "all"}, "Select a valid choice."),
        ({"days": "0"}, "greater than or equal to 1"),
        ({"days": "91"}, "A token lives 1 to 90 days."),
        ({"negotiation": "foreign"}, "Select a valid choice."),
    ],
)
def test_wish_that_cannot_be_is_told_beside_what_was_typed(analyst_client, wish, sentence):
    NegotiationFactory(slug="foreign")
    answer = analyst_client.post(reverse("tokens"), {**WISH, "name": "a name typed", **wish})

    assert (answer.status_code, Token.objects.count()) == (422, 0)
    assert sentence in answer.content.decode()
    assert ("a name typed" in answer.content.decode()) == ("name" not in wish)


def test_token_of_one_negotiation_is_said_to_be(analyst_client, negotiation):
    analyst_client.post(reverse("tokens"), {**WISH, "negotiation": negotiation.slug})

    assert Token.objects.get().negotiation == negotiation
    assert "only <bdi>Harbour talks</bdi>" in analyst_client.get(reverse("tokens")).content.decode()


@pytest.mark.parametrize("count", [1, 3])
def test_page_takes_as_many_queries_for_three_rows(analyst_client, analyst, negotiation, count):
    for _ in range(count):
        make_token(by=analyst, name="weekly report", negotiation=negotiation)
    with CaptureQueriesContext(connection) as queries:
        assert analyst_client.get(reverse("tokens")).status_code == 200

    assert len(queries) == 4
