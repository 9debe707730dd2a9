"""The first steps on an example: offered, followed, put away."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from positions.enums import Role, Verdict
from positions.models import Judgement
from positions.review.judgements import withdraw_judgement
from tests.factories import LinkFactory, MembershipFactory, SuggestionFactory
from tests.web.scenes import read_article


@pytest.fixture
def scene(db):
    scene = read_article()
    scene.version.negotiation.is_example = True
    scene.version.negotiation.save()
    return scene


@pytest.fixture
def show(client, scene):
    """Return `show(page)`: the page as the analyst sees it."""
    client.force_login(scene.analyst)
    return lambda page="matrix": client.get(reverse(page, args=[scene.version.negotiation.slug])).content.decode()


def set_tour(client, scene, wish, **typed):
    return client.post(reverse("tour_set", args=[scene.version.negotiation.slug]), {"wish": wish, **typed})


def decide(user, verdict=Verdict.CONFIRM, **row):
    return Judgement.objects.create(verdict=verdict, by=user, at=timezone.now() + timedelta(seconds=5), **row)


def test_tour_is_offered_where_one_arrives_and_nowhere_else(show):
    assert "New here?" in show("negotiation")
    assert "New here?" not in show("matrix")


def test_tour_leads_to_a_report_that_waits(client, scene, show):
    set_tour(client, scene, "start")

    page = show()

    assert "First steps, 1 of 3: Accept a statement in a report" in page
    assert f'href="{scene.version.article.get_absolute_url()}?s=' in page


def test_a_step_names_no_page_on_that_very_page(client, scene, show):
    set_tour(client, scene, "start")
    assert "Open a report that waits" in show()
    there = client.get(scene.version.article.get_absolute_url()).content.decode()
    assert "Open a report that waits" not in there
    assert "Show the statement that waits" in there
    said = scene.statements["quoted"]
    link = LinkFactory(negotiation=said.negotiation, later=said, earlier__said_at=said.said_at - timedelta(days=9))
    decide(scene.analyst, statement=said)
    decide(scene.analyst, link=link)

    assert "Open its page" in show()
    assert "Open its page" not in client.get(said.get_absolute_url()).content.decode()


def test_tour_goes_on_with_each_own_decision(client, scene, show):
    said = scene.statements["quoted"]
    link = LinkFactory(negotiation=said.negotiation, later=said, earlier__said_at=said.said_at - timedelta(days=9))
    set_tour(client, scene, "start")

    made = decide(scene.analyst, statement=said)
    assert "First steps, 2 of 3: Confirm what it relates to" in show()
    decide(scene.analyst, link=link)
    page = show()
    assert "First steps, 3 of 3: See it in its place" in page
    assert said.get_absolute_url() in page
    withdraw_judgement(judgement=made, by=scene.analyst)

    assert "First steps, 1 of 3" in show()


def test_what_others_decided_or_was_decided_before_is_no_step(client, scene, show):
    decide(MembershipFactory(negotiation=scene.version.negotiation).user, statement=scene.statements["quoted"])
    Judgement.objects.create(
        statement=scene.statements["inner"], verdict="confirm", by=scene.analyst, at=timezone.now() - timedelta(days=1)
    )
    set_tour(client, scene, "start")

    assert "First steps, 1 of 3" in show()


def test_refusing_is_no_step(client, scene, show):
    set_tour(client, scene, "start")
    decide(scene.analyst, Verdict.REJECT, statement=scene.statements["quoted"])

    assert "First steps, 1 of 3" in show()


@pytest.mark.parametrize("started", [True, False])
def test_tour_put_away_stays_away(client, scene, show, started):
    if started:
        set_tour(client, scene, "start")

    response = set_tour(client, scene, "end", next="/n/there/?x=1")

    assert response.url == "/n/there/?x=1"
    assert "tour-title" not in show("negotiation")
    scene.analyst.refresh_from_db()
    assert not scene.analyst.shows_tour


def test_tour_leads_to_no_strange_site(client, scene, show):
    assert (
        set_tour(client, scene, "end", next="https://example.org/").url == scene.version.negotiation.get_absolute_url()
    )


def test_tour_has_no_place_on_what_is_no_example_or_for_viewers(client, scene, show):
    client.force_login(scene.viewer)
    assert "New here?" not in show_of(client, scene)
    client.force_login(scene.analyst)
    assert "New here?" in show_of(client, scene)

    scene.version.negotiation.is_example = False
    scene.version.negotiation.save()

    assert "New here?" not in show_of(client, scene)


def show_of(client, scene):
    return client.get(reverse("negotiation", args=[scene.version.negotiation.slug])).content.decode()


def test_steps_are_drawn_anew_after_a_decision(client, scene, show):
    set_tour(client, scene, "start")
    decide(scene.analyst, statement=scene.statements["quoted"])

    fragment = show("tour_show")

    assert fragment.lstrip().startswith("<aside")
    assert "First steps, 2 of 3" in fragment


def test_nothing_is_drawn_anew_for_a_viewer(client, scene):
    client.force_login(MembershipFactory(negotiation=scene.version.negotiation, role=Role.VIEWER).user)

    assert client.get(reverse("tour_show", args=[scene.version.negotiation.slug])).content == b""


@pytest.mark.parametrize("count", [1, 3])
def test_tour_asks_as_often_for_many_decisions(client, scene, show, django_assert_num_queries, count):
    set_tour(client, scene, "start")
    for number in range(count):
        said = SuggestionFactory(negotiation=scene.version.negotiation, version=scene.version, spans=[[number, 9]])
        decide(scene.analyst, statement=said)
    with django_assert_num_queries(12):
        assert "First steps, 2 of 3" in show("tour_show")
