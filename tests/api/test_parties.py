"""Parties and the people who speak for them: entered, changed, merged, removed."""

from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from rest_framework.test import APIClient

from positions.models import Affiliation, Negotiation, Party, PartyAlias, Spokesperson
from tests import factories as make
from tests.api.conftest import sentences

pytestmark = pytest.mark.django_db

HERE = "/api/v1/negotiations/harbour-talks"
PARTIES, PEOPLE = f"{HERE}/parties/", f"{HERE}/spokespersons/"


@pytest.fixture
def zahira(negotiation: Negotiation) -> Party:
    party = make.PartyFactory(negotiation=negotiation, name="Zahira", slug="zahira", number=1)
    PartyAlias.objects.create(party=party, name="the Zahiri side")
    return party


@pytest.fixture
def salma(negotiation: Negotiation, zahira: Party) -> Spokesperson:
    person = make.SpokespersonFactory(negotiation=negotiation, name="Salma Haddun")
    make.AffiliationFactory(spokesperson=person, party=zahira, starts_on=date(2031, 1, 1))
    return person


class TestParties:
    def test_analyst_enters_one(self, program: APIClient, zahira: Party) -> None:
        wish = {"name": "Northmark", "kind": "state", "role": "mediates", "group": "North", "aliases": ["Нортмарк"]}
        answer = program.post(PARTIES, wish)

        assert (answer.status_code, answer.json()) == (201, {"slug": "northmark", "number": 2, **wish})
        assert program.get(f"{PARTIES}northmark/").json() == answer.json()

    @pytest.mark.parametrize(
        ("wish", "told"),
        [
            ({}, {"name": ["This field is required."]}),
            ({"name": "Zahira"}, "There is already one party named “Zahira” here. Choose it from the list."),
            ({"name": "N", "kind": "planet"}, {"kind": ['"planet" is not a valid choice.']}),
            ({"name": "N", "aliases": ["ok", "\x00"]}, {"aliases": {"1": ["Null characters are not allowed."]}}),
            ({"name": "N", "aliases": [" "]}, {"aliases": {"0": ["This field may not be blank."]}}),
        ],
    )
    def test_what_is_wrong_is_told(self, program: APIClient, zahira: Party, wish: dict[str, Any], told: Any) -> None:
        answer = program.post(PARTIES, wish)

        expected = told if isinstance(told, dict) else {"non_field_errors": [told]}
        assert (answer.status_code, sentences(answer)) == (400, expected)
        assert Party.objects.count() == 1

    def test_lead_changes_what_is_sent(self, chief: APIClient, zahira: Party) -> None:
        answer = chief.patch(f"{PARTIES}zahira/", {"group": "The coast"})

        shown = answer.json()
        assert answer.status_code == 200, shown
        assert (shown["name"], shown["group"], shown["aliases"]) == ("Zahira", "The coast", ["the Zahiri side"])

    def test_names_sent_are_all_there_are(self, chief: APIClient, zahira: Party) -> None:
        shown = chief.patch(f"{PARTIES}zahira/", {"name": "Zahiria", "aliases": ["Захира"]}).json()

        assert (shown["slug"], shown["name"], shown["aliases"]) == ("zahira", "Zahiria", ["Захира"])

    def test_name_of_another_is_refused(self, chief: APIClient, zahira: Party) -> None:
        make.PartyFactory(negotiation=zahira.negotiation, name="Northmark")
        answer = chief.patch(f"{PARTIES}zahira/", {"name": "Northmark"})

        told = "Another party is named “Northmark” here. Choose another name, or merge the two."
        assert (answer.status_code, sentences(answer)) == (400, {"non_field_errors": [told]})

    def test_analyst_adds_a_name(self, program: APIClient, zahira: Party) -> None:
        answers = [program.post(f"{PARTIES}zahira/aliases/", {"name": "Захира"}) for _ in range(2)]

        assert [answer.status_code for answer in answers] == [201, 201]
        assert answers[1].json()["aliases"] == ["the Zahiri side", "Захира"]

    def test_merge_answers_with_the_one_that_stays(self, chief: APIClient, zahira: Party) -> None:
        double = make.PartyFactory(negotiation=zahira.negotiation, name="Zahirah", slug="zahirah")
        said = make.StatementFactory(negotiation=zahira.negotiation, party=double)
        answer = chief.post(f"{PARTIES}zahirah/merge/", {"into": "zahira"})

        said.refresh_from_db()
        assert (answer.status_code, answer.json()["slug"]) == (200, "zahira")
        assert (set(answer.json()["aliases"]), said.party) == ({"the Zahiri side", "Zahirah"}, zahira)
        assert chief.get(f"{PARTIES}zahirah/").status_code == 404

    def test_merge_into_itself_or_a_foreign_one_is_refused(self, chief: APIClient, zahira: Party) -> None:
        foreign = make.PartyFactory()
        answers = [chief.post(f"{PARTIES}zahira/merge/", {"into": slug}) for slug in ("zahira", foreign.slug)]

        assert [(answer.status_code, sentences(answer)) for answer in answers] == [
            (400, {"non_field_errors": ["A party cannot be merged into itself. Choose the other one."]}),
            (400, {"into": [f"There is no “{foreign.slug}” in this negotiation."]}),
        ]

    def test_party_that_said_something_stays(self, chief: APIClient, zahira: Party) -> None:
        statement = make.StatementFactory(negotiation=zahira.negotiation, party=zahira)
        refused = chief.delete(f"{PARTIES}zahira/")
        statement.delete()

        told = "“Zahira” cannot be removed: it has 1 statement. Give these to another first, or leave it."
        assert (refused.status_code, sentences(refused)) == (400, {"non_field_errors": [told]})
        assert chief.delete(f"{PARTIES}zahira/").status_code == 204
        assert not Party.objects.exists()

    def test_history_has_the_names_too(self, chief: APIClient, zahira: Party) -> None:
        chief.patch(f"{PARTIES}zahira/", {"name": "Zahiria", "aliases": []})
        steps = chief.get(f"{PARTIES}zahira/history/").json()

        assert {(step["table"], step["did"], step["by"]) for step in steps} == {
            ("party", "entered", None),
            ("partyalias", "entered", None),
            ("party", "changed", "lena"),
            ("partyalias", "removed", "lena"),
        }
        told = {(step["table"], step["did"]): (step["before"], step["after"]) for step in steps}
        assert told["party", "changed"] == ({"name": "Zahira"}, {"name": "Zahiria"})
        assert told["partyalias", "removed"] == ({"party": "zahira", "name": "the Zahiri side"}, {})
        assert len({step["action"] for step in steps if step["by"]}) == 1

    def test_history_query_count_does_not_grow(self, chief: APIClient, zahira: Party) -> None:
        counted = []
        for names in ("1", "2", "345"):
            for name in names:
                chief.patch(f"{PARTIES}zahira/", {"name": f"Zahira {name}"})
            with CaptureQueriesContext(connection) as queries:
                chief.get(f"{PARTIES}zahira/history/")
            counted.append(len(queries))

        assert counted[1] == counted[2] < 12  # the first time the program's token is looked at more closely


class TestPeople:
    def test_analyst_enters_one_with_terms(self, program: APIClient, zahira: Party) -> None:
        term = {"party": "zahira", "title": "envoy", "starts_on": "2031-01-01", "ends_on": None}
        answer = program.post(PEOPLE, {"name": "Omar Selk", "aliases": ["Omar Selck"], "affiliations": [term]})

        person = Spokesperson.objects.get()
        kept = person.affiliations.get()
        assert (answer.status_code, answer.json()) == (
            201,
            {
                "id": person.pk,
                "name": "Omar Selk",
                "aliases": ["Omar Selck"],
                "affiliations": [{"id": kept.pk, **term}],
            },
        )

    def test_known_person_gains_what_is_new(self, program: APIClient, salma: Spokesperson) -> None:
        shown = program.post(PEOPLE, {"name": "Salma Haddun", "aliases": ["Selma Haddun"]}).json()

        assert (shown["id"], shown["aliases"], len(shown["affiliations"])) == (salma.pk, ["Selma Haddun"], 1)

    def test_term_that_ends_before_it_starts_enters_nobody(self, program: APIClient, zahira: Party) -> None:
        term = {"party": "zahira", "starts_on": "2031-02-01", "ends_on": "2031-01-01"}
        answer = program.post(PEOPLE, {"name": "Omar Selk", "affiliations": [term]})

        told = "The affiliation ends before it starts. Check the two dates."
        assert (answer.status_code, sentences(answer)) == (400, {"non_field_errors": [told]})
        assert not Spokesperson.objects.exists()

    def test_lead_changes_name_and_spellings(self, chief: APIClient, salma: Spokesperson) -> None:
        shown = chief.patch(f"{PEOPLE}{salma.pk}/", {"name": "Selma Haddun", "aliases": ["S. Haddun"]}).json()

        assert (shown["name"], shown["aliases"], len(shown["affiliations"])) == ("Selma Haddun", ["S. Haddun"], 1)

    def test_analyst_adds_spelling_and_term(self, program: APIClient, salma: Spokesperson) -> None:
        there = f"{PEOPLE}{salma.pk}/"
        spelt = program.post(f"{there}aliases/", {"name": "Selma"})
        named = program.post(f"{there}affiliations/", {"party": "zahira", "title": "prime minister"})

        assert (spelt.status_code, named.status_code, named.json()["aliases"]) == (201, 201, ["Selma"])
        assert {term["title"] for term in named.json()["affiliations"]} == {"foreign minister", "prime minister"}

    def test_lead_ends_and_forgets_a_term(self, chief: APIClient, salma: Spokesperson) -> None:
        term = salma.affiliations.get()
        there = f"{PEOPLE}{salma.pk}/affiliations/{term.pk}/"
        shown = chief.patch(there, {"ends_on": "2031-06-30"}).json()

        assert shown["affiliations"] == [
            {
                "id": term.pk,
                "party": "zahira",
                "title": "foreign minister",
                "starts_on": "2031-01-01",
                "ends_on": "2031-06-30",
            }
        ]
        assert chief.delete(there).status_code == 204
        assert not Affiliation.objects.exists()

    def test_term_of_another_person_is_not_found(self, chief: APIClient, salma: Spokesperson) -> None:
        other = make.AffiliationFactory(spokesperson__negotiation=salma.negotiation)

        assert chief.delete(f"{PEOPLE}{salma.pk}/affiliations/{other.pk}/").status_code == 404
        assert Affiliation.objects.count() == 2

    def test_person_who_said_something_stays(self, chief: APIClient, salma: Spokesperson) -> None:
        statement = make.StatementFactory(negotiation=salma.negotiation, speaker=salma)
        refused = chief.delete(f"{PEOPLE}{salma.pk}/")
        statement.delete()

        assert refused.status_code == 400
        assert chief.delete(f"{PEOPLE}{salma.pk}/").status_code == 204
