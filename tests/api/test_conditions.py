"""Conditions with what became of them, deadlocks, and the briefing with its quotations."""

from datetime import timedelta

import pytest
from rest_framework.test import APIClient

from positions.enums import ConditionState, Stance
from positions.models import Issue, Negotiation, Party
from tests import factories as make
from tests.api.conftest import sentences
from tests.api.test_comparisons import answer, say
from tests.factories import SAID_AT

pytestmark = pytest.mark.django_db

LATER = "2031-03-20"


@pytest.fixture
def dues(negotiation: Negotiation) -> Issue:
    return make.IssueFactory(negotiation=negotiation, slug="dues", title="Harbour dues")


@pytest.fixture
def sides(negotiation: Negotiation) -> list[Party]:
    return [
        make.PartyFactory(negotiation=negotiation, slug=name.lower(), name=name, number=number)
        for number, name in enumerate(("Zahira", "Northmark"), start=1)
    ]


def test_two_that_wait_for_each_other_stand_in_a_deadlock(reader: APIClient, dues: Issue, sides: list[Party]) -> None:
    for party, other in (sides, sides[::-1]):
        position = say(dues, party, 60, condition=f"{other} pays")
        make.ConditionVerdictFactory(position=position, awaits=other, by__username=f"of-{party.slug}")

    rows = answer(reader, "conditions", as_of=LATER)

    assert [(row["party"], row["awaits"], row["state"], row["in_deadlock"], row["decided_by"]) for row in rows] == [
        ("zahira", "northmark", "open", True, "of-zahira"),
        ("northmark", "zahira", "open", True, "of-northmark"),
    ]


def test_a_condition_is_withdrawn_by_a_later_statement_or_by_a_person(
    reader: APIClient, dues: Issue, sides: list[Party]
) -> None:
    position = say(dues, sides[0], 60, condition="the port opens")
    say(dues, sides[0], 0, days=1, stance=Stance.OPPOSES)
    [row] = answer(reader, "conditions", as_of=LATER)
    assert (row["state"], row["is_derived"], row["decided_by"]) == ("withdrawn", True, None)
    assert (row["condition"], row["statement"]) == ("the port opens", str(position.statement.public_id))

    make.ConditionVerdictFactory(position=position, state=ConditionState.MET, by__username="ida2")

    assert answer(reader, "conditions", as_of=LATER, state="withdrawn") == []
    [row] = answer(reader, "conditions", as_of=LATER, state="met", party="zahira", issue="dues")
    assert (row["is_derived"], row["decided_by"]) == (False, "ida2")


def test_conditions_are_asked_for_as_of_a_day(reader: APIClient, dues: Issue, sides: list[Party]) -> None:
    say(dues, sides[0], 60, days=3, condition="the port opens")

    assert answer(reader, "conditions", as_of=f"{SAID_AT + timedelta(days=2):%Y-%m-%d}") == []


def test_a_briefing_quotes_every_sentence(reader: APIClient, dues: Issue, sides: list[Party]) -> None:
    position = say(dues, sides[0], 60)
    say(dues, sides[1], 10)

    found = answer(reader, "briefing", as_of=LATER, party="zahira")

    assert found["title"] == "Briefing: Zahira"
    [sentence] = found["sections"][0]["sentences"]
    assert [each["words"] for each in sentence["quotations"]] == [position.statement.words]
    both = answer(reader, "briefing", party="zahira", beside="northmark", issue="dues")
    assert both["title"] == "Briefing: Zahira and Northmark on harbour dues"


def test_a_wrong_wish_is_told(reader: APIClient, dues: Issue) -> None:
    response = reader.get("/api/v1/negotiations/harbour-talks/briefing/", {"party": "nowhere"})

    assert (response.status_code, sentences(response)) == (
        400, {"party": ["There is no “nowhere” in this negotiation."]},
    )  # fmt: skip
