import html
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from positions.extraction.attributions import Reader
from tests.factories import ArticleVersionFactory
from tests.web.scenes import TEXT, read_article

pytestmark = pytest.mark.django_db


def page(client, user, scene, query=""):
    client.force_login(user)
    return client.get(scene.version.article.get_absolute_url() + query).content.decode()


def test_text_is_shown_whole_and_in_place(client):
    scene = read_article()

    shown = page(client, scene.analyst, scene)

    pieces = [
        (int(at), html.unescape(words))
        for at, words in re.findall(r'<(?:span|bdi) data-at="(\d+)">(.*?)</(?:span|bdi)>', shown, re.DOTALL)
    ]
    assert all(TEXT[at : at + len(words)] == words for at, words in pieces)
    assert "".join(words for _, words in pieces) == TEXT.replace("\n\n", "")


FRENCH = (
    "« Nous sommes prêts à discuter de chaque article du traité », a déclaré mardi la ministre Salma Haddun. Elle a "
    "souligné que le port resterait ouvert aux navires de la Zahira pendant toute la durée des pourparlers."
)
NOTICE = "Check what is not in quotation marks yourself."


def test_text_in_french_says_how_far_it_was_read_at_no_further_query(client):
    scene = read_article()
    ArticleVersionFactory(article=scene.version.article, number=2, text=TEXT[:300])
    ArticleVersionFactory(article=scene.version.article, number=3, text=FRENCH)
    page(client, scene.analyst, scene)

    with CaptureQueriesContext(connection) as for_english:
        client.get(scene.version.article.get_absolute_url() + "?version=2")
    with CaptureQueriesContext(connection) as for_french:
        shown = client.get(scene.version.article.get_absolute_url() + "?version=3").content.decode()

    assert "Read as French," in shown
    assert NOTICE in shown
    assert len(for_french) == len(for_english)


def test_text_in_english_says_nothing_of_its_language(client):
    scene = read_article()

    assert NOTICE not in page(client, scene.analyst, scene)


def test_text_in_a_language_that_nobody_reads_says_so(client):
    scene = read_article()
    ArticleVersionFactory(article=scene.version.article, number=2, text="Пристанището на града остава затворено.")

    assert "Read as a language that is not known here," in page(client, scene.analyst, scene, "?version=2")


BY_RULES = "Read by rules alone"


def test_text_read_while_the_model_was_off_says_so(client):
    scene = read_article()
    scene.version.negotiation.uses_model = False
    scene.version.negotiation.save()
    scene.version.statements.update(method=Reader.RULES)

    shown = page(client, scene.analyst, scene)

    assert BY_RULES in shown
    assert "the reading model is switched off here" in shown


def test_text_too_long_for_the_model_says_so(client, monkeypatch):
    scene = read_article()
    ArticleVersionFactory(article=scene.version.article, number=2, text="The gate was painted red. " * 20)
    monkeypatch.setattr("positions.extraction.attributions.LONGEST_TAGGED", 400)

    assert "the text is too long for the reading model" in page(client, scene.analyst, scene, "?version=2")


def test_text_read_by_the_model_says_nothing_of_rules(client):
    scene = read_article()
    scene.version.statements.update(method=Reader.MODEL)

    assert BY_RULES not in page(client, scene.analyst, scene)
