"""A negotiation's own networks."""

from datetime import timedelta

import pytest

from positions.analysis.network_rows import read_codings, read_exchanges
from positions.analysis.network_settings import Qualifier, Settings, Shape
from positions.analysis.networks import network
from positions.enums import Relation, Stance
from tests.analysis.test_networks import weights
from tests.factories import SAID_AT, NegotiationFactory, confirm
from tests.web.talks import make_issue, make_party, relate, say


@pytest.fixture
def talks(db):
    return NegotiationFactory()


def shared(talks, qualifier):
    settings = Settings(Shape.ONE_MODE, of="party", by="issue", qualifier=qualifier)
    return weights(network(read_codings(negotiation=talks), settings))


def test_confirmed_positions_tie_parties_by_issue(talks):
    dues, pilots = make_issue(talks, number=1), make_issue(talks, "Pilots", number=2)
    zahira, northmark = make_party(talks, "Zahira", number=1), make_party(talks, "Northmark", number=2)
    say(dues, zahira, stance=Stance.SUPPORTS)
    say(dues, northmark, "No ship pays.", stance=Stance.OPPOSES)
    say(pilots, zahira, "Pilots are needed.", stance=Stance.SUPPORTS)
    say(pilots, northmark, "Pilots where it is narrow.", stance=Stance.MIXED)

    assert shared(talks, Qualifier.CONGRUENCE)["Northmark", "Zahira"] == 0.5
    assert shared(talks, Qualifier.CONFLICT)["Northmark", "Zahira"] == 1.5


def test_only_what_is_confirmed_and_takes_a_stance_counts(talks):
    dues, zahira = make_issue(talks), make_party(talks)
    say(dues, zahira, stance=Stance.NONE)
    say(dues, zahira, "They may fall.", stance=Stance.SUPPORTS, is_suggested=True)
    other = NegotiationFactory()
    say(make_issue(other), make_party(other), stance=Stance.SUPPORTS)

    assert len(read_codings(negotiation=talks)) == 0


def test_two_reports_of_one_utterance_count_once(talks):
    dues, zahira = make_issue(talks), make_party(talks)
    first = say(dues, zahira, stance=Stance.SUPPORTS)
    second = say(dues, zahira, "Half of the dues.", days=1, stance=Stance.SUPPORTS)
    assert len(read_codings(negotiation=talks)) == 2

    confirm(link=relate(first, second, Relation.SAME_UTTERANCE))

    found = read_codings(negotiation=talks)
    assert [str(each) for each in found.when] == [f"{SAID_AT:%Y-%m-%dT%H:%M:%S}"]
    assert found.columns["person"].names == (zahira.affiliations.get().spokesperson.name,)


def test_a_joint_statement_counts_once_per_party(talks):
    dues, zahira = make_issue(talks), make_party(talks, "Zahira", number=1)
    position = say(dues, zahira, stance=Stance.SUPPORTS)
    position.statement.joint_with.add(make_party(talks, "Northmark", number=2))

    assert shared(talks, Qualifier.CONGRUENCE)["Northmark", "Zahira"] == 1


def test_exchanges_are_confirmed_links_between_parties(talks):
    dues = make_issue(talks)
    zahira, northmark = make_party(talks, "Zahira", number=1), make_party(talks, "Northmark", number=2)
    first = say(dues, zahira)
    answer = say(dues, northmark, "No ship pays.", days=1)
    confirm(link=relate(first, answer, Relation.OPPOSES))
    relate(answer, say(dues, zahira, "They pay.", days=2), Relation.OPPOSES)  # judged by nobody
    confirm(link=relate(first, say(dues, zahira, "They pay, all of them.", days=3), Relation.SUPPORTS))  # of one party

    [found] = read_exchanges(negotiation=talks)

    assert (found.by, found.to, found.relation) == ("Northmark", "Zahira", Relation.OPPOSES)
    assert found.when == (SAID_AT + timedelta(days=1)).replace(tzinfo=None)


@pytest.mark.parametrize("count", [1, 3])
def test_queries_do_not_grow(talks, count, django_assert_num_queries):
    for number in range(count):
        dues = make_issue(talks, f"Dues {number}", number=number + 1)
        first = say(dues, make_party(talks, f"Zahira {number}", number=2 * number + 1), stance=Stance.SUPPORTS)
        other = make_party(talks, f"Northmark {number}", number=2 * number + 2)
        confirm(link=relate(first, say(dues, other, "No.", days=1, stance=Stance.OPPOSES), Relation.OPPOSES))

    with django_assert_num_queries(7):
        found = read_codings(negotiation=talks)
        exchanges = read_exchanges(negotiation=talks)

    assert (len(found), len(exchanges)) == (2 * count, count)
