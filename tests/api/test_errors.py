"""Errors: the shapes of DRF, a code beside every sentence, JSON also outside the views."""

import logging
from typing import Any

import pytest
from django.test import Client, override_settings
from django.urls import include, path
from rest_framework.exceptions import ErrorDetail
from rest_framework.test import APIClient

from positions.api.errors import list_errors
from positions.models import Negotiation
from tests.api.conftest import TEXT

INSIDE = "/api/v1/negotiations/harbour-talks"


def codes(answer: Any) -> list[str]:
    return [error["code"] for error in answer.json()["errors"]]


def test_errors_are_listed_however_deep_they_stand() -> None:
    blank = ErrorDetail("May not be blank.", code="blank")
    wrong = ErrorDetail("Wrong.", code="invalid")

    assert list_errors({"name": [blank], "filters": {"party": {0: [wrong]}, "non_field_errors": [wrong]}}) == [
        {"code": "blank", "field": "name", "message": "May not be blank."},
        {"code": "invalid", "field": "filters.party.0", "message": "Wrong."},
        {"code": "invalid", "field": "filters", "message": "Wrong."},
    ]
    assert list_errors({"detail": blank}) == [{"code": "blank", "field": None, "message": "May not be blank."}]
    assert list_errors({"rows": [{}, {"name": [blank]}]}) == [
        {"code": "blank", "field": "rows.1.name", "message": "May not be blank."}
    ]


@pytest.mark.django_db
class TestAnswers:
    def test_wrong_fields(self, program: APIClient) -> None:
        answer = program.post(f"{INSIDE}/links/", {"earlier": "7", "relation": "sings"})

        assert answer.status_code == 400
        assert {(error["code"], error["field"]) for error in answer.json()["errors"]} == {
            ("invalid", "earlier"), ("required", "later"), ("invalid_choice", "relation"),
        }  # fmt: skip
        assert answer.json()["later"] == ["This field is required."]

    def test_what_a_stage_refuses(self, program: APIClient) -> None:
        answer = program.post(f"{INSIDE}/articles/", {"text": "  "})

        assert (answer.status_code, codes(answer)) == (400, ["unreadable"])
        assert set(codes(program.post(f"{INSIDE}/articles/", {"text": TEXT}))) == {"required"}

    def test_nobody_and_a_viewer(self, nobody: APIClient, reader: APIClient, negotiation: Negotiation) -> None:
        bad = APIClient()
        bad.credentials(HTTP_AUTHORIZATION="Token nonsense")
        answers = [nobody.get(f"{INSIDE}/"), bad.get(f"{INSIDE}/"), reader.post(f"{INSIDE}/articles/")]

        assert [(answer.status_code, *codes(answer)) for answer in answers] == [
            (401, "not_authenticated"), (401, "authentication_failed"), (403, "permission_denied"),
        ]  # fmt: skip

    def test_foreign_row_is_as_absent_as_one_that_never_was(
        self, stranger: APIClient, negotiation: Negotiation
    ) -> None:
        foreign, absent = stranger.get(f"{INSIDE}/parties/"), stranger.get("/api/v1/negotiations/nowhere/parties/")

        assert (foreign.status_code, foreign.json()) == (absent.status_code, absent.json())
        assert codes(foreign) == ["not_found"]

    def test_wrong_method_wish_type_and_body(self, program: APIClient) -> None:
        answers = [
            program.delete(f"{INSIDE}/parties/"),
            program.get(f"{INSIDE}/parties/", HTTP_ACCEPT="application/xml"),
            program.post(f"{INSIDE}/links/", "<x/>", content_type="application/xml"),
            program.post(f"{INSIDE}/links/", "{text", content_type="application/json"),
        ]

        assert [(answer.status_code, *codes(answer)) for answer in answers] == [
            (405, "method_not_allowed"), (406, "not_acceptable"), (415, "unsupported_media_type"), (400, "parse_error"),
        ]  # fmt: skip

    @pytest.mark.parametrize(("address", "status"), [("/api/v1/nonsense/", 404), ("/api/v1/nego%00tiations/", 400)])
    def test_address_that_leads_nowhere(self, program: APIClient, address: str, status: int) -> None:
        answer = program.get(address)

        assert (answer.status_code, answer["Content-Type"]) == (status, "application/json")
        assert len(answer.json()["errors"]) == 1

    @pytest.mark.parametrize(
        ("address", "sent", "code"),
        [
            ("votes/", {"proposal": "\0"}, "does_not_exist"),
            ("pair/?one=%00&other=%00", None, "does_not_exist"),
            ("transfers/exports/", {"format": "csv", "options": {"table": "\0"}}, "null_characters_not_allowed"),
        ],
    )
    def test_null_character_is_in_nothing(self, program: APIClient, address: str, sent: Any, code: str) -> None:
        ask = program.post if sent else program.get

        assert code in codes(ask(f"{INSIDE}/{address}", sent))

    def test_page_that_is_not_there_stays_a_page(self, client: Client) -> None:
        assert client.get("/nonsense/")["Content-Type"].startswith("text/html")


def fail(request: object) -> None:
    raise ZeroDivisionError("nobody foresaw this")


urlpatterns = [path("api/v1/fail/", fail), path("", include("tracker.urls"))]
handler500 = "tracker.refusals.server_error"


@override_settings(ROOT_URLCONF="tests.api.test_errors", MIDDLEWARE=[])
def test_what_nobody_foresaw_has_an_id_that_is_in_the_log(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.ERROR):
        answer = Client(raise_request_exception=False).get("/api/v1/fail/")

    told = answer.json()
    assert (answer.status_code, codes(answer)) == (500, ["unforeseen"])
    assert told["id"] in told["detail"]
    failures = [record for record in caplog.records if told["id"] in record.getMessage()]
    assert [str(record.exc_info[1]) for record in failures if record.exc_info] == ["nobody foresaw this"]
