"""Two parties side by side."""

from datetime import timedelta

import pytest

from positions.analysis.distance import Gap
from positions.analysis.pairs import read_answering, read_pair
from positions.enums import Relation
from tests.factories import SAID_AT, NegotiationFactory, confirm
from tests.web.talks import make_issue, make_party, relate, say


@pytest.fixture
def dues(db):
    return make_issue(NegotiationFactory(), number=1)


@pytest.fixture
def sides(dues):
    return make_party(dues.negotiation, "Zahira", number=1), make_party(dues.negotiation, "Northmark", number=2)


def pair(dues, sides, days: int = 20):
    one, other = sides
    return read_pair(negotiation=dues.negotiation, one=one, other=other, as_of=SAID_AT + timedelta(days=days))


def test_both_positions_stand_with_their_words_and_the_distance(dues, sides):
    say(dues, sides[0], "The dues stay.", value=90)
    say(dues, sides[1], "No ship pays.", value=10)

    [row] = pair(dues, sides).issues

    assert row.gap == Gap(80, 80)
    assert [[words.words for words in side.words] for side in row.sides] == [["The dues stay."], ["No ship pays."]]


def test_a_side_that_is_only_suggested_is_unknown(dues, sides):
    say(dues, sides[0], value=90)
    say(dues, sides[1], value=10, is_suggested=True)

    [row] = pair(dues, sides).issues

    assert (row.gap, row.sides[1].cell.held, row.sides[1].cell.suggestion.value) == (None, None, 10)
    assert pair(dues, sides).distance is None


def test_the_course_has_a_point_for_each_day_that_changed_something(dues, sides):
    say(dues, sides[0], "The dues stay.", value=90)
    say(dues, sides[1], "No ship pays.", value=10)
    say(dues, sides[0], "The dues may fall.", days=3, value=60)
    say(dues, sides[0], "They may fall, as we said.", days=4, value=60)

    found = pair(dues, sides)

    assert [(point.at, point.distance.mean) for point in found.course] == [
        (SAID_AT, 80), (SAID_AT + timedelta(days=3), 50),
    ]  # fmt: skip
    assert (found.trend.points, found.trend.since, found.trend.issues) == (-30, SAID_AT, 1)


def test_an_issue_that_becomes_comparable_is_no_move(dues, sides):
    light = make_issue(dues.negotiation, "Lighthouse", number=2)
    for party, value in zip(sides, (60, 50), strict=True):
        say(dues, party, value=value)
    for party, value in zip(sides, (100, 0), strict=True):
        say(light, party, days=5, value=value)

    found = pair(dues, sides)

    assert [point.distance.mean for point in found.course] == [10, 55]
    assert [found.like_for_like(point) for point in found.course] == [10, 10]
    assert found.trend is None


def test_the_course_counts_with_the_weights_of_the_last_day(dues, sides):
    """Talking more of an issue moves nobody."""
    light = make_issue(dues.negotiation, "Lighthouse", number=2)
    for party, value in zip(sides, (60, 50), strict=True):
        say(dues, party, value=value)
        say(light, party, value=2 * value - 40)
    before = [point.distance.mean for point in pair(dues, sides).course]
    for days in range(1, 5):
        say(dues, sides[0], days=days, value=60)

    after = [point.distance.mean for point in pair(dues, sides).course]

    assert len(before) == len(after) == 1
    assert after[-1] == pair(dues, sides).distance.mean


def test_who_moved_first_is_told_of_the_two_alone(dues, sides):
    third = make_party(dues.negotiation, "Estmark", number=3)
    for party in (*sides, third):
        say(dues, party, value=90)
    say(dues, third, "Perhaps.", days=1, value=50)
    say(dues, sides[1], "Perhaps.", days=2, value=70)

    [row] = pair(dues, sides).issues

    assert [mover.party for mover in row.moves.movers] == [sides[1].pk]
    assert row.moves.unmoved == (sides[0].pk,)


def test_answers_are_confirmed_links_from_one_party_to_the_other(dues, sides):
    first, second = say(dues, sides[0]), say(dues, sides[1], "No.", days=1)
    confirm(link=relate(first, second, Relation.OPPOSES))
    relate(first, say(dues, sides[1], "Never.", days=2), Relation.RESPONDS_TO)
    confirm(link=relate(first, say(dues, sides[0], "As we said.", days=3), Relation.RESTATES))

    one, other = read_answering(negotiation=dues.negotiation, one=sides[0], other=sides[1], shown=8)

    assert (one.times, one.suggested, one.links) == (0, 0, ())
    assert (other.times, other.suggested) == (1, 1)
    assert [link.later for link in other.links] == [second.statement]
