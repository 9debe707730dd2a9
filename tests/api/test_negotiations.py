"""Opening, changing and removing negotiations, and their members."""

import pytest
from rest_framework.test import APIClient

from positions.models import Membership, Negotiation, User
from tests import factories as make
from tests.api.conftest import member, program_of, sentences

pytestmark = pytest.mark.django_db

NEGOTIATIONS = "/api/v1/negotiations/"
HERE = f"{NEGOTIATIONS}harbour-talks/"
MEMBERS = f"{HERE}members/"


def test_anybody_opens_a_negotiation_and_leads_it(nobody: APIClient) -> None:
    user = make.UserFactory()
    answer = program_of(user).post(NEGOTIATIONS, {"title": " Fishing talks ", "summary": "Who fishes where."})

    shown = answer.json()
    assert answer.status_code == 201, shown
    assert shown == program_of(user).get(f"{NEGOTIATIONS}fishing-talks/").json()
    assert (shown["slug"], shown["title"], shown["summary"], shown["role"]) == (
        "fishing-talks",
        "Fishing talks",
        "Who fishes where.",
        "lead",
    )


def test_negotiation_needs_a_title(program: APIClient) -> None:
    answer = program.post(NEGOTIATIONS, {"title": " "})

    assert (answer.status_code, sentences(answer)) == (400, {"title": ["This field may not be blank."]})


def test_lead_changes_what_is_sent(chief: APIClient, negotiation: Negotiation) -> None:
    answer = chief.patch(HERE, {"summary": "Who pays.", "uses_model": False, "show_threshold": 0.6})

    shown = answer.json()
    assert answer.status_code == 200, shown
    kept = ("slug", "title", "summary", "uses_model", "show_threshold", "pre_accept_threshold")
    assert [shown[name] for name in kept] == ["harbour-talks", "Harbour talks", "Who pays.", False, 0.6, 0.9]


def test_thresholds_in_the_wrong_order_change_nothing(chief: APIClient, negotiation: Negotiation) -> None:
    answer = chief.patch(HERE, {"title": "Other talks", "show_threshold": 0.95})

    negotiation.refresh_from_db()
    told = "What is pre-accepted is shown too: give pre-accept the higher threshold, or the same."
    assert (answer.status_code, sentences(answer)) == (400, {"non_field_errors": [told]})
    assert (negotiation.title, negotiation.show_threshold) == ("Harbour talks", 0.5)


def test_threshold_off_the_scale_is_refused(chief: APIClient) -> None:
    answer = chief.patch(HERE, {"show_threshold": 1.5})

    assert (answer.status_code, list(sentences(answer))) == (400, ["show_threshold"])


def test_example_is_removed_once_its_slug_is_repeated(chief: APIClient, negotiation: Negotiation) -> None:
    Negotiation.objects.update(is_example=True)
    refused = chief.delete(HERE)

    told = "All that belongs to it goes too. To be sure, send its slug once more: confirm=harbour-talks."
    assert (refused.status_code, sentences(refused)) == (400, {"confirm": [told]})
    assert chief.delete(f"{HERE}?confirm=harbour-talks").status_code == 204
    assert not Negotiation.objects.exists()


def test_negotiation_that_is_no_example_is_removed_by_an_administrator(
    chief: APIClient, negotiation: Negotiation
) -> None:
    answer = chief.delete(f"{HERE}?confirm=harbour-talks")

    told = "Only an example can be removed here. An administrator can remove a negotiation."
    assert (answer.status_code, sentences(answer)) == (403, {"detail": told})
    administrator = program_of(make.UserFactory(is_superuser=True))
    assert administrator.delete(f"{HERE}?confirm=harbour-talks").status_code == 204


def test_history_tells_who_changed_what(chief: APIClient, negotiation: Negotiation) -> None:
    chief.patch(HERE, {"summary": "Who pays."})

    step = chief.get(f"{HERE}history/").json()[0]
    assert (step["by"], step["did"], step["before"], step["after"]) == (
        "lena",
        "changed",
        {"summary": ""},
        {"summary": "Who pays."},
    )


class TestMembers:
    def test_analyst_sees_who_is_a_member(self, program: APIClient, lead: User) -> None:
        assert program.get(MEMBERS).json()["results"] == [
            {"user": "ida", "role": "analyst"},
            {"user": "lena", "role": "lead"},
        ]
        assert program.get(f"{MEMBERS}lena/").json() == {"user": "lena", "role": "lead"}

    def test_viewer_does_not(self, reader: APIClient) -> None:
        assert [reader.get(address).status_code for address in (MEMBERS, f"{MEMBERS}vera/")] == [403, 403]

    def test_stranger_finds_nobody(self, stranger: APIClient, lead: User) -> None:
        assert [stranger.get(address).status_code for address in (MEMBERS, f"{MEMBERS}lena/")] == [404, 404]

    def test_members_of_others_are_not_reached(self, chief: APIClient) -> None:
        foreign = make.MembershipFactory().user

        assert chief.get(f"{MEMBERS}{foreign.username}/").status_code == 404

    @pytest.mark.parametrize("name", ["mila", "MILA@example.org"])
    def test_account_is_given_a_role_by_name_or_address(
        self, chief: APIClient, negotiation: Negotiation, name: str
    ) -> None:
        mila = make.UserFactory(username="mila")
        answer = chief.post(MEMBERS, {"user": name, "role": "analyst"})

        assert (answer.status_code, answer.json()) == (201, {"user": "mila", "role": "analyst"})
        assert Membership.objects.get(user=mila).negotiation == negotiation

    def test_unknown_account_is_told(self, chief: APIClient) -> None:
        answer = chief.post(MEMBERS, {"user": "nobody", "role": "analyst"})

        told = "Nobody here has the user name or address “nobody”. An administrator makes accounts."
        assert (answer.status_code, sentences(answer)) == (400, {"non_field_errors": [told]})

    def test_role_is_changed_and_taken(self, chief: APIClient, negotiation: Negotiation) -> None:
        make.MembershipFactory(negotiation=negotiation, user__username="mila.b+c@example.org")
        there = f"{MEMBERS}mila.b+c@example.org/"

        assert chief.patch(there, {"role": "viewer"}).json()["role"] == "viewer"
        assert chief.delete(there).status_code == 204
        assert chief.get(there).status_code == 404

    @pytest.mark.parametrize("method", ["patch", "delete"])
    def test_last_lead_stays(self, chief: APIClient, method: str) -> None:
        answer = getattr(chief, method)(f"{MEMBERS}lena/", {"role": "viewer"})

        told = "lena is the only lead. Make somebody else lead first."
        assert (answer.status_code, sentences(answer)) == (400, {"non_field_errors": [told]})

    def test_query_count_does_not_grow(
        self, program: APIClient, negotiation: Negotiation, django_assert_max_num_queries
    ) -> None:
        for number in range(3):
            member(negotiation, "viewer", f"mila{number}")

        with django_assert_max_num_queries(6):
            assert len(program.get(MEMBERS).json()["results"]) == 4
