"""Saved searches and their feeds."""

from datetime import timedelta
from email.utils import parsedate_to_datetime
from xml.etree import ElementTree as ET

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from positions.models import Judgement, SavedSearch
from positions.review.searches import renew_feed
from tests.factories import MembershipFactory, SavedSearchFactory, refuse
from tests.web.talks import make_issue, make_party, say

ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.fixture
def talks(negotiation):
    """A confirmed and a suggested statement about dues, and one about something else."""
    issue, party = make_issue(negotiation), make_party(negotiation)
    return [
        say(issue, party, "The dues may fall."),
        say(issue, party, "The dues stay.", days=1, is_suggested=True),
        say(issue, party, "Pilots may wait.", days=2),
    ]


@pytest.fixture
def search(negotiation, analyst, talks):
    return SavedSearchFactory(negotiation=negotiation, user=analyst, name="Dues", query="q=dues")


def page_of(name, search):
    return reverse(name, args=[search.negotiation.slug, search.public_id])


def feed_of(search, **headers):
    token = renew_feed(search=search, by=search.user)
    return Client().get(reverse("feed", args=[token]), headers=headers)


def entries(response):
    return ET.fromstring(response.content).findall(f"{ATOM}entry")  # noqa: S314  # our own


# Saving


def test_search_page_offers_to_save_what_it_asks(analyst_client, negotiation, talks):
    page = analyst_client.get(reverse("search", args=[negotiation.slug]), {"q": "dues"}).content.decode()

    assert '<input type="hidden" name="query" value="q=dues">' in page
    assert 'value="“dues”"' in page


def test_saved_search_keeps_known_filters_alone(analyst_client, negotiation, talks):
    typed = {"name": "Dues", "query": "page=3&q=dues&evil=1&sort=latest"}

    response = analyst_client.post(reverse("saved_search_add", args=[negotiation.slug]), typed, follow=True)

    search = SavedSearch.objects.get()
    assert search.query == "q=dues&sort=latest"
    assert "“Dues” is saved." in response.content.decode()


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"name": "Dues", "query": "sort=latest"}, "This search asks nothing that could be kept."),
        ({"name": "Dues", "query": "from=soon"}, "This search asks nothing that could be kept."),
        ({"name": "Taken", "query": "q=dues"}, "You have a search named “Taken” already."),
    ],
)
def test_search_that_is_not_saved_keeps_what_was_typed(analyst_client, negotiation, analyst, typed, sentence):
    SavedSearchFactory(negotiation=negotiation, user=analyst, name="Taken", query="q=other")

    response = analyst_client.post(reverse("saved_search_add", args=[negotiation.slug]), typed)

    assert response.status_code == 422
    assert sentence in response.content.decode()
    assert f'value="{typed["name"]}"' in response.content.decode()


# Pages


def test_list_shows_my_searches_with_their_filters(analyst_client, negotiation, analyst, talks):
    party = negotiation.parties.get()
    SavedSearchFactory(
        negotiation=negotiation, user=analyst, name="Mine", query=f"q=dues&party={party.slug}&party=gone"
    )
    SavedSearchFactory(negotiation=negotiation, name="Somebody else’s")

    page = analyst_client.get(reverse("saved_searches", args=[negotiation.slug])).content.decode()

    assert f"Party: <bdi>{party.name}</bdi>" in page
    assert "gone (removed)" in page
    assert "Somebody else’s" not in page


def test_list_without_searches_says_what_belongs_here(analyst_client, negotiation):
    page = analyst_client.get(reverse("saved_searches", args=[negotiation.slug])).content.decode()

    assert "No search is saved yet" in page


@pytest.mark.parametrize("count", [1, 3])
def test_list_query_count_does_not_grow(analyst_client, django_assert_num_queries, negotiation, analyst, talks, count):
    for number in range(count):
        SavedSearchFactory(negotiation=negotiation, user=analyst, query=f"party={number}")
    with django_assert_num_queries(11):
        page = analyst_client.get(reverse("saved_searches", args=[negotiation.slug])).content.decode()

    assert page.count('<h2 class="title">') == count


def test_search_is_renamed_and_deleted(analyst_client, search):
    response = analyst_client.post(page_of("saved_search", search), {"name": "Harbour dues"}, follow=True)
    assert "<h1><bdi>Harbour dues</bdi></h1>" in response.content.decode()

    response = analyst_client.post(page_of("saved_search_remove", search), follow=True)
    assert "“Harbour dues” is no longer saved." in response.content.decode()
    assert not SavedSearch.objects.exists()


@pytest.mark.parametrize("name", ["saved_search", "saved_search_feed", "saved_search_remove"])
def test_search_of_another_member_is_not_there(client, negotiation, search, name):
    client.force_login(MembershipFactory(negotiation=negotiation).user)

    assert client.post(page_of(name, search), {"name": "Mine"}).status_code == 404


def test_feed_address_is_shown_once(analyst_client, search):
    analyst_client.post(page_of("saved_search_feed", search))
    first = analyst_client.get(page_of("saved_search", search))
    second = analyst_client.get(page_of("saved_search", search)).content.decode()

    assert "/feeds/" in first.content.decode()
    assert "no-store" in first.headers["Cache-Control"]
    assert "/feeds/" not in second
    assert "Its address was shown when it was made" in second


# The feed


def test_feed_tells_confirmed_and_suggested_statements_apart(search, talks):
    response = feed_of(search)

    assert response.headers["Content-Type"] == "application/atom+xml; charset=utf-8"
    found = entries(response)
    assert {entry.find(f"{ATOM}title").text for entry in found} == {
        "Zahira (confirmed): The dues may fall.",
        "Zahira (suggested): The dues stay.",
    }
    assert {entry.find(f"{ATOM}category").attrib["term"] for entry in found} == {"confirmed", "suggested"}
    links = {entry.find(f"{ATOM}link").attrib["href"] for entry in found}
    assert links == {f"{settings.BASE_URL}{said.statement.get_absolute_url()}" for said in talks[:2]}


def test_feed_leaves_out_what_is_refused(search, talks):
    assert len(entries(feed_of(search))) == 2

    refuse(statement=talks[1].statement)

    assert len(entries(feed_of(search))) == 1


def test_feed_without_news_is_not_sent_again(search, talks):
    token = renew_feed(search=search, by=search.user)
    address = reverse("feed", args=[token])
    first = Client().get(address)

    again = Client().get(address, headers={"If-None-Match": first.headers["ETag"]})
    since = Client().get(address, headers={"If-Modified-Since": first.headers["Last-Modified"]})

    assert (again.status_code, again.content, since.status_code) == (304, b"", 304)


def test_feed_with_a_decision_is_sent_again_with_its_moment(search, talks):
    token = renew_feed(search=search, by=search.user)
    address = reverse("feed", args=[token])
    first = Client().get(address)
    at = timezone.now() + timedelta(hours=1)

    Judgement.objects.create(statement=talks[1].statement, verdict="unsure", by=search.user, at=at)
    second = Client().get(address, headers={"If-None-Match": first.headers["ETag"]})

    assert second.status_code == 200
    assert parsedate_to_datetime(second.headers["Last-Modified"]) == at.replace(microsecond=0)


@pytest.mark.parametrize("loss", ["membership", "account"])
def test_feed_ends_with_the_right_to_read(search, loss):
    token = renew_feed(search=search, by=search.user)
    if loss == "membership":
        search.user.memberships.all().delete()
    else:
        search.user.is_active = False
        search.user.save()

    response = Client().get(reverse("feed", args=[token]))

    assert response.status_code == 410
    assert b"Dues" not in response.content


def test_unknown_feed_is_not_there(db):
    assert Client().get(reverse("feed", args=["nobody-knows"])).status_code == 404


def test_feed_takes_no_posts(search):
    token = renew_feed(search=search, by=search.user)

    assert Client().post(reverse("feed", args=[token])).status_code == 405


def test_feed_of_a_search_that_works_no_more_says_why(search):
    search.query = "party=gone"
    search.save()

    [entry] = entries(feed_of(search))

    assert entry.find(f"{ATOM}title").text == "This search finds nothing any more"
    assert "There is no party “gone” here" in entry.find(f"{ATOM}summary").text


@pytest.mark.parametrize("count", [1, 3])
def test_feed_query_count_does_not_grow(django_assert_num_queries, negotiation, analyst, count):
    issue, party = make_issue(negotiation), make_party(negotiation)
    for number in range(count):
        say(issue, party, f"The dues fall, number {number}.", days=number)
    search = SavedSearchFactory(negotiation=negotiation, user=analyst, query="q=dues")
    token = renew_feed(search=search, by=analyst)
    with django_assert_num_queries(8):
        response = Client().get(reverse("feed", args=[token]))

    assert len(entries(response)) == count
