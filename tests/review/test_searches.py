"""Keeping searches and their feeds: everybody keeps their own."""

import pytest
from django.apps import apps

from positions.models import SavedSearch
from positions.models.searches import hash_of
from positions.review.errors import NotAllowed, ReviewError
from positions.review.searches import delete_search, end_feed, rename_search, renew_feed, save_search


@pytest.fixture
def search(negotiation, analyst):
    return save_search(negotiation=negotiation, name=" Dues ", query="q=dues", by=analyst)


def test_search_is_kept_under_its_name(search, analyst):
    assert (search.name, search.query, search.user, search.feed_hash) == ("Dues", "q=dues", analyst, None)


def test_same_search_saved_twice_is_one(search, negotiation, analyst):
    assert save_search(negotiation=negotiation, name="Dues", query="q=dues", by=analyst) == search
    assert SavedSearch.objects.count() == 1


def test_name_is_taken_once_per_person(search, negotiation, analyst, colleague):
    with pytest.raises(ReviewError, match="You have a search named “Dues” already"):
        save_search(negotiation=negotiation, name="Dues", query="q=other", by=analyst)

    assert save_search(negotiation=negotiation, name="Dues", query="q=other", by=colleague).user == colleague


def test_name_is_needed(negotiation, analyst):
    with pytest.raises(ReviewError, match="Give the search a name"):
        save_search(negotiation=negotiation, name=" ", query="q=dues", by=analyst)


def test_search_is_renamed_to_a_free_name(search, negotiation, analyst):
    save_search(negotiation=negotiation, name="Pilots", query="q=pilots", by=analyst)

    assert rename_search(search=search, name="Dues", by=analyst).name == "Dues"
    with pytest.raises(ReviewError, match="already"):
        rename_search(search=search, name="Pilots", by=analyst)


def test_token_is_kept_as_a_hash_and_renewed(search, analyst):
    first = renew_feed(search=search, by=analyst)
    assert len(first) >= 43
    assert SavedSearch.objects.get().feed_hash == hash_of(first)

    second = renew_feed(search=search, by=analyst)

    assert list(SavedSearch.objects.with_token(first)) == []
    assert list(SavedSearch.objects.with_token(second)) == [search]


def test_ended_feed_has_no_address(search, analyst):
    token = renew_feed(search=search, by=analyst)

    end_feed(search=search, by=analyst)

    assert list(SavedSearch.objects.with_token(token)) == []


def test_nobody_touches_the_search_of_another(search, colleague):
    for act in (delete_search, renew_feed, end_feed):
        with pytest.raises(NotAllowed):
            act(search=search, by=colleague)
    with pytest.raises(NotAllowed):
        rename_search(search=search, name="Mine", by=colleague)


def test_stranger_saves_nothing(negotiation, membership_of_a_stranger):
    with pytest.raises(NotAllowed):
        save_search(negotiation=negotiation, name="Dues", query="q=dues", by=membership_of_a_stranger.user)


def test_history_keeps_the_search_and_not_its_token(search, analyst):
    renew_feed(search=search, by=analyst)
    delete_search(search=search, by=analyst)

    events = apps.get_model("positions", "SavedSearchEvent")
    assert list(events.objects.order_by("pgh_id").values_list("pgh_label", "name")) == [
        ("insert", "Dues"), ("delete", "Dues"),
    ]  # fmt: skip
    assert "feed_hash" not in {field.name for field in events._meta.fields}
