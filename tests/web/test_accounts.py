"""Signing in, and every page of an account: what it says, and that it keeps to the content policy."""

import re
import time
from html.parser import HTMLParser

import pytest
from allauth.account.models import EmailAddress, EmailConfirmationHMAC
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal import auth as totp
from django.core import mail
from django.test import Client, override_settings
from django.urls import reverse

from positions.models import User
from tests.factories import UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("broker")]

PASSWORD = "a long password"
SECRET = "JBSWY3DPEHPK3PXP"


class Inline(HTMLParser):
    """Lists what the content policy forbids, and the titles that the page carries."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        is_data = tag == "script" and given.get("type") == "application/json"
        if tag == "style" or (tag == "script" and "src" not in given and not is_data):
            self.found.append(f"<{tag}>")
        self.found += [f"{tag} {name}" for name in given if name == "style" or name.startswith("on")]
        self.found += [f"{tag} {value}" for value in given.values() if (value or "").startswith("javascript:")]


@pytest.fixture
def user() -> User:
    return UserFactory(username="nora", first_name="Nora")


@pytest.fixture
def signed_in(client: Client, user: User) -> Client:
    """A client that has just written its password twice, so that nothing asks for it once more."""
    client.post(reverse("account_login"), {"login": "nora", "password": PASSWORD})
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    return client


def protect(user: User) -> list[str]:
    """Give the account an app and recovery codes; return the codes."""
    Authenticator.objects.create(user=user, type=Authenticator.Type.TOTP, data={"secret": SECRET})
    return RecoveryCodes.activate(user).get_unused_codes()


def add_passkey(user: User, name: str = "Laptop") -> Authenticator:
    return Authenticator.objects.create(
        user=user,
        type=Authenticator.Type.WEBAUTHN,
        data={"name": name, "credential": {"clientExtensionResults": {"credProps": {"rk": True}}}},
    )


def page(response) -> str:
    """Return the page's title after seeing that it is ours and keeps to the policy."""
    html = response.content.decode()
    assert Inline(html).found == []
    assert "accounts.css" in html
    title = re.search(r"<title>(.*?) · Positions</title>", html, re.DOTALL)
    return title[1].strip() if title else ""


@pytest.mark.parametrize(
    ("name", "title"),
    [
        ("account_login", "Sign in"),
        ("account_signup", "Accounts"),
        ("account_inactive", "Account switched off"),
        ("account_reset_password", "A new password"),
        ("account_reset_password_done", "A new password"),
        ("account_reset_password_from_key_done", "Password changed"),
        ("account_email_verification_sent", "Confirm your address"),
    ],
)
def test_page_for_those_who_are_not_signed_in(client, name, title):
    assert page(client.get(reverse(name))) == title


@override_settings(OPEN_SIGNUP=True)
def test_page_to_make_an_account_where_signup_is_open(client):
    assert page(client.get(reverse("account_signup"))) == "Make an account"


@pytest.mark.parametrize(
    ("name", "title"),
    [
        ("account_logout", "Sign out"),
        ("account_email", "E-mail addresses"),
        ("account_change_password", "Change the password"),
        ("account_reauthenticate", "Confirm that it is you"),
        ("mfa_index", "Codes and passkeys"),
        ("mfa_activate_totp", "Codes from an app"),
        ("mfa_list_webauthn", "Passkeys"),
        ("mfa_add_webauthn", "Add a passkey"),
    ],
)
def test_page_of_an_account_with_a_password_only(signed_in, name, title):
    assert page(signed_in.get(reverse(name))) == title


@pytest.mark.parametrize(
    ("name", "title"),
    [
        ("mfa_index", "Codes and passkeys"),
        ("mfa_deactivate_totp", "Stop asking for codes"),
        ("mfa_view_recovery_codes", "Recovery codes"),
        ("mfa_generate_recovery_codes", "New recovery codes"),
        ("mfa_reauthenticate", "Confirm that it is you"),
        ("mfa_list_webauthn", "Passkeys"),
    ],
)
def test_page_of_a_protected_account(signed_in, user, name, title):
    protect(user)
    add_passkey(user)
    assert page(signed_in.get(reverse(name))) == title


@pytest.mark.parametrize(("name", "title"), [("edit", "Rename a passkey"), ("remove", "Remove a passkey")])
def test_page_of_a_passkey(signed_in, user, name, title):
    passkey = add_passkey(user)
    assert page(signed_in.get(reverse(f"mfa_{name}_webauthn", args=[passkey.pk]))) == title


def test_page_to_set_a_password(client, user):
    user.set_unusable_password()
    user.save()
    client.force_login(user, "allauth.account.auth_backends.AuthenticationBackend")
    assert page(client.get(reverse("account_set_password"))) == "Set a password"


def test_page_to_confirm_an_address(client, user):
    address = EmailAddress.objects.create(user=user, email=user.email, primary=True)
    key = EmailConfirmationHMAC.create(address).key
    assert page(client.get(reverse("account_confirm_email", args=[key]))) == "Confirm your address"
    assert page(client.get(reverse("account_confirm_email", args=["gone"]))) == "Confirm your address"


@pytest.mark.parametrize("login", ["nora", "nora@example.org"])
def test_signing_in_with_name_or_address(client, user, login):
    response = client.post(reverse("account_login"), {"login": login, "password": PASSWORD})
    assert (response.status_code, response.url) == (302, "/")


def test_wrong_password_says_so_and_keeps_the_name(client, user):
    response = client.post(reverse("account_login"), {"login": "nora", "password": "wrong"})
    html = response.content.decode()
    assert page(response) == "Sign in"
    assert "This name and this password do not go together." in html
    assert 'value="nora"' in html
    assert "wrong" not in html


def test_guessing_passwords_ends_in_a_sentence(client, user):
    for _ in range(10):
        response = client.post(reverse("account_login"), {"login": "nora", "password": "wrong"})
    assert "That was wrong too often." in response.content.decode()


def test_account_switched_off_is_told(client, user):
    User.objects.filter(pk=user.pk).update(is_active=False)
    response = client.post(reverse("account_login"), {"login": "nora", "password": PASSWORD})
    assert (response.status_code, response.url) == (302, reverse("account_inactive"))


def test_administration_goes_through_the_same_login_and_back(client):
    UserFactory(username="root", is_staff=True, is_superuser=True)
    response = client.get(reverse("admin:index"), follow=True)
    assert response.redirect_chain[-1][0] == f"{reverse('account_login')}?next=%2Fadmin%2F"
    assert page(response) == "Sign in"
    response = client.post(reverse("account_login"), {"login": "root", "password": PASSWORD, "next": "/admin/"})
    assert (response.status_code, response.url) == (302, "/admin/")


def test_administration_shows_no_secret_of_an_app(client, user):
    protect(user)
    client.force_login(UserFactory(is_staff=True, is_superuser=True))
    row = Authenticator.objects.get(type=Authenticator.Type.TOTP)
    html = client.get(reverse("admin:mfa_authenticator_change", args=[row.pk])).content.decode()
    assert "Nora" in html
    assert SECRET not in html
    client.post(reverse("admin:mfa_authenticator_delete", args=[row.pk]), {"post": "yes"})
    assert not Authenticator.objects.filter(pk=row.pk).exists()


def test_administration_is_refused_to_others(signed_in):
    assert signed_in.get(reverse("admin:login"), follow=True).status_code == 403


def test_app_code_is_asked_after_the_password(client, user):
    protect(user)
    response = client.post(reverse("account_login"), {"login": "nora", "password": PASSWORD}, follow=True)
    assert page(response) == "One more step"
    refused = client.post(reverse("mfa_authenticate"), {"code": "000000"})
    assert "That was not accepted." in refused.content.decode()
    code = totp.format_hotp_value(totp.hotp_value(SECRET, int(time.time()) // 30))
    assert client.post(reverse("mfa_authenticate"), {"code": code}).url == "/"


def test_recovery_code_lets_in_once(client, user):
    code = protect(user)[0]
    credentials = {"login": "nora", "password": PASSWORD}
    client.post(reverse("account_login"), credentials)
    assert client.post(reverse("mfa_authenticate"), {"code": code}).url == "/"
    client.post(reverse("account_logout"))
    client.post(reverse("account_login"), credentials)
    assert "That was not accepted." in client.post(reverse("mfa_authenticate"), {"code": code}).content.decode()


def test_recovery_codes_are_downloaded_as_text(signed_in, user):
    codes = protect(user)
    response = signed_in.get(reverse("mfa_download_recovery_codes"))
    assert response["Content-Type"].startswith("text/plain")
    assert response.content.decode().split() == codes


def test_protecting_asks_for_the_password_once_more(client, user):
    client.force_login(user, "allauth.account.auth_backends.AuthenticationBackend")
    response = client.get(reverse("mfa_activate_totp"), follow=True)
    assert page(response) == "Confirm that it is you"
    response = client.post(
        reverse("account_reauthenticate"), {"password": PASSWORD, "next": reverse("mfa_activate_totp")}, follow=True
    )
    assert page(response) == "Codes from an app"


def test_new_password_by_e_mail(client, user):
    page(client.post(reverse("account_reset_password"), {"email": user.email}, follow=True))
    [message] = mail.outbox
    link = re.search(r"http://testserver(\S+)", message.body)[1]
    form = client.get(link, follow=True)
    assert (message.subject, page(form)) == ("Choose a new password", "Choose a new password")
    new = {"password1": "harbour dues fall", "password2": "harbour dues fall"}
    assert page(client.post(form.request["PATH_INFO"], new, follow=True)) == "Password changed"
    user.refresh_from_db()
    assert user.check_password("harbour dues fall")
    assert "This link no longer works" in Client().get(link, follow=True).content.decode()


def test_account_made_without_a_password_gets_one_by_e_mail(client, user):
    user.set_unusable_password()
    user.save()
    client.post(reverse("account_reset_password"), {"email": user.email})
    assert [message.subject for message in mail.outbox] == ["Choose a new password"]


def test_new_password_for_an_unknown_address_tells_the_visitor_nothing(client, db):
    response = client.post(reverse("account_reset_password"), {"email": "salma@example.org"}, follow=True)
    assert page(response) == "A new password"
    assert mail.outbox[0].subject == "No account with this address"


def test_change_of_password_is_told_by_e_mail(signed_in, user):
    mail.outbox.clear()
    form = {"oldpassword": PASSWORD, "password1": "harbour dues fall", "password2": "harbour dues fall"}
    response = signed_in.post(reverse("account_change_password"), form, follow=True)
    assert "Your password is changed." in response.content.decode()
    assert [message.subject for message in mail.outbox] == ["Your password was changed"]
    assert "tell an administrator" in mail.outbox[0].body


def test_unlike_passwords_are_refused_beside_the_field(signed_in):
    form = {"oldpassword": "wrong", "password1": "harbour dues fall", "password2": "harbour dues rise"}
    html = signed_in.post(reverse("account_change_password"), form).content.decode()
    assert "This is not your present password." in html
    assert html.count('aria-invalid="true"') == 2


def test_only_address_is_the_main_one_and_stays(signed_in, user):
    html = signed_in.get(reverse("account_email")).content.decode()
    assert ">main<" in html
    assert "action_remove" not in html


def test_address_is_added_confirmed_made_main_and_removed(signed_in, user):
    url = reverse("account_email")
    mail.outbox.clear()
    page(signed_in.post(url, {"action_add": "", "email": "nora@northmark.example"}, follow=True))
    link = re.search(r"http://testserver(\S+)", mail.outbox[0].body)[1]
    signed_in.post(link)
    signed_in.post(url, {"action_primary": "", "email": "nora@northmark.example"})
    signed_in.post(url, {"action_remove": "", "email": "nora@example.org"})
    rows = list(EmailAddress.objects.values_list("email", "verified", "primary"))
    assert rows == [("nora@northmark.example", True, True)]


def test_passkey_is_renamed_and_removed_by_its_owner_only(signed_in, user):
    own, other = add_passkey(user), add_passkey(UserFactory())
    signed_in.post(reverse("mfa_edit_webauthn", args=[own.pk]), {"name": "Desk"})
    own.refresh_from_db()
    assert own.wrap().name == "Desk"
    assert signed_in.get(reverse("mfa_remove_webauthn", args=[other.pk])).status_code == 404
    signed_in.post(reverse("mfa_remove_webauthn", args=[own.pk]))
    assert list(Authenticator.objects.all()) == [other]
