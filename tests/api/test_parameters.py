"""Query parameters: unknown ones refused with the one that was meant, rows in part, and what that spares."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from rest_framework.test import APIClient

from positions.models import Negotiation
from tests.api.rows import COMPUTED, LISTS, make_rows, row_addresses

pytestmark = pytest.mark.django_db

INSIDE = "/api/v1/negotiations/harbour-talks"
SHAPED = ("spokespersons", "sources", "proposals")


def refusal(answer: Any) -> list[tuple[str, str]]:
    """Return code and field of each error of an answer of 400."""
    assert answer.status_code == 400, answer.content
    return [(error["code"], error["field"]) for error in answer.json()["errors"]]


@pytest.mark.parametrize("name", [*LISTS, *COMPUTED])
def test_unknown_parameter_is_refused_everywhere(reader: APIClient, negotiation: Negotiation, name: str) -> None:
    assert refusal(reader.get(f"{INSIDE}/{name}/", {"nonsense": "1"})) == [("unknown_parameter", "nonsense")]


@pytest.mark.parametrize("address", ["negotiations", "follows", "deliveries", "subscriptions", "webhooks"])
def test_unknown_parameter_is_refused_outside_negotiations(reader: APIClient, address: str) -> None:
    assert refusal(reader.get(f"/api/v1/{address}/?format=api")) == [("unknown_parameter", "format")]


def test_refusal_names_what_was_meant_and_what_is_known(reader: APIClient, negotiation: Negotiation) -> None:
    answer = reader.get(f"{INSIDE}/links/?statment=7")

    sentence = (
        "There is no parameter “statment” at this address. Did you mean “statement”? Known are: count, cursor, fields,"
        " ordering, origin, page_size, recorded_after, relation, score_from, statement, verdict."
    )
    assert answer.json() == {
        "statment": [sentence],
        "errors": [{"code": "unknown_parameter", "field": "statment", "message": sentence}],
    }


def test_row_and_write_know_no_filters(program: APIClient, negotiation: Negotiation) -> None:
    addresses = row_addresses(make_rows(negotiation))

    assert refusal(program.get(f"{addresses['parties']}?kind=state")) == [("unknown_parameter", "kind")]
    assert refusal(program.post(f"{addresses['jobs']}retry/?kind=link")) == [("unknown_parameter", "kind")]


def test_parameter_given_twice_is_refused(reader: APIClient, negotiation: Negotiation) -> None:
    assert refusal(reader.get(f"{INSIDE}/parties/?kind=state&kind=envoy")) == [("repeated_parameter", "kind")]
    assert refusal(reader.get(f"{INSIDE}/matrix/?widen=true&widen=false")) == [("repeated_parameter", "widen")]


@pytest.mark.parametrize(
    ("name", "query"),
    [
        ("issues", {"is_settled": "maybe"}),
        ("events", {"happened_from": "03/04/2031"}),
        ("parties", {"ordering": "nonsense"}),
        ("parties", {"ordering": "--name"}),
        ("parties", {"fields": "slug,nonsense"}),
        ("parties", {"fields": ""}),
        ("parties", {"page_size": "0"}),
        ("parties", {"page_size": "201"}),
        ("parties", {"page_size": "many"}),
        ("parties", {"count": "1"}),
    ],
)
def test_value_that_says_nothing_is_refused(
    reader: APIClient, negotiation: Negotiation, name: str, query: dict[str, str]
) -> None:
    assert [field for _, field in refusal(reader.get(f"{INSIDE}/{name}/", query))] == list(query)


class TestFields:
    def test_rows_are_shown_in_part(self, reader: APIClient, negotiation: Negotiation) -> None:
        rows = make_rows(negotiation)
        address, statement = row_addresses(rows)["statements"], rows.statement
        part = {"id": str(statement.public_id), "words": statement.words}

        assert reader.get(f"{address}?fields=id,words").json() == part
        listed = reader.get(f"{INSIDE}/statements/", {"fields": "words, id", "ordering": "-said_at"}).json()
        assert listed["results"][0] == part

    @pytest.mark.parametrize(
        ("name", "fields", "spared"),
        [
            ("statements", "id,words", 6),
            ("statements", "id,judgement", 5),
            ("statements", "positions", 4),
            ("links", "id,score", 1),
            ("links", "relation", 0),
            ("issues", "slug,opened_on", 1),
            ("parties", "slug", 1),
            ("articles", "title", 1),
        ],
    )
    def test_what_is_left_out_is_not_read(
        self, reader: APIClient, negotiation: Negotiation, name: str, fields: str, spared: int
    ) -> None:
        make_rows(negotiation)
        reader.get(f"{INSIDE}/{name}/")  # the token's use is noted once a minute
        with CaptureQueriesContext(connection) as whole:
            reader.get(f"{INSIDE}/{name}/")
        with CaptureQueriesContext(connection) as part:
            assert reader.get(f"{INSIDE}/{name}/", {"fields": fields}).status_code == 200

        assert len(whole) - len(part) == spared

    def test_what_is_kept_is_read_at_once(self, reader: APIClient, negotiation: Negotiation) -> None:
        reader.get(f"{INSIDE}/statements/")
        counted = []
        for _ in (1, 2):
            make_rows(negotiation)
            with CaptureQueriesContext(connection) as queries:
                reader.get(f"{INSIDE}/statements/", {"fields": "id,party,speaker,article,judgement,positions,targets"})
            counted.append(len(queries))

        assert counted[0] == counted[1]
