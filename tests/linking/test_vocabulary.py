"""How often words occur is counted once, and again when the negotiation has grown."""

import pytest
from django.db import connection

from positions.linking import vocabulary
from positions.linking.block import is_read_whole
from positions.linking.vocabulary import Vocabulary, count_words, stems, vocabulary_of
from tests.factories import ArticleVersionFactory, NegotiationFactory, StatementFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def negotiation():
    return NegotiationFactory()


def say(negotiation, words):
    version = ArticleVersionFactory(article__negotiation=negotiation, text=words)
    return StatementFactory(negotiation=negotiation, version=version, spans=[[0, len(words)]])


def test_words_are_counted_by_statement(negotiation):
    say(negotiation, "The dues, the dues and the pilots.")
    say(negotiation, "No dues.")
    say(NegotiationFactory(), "Pilots.")

    counted = count_words(negotiation.pk)

    assert counted.frequency == {"due": 2, "pilot": 1}
    assert (counted.statements, counted.texts, counted.mean_length) == (2, 2, 1.5)


def test_words_are_counted_anew_when_a_tenth_is_added(negotiation, django_assert_num_queries):
    say(negotiation, "No dues.")
    first = vocabulary_of(negotiation.pk)

    with django_assert_num_queries(1):
        assert vocabulary_of(negotiation.pk) is first
    say(negotiation, "More dues.")
    assert vocabulary_of(negotiation.pk).frequency["due"] == 2


def test_a_large_negotiation_is_asked_once_a_minute_whether_it_has_grown(
    negotiation, monkeypatch, django_assert_num_queries
):
    monkeypatch.setattr(vocabulary, "SAMPLE", 1)
    say(negotiation, "No dues.")
    say(negotiation, "All dues.")
    first = vocabulary_of(negotiation.pk)
    say(negotiation, "More dues.")
    with django_assert_num_queries(0):
        assert vocabulary_of(negotiation.pk) is first

    monkeypatch.setattr(vocabulary, "LOOKED_SECONDS", 0.0)
    assert vocabulary_of(negotiation.pk).statements == 3


def test_a_word_never_seen_is_expected_in_few_of_many():
    counted = Vocabulary(statements=1_000_000, texts=20_000, frequency={"due": 100})

    assert (counted.expected("due"), counted.expected("lighthouse")) == (5_000, 25)


def test_stems_are_those_of_the_search_column():
    assert stems(["piers", "пилоты", "the"]) == {"piers": "pier", "пилоты": "пилот"}


@pytest.mark.parametrize(("statements", "everywhere", "whole"), [(500, 100_500, True), (100_000, 100_500, False)])
def test_a_negotiation_is_read_whole_where_others_are_fuller_of_its_words(statements, everywhere, whole):
    counted = Vocabulary(statements=statements, texts=500, frequency={"due": 400}, everywhere=everywhere)

    assert is_read_whole(counted) is whole


def test_all_negotiations_are_counted_as_the_database_does(negotiation):
    say(negotiation, "No dues.")
    say(NegotiationFactory(), "Pilots.")
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE positions_statement")

    assert count_words(negotiation.pk).everywhere == 2
