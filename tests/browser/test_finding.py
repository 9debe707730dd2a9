"""Search, saved searches, set-up and the first steps, as a person does them in a real browser."""

from datetime import timedelta

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from positions.enums import Role
from positions.models import Issue, Link, Party
from tests.browser.axe import complaints
from tests.factories import LinkFactory, MembershipFactory, NegotiationFactory, StatementFactory, UserFactory
from tests.web.scenes import read_article
from tests.web.talks import make_issue, make_party, say

pytestmark = pytest.mark.usefixtures("broker")


@pytest.fixture
def talks(transactional_db):
    """A lead of talks in which two parties spoke of dues."""
    lead = MembershipFactory(role=Role.LEAD, negotiation=NegotiationFactory(title="Harbour talks"))
    dues = make_issue(lead.negotiation, "Harbour dues", slug="dues")
    say(dues, make_party(lead.negotiation, "Zahira", slug="zahira", number=1), "The dues may fall.")
    say(dues, make_party(lead.negotiation, "Northmark", slug="northmark", number=2), "The dues stay.", days=1)
    return lead


@pytest.fixture
def scene(transactional_db):
    """A report of an example, read, with a suggestion that answers earlier words."""
    scene = read_article()
    scene.version.negotiation.is_example = True
    scene.version.negotiation.save()
    said = scene.statements["quoted"]
    earlier = StatementFactory(
        negotiation=said.negotiation, party=scene.zahira, said_at=said.said_at - timedelta(days=9)
    )
    LinkFactory(negotiation=said.negotiation, later=said, earlier=earlier)
    type(said).objects.filter(pk=said.pk).update(confidence=0.99)
    return scene


@pytest.mark.parametrize("javascript", [True, False])
def test_search_is_narrowed_saved_and_opened_again(open_page, talks, javascript):
    page = open_page(reverse("search", args=[talks.negotiation.slug]), talks.user, javascript=javascript)

    main = page.locator("main")
    main.get_by_label("Words").fill("dues")
    main.get_by_role("button", name="Search", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("2 statements with “dues”")
    page.get_by_role("navigation", name="Narrow down").get_by_role("link", name="Northmark").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("1 statement with “dues”")
    page.get_by_text("Save this search").click()
    page.get_by_label("Name", exact=True).fill("What Northmark says of dues")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("What Northmark says of dues")
    page.get_by_role("link", name="See what it finds").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("1 statement with “dues”")
    expect(page.locator("mark.hit")).to_have_text("dues")


def test_slash_opens_the_search_and_back_keeps_what_was_typed(open_page, talks):
    page = open_page(reverse("negotiation", args=[talks.negotiation.slug]), talks.user)

    page.keyboard.press("/")
    page.keyboard.type("dues")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("2 statements with “dues”")
    page.get_by_role("link", name="The dues stay.").click()
    page.go_back()

    expect(page.locator("main").get_by_label("Words")).to_have_value("dues")


def test_feed_is_made_and_read_without_signing_in(open_page, talks, client):
    page = open_page(reverse("search", args=[talks.negotiation.slug]) + "?q=dues", talks.user)
    page.get_by_text("Save this search").click()
    page.get_by_role("button", name="Save", exact=True).click()

    page.get_by_role("button", name="Make a feed address").click()

    address = page.locator("#feed .copytext").inner_text()
    answer = client.get("/feeds/" + address.split("/feeds/")[1])
    assert answer.status_code == 200
    assert b"The dues may fall." in answer.content
    page.reload()
    expect(page.locator("#feed")).to_contain_text("a new address ends the old one")


@pytest.mark.parametrize("javascript", [True, False])
def test_negotiation_is_set_up_from_nothing(open_page, transactional_db, javascript):
    page = open_page(reverse("home"), UserFactory(), javascript=javascript)
    page.get_by_label("Title").fill("Quay talks")
    page.get_by_role("button", name="Open it").click()
    page.get_by_role("link", name="Add parties").click()
    page.get_by_label("Name", exact=True).fill("Zahira")
    page.get_by_label("Other names").fill("Захира")
    page.get_by_role("button", name="Add party").click()
    page.get_by_role("navigation", name="Set-up").get_by_role("link", name="Issues").click()
    for title in ("Dues", "Pilots"):
        page.get_by_label("Title").fill(title)
        page.get_by_label("Values between").fill("half: 50")
        page.get_by_role("button", name="Add issue").click()
        expect(page.get_by_text("is not a value from 1 to 99")).to_be_visible()
        expect(page.get_by_label("Title")).to_have_value(title)
        page.get_by_label("Values between").fill("50: half")
        page.get_by_role("button", name="Add issue").click()
    page.get_by_role("button", name="Move Pilots up").click()

    expect(page.locator("ol.rows > li").first).to_contain_text("Pilots")
    assert [each.name for each in Party.objects.get().aliases.all()] == ["Захира"]
    assert [issue.title for issue in Issue.objects.order_by("number")] == ["Pilots", "Dues"]


def test_first_steps_lead_to_an_own_linked_statement(open_page, scene):
    negotiation = scene.version.negotiation
    page = open_page(reverse("negotiation", args=[negotiation.slug]), scene.analyst)
    tour = page.locator(".tour")

    tour.get_by_role("button", name="Show me").click()
    expect(tour).to_contain_text("1 of 3")
    tour.get_by_role("link", name="Open a report that waits").click()
    page.keyboard.press("a")
    expect(tour).to_contain_text("2 of 3: Confirm what it relates to")
    tour.get_by_role("link", name="Open your statement").click()
    page.get_by_role("button", name="Confirm link").first.click()
    expect(tour).to_contain_text("3 of 3: See it in its place")
    tour.get_by_role("link", name="Open its page").click()
    expect(page).to_have_url(lambda url: scene.statements["quoted"].get_absolute_url() in url)
    tour.get_by_role("button", name="I have seen it").click()

    expect(tour).to_have_count(0)
    assert Link.objects.get().verdict == "confirm"
    assert scene.statements["quoted"].judgements.current().get().by == scene.analyst


def test_first_steps_are_accessible_and_reflow(open_page, scene):
    page = open_page(reverse("negotiation", args=[scene.version.negotiation.slug]), scene.analyst)
    assert complaints(page) == []
    page.get_by_role("button", name="Show me").click()

    assert complaints(page) == []
