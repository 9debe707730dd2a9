"""The ledger's two clocks, its splits and readings, who moved first, who repeats what, how far apart parties stand."""

from datetime import UTC, datetime, timedelta

import pytest
from rest_framework.test import APIClient

from positions.enums import Verdict
from positions.models import Issue, Judgement, Negotiation, Party, Position
from tests import factories as make
from tests.api.conftest import sentences
from tests.factories import SAID_AT

pytestmark = pytest.mark.django_db

INSIDE = "/api/v1/negotiations/harbour-talks"


@pytest.fixture
def dues(negotiation: Negotiation) -> Issue:
    return make.IssueFactory(negotiation=negotiation, slug="dues")


@pytest.fixture
def zahira(negotiation: Negotiation) -> Party:
    return make.PartyFactory(negotiation=negotiation, slug="zahira", number=1)


@pytest.fixture
def northmark(negotiation: Negotiation) -> Party:
    return make.PartyFactory(negotiation=negotiation, slug="northmark", number=2)


def say(issue: Issue, party: Party, value: int, *, days: int = 0, who: str = "Salma Haddun", **fields) -> Position:
    statement = make.StatementFactory(
        negotiation=issue.negotiation, party=party, said_at=SAID_AT + timedelta(days=days), speaker_as_written=who
    )
    return make.PositionFactory(statement=statement, issue=issue, value=value, **fields)


def answer(client: APIClient, name: str, **query: str) -> list[dict]:
    response = client.get(f"{INSIDE}/{name}/", query)
    assert response.status_code == 200, response.json()
    return response.json()


def test_split_has_its_sides_with_their_evidence(reader: APIClient, dues: Issue, zahira: Party) -> None:
    first, second = say(dues, zahira, 60), say(dues, zahira, 10, who="Ilka Brandt")
    [row] = answer(reader, "ledger")

    [held] = row["held"]
    assert held["is_split"]
    assert [(side["value"], [each["position"] for each in side["evidence"]]) for side in held["sides"]] == [
        (60, [first.pk]),
        (10, [second.pk]),
    ]


def test_shift_has_its_other_readings(reader: APIClient, dues: Issue, zahira: Party) -> None:
    say(dues, zahira, 90)
    say(dues, zahira, 80, days=1, confirmed=False)
    say(dues, zahira, 70, days=2)
    [shift] = answer(reader, "shifts")

    assert shift["readings"] == [
        {
            "kind": "suggestions",
            "lead": "with suggestions counted",
            "outcome": "may have softened by 10 points",
            "is_same": False,
        }
    ]


@pytest.mark.parametrize("name", ["matrix", "ledger", "shifts", "first-moves", "rhythms", "distances"])
def test_known_at_asks_for_what_was_decided_by_then(
    reader: APIClient, dues: Issue, zahira: Party, northmark: Party, name: str
) -> None:
    for party, value in ((zahira, 90), (northmark, 10)):
        say(dues, party, value)
        Judgement.objects.filter(position=say(dues, party, 50, days=1)).update(
            superseded_at=datetime(2031, 3, 20, tzinfo=UTC), superseded_by=make.UserFactory()
        )
    for position in Position.objects.filter(value=50):
        now = datetime(2031, 3, 20, tzinfo=UTC)
        Judgement.objects.create(position=position, verdict=Verdict.REJECT, at=now, by=make.UserFactory())

    now, then, later, at_last = (
        answer(reader, name, **{"until" if name == "shifts" else "as_of": "2031-03-30"}, **known)
        for known in ({}, {"known_at": "2031-03-10"}, {"known_at": "2031-03-19"}, {"known_at": "2031-03-21"})
    )

    assert now != then
    assert (then, now) == (later, at_last)


def test_first_moves_tell_the_lag_and_who_came_nearer(
    reader: APIClient, dues: Issue, zahira: Party, northmark: Party
) -> None:
    say(dues, zahira, 90)
    say(dues, northmark, 10)
    say(dues, zahira, 70, days=2)
    say(dues, northmark, 30, days=5)
    make.PositionFactory(issue=dues, statement__party=make.PartyFactory(negotiation=dues.negotiation, slug="envoy"))

    [row] = answer(reader, "first-moves", issue="dues")

    assert row == {
        "issue": "dues",
        "movers": [
            {
                "party": "zahira",
                "at": "2031-03-06",
                "relation": "softens",
                "size": -20,
                "summary": "softened by 20 points",
                "lag_days": 0,
                "is_about": False,
                "nearer": ["northmark", "envoy"],
                "farther": [],
            },
            {
                "party": "northmark",
                "at": "2031-03-09",
                "relation": "softens",
                "size": 20,
                "summary": "softened by 20 points",
                "lag_days": 3,
                "is_about": False,
                "nearer": ["zahira", "envoy"],
                "farther": [],
            },
        ],
        "unmoved": ["envoy"],
    }


def test_first_moves_of_an_issue_without_positions_are_none(reader: APIClient, dues: Issue) -> None:
    assert answer(reader, "first-moves") == []


def test_rhythms_tell_what_is_said_no_more(reader: APIClient, dues: Issue, zahira: Party, northmark: Party) -> None:
    for days in (0, 2, 4):
        say(dues, zahira, 90, days=days)
    say(dues, northmark, 10)

    rows = answer(reader, "rhythms", as_of="2031-03-18")

    assert rows == [
        {
            "party": "zahira",
            "issue": "dues",
            "times_said": 3,
            "last_said": "2031-03-08",
            "silent_days": 10,
            "usual_days": 2.0,
            "has_stopped": True,
        },
        {
            "party": "northmark",
            "issue": "dues",
            "times_said": 1,
            "last_said": "2031-03-04",
            "silent_days": 14,
            "usual_days": None,
            "has_stopped": None,
        },
    ]


def test_distances_have_bounds_and_take_weights(
    reader: APIClient, dues: Issue, zahira: Party, northmark: Party
) -> None:
    light = make.IssueFactory(negotiation=dues.negotiation, slug="light")
    say(dues, zahira, 90)
    say(dues, northmark, 60)
    say(light, zahira, 50)

    [spoken] = answer(reader, "distances")
    [weighed] = answer(reader, "distances", weights="dues:1,light:3")

    assert spoken == {
        "parties": ["zahira", "northmark"],
        "mean": 30,
        "low": 22.5,
        "high": 47.5,
        "known_share": 0.75,
        "issues": [
            {"issue": "dues", "weight": 0.75, "low": 30, "high": 30},
            {"issue": "light", "weight": 0.25, "low": None, "high": None},
        ],
    }
    assert (weighed["mean"], weighed["low"], weighed["high"], weighed["known_share"]) == (30, 7.5, 82.5, 0.25)


@pytest.mark.parametrize(
    ("weights", "sentence"),
    [
        ("dues:-1", "Write issues with their weights, 0 or more: ceasefire:2,withdrawal:1."),
        ("dues:much", "Write issues with their weights, 0 or more: ceasefire:2,withdrawal:1."),
        ("dues", "There is no issue “dues” in this negotiation."),
        ("nowhere:1", "There is no issue “nowhere” in this negotiation."),
    ],
)
def test_weights_that_cannot_be_are_explained(reader: APIClient, dues: Issue, weights: str, sentence: str) -> None:
    response = reader.get(f"{INSIDE}/distances/", {"weights": weights})

    assert (response.status_code, sentences(response)) == (400, {"weights": [sentence]})
