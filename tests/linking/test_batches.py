"""All of a negotiation linked in batches: the same links as one statement after the other, and nothing twice."""

import random
from concurrent.futures import Future
from datetime import timedelta

import numpy as np
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from positions.embeddings import fake
from positions.embeddings.encoder import send
from positions.embeddings.vectors import embed_statements, write_vectors
from positions.enums import Relation, Verdict
from positions.linking import ahead, batches
from positions.linking.batches import compare_in_batches
from positions.linking.facts import utterances
from positions.linking.links import link_statement
from positions.linking.neighbourhood import FETCHED, Neighbourhood, _largest
from positions.linking.pairs import ROUNDED, Pairs
from positions.linking.relations import heaviest, relate
from positions.linking.talks import Talks
from positions.models import Embedding, Link, Linking, Statement
from tests.factories import (
    SAID_AT,
    ArticleVersionFactory,
    IssueFactory,
    NegotiationFactory,
    PartyFactory,
    PositionFactory,
    StatementFactory,
    confirm,
    refuse,
)

pytestmark = pytest.mark.django_db

WHO = ("Northmark", "The envoy of Zahira", "Our delegation", "The minister")
HOLDS = ("will sign", "refuses to sign", "is ready to discuss", "demands", "rejects", "will not accept", "supports")
WHAT = (
    "the harbour treaty", "a lower toll on the river", "the return of 40 fishermen", "an inspection of the refinery",
    "a pause of ten days", "the withdrawal of the guns", "a corridor through the valley",
)  # fmt: skip
WHEN = ("this spring", "before the summit", "if the toll falls", "without delay", "once the guns are gone", "at last")


@pytest.fixture
def negotiation():
    return NegotiationFactory()


@pytest.fixture
def talks(negotiation):
    """Four dozen statements of three parties over a year, some of one article, some coded, refused or confirmed."""
    chance = random.Random(3)
    parties = [PartyFactory(negotiation=negotiation) for _ in range(3)]
    issue = IssueFactory(negotiation=negotiation)
    statements = []
    for number in range(24):
        said = [" ".join(map(chance.choice, (WHO, HOLDS, WHAT, WHEN))) + "." for _ in range(2)]
        version = ArticleVersionFactory(article__negotiation=negotiation, text=" ".join([*said, f"Day {number}."]))
        for start, words in ((0, said[0]), (len(said[0]) + 1, said[1])):
            statements.append(
                StatementFactory(
                    negotiation=negotiation, version=version, party=chance.choice(parties), confirmed=False,
                    spans=[[start, start + len(words)]], said_at=SAID_AT + timedelta(days=chance.randrange(365)),
                )
            )  # fmt: skip
    for statement in chance.sample(statements, 12):
        PositionFactory(statement=statement, issue=issue, value=chance.randrange(100))
    for statement in chance.sample(statements, 4):
        refuse(statement=statement)
    carrier = statements[0]
    StatementFactory(
        negotiation=negotiation, version=carrier.version, party=parties[2], confirmed=False, reported_through=carrier,
        spans=[[carrier.spans[0][0] + 4, carrier.spans[0][1]]], said_at=carrier.said_at,
    )  # fmt: skip
    return negotiation


def cut_in(monkeypatch, size):
    """Have so many statements encoded, compared and written at a time."""
    monkeypatch.setattr(ahead, "LEAST", size)
    monkeypatch.setattr(ahead, "MOST", size)
    monkeypatch.setattr(ahead, "WRITTEN", size)
    monkeypatch.setattr(fake, "BATCH", size)
    monkeypatch.setattr(batches, "BATCH", size)


def link_all(negotiation, *, after=None, seconds=600.0):
    done = []
    for batch in compare_in_batches(negotiation=negotiation.pk, after=after, seconds=seconds):
        batch.write()
        done.append(batch)
    return done


def link_one_by_one(negotiation):
    for statement in Statement.objects.filter(negotiation=negotiation).in_order():
        link_statement(statement=statement)


def suggested():
    return {
        (link.later_id, link.earlier_id): (link.relation, round(link.score, 2), link.explanation, link.method)
        for link in Link.objects.all()
    }


@pytest.mark.parametrize("size", [7, 500])
def test_batches_suggest_what_one_statement_after_the_other_does(talks, monkeypatch, size):
    cut_in(monkeypatch, size)
    link_one_by_one(talks)
    one_by_one, remembered = suggested(), dict(Linking.objects.values_list("statement", "content"))
    Link.objects.all().delete()
    Linking.objects.all().delete()
    Embedding.objects.all().delete()

    link_all(talks)

    assert len(one_by_one) > 60
    assert {relation for relation, *_ in one_by_one.values()} > {Relation.REVERSES, Relation.OPPOSES}
    # The database and numpy round differently in the last place, and count how rare a word is in two ways: the last of
    # twenty candidates may be another one.
    in_batches = suggested()
    assert len(one_by_one.keys() ^ in_batches.keys()) <= 0.03 * len(one_by_one)
    both = one_by_one.keys() & in_batches.keys()
    assert {pair: in_batches[pair] for pair in both} == {
        pair: (relation, pytest.approx(score, abs=0.011), *rest)
        for pair, (relation, score, *rest) in one_by_one.items()
        if pair in both
    }
    assert dict(Linking.objects.values_list("statement", "content")) == remembered
    assert Embedding.objects.count() == Statement.objects.count()


def test_batches_find_the_later_statements_that_are_linked_already(talks):
    confirmed = Statement.objects.undecided().in_order().last()
    confirm(statement=confirmed)
    link_statement(statement=confirmed)
    Link.objects.all().delete()
    assert Linking.objects.count() == 1

    link_all(talks)

    assert Link.objects.filter(later=confirmed).exists()


def test_linking_all_again_writes_nothing(talks):
    link_all(talks)
    before, remembered = suggested(), list(Linking.objects.order_by("pk").values())

    with CaptureQueriesContext(connection) as asked:
        [batch] = link_all(talks)

    assert (batch.done, batch.found) == (batch.total, [])
    assert [query["sql"] for query in asked if query["sql"].startswith(("INSERT", "UPDATE", "DELETE"))] == []
    assert (suggested(), list(Linking.objects.order_by("pk").values())) == (before, remembered)


def test_linking_all_again_links_only_what_has_changed(talks):
    link_all(talks)
    changed = Statement.objects.undecided().in_order().first()
    PositionFactory(statement=changed, issue=talks.issues.get(), value=1)

    [batch] = link_all(talks)

    assert [found.statement for found in batch.found] == [changed]


def test_stale_suggestions_go_and_decided_ones_stay(talks):
    link_all(talks)
    confirmed, refused, stale = Link.objects.order_by("-score", "pk")[:3]
    confirm(link=confirmed)
    refuse(link=refused)
    for link in (confirmed, refused, stale):
        version = link.later.version
        place = version.text.index("Day")
        Statement.objects.filter(pk=link.later_id).update(
            spans=[[place, len(version.text)]], words=version.text[place:], speaker_as_written=f"No. {link.pk}"
        )

    link_all(talks)

    kept = {link.pk: link.verdict for link in Link.objects.filter(pk__in=[confirmed.pk, refused.pk, stale.pk])}
    assert kept == {confirmed.pk: Verdict.CONFIRM, refused.pk: Verdict.REJECT}
    assert not Link.objects.undecided().filter(later=refused.later).exists()


def test_refused_pair_is_not_suggested_by_batches_though_the_model_changes(talks):
    link_all(talks)
    refused = Link.objects.order_by("-score", "pk").first()
    refuse(link=refused)
    Linking.objects.update(recipe="of another model")
    Embedding.objects.update(recipe="of another model")

    link_all(talks)

    assert Linking.objects.exclude(recipe="of another model").count() == Statement.objects.count()
    assert [link.verdict for link in Link.objects.of(refused.later).filter(earlier=refused.earlier)] == [Verdict.REJECT]


def test_batches_stop_in_time_and_go_on_where_they_were(talks, monkeypatch):
    cut_in(monkeypatch, 10)

    first = link_all(talks, seconds=0.0)
    rest = link_all(talks, after=first[-1].after)

    assert [batch.done for batch in [*first, *rest]] == [10, 20, 30, 40, 49]
    worked_on = [found.statement.pk for batch in [*first, *rest] for found in batch.found]
    assert sorted(worked_on) == sorted(set(worked_on)) == sorted(Statement.objects.values_list("pk", flat=True))


def test_words_that_are_encoded_when_the_time_is_up_are_kept_for_the_next_item(talks, monkeypatch):
    cut_in(monkeypatch, 49)
    monkeypatch.setattr(ahead, "WRITTEN", 10)
    monkeypatch.setattr(fake, "BATCH", 10)
    encoded = []
    monkeypatch.setattr(Future, "cancel", lambda future: True)  # what the encoder has not begun
    monkeypatch.setattr(
        ahead, "write_vectors", lambda words, vectors: encoded.append(words.values()) or write_vectors(words, vectors)
    )

    items, batches = 0, []
    while not batches or batches[-1].done < 49:
        batches += link_all(talks, after=batches[-1].after if batches else None, seconds=0.0)
        items += 1
        assert Embedding.objects.count() >= min(10 * items, 49)

    assert {(batch.done, batch.after, len(batch.found)) for batch in batches[:-1]} <= {(0, None, 0)}
    assert len(batches[-1].found) == 49
    assert sorted(word for words in encoded for word in words) == sorted(
        Statement.objects.values_list("words", flat=True)
    )


def test_a_statement_corrected_while_its_words_are_encoded_is_left_to_its_own_linking(talks, monkeypatch):
    statement = Statement.objects.undecided().in_order().last()
    start, stop = statement.spans[0]

    def corrects(words):
        Statement.objects.filter(pk=statement.pk).update(spans=[[start, stop - 1]], words=statement.words[:-1])
        return send(words)

    monkeypatch.setattr(ahead, "send", corrects)

    [batch] = link_all(talks)

    assert statement not in {found.statement for found in batch.found}
    assert set(Linking.objects.values_list("pk", flat=True)) == set(
        Statement.objects.exclude(pk=statement.pk).values_list("pk", flat=True)
    )


def test_a_statement_that_goes_while_words_are_encoded_gets_no_link_and_stops_nothing(talks, monkeypatch):
    link_all(talks)
    first, *_, last = Statement.objects.undecided().filter(reported_through=None, reported=None).in_order()
    carried = Link.objects.filter(earlier=first).values_list("later", flat=True)
    assert carried
    Linking.objects.filter(pk__in=[*carried, last.pk]).update(recipe="of another model")
    Embedding.objects.filter(statement=last).delete()

    def goes(words):
        first.delete()
        last.delete()
        return send(words)

    monkeypatch.setattr(ahead, "send", goes)

    link_all(talks)

    assert not Linking.objects.filter(recipe="of another model").exists()
    assert Embedding.objects.count() == Statement.objects.count() == Linking.objects.count() == 47


def test_no_relation_scores_more_than_batches_expect(talks):
    embed_statements(statements=Statement.objects.all())
    held = Talks(talks.pk)
    said = {held.row_of[each.pk]: one for each, one in utterances(Statement.objects.all()).items()}
    pairs = Pairs(held, list(Statement.objects.all()[:1]), said)

    for row in range(len(said)):
        for other in range(row):
            cosine = float(held.hood.cosines(row, [other])[0])
            reading = relate(said[other], said[row], similarity=cosine)
            assert reading.score <= pairs.most(row, {other: cosine})[other] * heaviest(said[other], said[row]) + ROUNDED


# Neighbours


def test_neighbours_are_the_nearest_of_all_on_the_right_side_of_time(monkeypatch):
    monkeypatch.setattr("positions.linking.neighbourhood.BLOCK", 64)
    monkeypatch.setattr("positions.linking.neighbourhood.FIRST_BLOCK", 16)
    chance = np.random.default_rng(5)
    vectors = chance.normal(size=(1000, 384)).astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    hood = Neighbourhood([""] * 1000, np.zeros(1000))
    hood.learn(range(1000), vectors)
    hood.is_refused[3] = True
    everything = hood.vectors.astype(np.float32) @ hood.vectors.astype(np.float32).T

    for is_before, row in ((True, 700), (True, 40), (False, 300), (False, 950)):
        side = np.arange(row) if is_before else np.arange(row + 1, 1000)
        side = side[~hood.is_refused[side]]
        exact = set(side[np.argsort(-everything[row, side])[:FETCHED]])
        [found] = hood._nearest([row], ~hood.is_refused, is_before=is_before)
        assert set(found) == exact


@pytest.mark.parametrize("zeros", [0, 15_000, 19_950])
def test_largest_of_many_scores_are_found_though_most_are_alike(zeros):
    scores = np.random.default_rng(zeros).choice([0.25, 0.5, 0.75, 0.9], size=20_000)
    scores[np.random.default_rng(1).permutation(20_000)[:zeros]] = 0.0

    found = _largest(scores)

    assert len(set(found.tolist())) == FETCHED
    assert sorted(scores[found]) == sorted(scores)[-FETCHED:]
