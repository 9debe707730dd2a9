"""Two analysts, or one with a double click, at the same moment: no error and nothing double."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from positions.models import Judgement, Negotiation, Party, Statement
from tests.factories import MembershipFactory, UserFactory
from tests.web.scenes import read_article, sight, span_of

pytestmark = pytest.mark.django_db(transaction=True)
WORDS = "The Republic of Northmark would rather wait"


def post_at_once(users, address, typed):
    """Post the same form as every user at the same moment; return the statuses."""

    def post(user):
        client = Client()
        client.force_login(user)
        try:
            return client.post(address, typed, headers={"HX-Request": "true", "HX-Target": "side"}).status_code
        finally:
            connection.close()

    with ThreadPoolExecutor(len(users)) as pool:
        return list(pool.map(post, users))


def readers(scene):
    return [scene.analyst, MembershipFactory(negotiation=scene.version.negotiation).user, scene.analyst]


def test_negotiation_opened_by_a_double_click_is_one():
    lead = UserFactory()

    statuses = post_at_once([lead, lead], reverse("home"), {"title": "Harbour talks", "summary": ""})

    assert statuses == [302, 302]
    assert Negotiation.objects.count() == 1


def test_same_words_captured_at_once_are_one_statement():
    scene = read_article()
    start, end = span_of(WORDS)
    address = reverse("capture", args=[scene.version.negotiation.slug, scene.version.article.public_id, 1])

    statuses = post_at_once(readers(scene), address, {"capture-spans": f"{start}-{end}"})

    assert statuses == [200, 200, 200]
    assert Statement.objects.filter(words=WORDS).count() == 1


def test_statement_decided_at_once_has_one_verdict_in_force():
    scene = read_article()
    quoted = scene.statements["quoted"]
    address = reverse("statement_judge", args=[quoted.negotiation.slug, quoted.public_id])

    statuses = post_at_once(readers(scene), address, {"verdict": "confirm", "seen": sight(quoted)})

    assert statuses == [200, 200, 200]
    assert Judgement.objects.current().filter(statement=quoted).count() == 1


def test_party_entered_at_once_is_entered_once():
    scene = read_article()
    address = reverse("registry_add", args=[scene.version.negotiation.slug, "parties"])
    typed = {"parties-name": "Suran", "parties-kind": "state", "parties-role": "observes"}

    statuses = post_at_once(readers(scene), address, typed)

    assert set(statuses) <= {200, 302}
    assert Party.objects.filter(name="Suran").count() == 1
