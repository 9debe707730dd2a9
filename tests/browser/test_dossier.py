"""Statement, pair, person, proposals, conditions and briefing in a real browser: axe, reflow, copying, deciding."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from positions.enums import Firmness, Relation, Stance, VoteChoice
from positions.models import ConditionVerdict, Membership
from tests.browser.axe import complaints, overflow
from tests.factories import (
    SAID_AT,
    ConditionVerdictFactory,
    MembershipFactory,
    NegotiationFactory,
    ProposalFactory,
    VoteFactory,
    confirm,
)
from tests.web.talks import make_issue, make_party, relate, say

DATE = "?date=2031-03-15"


@pytest.fixture
def member() -> Membership:
    """An analyst of talks with a deadlock, a withdrawn condition, an unanswered proposal, and links."""
    member = MembershipFactory(negotiation=NegotiationFactory(title="Harbour talks"), user__first_name="Nora")
    negotiation = member.negotiation
    dues = make_issue(negotiation, "Harbour dues", slug="dues", number=1, status_quo=95)
    light = make_issue(negotiation, "Repair of the lighthouse", slug="light", number=2)
    zahira = make_party(negotiation, "Zahira", slug="zahira", number=1)
    northmark = make_party(negotiation, "Republic of Northmark", slug="northmark", number=2)
    make_party(negotiation, "Estmark", slug="estmark", number=8)
    plan = ProposalFactory(
        negotiation=negotiation, title="Envoy’s plan", slug="plan", put_at=SAID_AT, summary="Half of the dues."
    )
    plan.issues.add(dues)
    first = say(dues, zahira, "The dues stay as they are.", value=90, firmness=Firmness.RED_LINE)
    second = say(dues, zahira, "The dues may fall, if the arrears are paid.", days=4, value=60,
                 firmness=Firmness.OPEN, condition="the arrears are paid", proposal=plan)  # fmt: skip
    answer = say(dues, northmark, "We pay once our ships are at the quay.", days=5, value=20, stance=Stance.OPPOSES,
                 condition="our ships are at the quay")  # fmt: skip
    say(light, northmark, "The lighthouse first, if the envoy pays.", days=1, value=30, condition="the envoy pays")
    say(light, northmark, "The lighthouse can wait.", days=6, value=0, stance=Stance.OPPOSES)
    say(light, zahira, "The lighthouse comes first.", days=2, value=80)
    say(dues, zahira, "We might pay, if it rains.", days=7, condition="it rains", is_suggested=True)
    confirm(link=relate(first, second))
    confirm(link=relate(second, answer, Relation.RESPONDS_TO))
    relate(first, answer, Relation.OPPOSES)
    VoteFactory(proposal=plan, party=northmark, choice=VoteChoice.AGAINST)
    ConditionVerdictFactory(position=second, awaits=northmark, by=member.user)
    ConditionVerdictFactory(position=answer, awaits=zahira, by=member.user)
    return member


def condition_of(member: Membership) -> str:
    verdict = ConditionVerdict.objects.get(party__slug="zahira")
    return reverse("condition", args=[member.negotiation.slug, verdict.position_id, "zahira"]) + DATE


def address(member: Membership, name: str) -> str:
    slug = member.negotiation.slug
    people = member.negotiation.spokespersons
    verdict = ConditionVerdict.objects.get(party__slug="zahira")
    return {
        "statement": verdict.position.statement.get_absolute_url(),
        "pair": reverse("pair", args=[slug, "zahira", "northmark"]) + DATE,
        "pair unknown": reverse("pair", args=[slug, "zahira", "estmark"]) + DATE,
        "people": reverse("people", args=[slug]),
        "person": reverse("person", args=[slug, people.get(affiliations__party__slug="zahira").pk]) + DATE,
        "party": reverse("party", args=[slug, "zahira"]) + DATE,
        "proposals": reverse("proposals", args=[slug]) + DATE,
        "proposal": reverse("proposal", args=[slug, "plan"]) + DATE,
        "conditions": reverse("conditions", args=[slug]) + DATE,
        "condition": condition_of(member),
        "briefing": reverse("briefing", args=[slug]) + DATE + "&party=zahira&with=northmark",
        "briefings": reverse("briefing", args=[slug]),
    }[name]


# As test_every_page does not see them: with nothing known of one, with a decided condition, of two parties.
STATES = ["pair unknown", "proposal", "conditions", "condition", "briefing", "briefings"]


def test_states_of_pages_are_accessible_and_reflow(open_page, member):
    page = open_page(address(member, STATES[0]), member.user)
    broken = {}
    for name in STATES:
        page.goto(address(member, name))
        for details in page.locator("main details").all():
            details.evaluate("element => { element.open = true; }")
        if found := complaints(page):
            broken[name] = found

    assert broken == {}


def test_pages_of_an_empty_negotiation_are_accessible_and_say_what_belongs_there(open_page):
    member = MembershipFactory()
    page = open_page(reverse("people", args=[member.negotiation.slug]), member.user)
    sentences = {
        "people": "Nobody is entered yet",
        "proposals": "No proposal is on the table yet",
        "conditions": "No condition is on record",
        "briefing": "Choose a party, two parties or an issue",
    }
    broken = {}
    for name, sentence in sentences.items():
        page.goto(reverse(name, args=[member.negotiation.slug]))
        expect(page.get_by_text(sentence)).to_be_visible()
        if found := complaints(page):
            broken[name] = found

    assert broken == {}


def test_a_citation_is_copied_and_said_to_be(open_page, member):
    page = open_page(address(member, "statement"), member.user)
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])

    page.get_by_role("button", name="Copy permanent address").click()
    expect(page.get_by_role("status")).to_contain_text("Address copied")
    assert page.evaluate("navigator.clipboard.readText()").endswith(address(member, "statement"))

    page.locator("summary", has_text="BibTeX").click()
    page.get_by_role("button", name="Copy BibTeX").click()
    expect(page.get_by_role("status")).to_contain_text("Citation copied")
    assert page.evaluate("navigator.clipboard.readText()").startswith("@misc{")


def test_without_script_a_citation_can_be_read_and_downloaded(open_page, member):
    page = open_page(address(member, "statement"), member.user, javascript=False)

    expect(page.get_by_role("button", name="Copy Text")).to_be_hidden()
    expect(page.locator("#cite-txt")).to_contain_text("The dues may fall")
    with page.expect_download() as download:
        page.get_by_role("link", name="Download .txt").click()

    assert download.value.suggested_filename.endswith(".txt")


def test_the_graph_of_links_leads_by_keyboard_to_the_other_statement(open_page, member):
    page = open_page(address(member, "statement"), member.user)

    page.get_by_role("link", name="responds to: Republic of Northmark, 9 Mar 2031").focus()
    page.keyboard.press("Enter")

    expect(page.locator(".bigwords")).to_contain_text("once our ships are at the quay")


def test_a_pair_without_script_shows_words_numbers_and_another_party(open_page, member):
    page = open_page(address(member, "pair"), member.user, javascript=False)

    expect(page.get_by_role("heading", level=1)).to_contain_text("points apart")
    page.get_by_text("Table of the same numbers").click()
    expect(page.get_by_role("table")).to_contain_text("6 Mar 2031")
    page.get_by_label("Beside Zahira").select_option("Estmark")
    page.get_by_role("button", name="Show").click()

    expect(page.get_by_text("How far apart they stand cannot be told")).to_be_visible()


@pytest.mark.parametrize("width", [390, 1440])
def test_a_condition_is_decided_and_taken_back(open_page, member, width):
    page = open_page(address(member, "conditions"), member.user, width=width)
    expect(page.get_by_role("heading", level=1)).to_have_text("Zahira and Republic of Northmark wait for each other")

    page.get_by_role("heading", name="the arrears are paid").get_by_role("link").click()
    page.get_by_label("met", exact=True).check()
    page.get_by_label("We pay once our ships").check()
    page.get_by_role("button", name="Record").click()

    expect(page.get_by_text("Met: recorded.")).to_be_visible()
    assert ConditionVerdict.objects.current().get(party__slug="zahira").state == "met"
    page.get_by_role("button", name="Take back").click()
    expect(page.get_by_text("Taken back.")).to_be_visible()
    assert ConditionVerdict.objects.current().get(party__slug="zahira").state == "open"


def test_a_briefing_prints_without_the_frame_and_downloads(open_page, member):
    page = open_page(address(member, "briefing"), member.user)

    with page.expect_download() as download:
        page.get_by_role("link", name="DOCX").click()
    page.emulate_media(media="print")

    assert download.value.suggested_filename == "briefing-zahira-northmark-2031-03-15.docx"
    expect(page.locator(".topbar")).to_be_hidden()
    expect(page.locator("form.filterbar")).to_be_hidden()
    expect(page.locator(".briefing")).to_contain_text("stand 40 points apart")


def test_right_to_left_pages_stay_inside_the_window(open_page, member):
    member.negotiation.parties.filter(slug="zahira").update(name="الوفد الزهيري")
    page = open_page(address(member, "pair"), member.user, width=390)
    for name in ("pair", "conditions", "statement", "briefing"):
        page.goto(address(member, name))
        page.evaluate("document.documentElement.dir = 'rtl'")

        assert overflow(page) == 0, name
