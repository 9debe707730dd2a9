from datetime import timedelta

import pytest

from positions.embeddings.vectors import embed_statements
from positions.linking.candidates import find_candidates, find_followers
from tests.factories import SAID_AT, ArticleVersionFactory, NegotiationFactory, StatementFactory, refuse

pytestmark = pytest.mark.django_db

TREATY = "Northmark will sign the harbour treaty this spring."


@pytest.fixture
def negotiation():
    return NegotiationFactory()


@pytest.fixture
def say(negotiation):
    def say(words, days=0, **facts):
        facts = {"negotiation": negotiation} | facts
        version = ArticleVersionFactory(
            article__negotiation=facts["negotiation"], text=f"{words} Reported on day {days}, {len(facts)}."
        )
        return StatementFactory(
            version=version, spans=[[0, len(words)]], said_at=SAID_AT + timedelta(days=days), **facts
        )

    return say


def found(candidates):
    return [candidate.statement for candidate in candidates]


def test_candidates_are_the_earlier_statements_best_first(say):
    treaty = say("The harbour treaty will be signed by Northmark this spring.", days=-9)
    toll = say("Zahira raises the toll on the river treaty.", days=-8)
    later = say(TREATY, days=3)
    statement = say(TREATY)

    candidates = find_candidates(statement=statement)

    assert found(candidates) == [treaty, toll]
    assert 1 >= candidates[0].score > candidates[1].score >= 0
    assert later not in found(candidates)


def test_candidates_leave_out_refused_statements_and_other_negotiations(say):
    refuse(statement=say(TREATY, days=-9, confirmed=False))
    say(TREATY, days=-8, negotiation=NegotiationFactory())
    statement = say(TREATY)

    assert found(find_candidates(statement=statement)) == []


def test_candidates_include_suggestions_nobody_judged(say):
    suggestion = say(TREATY, days=-9, confirmed=False)

    assert found(find_candidates(statement=say(TREATY))) == [suggestion]


def test_candidates_leave_out_what_is_cut_from_the_same_words(say):
    statement = say(TREATY)
    StatementFactory(
        negotiation=statement.negotiation, version=statement.version, spans=[[0, 9]], said_at=SAID_AT - timedelta(1)
    )

    assert found(find_candidates(statement=statement)) == []


def test_candidates_leave_out_the_carrier_of_reported_words(say):
    carrier = say(TREATY)
    statement = StatementFactory(
        negotiation=carrier.negotiation,
        version=carrier.version,
        spans=[[len(TREATY) + 1, len(TREATY) + 9]],
        reported_through=carrier,
    )

    assert found(find_candidates(statement=statement)) == []


def test_candidates_stop_at_the_limit(say):
    for day in range(-3, 0):
        say(TREATY, days=day)

    assert len(find_candidates(statement=say(TREATY), limit=2)) == 2


@pytest.mark.parametrize("words", ["?!", "It's 3.5 & (not) 'more' | less <-> \\", "Ёлка растёт.", "the and of"])
def test_candidates_are_searched_whatever_the_words(say, words):
    earlier = say("Ships need pilots.", days=-1)
    embed_statements(statements=[earlier])

    assert found(find_candidates(statement=say(words))) == [earlier]


def test_accents_do_not_hide_a_word(say):
    wanted = say("The café is closed.", days=-9)
    say("Ships need pilots.", days=-8)

    assert found(find_candidates(statement=say("A cafe opened.")))[0] == wanted


def test_followers_are_the_later_confirmed_statements(say):
    follower = say(TREATY, days=2)
    say(TREATY, days=1, confirmed=False)
    say(TREATY, days=-1)

    assert found(find_followers(statement=say(TREATY))) == [follower]


def test_candidates_take_as_many_queries_for_many_as_for_one(say, django_assert_max_num_queries):
    statement = say(TREATY)
    for day in range(-12, 0):
        say(TREATY, days=day)
    find_candidates(statement=statement)

    with django_assert_max_num_queries(25):
        assert len(find_candidates(statement=statement)) == 12
