"""What an open article asks every few seconds: nothing while nothing happened, else what others did."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from positions.review.actions import latest_on
from tests.factories import MembershipFactory
from tests.web.scenes import read_article, sight, span_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def scene():
    return read_article()


@pytest.fixture
def tomas(scene):
    member = MembershipFactory(negotiation=scene.version.negotiation, user__first_name="Tomás")
    client = Client()
    client.force_login(member.user)
    return client


def ask(client, scene, known=None, **query):
    article = scene.version.article
    address = reverse("article_news", args=[article.negotiation.slug, article.public_id, scene.version.number])
    return client.get(address, {"known": latest_on(scene.version) if known is None else known, **query})


def accept(client, scene, name="quoted"):
    statement = scene.statements[name]
    address = reverse("statement_judge", args=[statement.negotiation.slug, statement.public_id])
    return client.post(address, {"verdict": "confirm", "seen": sight(statement)})


def test_nothing_new_is_answered_with_nothing(client, scene):
    client.force_login(scene.analyst)

    response = ask(client, scene)

    assert (response.status_code, response.content) == (204, b"")


def test_looking_for_news_costs_few_queries(client, scene):
    client.force_login(scene.analyst)
    known = latest_on(scene.version)

    with CaptureQueriesContext(connection) as asked:
        ask(client, scene, known)

    assert len(asked) <= 7


def test_decision_of_another_comes_with_the_name_and_the_drawn_list(client, scene, tomas):
    client.force_login(scene.analyst)
    known = latest_on(scene.version)
    accept(tomas, scene)

    shown = ask(client, scene, known).content.decode()

    assert '<p id="news">Tomás accepted statement 2.</p>' in shown
    assert f'data-of="{scene.statements["quoted"].public_id}" data-look="ink"' in shown
    assert "<mark" not in shown


def test_own_decision_in_another_window_is_drawn_but_not_told(client, scene):
    client.force_login(scene.analyst)
    known = latest_on(scene.version)
    accept(client, scene)

    shown = ask(client, scene, known).content.decode()

    assert '<p id="news"></p>' in shown
    assert f'data-of="{scene.statements["quoted"].public_id}" data-look="ink"' in shown


def test_captured_words_come_with_the_text_drawn_anew(client, scene, tomas):
    client.force_login(scene.analyst)
    known = latest_on(scene.version)
    place = "-".join(map(str, span_of("would rather wait")))
    article = scene.version.article
    address = reverse("capture", args=[article.negotiation.slug, article.public_id, scene.version.number])
    tomas.post(address, {"capture-spans": place})

    shown = ask(client, scene, known).content.decode()

    assert '<p id="news">Tomás captured statement 5.</p>' in shown
    assert shown.count("<mark") == 6


def test_who_else_reads_is_named(client, scene, tomas):
    client.force_login(scene.analyst)
    ask(tomas, scene)

    assert "<bdi>Tomás</bdi> is reading too" in ask(client, scene).content.decode()


@pytest.mark.parametrize("known", ["x", "1", "1-2-3-4-5-99999999999999999999", ""])
def test_any_word_for_what_is_known_is_answered(client, scene, known):
    client.force_login(scene.analyst)

    assert ask(client, scene, known).status_code == 200
