"""Pages: every row on one of them, forward and back, whatever is added meanwhile and whatever is absent."""

from datetime import UTC, datetime, timedelta
from itertools import chain
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from rest_framework.test import APIClient

from positions.models import Negotiation, Statement
from tests import factories as make

pytestmark = pytest.mark.django_db

INSIDE = "/api/v1/negotiations/harbour-talks"


def page(client: APIClient, name: str, **query: Any) -> dict[str, Any]:
    answer = client.get(f"{INSIDE}/{name}/", query)
    assert answer.status_code == 200, answer.json()
    return answer.json()


def follow(client: APIClient, address: str | None) -> dict[str, Any]:
    assert address is not None
    return client.get(address).json()


def ids(page: dict[str, Any]) -> list[str]:
    return [row["id"] for row in page["results"]]


def walk(client: APIClient, first: dict[str, Any], way: str) -> list[list[str]]:
    """Return the rows of each page, from the first on in one direction."""
    pages, here = [ids(first)], first
    while here[way]:
        here = follow(client, here[way])
        pages.append(ids(here))
    return pages


def last(client: APIClient, first: dict[str, Any]) -> dict[str, Any]:
    here = first
    while here["next"]:
        here = follow(client, here["next"])
    return here


def said_in_turn(negotiation: Negotiation, count: int) -> list[str]:
    """Make statements, two of each day; return their ids, the first said first."""
    start = datetime(2031, 3, 4, tzinfo=UTC)
    moments = [start + timedelta(days=number // 2) for number in range(count)]
    return [str(make.SuggestionFactory(negotiation=negotiation, said_at=at).public_id) for at in moments]


def test_first_page_has_what_fits_and_the_way_on(reader: APIClient, negotiation: Negotiation) -> None:
    said = said_in_turn(negotiation, 3)
    answer = reader.get(f"{INSIDE}/statements/", {"page_size": 2, "ordering": "said_at"})
    first = answer.json()

    assert list(first) == ["next", "previous", "results"]
    assert (ids(first), first["previous"]) == (said[:2], None)
    assert set(parse_qs(urlsplit(first["next"]).query)) == {"page_size", "ordering", "cursor"}
    assert answer["Link"] == f'<{first["next"]}>; rel="next"'


@pytest.mark.parametrize("ordering", ["", "said_at", "-said_at", "recorded_at", "-confidence", "confidence,-said_at"])
def test_every_row_is_on_one_page_in_both_directions(
    reader: APIClient, negotiation: Negotiation, ordering: str
) -> None:
    """Some agree in what they are ordered by; one, by a person, has no confidence."""
    said = said_in_turn(negotiation, 6)
    said.append(str(make.StatementFactory(negotiation=negotiation).public_id))
    Statement.objects.filter(public_id__in=said[2:5]).update(confidence=0.9)
    whole = ids(page(reader, "statements", ordering=ordering))
    first = page(reader, "statements", ordering=ordering, page_size=3)
    forward = walk(reader, first, "next")
    backward = walk(reader, last(reader, first), "previous")

    assert sorted(whole) == sorted(said)
    assert [len(each) for each in forward] == [3, 3, 1]
    assert [*chain(*forward)] == whole
    assert [*chain(*backward[::-1])] == whole


def test_rows_added_meanwhile_move_nothing(reader: APIClient, negotiation: Negotiation) -> None:
    said = said_in_turn(negotiation, 4)
    first = page(reader, "statements", page_size=2)
    make.StatementFactory.create_batch(3, negotiation=negotiation, said_at=datetime(2031, 5, 1, tzinfo=UTC))

    second = follow(reader, first["next"])
    assert (ids(first), ids(second), second["next"]) == (said[:1:-1], said[1::-1], None)
    assert ids(follow(reader, second["previous"])) == ids(first)


def test_row_at_the_edge_may_be_gone(reader: APIClient, negotiation: Negotiation) -> None:
    said = said_in_turn(negotiation, 4)
    first = page(reader, "statements", page_size=2, ordering="said_at")
    Statement.objects.filter(public_id=said[1]).delete()

    assert ids(follow(reader, first["next"])) == said[2:]


def test_search_pages_from_the_best_match_on(reader: APIClient, negotiation: Negotiation) -> None:
    for words in ("Dues.", "Dues, dues.", "Dues, dues and again dues.", "Oh, dues.", "We pay dues, fees and tolls."):
        version = make.ArticleVersionFactory(article=make.ArticleFactory(negotiation=negotiation), text=words)
        make.StatementFactory(negotiation=negotiation, version=version)
    whole = ids(page(reader, "statements", q="dues"))
    first = page(reader, "statements", q="dues", page_size=2)
    better = make.ArticleVersionFactory(
        article=make.ArticleFactory(negotiation=negotiation), text="Dues dues dues dues."
    )
    make.StatementFactory(negotiation=negotiation, version=better)

    assert len(whole) == 5
    assert [*chain(*walk(reader, first, "next"))] == whole


def test_all_are_counted_when_asked_for(reader: APIClient, negotiation: Negotiation) -> None:
    said_in_turn(negotiation, 3)
    first = page(reader, "statements", page_size=1, count="true", verdict="undecided")

    assert (first["count"], follow(reader, first["next"])["count"]) == (3, 3)


def test_cursor_of_another_order_or_list_or_hand_is_refused(reader: APIClient, negotiation: Negotiation) -> None:
    said_in_turn(negotiation, 2)
    make.PartyFactory.create_batch(2, negotiation=negotiation)
    cursor = parse_qs(urlsplit(page(reader, "statements", page_size=1)["next"]).query)["cursor"][0]
    wrong = [
        ("statements", {"ordering": "said_at", "cursor": cursor}),
        ("parties", {"cursor": cursor}),
        ("statements", {"cursor": f"A{cursor}"}),
        ("statements", {"cursor": ""}),
        ("statements", {"cursor": "ñ"}),
    ]
    answers = [reader.get(f"{INSIDE}/{name}/", query) for name, query in wrong]

    sentence = "This cursor does not belong to this list in this order. Begin without one."
    assert {answer.status_code for answer in answers} == {400}
    assert answers[0].json()["errors"] == [{"code": "bad_cursor", "field": "cursor", "message": sentence}]


def test_page_costs_as_many_queries_as_the_first(reader: APIClient, negotiation: Negotiation) -> None:
    said_in_turn(negotiation, 3)
    first = page(reader, "statements", page_size=1)
    counted = []
    for address in (f"{INSIDE}/statements/?page_size=1", first["next"]):
        with CaptureQueriesContext(connection) as queries:
            reader.get(address)
        counted.append(len(queries))

    assert counted[0] == counted[1]
