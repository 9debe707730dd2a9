"""Search by programs finds what the search page finds, with the words marked."""

import pytest
from django.test import Client
from rest_framework.test import APIClient

from positions.enums import Relation
from positions.models import Negotiation, Statement, User
from tests import factories as make
from tests.api.test_comparisons import INSIDE

pytestmark = pytest.mark.django_db


@pytest.fixture
def found_by(negotiation: Negotiation) -> dict[str, Statement]:
    """Some statements by what is special about them."""
    zahira = make.PartyFactory(negotiation=negotiation, slug="zahira", name="Tessaly")
    person = make.SpokespersonFactory(negotiation=negotiation)
    text = "Before. We will pay the harbour dues. After."
    version = make.ArticleVersionFactory(article__negotiation=negotiation, text=text)
    said = {"negotiation": negotiation, "party": zahira}
    dues = make.StatementFactory(**said, version=version, spans=[[8, 37]], speaker=person)
    make.PositionFactory(statement=dues, issue=make.IssueFactory(negotiation=negotiation, slug="dues"))
    late = make.StatementFactory(**said, said_at="2031-04-02T00:00Z")
    make.confirm(link=make.LinkFactory(negotiation=negotiation, earlier=dues, later=late, relation=Relation.HARDENS))
    refused = make.SuggestionFactory(negotiation=negotiation)
    make.refuse(statement=refused)
    pencil = make.SuggestionFactory(negotiation=negotiation)
    return {"dues": dues, "late": late, "refused": refused, "pencil": pencil}


def ask(client: APIClient, **query):
    answer = client.get(f"{INSIDE}/search/", query)
    assert answer.status_code == 200, answer.json()
    return answer.json()


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ({}, {"dues", "late", "pencil"}),
        ({"q": '"harbour dues"'}, {"dues"}),
        ({"q": "dues -harbour"}, {"late", "pencil"}),
        ({"party": "zahira"}, {"dues", "late"}),
        ({"person": "PERSON"}, {"dues"}),
        ({"source": "SOURCE"}, {"dues"}),
        ({"issue": "dues", "stance": ["supports", "opposes"]}, {"dues"}),
        ({"stance": "opposes"}, set()),
        ({"relation": "hardens"}, {"late"}),
        ({"state": "refused"}, {"refused"}),
        ({"state": "undecided"}, {"pencil"}),
        ({"from": "2031-03-05"}, {"late"}),
        ({"to": "2031-03-05"}, {"dues", "pencil"}),
    ],
)
def test_filters_are_those_of_the_page(
    reader: APIClient, client: Client, viewer: User, found_by: dict[str, Statement], query: dict, names: set[str]
) -> None:
    dues = found_by["dues"]
    stand_ins = {"PERSON": dues.speaker_id, "SOURCE": dues.version.article.source_id}
    query = {name: stand_ins.get(value, value) if isinstance(value, str) else value for name, value in query.items()}
    known = {str(statement.public_id): name for name, statement in found_by.items()}
    client.force_login(viewer)
    page = client.get(f"/n/{dues.negotiation.slug}/search/", query).content.decode()

    assert {known[hit["statement"]["id"]] for hit in ask(reader, **query)["results"]} == names
    assert {name for public_id, name in known.items() if public_id in page} == names


def test_words_found_are_marked_with_what_stands_around_them(reader: APIClient, found_by: dict[str, Statement]) -> None:
    found = ask(reader, q="harbor OR harbour")
    [hit] = found["results"]

    assert hit["pieces"] == [
        {"text": "We will pay the ", "is_found": False},
        {"text": "harbour", "is_found": True},
        {"text": " dues.", "is_found": False},
    ]
    assert (hit["before"], hit["after"]) == ("Before. ", " After.")
    assert (found["count"], found["pages"], found["order"], found["is_more"]) == (1, 1, "best", False)
    assert found["reports"] == [str(found_by["dues"].version.article.public_id)]


def test_names_and_counts_of_further_filters(reader: APIClient, found_by: dict[str, Statement]) -> None:
    found = ask(reader, q="tess", facets="true")
    all_of_it = ask(reader, facets="true")

    assert found["names"]["parties"] == ["zahira"]
    assert all_of_it["facets"]["state"] == [
        {"value": "confirmed", "count": 2},
        {"value": "refused", "count": 1},
        {"value": "undecided", "count": 1},
    ]
    assert {"value": "zahira", "count": 2} in all_of_it["facets"]["party"]
    assert all_of_it["facets"]["issue"] == [{"value": "dues", "count": 1}]


def test_pages_follow_each_other(reader: APIClient, found_by: dict[str, Statement]) -> None:
    pages = [ask(reader, sort="earliest", page_size=2, page=number) for number in (1, 2, 3)]

    assert [len(page["results"]) for page in pages] == [2, 1, 0]
    assert {page["pages"] for page in pages} == {2}


@pytest.mark.parametrize(
    "query",
    [
        {"party": "nowhere"},
        {"state": "maybe"},
        {"page": "0"},
        {"q": "a" * 301},
        {"from": "2031-03-05", "to": "2031-03-04"},
    ],
)
def test_wrong_filters_are_refused(reader: APIClient, found_by: dict[str, Statement], query: dict[str, str]) -> None:
    answer = reader.get(f"{INSIDE}/search/", query)

    assert (answer.status_code, set(query) >= set(answer.json()) - {"errors"}) == (400, True)
