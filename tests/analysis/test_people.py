"""What a person holds beside the party line."""

from datetime import timedelta

import pytest

from positions.analysis.people import people_of, read_lines
from positions.enums import Firmness, Stance
from tests.factories import SAID_AT, AffiliationFactory, NegotiationFactory, SpokespersonFactory
from tests.web.talks import make_issue, make_party, say


@pytest.fixture
def dues(db):
    return make_issue(NegotiationFactory())


@pytest.fixture
def party(dues):
    return make_party(dues.negotiation)


@pytest.fixture
def person(party):
    return party.affiliations.get().spokesperson


def lines(dues, person):
    found = read_lines(negotiation=dues.negotiation, person=person, as_of=SAID_AT + timedelta(days=20))
    return [(line.own.value, line.held.value, line.departures) for line in found]


def say_as(person, *said, **fields):
    position = say(*said, **fields)
    position.statement.speaker = person
    position.statement.save()
    return position


def test_the_only_speaker_is_the_party_line(dues, party, person):
    say(dues, party, value=60)

    assert lines(dues, person) == [(60, 60, ())]


def test_a_colleague_who_says_otherwise_later_departs_from_it(dues, party, person):
    colleague = AffiliationFactory(party=party, spokesperson=SpokespersonFactory(negotiation=party.negotiation))
    say(dues, party, value=60)
    fields = {"stance": Stance.OPPOSES, "value": 0, "firmness": Firmness.RED_LINE}
    say_as(colleague.spokesperson, dues, party, "Never.", days=2, **fields)

    [(own, held, departures)] = lines(dues, person)

    assert (own, held) == (60, 0)
    assert departures == (
        "supports where the party opposes", "60 points apart", "firm where the party is red line",
    )  # fmt: skip
    assert lines(dues, colleague.spokesperson) == [(0, 0, ())]


def test_a_split_day_quotes_the_other_voice(dues, party, person):
    colleague = AffiliationFactory(party=party, spokesperson=SpokespersonFactory(negotiation=party.negotiation))
    say(dues, party, "The dues stay.", value=60)
    say_as(colleague.spokesperson, dues, party, "The dues may fall.", value=40)

    [line] = read_lines(negotiation=dues.negotiation, person=person, as_of=SAID_AT)

    assert line.departures == ("20 points apart",)
    assert line.party_words.words == "The dues may fall."


def test_what_is_only_suggested_is_nobodys_position(dues, party, person):
    say(dues, party, is_suggested=True)

    assert lines(dues, person) == []


def test_people_are_counted_by_confirmed_statements(dues, party, person):
    say(dues, party)
    say(dues, party, days=3)
    say(dues, party, days=5, is_suggested=True)

    [found] = people_of(dues.negotiation)

    assert (found, found.times_said, found.last_said) == (person, 2, SAID_AT + timedelta(days=3))
