"""The queue and the morning's page in a real browser: one key per answer, by touch, without script."""

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from positions.enums import JobState, Verdict
from positions.models import Job, Membership, Statement
from tests.browser.axe import complaints, overflow, violations
from tests.factories import JobFactory, MembershipFactory, NegotiationFactory, SuggestionFactory
from tests.web.talks import make_issue, make_party, say


@pytest.fixture
def member() -> Membership:
    """An analyst of talks with three suggestions, one of which would move what Zahira holds."""
    member = MembershipFactory(negotiation=NegotiationFactory(title="Harbour talks"), user__first_name="Nora")
    dues = make_issue(member.negotiation, "Harbour dues", slug="dues")
    zahira = make_party(member.negotiation, "Zahira", slug="zahira", number=1)
    northmark = make_party(member.negotiation, "Northmark", slug="northmark", number=2)
    say(dues, zahira, "The dues stay.", value=90)
    say(dues, zahira, "The dues may fall.", days=2, is_suggested=True, value=70)
    say(dues, northmark, "No ship pays.", days=3, is_suggested=True, value=5)
    say(dues, northmark, "Ships sail.", days=4, is_suggested=True, value=5)
    return member


def statements(member: Membership) -> str:
    return reverse("review_queue", args=[member.negotiation.slug]) + "?queue=statements"


def verdict_on(words: str) -> str:
    return Statement.objects.get(words=words).verdict


def progress(page: Page, words: str) -> None:
    expect(page.locator(".reviewbar")).to_contain_text(words)


def test_three_statements_are_answered_with_three_keys(open_page, member):
    page = open_page(statements(member), member.user)
    progress(page, "0 of 3 decided today")
    expect(page.locator(".below")).to_contain_text("would have softened by 20 points, from 90 to 70")

    page.keyboard.press("a")
    progress(page, "1 of 3 decided today")
    page.keyboard.press("s")
    progress(page, "1 skipped")
    page.keyboard.press("n")

    expect(page.get_by_text("You have skipped what was left")).to_be_visible()
    progress(page, "1 unsure")
    assert sorted(each.verdict for each in Statement.objects.exclude(words="The dues stay.")) == [
        "", Verdict.CONFIRM, Verdict.UNSURE,
    ]  # fmt: skip


def test_undo_asks_the_same_question_again_and_takes_the_positions_back(open_page, member):
    page = open_page(statements(member) + "&party=zahira", member.user)
    question = page.get_by_role("heading", level=1)
    expect(question).to_have_text("Did Zahira say this?")

    page.keyboard.press("a")
    expect(page.get_by_text("No statement fits this filter")).to_be_visible()
    page.keyboard.press("u")

    expect(question).to_have_text("Did Zahira say this?")
    progress(page, "0 of 1 decided today")
    assert verdict_on("The dues may fall.") == ""
    assert Statement.objects.get(words="The dues may fall.").positions.get().verdict == ""


def test_chosen_filter_goes_into_the_address_at_once(open_page, member):
    page = open_page(statements(member), member.user)

    page.get_by_label("Party").select_option("Northmark")

    expect(page.get_by_role("heading", level=1)).to_have_text("Did Northmark say this?")
    assert "party=northmark" in page.url


def test_filters_are_one_word_where_it_is_narrow(open_page, member):
    page = open_page(statements(member) + "&party=zahira", member.user, width=390)
    filters, party = page.get_by_text("Filter Zahira"), page.get_by_label("Party")
    expect(party).to_be_hidden()
    filters.click()
    party.select_option("Northmark")

    expect(page.get_by_text("Filter Northmark")).to_be_visible()
    expect(party).to_be_hidden()
    page.set_viewport_size({"width": 1440, "height": 900})
    expect(party).to_be_visible()
    expect(page.get_by_text("Filter Northmark")).to_be_hidden()


def test_queue_is_answered_without_script(open_page, member):
    page = open_page(statements(member), member.user, javascript=False)

    page.get_by_label("Party").select_option("Northmark")
    page.get_by_role("button", name="Show").click()
    page.get_by_role("button", name="Yes to “No ship pays.”").click()
    progress(page, "1 of 2 decided today")
    page.get_by_role("button", name="Undo").click()

    progress(page, "0 of 2 decided today")


def test_queue_is_answered_by_touch(open_page, member):
    page = open_page(statements(member), member.user, width=390)
    button = page.get_by_role("button", name="Refuse “The dues may fall.”")
    assert button.bounding_box()["height"] >= 40

    button.click()

    progress(page, "1 refused")
    assert overflow(page) == 0


def test_pages_read_from_right_to_left(open_page, member):
    page = open_page(statements(member), member.user)
    for path in (statements(member), member.negotiation.get_absolute_url()):
        page.goto(path)
        page.evaluate("document.documentElement.dir = 'rtl'")
        assert complaints(page) == []


def test_morning_starts_with_what_would_move_and_leads_into_the_queue(open_page, member):
    job = JobFactory(
        negotiation=member.negotiation,
        article=SuggestionFactory(negotiation=member.negotiation).version.article,
        state=JobState.FAILED,
        error="The site answered 403.",
    )
    page = open_page(member.negotiation.get_absolute_url(), member.user)
    expect(page.get_by_role("row", name="suggestion would move a held position")).to_contain_text(
        "Zahira on Harbour dues"
    )
    assert violations(page) == []

    page.get_by_role("button", name=f"Retry {job.article.title}").click()
    expect(page.get_by_text("It is queued again.")).to_be_visible()
    assert Job.objects.get(pk=job.pk).state == JobState.QUEUED
    page.get_by_role("link", name="Judge them").click()

    expect(page.locator(".linkcard")).to_contain_text("The dues may fall.")


def test_what_would_move_is_opened_from_the_morning_by_keys(open_page, member):
    page = open_page(member.negotiation.get_absolute_url(), member.user)

    page.keyboard.press("j")
    page.keyboard.press("Enter")

    expect(page.locator(".card-open")).to_contain_text("The dues may fall.")
