"""Today, matrix, issue, party, statement, search and review in a real browser: reflow, axe, keys, no script."""

from datetime import timedelta

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from positions.enums import Firmness, Relation, Stance, VoteChoice
from positions.models import Link, Membership, SavedSearch
from tests.browser.axe import complaints, overflow
from tests.factories import (
    SAID_AT,
    MembershipFactory,
    NegotiationFactory,
    OutsideEventFactory,
    ProposalFactory,
    SavedSearchFactory,
    VoteFactory,
    confirm,
)
from tests.web.talks import make_issue, make_party, relate, say


@pytest.fixture
def member() -> Membership:
    """A reader of talks in which things moved, were suggested, voted on, and stayed unknown."""
    member = MembershipFactory(negotiation=NegotiationFactory(title="Harbour talks"), user__first_name="Nora")
    negotiation = member.negotiation
    dues = make_issue(negotiation, "Harbour dues", slug="dues", number=1, status_quo=95)
    light = make_issue(negotiation, "Repair of the lighthouse", slug="light", number=2)
    pilots = make_issue(negotiation, "Pilots on board", slug="pilots", number=3)
    zahira = make_party(negotiation, "Zahira", slug="zahira", number=1, group="The coast")
    northmark = make_party(negotiation, "Republic of Northmark", slug="northmark", number=2, group="The coast")
    envoy = make_party(negotiation, "Envoy’s office", slug="envoy", number=3, group="Mediation")
    make_party(negotiation, "Estmark", slug="estmark", number=8)
    first = say(dues, zahira, "The dues stay as they are, and nothing else is on offer.", value=90)
    second = say(dues, zahira, "The dues may fall, and something else is on offer.", days=9, value=60,
                 firmness=Firmness.OPEN, condition="the lighthouse is repaired first")  # fmt: skip
    third = say(dues, zahira, "The dues may fall once the lighthouse shines.", days=10, value=60,
                firmness=Firmness.OPEN)  # fmt: skip
    say(dues, northmark, "No ship pays anything.", days=2, value=5, stance=Stance.OPPOSES, firmness=Firmness.RED_LINE)
    say(dues, envoy, "Half of the dues would be fair to both.", days=5, value=50, stance=Stance.MIXED)
    say(light, envoy, "The lighthouse comes first.", days=5, value=80)
    say(light, northmark, "The lighthouse can wait.", days=6, value=20, is_suggested=True)
    say(dues, northmark, "Some ships may pay something.", days=11, value=30, is_suggested=True)
    say(pilots, zahira, "Pilots are a matter for later.", days=1, stance=Stance.NONE, value=None, firmness=None)
    relate(first, second)
    confirm(link=relate(second, third, Relation.RESTATES))
    proposal = ProposalFactory(
        negotiation=negotiation, title="Envoy’s plan", slug="plan", put_by=envoy, put_at=SAID_AT + timedelta(days=6)
    )
    proposal.issues.add(dues)
    VoteFactory(proposal=proposal, party=zahira, choice=VoteChoice.AGAINST, cast_at=SAID_AT + timedelta(days=8))
    VoteFactory(proposal=proposal, party=northmark, cast_at=SAID_AT + timedelta(days=8))
    for days, effect in ((0, "opens"), (3, "settles"), (7, "opens")):
        happened_at = SAID_AT + timedelta(days=days)
        event = OutsideEventFactory(negotiation=negotiation, effect=effect, happened_at=happened_at, summary="A storm.")
        event.issues.add(dues)
    return member


def address(member: Membership, name: str) -> str:
    slug = member.negotiation.slug
    link = Link.objects.get(relation=Relation.SOFTENS)
    saved = SavedSearch.objects.first() or SavedSearchFactory(user=member.user, negotiation=member.negotiation)
    return {
        "today": reverse("negotiation", args=[slug]),
        "matrix": reverse("matrix", args=[slug]) + "?date=2031-03-15",
        "evidence": reverse("matrix", args=[slug]) + "?date=2031-03-15&party=zahira&issue=dues",
        "issues": reverse("issues", args=[slug]),
        "issue": reverse("issue", args=[slug, "dues"]) + "?to=2031-03-15",
        "parties": reverse("parties", args=[slug]),
        "party": reverse("party", args=[slug, "zahira"]) + "?date=2031-03-15",
        "proposal": reverse("proposal", args=[slug, "plan"]),
        "statement": link.later.get_absolute_url() + "?find=lighthouse",
        "search": reverse("search", args=[slug]) + "?q=dues",
        "search narrowed": reverse("search", args=[slug]) + "?q=dues&party=zahira&state=confirmed&sort=earliest",
        "search refused": reverse("search", args=[slug]) + "?q=dues&from=soon",
        "saved searches": reverse("saved_searches", args=[slug]),
        "saved search": reverse("saved_search", args=[slug, saved.public_id]),
        "review": reverse("review_queue", args=[slug]),
        "statements": reverse("review_queue", args=[slug]) + "?queue=statements",
        "link": link.get_absolute_url(),
    }[name]


# As test_every_page does not see them: with groups, votes and events, narrowed, refused.
STATES = ["matrix", "evidence", "issue", "search narrowed", "search refused", "statements"]


def test_states_of_pages_reflow_and_are_accessible(open_page, member):
    page = open_page(address(member, "today"), member.user)
    broken = {}
    for name in STATES:
        page.goto(address(member, name))
        if found := complaints(page):
            broken[name] = found

    assert broken == {}


def test_long_names_and_moves_stay_inside_a_narrow_page(open_page, member):
    article = member.negotiation.articles.first()
    article.source.name = "General Assembly of the harbour towns, record of the debate (summary)"
    article.source.save()
    article.title = "The harbour dues of the northern and southern quays, debated"
    article.save()
    member.negotiation.issues.filter(slug="dues").update(title="Harbour dues of all ships that call at the quays")
    page = open_page(reverse("search", args=[member.negotiation.slug]) + "?q=harbour", member.user, width=390)
    assert overflow(page) == 0

    page.goto(reverse("parties", args=[member.negotiation.slug]) + "?date=2031-03-15")

    assert overflow(page) == 0


def test_matrix_opens_the_evidence_without_script(open_page, member):
    page = open_page(address(member, "matrix"), member.user, javascript=False)

    page.locator("a.cell").first.click()

    expect(page.get_by_role("complementary", name="Harbour dues")).to_contain_text("the lighthouse is repaired first")


def test_matrix_slider_goes_to_its_day(open_page, member):
    page = open_page(address(member, "matrix"), member.user)

    page.get_by_label("As-of date, in days since").press("Home")

    expect(page.get_by_role("heading", level=1)).to_have_text("Positions as of 4 Mar 2031")


def test_matrix_keys_walk_the_cells_and_the_shifts(open_page, member):
    page = open_page(address(member, "matrix"), member.user)

    page.locator("a.cell").first.focus()
    page.keyboard.press("ArrowRight")
    assert "Repair of the lighthouse" in page.evaluate("document.activeElement.textContent")
    page.keyboard.press("[")

    expect(page.get_by_role("heading", level=1)).to_contain_text("Zahira softened by 30 points")


def test_review_decides_by_one_key_and_undoes_by_one(open_page, member):
    page = open_page(address(member, "review"), member.user)

    page.keyboard.press("a")
    expect(page.get_by_role("status")).to_contain_text("Confirmed")
    assert Link.objects.get(relation=Relation.SOFTENS).verdict == "confirm"
    page.keyboard.press("u")

    expect(page.get_by_text("Taken back")).to_be_visible()
    assert Link.objects.get(relation=Relation.SOFTENS).verdict == ""


def test_review_names_another_relation_by_its_number(open_page, member):
    page = open_page(address(member, "review"), member.user)

    page.keyboard.press("1")

    expect(page.get_by_role("status")).to_contain_text("Confirmed as: restates")
