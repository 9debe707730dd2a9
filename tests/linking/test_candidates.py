from datetime import timedelta

import pytest
from django.db import connection

from positions.embeddings.vectors import embed_statements
from positions.enums import Origin
from positions.linking import block, vocabulary
from positions.linking.candidates import find_candidates, find_followers
from positions.models import Statement
from tests.factories import SAID_AT, ArticleVersionFactory, NegotiationFactory, StatementFactory, refuse

pytestmark = pytest.mark.django_db

TREATY = "Northmark will sign the harbour treaty this spring."


@pytest.fixture(autouse=True, params=[False, True], ids=["words first", "negotiation first"])
def way(request, monkeypatch):
    """Both ways of looking for what shares words find the same."""
    monkeypatch.setattr(block, "is_read_whole", lambda vocabulary: request.param)


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
    rows = Statement.objects.in_bulk([candidate.pk for candidate in candidates])
    return [rows[candidate.pk] for candidate in candidates]


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


@pytest.fixture
def crowded(monkeypatch):
    """Every negotiation is walked through the index of vectors, however small."""
    monkeypatch.setattr(vocabulary, "WALKED_FROM", 0)
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_sort = off")  # or so small a table would be read and sorted


def in_words_of_many(negotiation, count):
    """Say the treaty's words many times in another negotiation, all in one article."""
    sentences = [f"{TREATY[:-1]}, day {number}." for number in range(count)]
    version = ArticleVersionFactory(article__negotiation=negotiation, text=" ".join(sentences))
    statements, start = [], 0
    for sentence in sentences:
        spans = [[start, start + len(sentence)]]
        statements.append(Statement(
            negotiation=negotiation, version=version, spans=spans, words=sentence, said_at=SAID_AT - timedelta(days=1),
            origin=Origin.PERSON,
        ))  # fmt: skip
        start += len(sentence) + 1
    Statement.objects.bulk_create(statements)
    embed_statements(statements=statements)


def test_a_large_negotiation_beside_it_does_not_hide_what_is_said_in_a_small_one(say, crowded):
    earlier = [say(f"Pilots of pier {number} wait for a tow.", days=-9) for number in range(3)]
    embed_statements(statements=earlier)
    in_words_of_many(NegotiationFactory(), 600)

    assert set(found(find_candidates(statement=say(TREATY)))) == set(earlier)


def test_vectors_alone_find_what_shares_no_word(say, crowded, monkeypatch):
    monkeypatch.setattr(block, "asked", lambda *_: [])
    earlier = say("Zahira raises the toll.", days=-9)
    embed_statements(statements=[earlier])

    assert found(find_candidates(statement=say(TREATY))) == [earlier]


def test_refused_statements_do_not_crowd_out_the_others(say, monkeypatch):
    monkeypatch.setattr(block, "FETCHED", 2)
    monkeypatch.setattr(block, "BROUGHT", 4)
    for day in (-9, -8):
        refuse(statement=say(TREATY, days=day, confirmed=False))
    kept = say("The harbour treaty waits.", days=-7)
    embed_statements(statements=Statement.objects.all())

    assert found(find_candidates(statement=say(TREATY))) == [kept]


def test_a_word_that_stands_everywhere_is_looked_for_beside_another_one(say, monkeypatch):
    monkeypatch.setattr(block, "MOST_READ", 3)
    words = [block.Word(stem, stem, expected) for stem, expected in (("pier", 1.0), ("dues", 40.0), ("port", 50.0))]

    assert block.asked(words, 1_000) == ["'pier'", "('dues' & 'port')"]


def test_the_planner_goes_on_as_before_after_a_search(say):
    statement = say(TREATY)
    say(TREATY, days=-1)

    find_candidates(statement=statement)

    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('enable_seqscan'), current_setting('hnsw.ef_search')")
        assert cursor.fetchone() == ("on", "40")
