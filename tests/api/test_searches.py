"""Saved searches through the API: everybody's own, as the page of the search would keep them."""

import pytest
from django.http import QueryDict
from rest_framework.test import APIClient

from positions.models import Negotiation, SavedSearch, User
from positions.review.searches import renew_feed, save_search
from positions.web.search_form import SearchForm
from tests import factories as make
from tests.api.conftest import sentences
from tests.api.rows import make_rows

pytestmark = pytest.mark.django_db

SEARCHES = "/api/v1/negotiations/harbour-talks/searches/"


@pytest.fixture
def search(negotiation: Negotiation, viewer: User) -> SavedSearch:
    return save_search(negotiation=negotiation, name="Dues", query="q=dues&stance=opposes&from=2031-03-04", by=viewer)


def test_searches_are_ones_own(reader: APIClient, negotiation: Negotiation, search: SavedSearch) -> None:
    other = make.MembershipFactory(negotiation=negotiation).user
    theirs = save_search(negotiation=negotiation, name="Theirs", query="q=port", by=other)

    assert reader.get(SEARCHES).json()["results"] == [
        {
            "id": str(search.public_id),
            "name": "Dues",
            "filters": {"q": "dues", "stance": ["opposes"], "from": "2031-03-04"},
            "url": f"http://localhost:8000{search.get_absolute_url()}",
            "has_feed": False,
            "recorded_at": search.recorded_at.isoformat().replace("+00:00", "Z"),
        }
    ]
    assert reader.get(f"{SEARCHES}{theirs.public_id}/").status_code == 404
    assert reader.delete(f"{SEARCHES}{theirs.public_id}/").status_code == 404


def test_search_says_that_it_has_a_feed_and_not_where(reader: APIClient, viewer: User, search: SavedSearch) -> None:
    token = renew_feed(search=search, by=viewer)

    answer = reader.get(f"{SEARCHES}{search.public_id}/")
    assert (answer.json()["has_feed"], token in answer.text) == (True, False)


def test_search_is_kept_as_its_page_would_keep_it(reader: APIClient, viewer: User, negotiation: Negotiation) -> None:
    rows = make_rows(negotiation)
    filters = {
        "q": "harbour dues",
        "party": [rows.statement.party.slug],
        "person": [rows.spokesperson.pk],
        "issue": [rows.position.issue.slug],
        "source": [rows.statement.version.article.source_id],
        "stance": ["supports", "opposes"],
        "relation": ["restates"],
        "state": "confirmed",
        "from": "2031-03-01",
        "to": "2031-03-31",
        "sort": "latest",
    }

    answer = reader.post(SEARCHES, {"name": "All of it", "filters": filters}, format="json")

    kept = SavedSearch.objects.get(user=viewer)
    form = SearchForm(QueryDict(kept.query), negotiation=negotiation)
    told = filters | {name: [str(pk) for pk in filters[name]] for name in ("person", "source")}
    assert (answer.status_code, answer.json()["id"], answer.json()["filters"]) == (201, str(kept.public_id), told)
    assert (form.is_valid(), form.query) == (True, kept.query)


@pytest.mark.parametrize(
    ("filters", "told"),
    [
        ({}, {"filters": {"non_field_errors": ["This search asks nothing that could be kept. Name a filter."]}}),
        ({"party": ["nobody"]}, {"filters": {"party": ["There is no “nobody” in this negotiation."]}}),
        (
            {"from": "2031-03-02", "to": "2031-03-01"},
            {"filters": {"to": ["The time ends before it starts. Swap the two days."]}},
        ),
        ({"stance": ["likes"]}, {"filters": {"stance": {"0": ['"likes" is not a valid choice.']}}}),
    ],
)
def test_search_that_asks_nothing_or_wrongly_is_not_kept(
    reader: APIClient, negotiation: Negotiation, filters: dict, told: dict
) -> None:
    answer = reader.post(SEARCHES, {"name": "Odd", "filters": filters}, format="json")

    assert (answer.status_code, sentences(answer)) == (400, told)
    assert not SavedSearch.objects.exists()


def test_name_of_another_search_is_refused(reader: APIClient, search: SavedSearch) -> None:
    answer = reader.post(SEARCHES, {"name": "Dues", "filters": {"q": "port"}}, format="json")

    assert answer.status_code == 400
    assert "You have a search named “Dues” already." in answer.text


def test_same_search_once_more_is_the_one_kept(reader: APIClient, search: SavedSearch) -> None:
    wish = {"name": "Dues", "filters": {"q": "dues", "stance": ["opposes"], "from": "2031-03-04"}}

    answer = reader.post(SEARCHES, wish, format="json")

    assert (answer.json()["id"], SavedSearch.objects.count()) == (str(search.public_id), 1)


def test_search_is_deleted(reader: APIClient, search: SavedSearch) -> None:
    assert reader.delete(f"{SEARCHES}{search.public_id}/").status_code == 204
    assert not SavedSearch.objects.exists()


def test_search_gets_another_name(reader: APIClient, viewer: User, search: SavedSearch) -> None:
    save_search(negotiation=search.negotiation, name="Taken", query="q=port", by=viewer)
    answers = [reader.patch(f"{SEARCHES}{search.public_id}/", {"name": name}) for name in ("Tolls", "Taken", " ")]

    assert [answer.status_code for answer in answers] == [200, 400, 400]
    assert (answers[0].json()["name"], answers[0].json()["filters"]["q"]) == ("Tolls", "dues")


def test_feed_is_made_renewed_and_ended(reader: APIClient, search: SavedSearch) -> None:
    there = f"{SEARCHES}{search.public_id}/"
    made = [reader.post(f"{there}feed/") for _ in range(2)]
    paths = [answer.json()["url"].removeprefix("http://localhost:8000") for answer in made]
    found = [reader.get(path).status_code for path in paths]
    ended = reader.delete(f"{there}feed/")

    assert [answer.status_code for answer in (*made, ended)] == [201, 201, 204]
    assert (found, reader.get(paths[1]).status_code) == ([404, 200], 404)
    assert reader.get(there).json()["has_feed"] is False


def test_stranger_finds_and_keeps_nothing(stranger: APIClient, search: SavedSearch) -> None:
    wish = {"name": "Mine", "filters": {"q": "dues"}}
    answers = [
        stranger.get(SEARCHES),
        stranger.get(f"{SEARCHES}{search.public_id}/"),
        stranger.post(SEARCHES, wish, format="json"),
        stranger.delete(f"{SEARCHES}{search.public_id}/"),
        stranger.patch(f"{SEARCHES}{search.public_id}/", {"name": "Mine"}),
        stranger.post(f"{SEARCHES}{search.public_id}/feed/"),
        stranger.delete(f"{SEARCHES}{search.public_id}/feed/"),
    ]

    assert {answer.status_code for answer in answers} == {404}


@pytest.mark.parametrize("count", [1, 3])
def test_query_count_does_not_grow(
    reader: APIClient, viewer: User, negotiation: Negotiation, django_assert_num_queries, count: int
) -> None:
    for number in range(count):
        save_search(negotiation=negotiation, name=f"Dues {number}", query="q=dues", by=viewer)

    with django_assert_num_queries(4):
        assert len(reader.get(SEARCHES).json()["results"]) == count
