"""What the reading page tells of suggestions: other reports, would-be moves, and which article is next."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from positions.analysis.held_positions import bring_up_to_date
from positions.enums import ArticleState, Relation, Stance, Verdict
from positions.models import Judgement, Statement
from positions.web.consequences import consequences_of
from tests.factories import (
    ArticleFactory,
    ArticleVersionFactory,
    IssueFactory,
    LinkFactory,
    PositionFactory,
    StatementFactory,
    SuggestionFactory,
    refuse,
)
from tests.web.scenes import SAID, read_article

pytestmark = pytest.mark.django_db


@pytest.fixture
def scene():
    return read_article()


def page(client, scene, query=""):
    client.force_login(scene.analyst)
    return " ".join(client.get(scene.version.article.get_absolute_url() + query).content.decode().split())


def another_report(scene, name, *, outlet, relation=Relation.SAME_UTTERANCE, days=3, **fields):
    """Link one of the statements to an earlier one in another article."""
    negotiation = scene.version.negotiation
    article = ArticleFactory(negotiation=negotiation, source__name=outlet)
    version = ArticleVersionFactory(article=article, text=f"{outlet}: {scene.statements[name].words}")
    said_at = SAID - timedelta(days=days)
    earlier = StatementFactory(negotiation=negotiation, version=version, said_at=said_at, spans=[[0, 12]], **fields)
    return LinkFactory(negotiation=negotiation, later=scene.statements[name], earlier=earlier, relation=relation)


def held_before(scene, value):
    """Have the party hold something before the article."""
    earlier = StatementFactory(
        negotiation=scene.version.negotiation, party=scene.zahira, said_at=SAID - timedelta(days=9)
    )
    return PositionFactory(statement=earlier, issue=scene.dues, stance=Stance.OPPOSES, value=value)


def test_other_reports_of_an_utterance_are_counted_and_named(client, scene):
    another_report(scene, "quoted", outlet="Zahira Wire")
    another_report(scene, "quoted", outlet="Harbour Post")
    another_report(scene, "quoted", outlet="Port Daily", relation=Relation.SOFTENS)
    refuse(link=another_report(scene, "quoted", outlet="Evening Mail"))

    shown = page(client, scene, f"?s={scene.statements['quoted'].public_id}")

    assert ">2 other reports</a>" in shown
    assert "<bdi>Zahira Wire</bdi>" in shown
    also = shown.split("Also in")[1].split("</dd>")[0]
    assert ("Harbour Post" in also, "Port Daily" in also, "Evening Mail" in also) == (True, False, False)
    assert "also in 2 other reports" in page(client, scene, f"?s={scene.statements['outer'].public_id}")


def test_suggestion_that_would_move_a_held_position_is_marked_and_the_others_are_not(client, scene):
    held_before(scene, 60)

    listed = page(client, scene, f"?s={scene.statements['outer'].public_id}")
    opened = page(client, scene, f"?s={scene.statements['quoted'].public_id}")

    assert listed.count("would move a held position") == opened.count("would move a held position") == 1


def test_suggestion_that_says_again_what_is_held_would_move_nothing(client, scene):
    scene.statements["confirmed"].positions.all().delete()
    held_before(scene, 10)

    assert "would move a held position" not in page(client, scene)


def test_open_suggestion_tells_what_confirming_it_would_do(client, scene):
    scene.statements["confirmed"].positions.all().delete()
    held_before(scene, 30)

    shown = page(client, scene, f"?s={scene.statements['quoted'].public_id}")

    told = shown.split("If confirmed:")[1].split("</div>")[0]
    assert "would have hardened by 20 points, from 30 to 10, as of" in told
    assert "If confirmed:" not in page(client, scene, f"?s={scene.statements['confirmed'].public_id}")


def test_next_leads_to_the_next_older_article_that_waits_and_goes_round(client, scene):
    negotiation = scene.version.negotiation
    texts = []
    for days, title in ((5, "Older"), (-5, "Newer"), (9, "Decided")):
        article = ArticleFactory(
            negotiation=negotiation, title=title, published_at=SAID - timedelta(days=days), state=ArticleState.READ
        )
        texts.append(ArticleVersionFactory(article=article))
    for version in texts[:2]:
        SuggestionFactory(negotiation=negotiation, version=version)
    unsure = SuggestionFactory(negotiation=negotiation, version=texts[2])
    Judgement.objects.create(statement=unsure, verdict=Verdict.UNSURE, by=scene.analyst)

    def next_of(article):
        shown = client.get(article.get_absolute_url()).content.decode()
        return shown.split("Next: ")[1].split("</a>")[0].rpartition("<bdi>")[2].removesuffix("</bdi>")

    client.force_login(scene.analyst)
    assert next_of(scene.version.article) == "Older"
    assert next_of(texts[0].article) == "Newer"
    assert next_of(texts[1].article) == scene.version.article.title


@pytest.mark.parametrize("count", [1, 3])
def test_what_suggestions_would_do_is_read_in_as_many_queries_for_one_as_for_three(scene, count):
    for number in range(count - 1):
        issue = IssueFactory(negotiation=scene.version.negotiation, title=f"Issue {number}")
        PositionFactory(statement=scene.statements["quoted"], issue=issue, confirmed=False)
    bring_up_to_date(negotiation=scene.version.negotiation)
    shown = Statement.objects.for_display().get(pk=scene.statements["quoted"].pk)

    with CaptureQueriesContext(connection) as queries:
        assert len(consequences_of(shown)) == count

    assert len(queries) == 6
