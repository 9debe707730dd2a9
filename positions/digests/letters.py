"""A delivery as a mail, with the headers by which mail programs sort it and end it in one click (RFC 8058)."""

from email.utils import format_datetime
from typing import Any

from csp.constants import NONE, UNSAFE_INLINE
from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.core.mail.backends.base import BaseEmailBackend
from django.urls import reverse

from positions.models import Delivery, Subscription

# Shown in a browser, a mail is a page of its own: styles in its elements, as mail programs want them, and nothing else.
MAIL_POLICY: dict[str, Any] = {
    "default-src": [NONE],
    "style-src": [UNSAFE_INLINE],
    "base-uri": [NONE],
    "form-action": [NONE],
    "frame-ancestors": [NONE],
}


def message(delivery: Delivery, connection: BaseEmailBackend | None = None) -> EmailMultiAlternatives:
    """Return the mail, text and HTML; a delivery tried again gives the same mail but for its date."""
    mail = EmailMultiAlternatives(
        subject=delivery.subject,
        body=delivery.text,
        to=[delivery.subscription.user.email],
        connection=connection,
        headers={
            "Message-ID": delivery.message_id,
            "Date": format_datetime(delivery.handed_over_at or delivery.claimed_at),
            "List-Id": f"Positions <digest.{mail_domain()}>",
            "List-Unsubscribe": f"<{unsubscribe_address(delivery.subscription)}>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
            "Auto-Submitted": "auto-generated",
        },
    )
    mail.attach_alternative(delivery.html, "text/html")
    return mail


def message_id(delivery: Delivery) -> str:
    """Return the name of a mail, the same however often it is tried."""
    return f"<{delivery.kind}-{delivery.public_id}@{mail_domain()}>"


def unsubscribe_address(subscription: Subscription) -> str:
    """Return where a click ends the mail, without a login."""
    return settings.BASE_URL + reverse("unsubscribe", args=[subscription.token])


def mail_domain() -> str:
    """Return the domain that mails come from."""
    return settings.DEFAULT_FROM_EMAIL.rpartition("@")[2].strip("> ") or "localhost"
