"""The API's networks are those of the page, node by node and number by number."""

import csv
from datetime import timedelta
from itertools import product

import pytest
from django.test import Client
from rest_framework.test import APIClient

from positions.enums import Relation, Stance
from positions.models import Negotiation, User
from tests import factories as make
from tests.api.test_comparisons import INSIDE, say
from tests.factories import SAID_AT

pytestmark = pytest.mark.django_db

SHARED = product(["shared"], ["ignore", "congruence", "conflict", "subtract"], ["no", "average", "jaccard", "cosine"])
SPOKEN = product(["spoken"], ["ignore", "subtract"], ["no", "activity", "prominence"])


@pytest.fixture
def talks(negotiation: Negotiation) -> Negotiation:
    """Zahira and Northmark agree on the pilots and not on the dues; Tessaly says one thing, as Zahira does."""
    dues, pilots = (make.IssueFactory(negotiation=negotiation, title=name, slug=name) for name in ("dues", "pilots"))
    sides = [make.PartyFactory(negotiation=negotiation, name=name, slug=name) for name in ("zahira", "northmark")]
    first, second = (
        say(dues, party, 50, stance=stance)
        for party, stance in zip(sides, (Stance.SUPPORTS, Stance.OPPOSES), strict=True)
    )
    for number, party in enumerate(sides * 2):
        say(pilots, party, 50, days=2 + number)
    say(dues, make.PartyFactory(negotiation=negotiation, name="tessaly", slug="tessaly"), 50, days=9)
    link = make.LinkFactory(
        negotiation=negotiation, earlier=first.statement, later=second.statement, relation=Relation.OPPOSES
    )
    make.confirm(link=link)
    return negotiation


def network(client: APIClient, name: str = "network", **query: str):
    answer = client.get(f"{INSIDE}/{name}/", query)
    assert answer.status_code == 200, answer.json()
    return answer.json()


def test_numbers_are_those_of_the_page(reader: APIClient, client: Client, viewer: User, talks: Negotiation) -> None:
    client.force_login(viewer)
    for kind, stance, weigh in [*SHARED, *SPOKEN, ("answers", "ignore", "no")]:
        query = {"kind": kind, "stance": stance, "weigh": weigh, "to": "2031-03-12", "repeats": "week"}
        found = network(reader, **query)
        page = client.get(f"/n/{talks.slug}/network.csv", query)
        assert page.status_code == 200
        [head, *lines] = csv.reader(page.content.decode().splitlines())
        assert found["columns"] == head[1:]
        assert [[name, *map(str, line)] for name, line in zip(found["rows"], found["matrix"], strict=True)] == lines


def test_nodes_ties_clusters_and_camps(reader: APIClient, talks: Negotiation) -> None:
    found = network(reader)

    assert found["nodes"] == [
        {"name": name, "kind": "party", "slug": name, "statements": count}
        for name, count in (("northmark", 3), ("tessaly", 1), ("zahira", 3))
    ]
    assert found["edges"] == [
        {"one": "northmark", "other": "zahira", "weight": 4.0, "is_thin": False},
        {"one": "tessaly", "other": "zahira", "weight": 1.0, "is_thin": True},
    ]
    assert (found["stance"], found["statements"], found["is_directed"]) == ("congruence", 7, False)
    assert found["clusters"] == [["northmark", "tessaly", "zahira"]]
    assert found["camps"]["camps"] == [["northmark", "zahira"], ["tessaly"]]
    assert (found["camps"]["conflict_between"], found["camps"]["agreement_between"]) == (0.5, 0.2)


def test_what_parties_speak_on_has_issues_for_columns(reader: APIClient, talks: Negotiation) -> None:
    found = network(reader, kind="spoken", matrix="false")

    assert [node["kind"] for node in found["nodes"]] == ["party"] * 3 + ["issue"] * 2
    assert (found["columns"], found["matrix"], found["camps"]) == (["dues", "pilots"], None, None)


def test_answers_are_directed(reader: APIClient, talks: Negotiation) -> None:
    found = network(reader, kind="answers")

    assert found["is_directed"]
    assert found["edges"] == [{"one": "northmark", "other": "zahira", "weight": 1.0, "is_thin": True}]


@pytest.mark.parametrize(
    ("query", "field", "sentence"),
    [
        (
            {"kind": "spoken", "stance": "conflict"},
            "stance",
            "This kind of network has no “conflict”. Choose one of: ignore, subtract, combine.",
        ),
        ({"weigh": "activity"}, "weigh", None),
        ({"kind": "answers", "weigh": "cosine"}, "weigh", None),
        ({"from": "2031-03-05", "to": "2031-03-04"}, "to", "The time ends before it starts. Swap the two days."),
        ({"from": "0001-01-01"}, "from", "Write a year from 1800 to 2200."),
    ],
)
def test_what_a_kind_does_not_have_is_refused(
    reader: APIClient, talks: Negotiation, query: dict[str, str], field: str, sentence: str | None
) -> None:
    answer = reader.get(f"{INSIDE}/network/", query)

    assert answer.status_code == 400
    assert sentence in {None, *answer.json()[field]}


def test_camps_over_time(reader: APIClient, talks: Negotiation) -> None:
    windows = network(reader, "network-course", unit="days", size="3")

    assert [window["middle"][:10] for window in windows] == [
        (SAID_AT + timedelta(days=day)).date().isoformat() for day in range(1, 9)
    ]
    assert [window["camps"] is not None for window in windows] == [True] + [False] * 7


def test_too_many_windows_are_refused(reader: APIClient, talks: Negotiation) -> None:
    say(talks.issues.get(slug="dues"), talks.parties.get(slug="zahira"), 50, days=900)
    answer = reader.get(f"{INSIDE}/network-course/", {"unit": "days"})

    assert (answer.status_code, answer.json()["unit"]) == (
        400,
        ["That would be more than 400 windows. Choose a longer unit."],
    )
