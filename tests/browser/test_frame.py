import re

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from positions.enums import ArticleState, JobState, Role
from tests.browser.axe import complaints, violations
from tests.factories import (
    AffiliationFactory,
    ArticleFactory,
    JobFactory,
    MembershipFactory,
    OutsideEventFactory,
    ScaleAnchorFactory,
    UserFactory,
)


def test_sign_in_page_is_accessible_and_reflows(open_page):
    assert complaints(open_page(reverse("account_login"), None)) == []


def test_signing_in_leads_home(open_page):
    user = UserFactory(password="a long password")
    page = open_page(reverse("account_login"), None)

    page.locator("input[name=login]").fill(user.username)
    page.locator("input[name=password]").fill("a long password")
    page.get_by_role("button", name="Sign in", exact=True).click()

    expect(page.get_by_role("heading", name="Negotiations")).to_be_visible()


PAGES = ["home", "settings", "jobs", "articles", "article_add", "negotiation_settings", "setup_about", "setup_parties",
         "setup_people", "setup_issues", "setup_members", "events", "network"]  # fmt: skip


@pytest.mark.parametrize("name", PAGES)
def test_page_is_accessible_and_reflows(open_page, name):
    member = MembershipFactory(role=Role.LEAD, negotiation__is_example=True)
    for state in (ArticleState.READ, ArticleState.FAILED):
        article = ArticleFactory(negotiation=member.negotiation, state=state, error="" if state == "read" else "Why.")
    JobFactory(negotiation=member.negotiation, article=article, state=JobState.FAILED, error="Why.")
    AffiliationFactory(spokesperson__negotiation=member.negotiation)
    ScaleAnchorFactory(issue__negotiation=member.negotiation)
    OutsideEventFactory(negotiation=member.negotiation, summary="The ferry stays in port.", url="https://example.org")
    path = reverse(name, args=[] if name in {"home", "settings"} else [member.negotiation.slug])

    assert complaints(open_page(path, member.user)) == []


@pytest.mark.parametrize("name", ["party", "merge", "person", "role", "issue", "remove"])
def test_setup_of_a_row_is_accessible_and_reflows(open_page, name):
    member = MembershipFactory(role=Role.LEAD)
    role = AffiliationFactory(spokesperson__negotiation=member.negotiation)
    issue = ScaleAnchorFactory(issue__negotiation=member.negotiation).issue
    party, person = role.party, role.spokesperson
    names = {
        "party": [party.slug],
        "merge": [party.slug],
        "person": [person.pk],
        "role": [person.pk, role.pk],
        "issue": [issue.slug],
        "remove": ["parties", party.slug],
    }
    page = open_page(reverse(f"setup_{name}", args=[member.negotiation.slug, *names[name]]), member.user)

    assert complaints(page) == []


@pytest.mark.parametrize("is_only_lead", [False, True])
def test_question_before_a_member_goes_is_accessible(open_page, is_only_lead):
    lead = MembershipFactory(role=Role.LEAD)
    member = lead if is_only_lead else MembershipFactory(negotiation=lead.negotiation)
    page = open_page(reverse("member_remove", args=[lead.negotiation.slug, member.user_id]), lead.user)

    assert complaints(page) == []


def test_theme_toggle_is_kept(open_page):
    page = open_page(reverse("home"), UserFactory())

    page.get_by_role("button", name="Switch between light and dark").click()
    page.reload()

    assert page.evaluate("document.documentElement.dataset.bsTheme") == "dark"


def test_question_mark_lists_the_keys(open_page):
    member = MembershipFactory()
    page = open_page(reverse("jobs", args=[member.negotiation.slug]), member.user)

    page.keyboard.press("?")

    sheet = page.get_by_role("dialog", name="Keyboard shortcuts")
    expect(sheet).to_contain_text("go to reading")
    assert violations(page) == []
    for key in ("/", "?", "j", "k", "g"):
        expect(sheet.locator("kbd", has_text=re.compile(rf"^{re.escape(key)}$")).first).to_be_visible()
    expect(sheet.get_by_role("link", name="your settings")).to_have_attribute("href", reverse("settings"))
    assert page.evaluate("document.activeElement.textContent") == "Close"
    page.keyboard.press("Escape")
    expect(sheet).to_have_count(0)


def test_keys_are_listed_by_a_button_too(open_page):
    member = MembershipFactory()
    page = open_page(reverse("jobs", args=[member.negotiation.slug]), member.user)

    page.get_by_role("button", name="all shortcuts").click()

    expect(page.get_by_role("dialog", name="Keyboard shortcuts")).to_be_visible()


def test_keys_can_be_switched_off(open_page):
    member = MembershipFactory(user__keyboard=False)
    page = open_page(reverse("jobs", args=[member.negotiation.slug]), member.user)

    page.keyboard.press("?")

    assert page.locator("dialog").count() == 0
    assert page.locator(".keybar").is_hidden()
