"""Tokens: made by a signed-in person or on the server, shown once, revocable, expiring."""

from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
import time_machine
from django.apps import apps
from django.core.management import CommandError, call_command
from django.utils import timezone
from rest_framework.test import APIClient

from positions.api.authentication import is_look
from positions.enums import Role
from positions.models import Negotiation, Token, User
from positions.review.tokens import make_token
from tests import factories as make
from tests.api.conftest import program_of, sentences
from tests.api.rows import make_rows, write_addresses

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
    assert listed == [{name: said for name, said in made.items() if name != "token"}]
    assert Token.objects.get().digest != made["token"]


def test_token_expires(person: APIClient, nobody: APIClient) -> None:
    token = person.post("/api/v1/tokens/").json()["token"]
    Token.objects.update(expiry=timezone.now() - timedelta(seconds=1))

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
    foreign, _ = make_token(by=make.UserFactory(), name="test")

    assert person.get("/api/v1/tokens/").json()["results"] == []
    assert person.delete(f"/api/v1/tokens/{foreign.token_key}/").status_code == 404


def test_token_cannot_make_another(program: APIClient) -> None:
    """A token that leaked must not outlive its revocation."""
    assert [program.get("/api/v1/tokens/").status_code, program.post("/api/v1/tokens/").status_code] == [403, 403]


def test_forged_form_makes_no_token(analyst: User) -> None:
    client = APIClient(enforce_csrf_checks=True)
    client.force_login(analyst)

    assert client.post("/api/v1/tokens/").status_code == 403
    assert not Token.objects.exists()


def test_number_of_tokens_is_bounded(person: APIClient, analyst: User) -> None:
    for _ in range(20):
        make_token(by=analyst, name="test")

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


def test_command_makes_a_token_that_can_do_little(viewer: User, negotiation: Negotiation) -> None:
    call_command("create_token", "vera", name="reader", scope="read", days=7, negotiation="harbour-talks")

    made = Token.objects.get()
    days = (made.expiry - timezone.now()) / timedelta(days=1)
    assert (made.name, made.scope, made.negotiation, round(days)) == ("reader", "read", negotiation, 7)


@pytest.mark.parametrize(
    ("wish", "sentence"),
    [
        ({"days": 91}, "A token lives 1 to 90 days"),
        ({"negotiation": "nowhere"}, "There is no negotiation nowhere"),
        ({"negotiation": "harbour-talks"}, "This needs the role viewer"),
    ],
)
def test_command_refuses_what_cannot_be(negotiation: Negotiation, wish: dict[str, Any], sentence: str) -> None:
    make.UserFactory(username="otto")

    with pytest.raises(CommandError, match=sentence):
        call_command("create_token", "otto", **wish)
    assert not Token.objects.exists()


def test_wish_for_a_token_that_cannot_be_is_refused(person: APIClient, negotiation: Negotiation) -> None:
    make.NegotiationFactory(slug="foreign")
    wishes = [{"scope": "all"}, {"days": 0}, {"days": 91}, {"negotiation": "foreign"}, {"name": ""}]
    answers = [person.post("/api/v1/tokens/", wish) for wish in wishes]

    assert [answer.json()["errors"][0]["code"] for answer in answers] == [
        "invalid_choice", "min_value", "refused", "does_not_exist", "blank",
    ]  # fmt: skip
    assert not Token.objects.exists()


@pytest.mark.parametrize(
    ("method", "is_computed", "looks"),
    [("GET", False, True), ("POST", False, False), ("POST", True, True), ("DELETE", False, False)],
)
def test_what_is_computed_is_a_look_though_asked_for_with_post(method: str, is_computed: bool, looks: bool) -> None:
    assert is_look(SimpleNamespace(method=method), SimpleNamespace(is_computed=is_computed)) == looks


class TestReach:
    def test_token_that_reads_writes_nothing(self, analyst: User, negotiation: Negotiation) -> None:
        program = program_of(analyst, scope="read")
        writes = write_addresses(make_rows(negotiation))
        answers = [getattr(program, method)(address) for method, address in writes.values()]

        assert program.get("/api/v1/negotiations/harbour-talks/statements/").status_code == 200
        assert {(answer.status_code, answer.json()["errors"][0]["code"]) for answer in answers} == {
            (403, "read_only_token")
        }

    def test_token_of_one_negotiation_sees_no_other(self, analyst: User, negotiation: Negotiation) -> None:
        other = make.MembershipFactory(user=analyst, role=Role.ANALYST).negotiation
        program = program_of(analyst, negotiation=negotiation)

        assert program.get("/api/v1/negotiations/harbour-talks/parties/").status_code == 200
        assert program.get(f"/api/v1/negotiations/{other.slug}/parties/").status_code == 404
        assert [row["slug"] for row in program.get("/api/v1/negotiations/").json()["results"]] == ["harbour-talks"]
        refused = program.get("/api/v1/follows/")
        assert (refused.status_code, refused.json()["errors"][0]["code"]) == (403, "token_of_one_negotiation")

    def test_use_is_noted_once_a_minute(self, analyst: User, program: APIClient) -> None:
        start = datetime(2031, 3, 4, 12, tzinfo=UTC)
        Token.objects.update(expiry=start + timedelta(days=1))
        noted = []
        for seconds in (0, 59, 61):
            with time_machine.travel(start + timedelta(seconds=seconds), tick=False):
                program.get("/api/v1/negotiations/")
            noted.append(Token.objects.get().last_used_at - start)

        assert noted == [timedelta(0), timedelta(0), timedelta(seconds=61)]

    def test_secret_is_found_in_no_table(self, person: APIClient) -> None:
        made = person.post("/api/v1/tokens/", {"name": "reader"}).json()
        row = Token.objects.get()
        history = [str(event.__dict__) for event in apps.get_model("positions", "TokenEvent").objects.all()]

        assert (made["token"][:15], made["token"][:4]) == (row.token_key, "pos_")
        assert made["token"] not in str(row.__dict__)
        assert len(history) == 1
        assert row.digest not in history[0]

    @pytest.mark.parametrize("token", [b"\xff\xfe", b"pos_" + b"0" * 500, b"\x00"])
    def test_token_that_no_text_can_be_is_refused(self, nobody: APIClient, token: bytes) -> None:
        nobody.credentials(HTTP_AUTHORIZATION=b"Token " + token)

        assert nobody.get("/api/v1/negotiations/").status_code == 401


@pytest.mark.parametrize("rate", ["AccountRate", "WriteRate", "ComputedRate"])
def test_too_many_requests_are_told_to_wait(
    analyst: User, negotiation: Negotiation, monkeypatch: pytest.MonkeyPatch, rate: str
) -> None:
    monkeypatch.setattr(f"positions.api.throttles.{rate}.rate", "2/min", raising=False)
    program, inside = program_of(analyst), "/api/v1/negotiations/harbour-talks"
    asked = {
        "AccountRate": lambda: program.get(f"{inside}/parties/"),
        "WriteRate": lambda: program.post(f"{inside}/links/"),
        "ComputedRate": lambda: program.get(f"{inside}/ledger/"),
    }
    counted = [asked[rate]() for _ in range(2)]
    refused = asked[rate]()

    assert 429 not in {answer.status_code for answer in counted}
    assert (refused.status_code, refused.json()["errors"][0]["code"]) == (429, "throttled")
    assert int(refused["Retry-After"]) <= 60
    others = {other: ask().status_code for other, ask in asked.items() if other != rate}
    assert (429 in others.values()) == (rate == "AccountRate")
