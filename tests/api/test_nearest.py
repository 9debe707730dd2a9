"""Statements nearest to a text, and how two statements or texts relate."""

from datetime import timedelta

import pytest
from rest_framework.test import APIClient

from positions.embeddings.vectors import embed_statements
from positions.models import Embedding, Link, Negotiation
from tests import factories as make
from tests.api.test_comparisons import INSIDE
from tests.factories import SAID_AT

pytestmark = pytest.mark.django_db


def say(negotiation: Negotiation, words: str, *, days: int = 0, **fields):
    version = make.ArticleVersionFactory(article__negotiation=negotiation, text=f"{words}.")
    statement = make.StatementFactory(
        negotiation=negotiation, version=version, said_at=SAID_AT + timedelta(days=days), **fields
    )
    embed_statements(statements=[statement])
    return statement


def ask(client: APIClient, name: str = "nearest", **body):
    found = client.post(f"{INSIDE}/{name}/", body)
    assert found.status_code == 200, found.json()
    return found.json()


def test_the_nearest_comes_first_with_its_reasons(reader: APIClient, negotiation: Negotiation) -> None:
    near = say(negotiation, "We will pay the harbour dues in full")
    far = say(negotiation, "Nobody saw the storm over the northern hills")
    refused = say(negotiation, "We will pay the harbour dues in full tomorrow", confirmed=False)
    make.refuse(statement=refused)
    elsewhere = say(make.NegotiationFactory(), "We will pay the harbour dues in full")
    found = ask(reader, text="We will not pay the harbour dues in full.")["results"]

    assert [each["statement"] for each in found] == [str(near.public_id), str(far.public_id)]
    assert str(elsewhere.public_id) not in str(found)
    assert (found[0]["relation"], found[0]["polarity"]) == ("reverses", "disagree")
    assert "Both speak of “pay”, “harbour”, “dues”, “full”." in found[0]["why"]
    assert found[0]["nearness"] > found[1]["nearness"]
    assert (found[1]["relation"], found[1]["score"]) == ("unrelated", 0.0)


def test_only_what_was_said_by_a_day_and_so_many(reader: APIClient, negotiation: Negotiation) -> None:
    first, second, _ = (say(negotiation, f"We will pay dues {day}", days=day) for day in range(3))
    by_then = ask(reader, text="We will pay dues.", said_at="2031-03-05")["results"]
    one = ask(reader, text="We will pay dues.", limit=1)["results"]

    assert {each["statement"] for each in by_then} == {str(first.public_id), str(second.public_id)}
    assert len(one) == 1


def test_toward_another_party_it_opposes(reader: APIClient, negotiation: Negotiation) -> None:
    say(negotiation, "We will pay the harbour dues in full")
    other = make.PartyFactory(negotiation=negotiation)
    [found] = ask(reader, text="We will not pay the harbour dues in full.", party=other.slug)["results"]

    assert found["relation"] == "opposes"


def test_nothing_is_written(reader: APIClient, negotiation: Negotiation) -> None:
    make.StatementFactory(negotiation=negotiation)
    [found] = ask(reader, text="We will pay the dues.")["results"]

    assert found["similarity"] > 0.5
    assert (Embedding.objects.count(), Link.objects.count()) == (0, 0)


@pytest.mark.parametrize("text", ["…", "a" * 2000, "'& | !:*", "самолёты улетят"])
def test_any_words_are_looked_for(reader: APIClient, negotiation: Negotiation, text: str) -> None:
    say(negotiation, "We will pay the harbour dues")

    assert len(ask(reader, text=text)["results"]) == 1


def test_longer_texts_are_refused(reader: APIClient, negotiation: Negotiation) -> None:
    assert reader.post(f"{INSIDE}/nearest/", {"text": "a" * 2001}).status_code == 400


def test_relation_of_two_statements_knows_their_parties(reader: APIClient, negotiation: Negotiation) -> None:
    earlier = say(negotiation, "We will pay the harbour dues in full")
    later = say(negotiation, "We will not pay the harbour dues in full", days=1)
    ids = {"earlier": str(earlier.public_id), "later": str(later.public_id)}
    between = ask(reader, "relation", **ids)
    texts = ask(reader, "relation", earlier_text=earlier.words, later_text=later.words)

    assert (between["relation"], texts["relation"]) == ("opposes", "reverses")


@pytest.mark.parametrize("body", [{}, {"earlier_text": "We pay."}, {"earlier": "7", "later_text": "We pay."}])
def test_relation_is_of_two(reader: APIClient, negotiation: Negotiation, body: dict[str, str]) -> None:
    assert reader.post(f"{INSIDE}/relation/", body).status_code == 400
