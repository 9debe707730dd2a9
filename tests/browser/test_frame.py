import re

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from positions.enums import Role
from tests.browser.axe import complaints, violations
from tests.factories import (
    CallFactory,
    DeliveryFactory,
    FollowFactory,
    MembershipFactory,
    UserFactory,
    WebhookFactory,
)

BEFORE_SIGNING_IN = {
    "account_login": [],
    "account_signup": [],
    "account_reset_password": [],
    "account_reset_password_from_key": ["1", "used-before"],
    "account_confirm_email": ["unknown"],
}


@pytest.mark.parametrize("name", BEFORE_SIGNING_IN)
def test_page_before_signing_in_is_accessible_and_reflows(open_page, name):
    assert complaints(open_page(reverse(name, args=BEFORE_SIGNING_IN[name]), None)) == []


def test_signing_in_leads_home(open_page):
    user = UserFactory(password="a long password")
    page = open_page(reverse("account_login"), None)

    page.locator("input[name=login]").fill(user.username)
    page.locator("input[name=password]").fill("a long password")
    page.get_by_role("button", name="Sign in", exact=True).click()

    expect(page.get_by_role("heading", name="Negotiations")).to_be_visible()


@pytest.mark.parametrize("name", ["mail", "mail_remove", "webhooks"])
def test_page_of_ones_own_is_accessible_and_reflows(open_page, name):
    follow = FollowFactory()
    user = follow.subscription.user
    DeliveryFactory(subscription=follow.subscription, state="failed", error="The mail server refused it.")
    WebhookFactory(user=user, paused_at=timezone.now(), paused_because="5 calls in a row were given up.")

    assert complaints(open_page(reverse(name), user)) == []


def test_page_of_a_webhook_is_accessible_and_reflows(open_page):
    call = CallFactory(state="failed", status=500, answer="Something broke.")

    assert complaints(open_page(call.webhook.get_absolute_url(), call.webhook.user)) == []


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
