"""What pages derive, for programs: pairs, people, deadlocks, answers, differences, briefings, previews."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from rest_framework.test import APIClient

from positions.analysis.held_positions import bring_up_to_date
from positions.digests.gather import forget
from positions.enums import Relation, Stance
from positions.models import Issue, Negotiation, Party, User
from tests import factories as make
from tests.api.rows import asked_addresses, make_rows, questions
from tests.api.test_comparisons import INSIDE, say
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


def answer(client: APIClient, name: str, **query: str):
    response = client.get(f"{INSIDE}/{name}/", query)
    assert response.status_code == 200, response.json()
    return response.json()


def test_pair_has_distance_over_time_and_who_answers_whom(reader: APIClient, dues: Issue, sides: list[Party]) -> None:
    one, other = sides
    first, second = say(dues, one, 90), say(dues, other, 10)
    say(dues, one, 60, days=2)
    link = make.LinkFactory(
        negotiation=dues.negotiation, earlier=first.statement, later=second.statement, relation=Relation.OPPOSES
    )
    make.confirm(link=link)
    found = answer(reader, "pair", one="zahira", other="northmark", as_of=LATER)

    assert (found["distance"]["mean"], found["distance"]["parties"]) == (50.0, ["zahira", "northmark"])
    assert [(point["at"], point["mean"], point["changed"]) for point in found["course"]] == [
        ("2031-03-04", 80.0, [["northmark", "dues"], ["zahira", "dues"]]),
        ("2031-03-06", 50.0, [["zahira", "dues"]]),
    ]
    assert (found["trend"]["points"], found["trend"]["issues"]) == (-30.0, 1)
    [issue] = found["issues"]
    assert [(side["party"], side["held"]["value"], side["words"][0]["speaker"]) for side in issue["sides"]] == [
        ("zahira", 60, "Salma Haddun"),
        ("northmark", 10, "Salma Haddun"),
    ]
    assert ([mover["party"] for mover in issue["movers"]], issue["unmoved"]) == (["zahira"], ["northmark"])
    assert [(each["later"], each["times"], each["links"]) for each in found["answering"]] == [
        ("zahira", 0, []),
        ("northmark", 1, [str(link.public_id)]),
    ]


def test_person_beside_the_party_line(reader: APIClient, dues: Issue, sides: list[Party]) -> None:
    person = make.SpokespersonFactory(negotiation=dues.negotiation, name="Salma Haddun")
    make.AffiliationFactory(spokesperson=person, party=sides[0])
    own = say(dues, sides[0], 60)
    own.statement.speaker = person
    own.statement.save()
    say(dues, sides[0], 0, days=1, stance=Stance.OPPOSES, who="Ilka Brandt")
    found = answer(reader, "person-lines", person=str(person.pk), as_of=LATER)

    assert (found["name"], found["times_said"], found["last_said"]) == ("Salma Haddun", 1, "2031-03-04")
    assert [each["title"] for each in found["affiliations"]] == ["foreign minister"]
    [line] = found["lines"]
    assert (line["departs"], line["own"]["value"], line["held"]["value"]) == (True, 60, 0)
    assert line["departures"][0] == "supports where the party opposes"
    assert line["party_words"]["speaker"] == "Ilka Brandt"


def test_deadlock_names_the_ring_and_its_conditions(reader: APIClient, dues: Issue, sides: list[Party]) -> None:
    set_by = {}
    for party, other in (sides, sides[::-1]):
        position = say(dues, party, 60, condition=f"{other} pays")
        make.ConditionVerdictFactory(position=position, awaits=other)
        set_by[party.slug] = position.pk

    assert answer(reader, "deadlocks", as_of=LATER) == [
        {
            "parties": ["zahira", "northmark"],
            "waits": [
                {"party": "zahira", "awaits": "northmark", "positions": [set_by["zahira"]]},
                {"party": "northmark", "awaits": "zahira", "positions": [set_by["northmark"]]},
            ],
        }
    ]


def test_answers_to_a_proposal(reader: APIClient, dues: Issue, sides: list[Party]) -> None:
    plan = make.ProposalFactory(negotiation=dues.negotiation, slug="plan", put_by=sides[0], put_at=SAID_AT)
    say(dues, sides[1], 60, proposal=plan, condition="the port opens")
    make.PartyFactory(negotiation=dues.negotiation, slug="tessaly")
    [found] = answer(reader, "answers", as_of=LATER, proposal="plan")

    assert [(each["party"], each["answer"], each["waited_days"]) for each in found["answers"]] == [
        ("zahira", "put", None),
        ("northmark", "sets_conditions", None),
        ("tessaly", "silent", 16),
    ]
    assert found["answers"][1]["conditions"] == ["the port opens"]


def test_differences_between_two_moments(reader: APIClient, dues: Issue, sides: list[Party]) -> None:
    say(dues, sides[0], 90)
    last = say(dues, sides[0], 60, days=3)
    say(dues, sides[1], 10, days=4)
    found = answer(reader, "differences", then="2031-03-05", now=LATER)

    assert [(each["party"], each["is_first"], each["size"], each["summary"]) for each in found["changed"]] == [
        ("zahira", False, -30, "softened by 30 points"),
        ("northmark", True, None, "took its first position"),
    ]
    assert [each["position"] for each in found["changed"][0]["now"]["evidence"]] == [last.pk]
    assert reader.get(f"{INSIDE}/differences/", {"then": LATER, "now": "2031-03-05"}).status_code == 400


def test_briefing_as_markdown(reader: APIClient, dues: Issue, sides: list[Party]) -> None:
    say(dues, sides[0], 60)
    found = answer(reader, "briefing", party="zahira", as_of=LATER, markdown="true")

    assert found["markdown"].startswith("# Briefing: Zahira\n")
    assert found["sections"][0]["sentences"][0]["text"] in found["markdown"]
    assert answer(reader, "briefing", party="zahira")["markdown"] is None


@pytest.mark.parametrize("by", ["said", "decided"])
def test_digest_preview_tells_what_the_mail_would(
    reader: APIClient, viewer: User, dues: Issue, sides: list[Party], by: str
) -> None:
    say(dues, sides[0], 90)
    say(dues, sides[0], 60, days=2)
    say(dues, sides[1], 10, days=2)
    query = {"from": "2031-03-05", "to": "2031-03-07", "by": by}
    forget()
    whole, part = answer(reader, "digest-preview", **query), answer(reader, "digest-preview", party="zahira", **query)
    if by == "decided":  # all was decided long before it was said
        assert (whole["is_quiet"], whole["changes"]) == (True, [])
        return

    assert [(each["kind"], each["party"], each["sentence"]) for each in whole["changes"]] == [
        ("shift", "zahira", "Zahira softened by 30 points on harbour dues."),
        ("first", "northmark", whole["changes"][1]["sentence"]),
    ]
    assert [each["party"] for each in part["changes"]] == ["zahira"]
    assert whole["changes"][0]["before"]["speaker"] == "Salma Haddun"
    assert "softened by 30 points" in whole["text"]
    assert "<html" in whole["html"]
    assert (whole["start"], whole["end"], whole["statements"]) == ("2031-03-05T00:00:00Z", "2031-03-08T00:00:00Z", 2)


def test_digest_preview_is_of_what_one_follows(
    reader: APIClient, viewer: User, dues: Issue, sides: list[Party]
) -> None:
    for number, party in enumerate(sides):
        say(dues, party, 60 + number)
    make.FollowFactory(subscription__user=viewer, negotiation=dues.negotiation, party=sides[1])
    found = answer(reader, "digest-preview", **{"from": "2031-03-04", "to": "2031-03-04"})

    assert [each["party"] for each in found["changes"]] == ["northmark"]


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ({}, "from"),
        ({"from": "2031-03-04", "to": "2031-03-04", "party": "zahira", "issue": "dues"}, "non_field_errors"),
        ({"from": "2031-03-04", "to": "2031-03-04", "other": "zahira"}, "other"),
        ({"from": "2031-03-04", "to": "2031-03-04", "party": "zahira", "other": "zahira"}, "other"),
    ],
)
def test_digest_preview_is_of_one_thing_and_some_days(
    reader: APIClient, dues: Issue, sides: list[Party], query: dict[str, str], field: str
) -> None:
    found = reader.get(f"{INSIDE}/digest-preview/", query)

    assert (found.status_code, field in found.json()) == (400, True)


def test_preview_of_somebody_elses_search_is_refused(reader: APIClient, negotiation: Negotiation) -> None:
    search = make.SavedSearchFactory(negotiation=negotiation)
    query = {"from": "2031-03-04", "to": "2031-03-04", "search": str(search.public_id)}

    assert reader.get(f"{INSIDE}/digest-preview/", query).status_code == 400


@pytest.mark.parametrize("name", ["pair", "person-lines", "differences", "digest-preview", "nearest", "relation"])
def test_query_count_does_not_grow(reader: APIClient, negotiation: Negotiation, name: str) -> None:
    rows, counted = make_rows(negotiation), []
    for more in (0, 2):
        for _ in range(more):
            make_rows(negotiation)
        bring_up_to_date(negotiation=negotiation)
        forget()
        reader.post(*questions(rows)["nearest"])  # the words of a negotiation are counted once an hour
        with CaptureQueriesContext(connection) as queries:
            if name in questions(rows):
                found = reader.post(*questions(rows)[name])
            else:
                found = reader.get(asked_addresses(rows)[name])
        assert found.status_code == 200
        counted.append(len(queries))

    assert counted[0] == counted[1] <= 42


def test_two_parties_of_a_pair_are_two(reader: APIClient, sides: list[Party]) -> None:
    found = reader.get(f"{INSIDE}/pair/", {"one": "zahira", "other": "zahira"})

    assert (found.status_code, found.json()["other"]) == (400, ["A pair is of two parties. Name another one."])
