"""Signing in with passwords, codes and passkeys in Chromium; a broken content policy is an error and fails the test."""

import time
from collections.abc import Callable

import pytest
from allauth.account.forms import default_token_generator
from allauth.account.models import EmailAddress, EmailConfirmationHMAC
from allauth.account.utils import user_pk_to_url_str
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth as totp
from django.test import override_settings
from django.urls import reverse
from playwright.sync_api import Page, expect

from positions.models import User
from tests.addresses import ROUTE
from tests.browser.axe import complaints
from tests.factories import UserFactory

pytestmark = pytest.mark.usefixtures("broker")

Open = Callable[..., Page]
PASSWORD = "a long password"

# Every page of accounts, by who sees it.
SIGNED_IN = [
    "account_email", "account_change_password", "account_logout", "account_reauthenticate", "mfa_index",
    "mfa_activate_totp", "mfa_view_recovery_codes", "mfa_generate_recovery_codes", "mfa_list_webauthn",
    "mfa_add_webauthn", "mfa_reauthenticate", "mfa_reauthenticate_webauthn",
]  # fmt: skip
SIGNED_OUT = [
    "account_login", "account_signup", "account_inactive", "account_reset_password", "account_reset_password_done",
    "account_reset_password_from_key_done", "account_email_verification_sent",
]  # fmt: skip
IN_BETWEEN = [
    "account_confirm_email", "account_reset_password_from_key", "account_set_password", "mfa_authenticate",
    "mfa_deactivate_totp", "mfa_edit_webauthn", "mfa_remove_webauthn",
]  # fmt: skip
# A file, what scripts ask, and what is switched off.
NO_PAGES = ["mfa_download_recovery_codes", "mfa_login_webauthn", "account_confirm_login_code"]


@pytest.fixture
def user(transactional_db: None) -> User:
    return UserFactory(username="nora", first_name="Nora")


def code_of(secret: str) -> str:
    return totp.format_hotp_value(totp.hotp_value(secret, int(time.time()) // 30))


def plug_in_key(page: Page) -> None:
    """Give the browser an authenticator that knows its owner and agrees to everything."""
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    session.send("WebAuthn.addVirtualAuthenticator", {"options": options})


def sign_in(page: Page, login: str = "nora", password: str = PASSWORD) -> None:
    page.get_by_label("User name or e-mail address").fill(login)
    page.get_by_label("Password", exact=True).fill(password)
    page.get_by_role("button", name="Sign in", exact=True).click()


def sign_out(page: Page) -> None:
    page.goto(reverse("account_logout"))
    page.locator("main").get_by_role("button", name="Sign out").click()
    page.goto(reverse("account_login"))


def confirm_password(page: Page) -> None:
    expect(page.get_by_role("heading", name="Confirm that it is you")).to_be_visible()
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Confirm", exact=True).click()


def add_passkey(page: Page, *, alone: bool) -> None:
    page.goto(reverse("mfa_add_webauthn"))
    confirm_password(page)
    page.get_by_label("Name").fill("Laptop")
    page.get_by_label("Sign in with this passkey alone").set_checked(alone)
    page.get_by_role("button", name="Add the passkey").click()
    expect(page.get_by_role("heading", name="Recovery codes")).to_be_visible()


def test_refused_sign_in_is_accessible_and_keeps_the_name(open_page: Open, user: User) -> None:
    page = open_page(reverse("account_login"), None)
    sign_in(page, password="wrong")

    expect(page.get_by_role("alert").first).to_contain_text("do not go together")
    expect(page.get_by_label("User name or e-mail address")).to_have_value("nora")
    assert complaints(page) == []


def test_signing_in_without_javascript_offers_no_passkey(open_page: Open, user: User) -> None:
    page = open_page(reverse("account_login"), None, javascript=False)
    expect(page.get_by_role("button", name="Sign in with a passkey")).to_be_hidden()
    sign_in(page, "nora@example.org")

    expect(page.get_by_role("heading", name="Negotiations")).to_be_visible()


def test_app_is_set_up_and_its_code_and_a_recovery_code_let_in(open_page: Open, user: User) -> None:
    page = open_page(reverse("mfa_activate_totp"), None)
    sign_in(page)
    confirm_password(page)
    assert page.locator("img.qr").evaluate("image => image.complete && image.naturalWidth > 0")
    secret = page.locator(".secret").inner_text()
    page.get_by_label("Code from the app").fill(code_of(secret))
    page.get_by_role("button", name="Ask for codes from now on").click()
    recovery_code = page.locator(".codes code").first.inner_text()

    sign_out(page)
    sign_in(page)
    page.get_by_label("Code").fill("000000")
    page.get_by_role("button", name="Sign in", exact=True).click()
    expect(page.get_by_role("alert").first).to_contain_text("That was not accepted.")
    expect(page.get_by_role("button", name="Use a passkey")).to_have_count(0)
    # The code that set the app up is used; a clock that is one step ahead is allowed.
    page.get_by_label("Code").fill(totp.format_hotp_value(totp.hotp_value(secret, int(time.time()) // 30 + 1)))
    page.get_by_role("button", name="Sign in", exact=True).click()
    expect(page.get_by_role("heading", name="Negotiations")).to_be_visible()

    sign_out(page)
    sign_in(page)
    page.get_by_label("Code").fill(recovery_code)
    page.get_by_role("button", name="Sign in", exact=True).click()
    expect(page.get_by_role("heading", name="Negotiations")).to_be_visible()


def test_passkey_is_added_and_opens_the_page_that_was_asked_for(open_page: Open, user: User) -> None:
    page = open_page(reverse("account_login"), None)
    plug_in_key(page)
    sign_in(page)
    add_passkey(page, alone=True)
    page.goto(reverse("mfa_list_webauthn"))
    expect(page.locator(".rows")).to_contain_text("signs you in alone")

    sign_out(page)
    page.goto(f"{reverse('account_login')}?next={reverse('settings')}")
    page.get_by_role("button", name="Sign in with a passkey").click()

    expect(page.get_by_role("heading", name="Settings")).to_be_visible()


def test_passkey_is_the_second_step_and_confirms_who_it_is(open_page: Open, user: User) -> None:
    page = open_page(reverse("account_login"), None)
    plug_in_key(page)
    sign_in(page)
    add_passkey(page, alone=False)
    sign_out(page)
    sign_in(page)
    page.get_by_role("button", name="Use a passkey").click()
    expect(page.get_by_role("heading", name="Negotiations")).to_be_visible()

    page.goto(reverse("mfa_generate_recovery_codes"))
    page.get_by_role("link", name="Use a passkey").click()
    page.get_by_role("button", name="Use a passkey").click()
    expect(page.get_by_role("heading", name="Make new recovery codes?")).to_be_visible()


def test_passkey_that_is_unknown_here_is_told(open_page: Open, user: User) -> None:
    page = open_page(reverse("account_login"), None)
    plug_in_key(page)
    sign_in(page)
    add_passkey(page, alone=True)
    sign_out(page)
    Authenticator.objects.all().delete()
    page.get_by_role("button", name="Sign in with a passkey").click()

    expect(page.get_by_role("status")).to_contain_text("That was not accepted.")


def test_cancelled_passkey_is_told_in_a_sentence(open_page: Open) -> None:
    page = open_page(reverse("account_login"), None)
    page.evaluate("() => { navigator.credentials.get = async () => { throw new DOMException('', 'NotAllowedError') } }")
    page.get_by_role("button", name="Sign in with a passkey").click()

    expect(page.get_by_role("alert").first).to_contain_text("No passkey was used")


def broken_pages(page: Page, paths: list[str]) -> dict[str, list[str]]:
    """Return what is wrong with each page, those only of which something is."""
    broken = {}
    for path in paths:
        page.goto(path, wait_until="domcontentloaded")
        assert page.url.endswith(path) or page.url.endswith("-set-password/"), page.url
        if found := complaints(page):
            broken[path] = found
    return broken


def test_account_pages_reflow_and_are_accessible(open_page: Open, user: User) -> None:
    page = open_page(reverse("account_login"), None)
    plug_in_key(page)
    sign_in(page)
    add_passkey(page, alone=True)
    key = Authenticator.objects.get(type=Authenticator.Type.WEBAUTHN)
    second = EmailAddress.objects.create(user=user, email="nora.haddun.in.her.other.office@northmark.example")
    confirm = reverse("account_confirm_email", args=[EmailConfirmationHMAC.create(second).key])
    of_a_key = [reverse(f"mfa_{name}_webauthn", args=[key.pk]) for name in ("edit", "remove")]

    assert broken_pages(page, [*map(reverse, SIGNED_IN), *of_a_key, confirm]) == {}
    Authenticator.objects.create(user=user, type=Authenticator.Type.TOTP, data={"secret": "JBSWY3DPEHPK3PXP"})
    assert broken_pages(page, [reverse("mfa_deactivate_totp")]) == {}
    sign_out(page)
    sign_in(page)
    expect(page.get_by_role("heading", name="One more step")).to_be_visible()
    assert complaints(page) == []


def test_pages_of_who_has_no_password_yet_reflow_and_are_accessible(open_page: Open, user: User) -> None:
    user.set_unusable_password()
    user.save()
    link = {"uidb36": user_pk_to_url_str(user), "key": default_token_generator.make_token(user)}
    assert broken_pages(open_page(reverse("home"), user), [reverse("account_set_password")]) == {}
    with override_settings(OPEN_SIGNUP=True):
        paths = [*map(reverse, SIGNED_OUT), reverse("account_reset_password_from_key", kwargs=link)]
        assert broken_pages(open_page(reverse("account_login"), None), paths) == {}


def test_every_page_of_accounts_is_looked_at() -> None:
    of_accounts = {name for name, route in ROUTE.items() if route.startswith("accounts/")}
    assert of_accounts == {*SIGNED_IN, *SIGNED_OUT, *IN_BETWEEN, *NO_PAGES}
