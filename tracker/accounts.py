"""Who may make an account for themselves, and what signing in says when it refuses."""

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser
from django.http import HttpRequest

# allauth says the same of codes and passkeys.
NOT_ACCEPTED = (
    "That was not accepted. A code from an app changes every 30 seconds, a recovery code works once, "
    "and a passkey opens only the account it was added to."
)
WRONG_LOGIN = "This name and this password do not go together. Capital letters count in passwords."
WAYS = {
    "reauthenticate": "Use your password",
    "mfa_reauthenticate": "Use a code",
    "mfa_reauthenticate:webauthn": "Use a passkey",
}


class AccountAdapter(DefaultAccountAdapter):
    """Accounts are made by an administrator, unless OPEN_SIGNUP is set."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "duplicate_email": "Your account has this address already.",
        "email_password_mismatch": WRONG_LOGIN,
        "enter_current_password": "This is not your present password.",
        "incorrect_password": "This is not your password.",
        "rate_limited": "That was too often. Wait a few minutes, then try again.",
        "too_many_login_attempts": "That was wrong too often. Wait a few minutes, then try again.",
        "username_password_mismatch": WRONG_LOGIN,
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return settings.OPEN_SIGNUP

    def get_reauthentication_methods(self, user: AbstractBaseUser) -> list[dict[str, str]]:
        """Return the ways to confirm who one is, in our words."""
        return [{**way, "description": WAYS[way["id"]]} for way in super().get_reauthentication_methods(user)]


class MFAAdapter(DefaultMFAAdapter):
    """Codes and passkeys, in our words."""

    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": NOT_ACCEPTED,
        "unverified_email": "Confirm your e-mail addresses first, then protect the account.",
    }

    def generate_authenticator_name(self, user: AbstractBaseUser, kind: Authenticator.Type) -> str:
        return f"Passkey {Authenticator.objects.filter(user_id=user.pk, type=kind).count() + 1}"
