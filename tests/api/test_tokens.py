"""Tokens: made by a signed-in person or on the server, shown once, revocable, expiring."""

from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone
from knox.models import AuthToken
from rest_framework.test import APIClient

from positions.models import User
from tests import factories as make
from tests.api.conftest import program_of, sentences

pytestmark = pytest.mark.django_db


@pytest.fixture
def person(analyst: User) -> APIClient:
    """The analyst in a browser, forgeries checked."""
    client = APIClient(enforce_csrf_checks=False)
    client.force_login(analyst)
    return client


def test_token_is_shown_once_and_opens_the_api(person: APIClient, nobody: APIClient) -> None:
    made = person.post("/api/v1/tokens/").json()
    listed = person.get("/api/v1/tokens/").json()["results"]

    nobody.credentials(HTTP_AUTHORIZATION=f"Token {made['token']}")
    assert nobody.get("/api/v1/negotiations/").status_code == 200
    assert listed == [{name: made[name] for name in ("key", "created_at", "expires_at")}]
    assert AuthToken.objects.get().digest != made["token"]


def test_token_expires(person: APIClient, nobody: APIClient) -> None:
    token = person.post("/api/v1/tokens/").json()["token"]
    AuthToken.objects.update(expiry=timezone.now() - timedelta(seconds=1))

    nobody.credentials(HTTP_AUTHORIZATION=f"Token {token}")
    assert nobody.get("/api/v1/negotiations/").status_code == 401


def test_token_of_a_closed_account_is_refused(analyst: User, program: APIClient) -> None:
    User.objects.filter(pk=analyst.pk).update(is_active=False)

    assert program.get("/api/v1/negotiations/").status_code == 401


def test_token_is_revoked(person: APIClient, nobody: APIClient) -> None:
    made = person.post("/api/v1/tokens/").json()

    assert person.delete(f"/api/v1/tokens/{made['key']}/").status_code == 204
    nobody.credentials(HTTP_AUTHORIZATION=f"Token {made['token']}")
    assert nobody.get("/api/v1/negotiations/").status_code == 401


def test_token_of_another_is_neither_seen_nor_revoked(person: APIClient) -> None:
    foreign, _ = AuthToken.objects.create(user=make.UserFactory())

    assert person.get("/api/v1/tokens/").json()["results"] == []
    assert person.delete(f"/api/v1/tokens/{foreign.token_key}/").status_code == 404


def test_token_cannot_make_another(program: APIClient) -> None:
    """A token that leaked must not outlive its revocation."""
    assert [program.get("/api/v1/tokens/").status_code, program.post("/api/v1/tokens/").status_code] == [403, 403]


def test_forged_form_makes_no_token(analyst: User) -> None:
    client = APIClient(enforce_csrf_checks=True)
    client.force_login(analyst)

    assert client.post("/api/v1/tokens/").status_code == 403
    assert not AuthToken.objects.exists()


def test_number_of_tokens_is_bounded(person: APIClient, analyst: User) -> None:
    for _ in range(20):
        AuthToken.objects.create(user=analyst)

    answer = person.post("/api/v1/tokens/")
    assert (answer.status_code, sentences(answer)) == (
        400,
        {"non_field_errors": ["You have 20 tokens. Revoke one that is no longer used."]},
    )


def test_command_prints_a_token(analyst: User, nobody: APIClient, capsys: pytest.CaptureFixture[str]) -> None:
    call_command("create_token", "ida")

    nobody.credentials(HTTP_AUTHORIZATION=f"Token {capsys.readouterr().out.strip()}")
    assert len(nobody.get("/api/v1/negotiations/").json()["results"]) == 1


def test_command_for_an_unknown_account_says_what_to_do() -> None:
    with pytest.raises(CommandError, match="Create it in the admin first"):
        call_command("create_token", "nobody")


def test_too_many_requests_are_told_to_wait(analyst: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("rest_framework.throttling.UserRateThrottle.rate", "2/min", raising=False)
    program = program_of(analyst)
    answers = [program.get("/api/v1/negotiations/") for _ in range(3)]

    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert int(answers[2]["Retry-After"]) <= 60
