import pytest
from django.urls import reverse
from playwright.sync_api import expect

from positions.enums import ArticleState, JobState, Role
from tests.browser.axe import overflow, violations
from tests.factories import (
    AffiliationFactory,
    ArticleFactory,
    JobFactory,
    MembershipFactory,
    ScaleAnchorFactory,
    UserFactory,
)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_sign_in_page_is_accessible(open_page, theme):
    page = open_page(reverse("account_login"), None, theme=theme)

    assert violations(page) == []


def test_signing_in_leads_home(open_page):
    user = UserFactory(password="a long password")
    page = open_page(reverse("account_login"), None)

    page.get_by_label("Login").fill(user.username)
    page.get_by_label("Password", exact=True).fill("a long password")
    page.get_by_role("button", name="Sign in", exact=True).click()

    expect(page.get_by_role("heading", name="Negotiations")).to_be_visible()


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 390, 1440])
@pytest.mark.parametrize("name", ["home", "settings", "jobs", "articles", "article_add", "negotiation_settings"])
def test_pages_of_the_frame_reflow_and_are_accessible(open_page, name, width, theme):
    member = MembershipFactory(role=Role.LEAD, negotiation__is_example=True)
    for state in (ArticleState.READ, ArticleState.FAILED):
        article = ArticleFactory(negotiation=member.negotiation, state=state, error="" if state == "read" else "Why.")
    JobFactory(negotiation=member.negotiation, article=article, state=JobState.FAILED, error="Why.")
    AffiliationFactory(spokesperson__negotiation=member.negotiation)
    ScaleAnchorFactory(issue__negotiation=member.negotiation)
    path = reverse(name, args=[] if name in {"home", "settings"} else [member.negotiation.slug])
    page = open_page(path, member.user, width=width, theme=theme)

    assert overflow(page) == 0
    assert violations(page) == []


def test_theme_toggle_is_kept(open_page):
    page = open_page(reverse("home"), UserFactory())

    page.get_by_role("button", name="Switch between light and dark").click()
    page.reload()

    assert page.evaluate("document.documentElement.dataset.bsTheme") == "dark"


def test_question_mark_lists_the_keys(open_page):
    member = MembershipFactory()
    page = open_page(reverse("jobs", args=[member.negotiation.slug]), member.user)

    page.keyboard.press("?")

    expect(page.get_by_role("dialog", name="Keyboard shortcuts")).to_contain_text("go to reading")


def test_keys_can_be_switched_off(open_page):
    member = MembershipFactory(user__keyboard=False)
    page = open_page(reverse("jobs", args=[member.negotiation.slug]), member.user)

    page.keyboard.press("?")

    assert page.locator("dialog").count() == 0
    assert page.locator(".keybar").is_hidden()
