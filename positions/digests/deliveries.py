"""Claims what is due and hands it to the mail server: never twice, never silently missing.

A delivery is unique per subscription and period. It is *claimed* when its hour has come, *handed over* just before
the mail server is asked, and *sent* when the server took it. A worker killed in between leaves *handed over*: nobody
knows whether the mail left, so it fails visibly and a person decides.
"""

import logging
import smtplib
from datetime import datetime, timedelta

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from positions.digests.compose import compose
from positions.digests.errors import DeliveryError
from positions.digests.followed import Followed
from positions.digests.render import Reader, render
from positions.enums import DeliveryState, Frequency, JobKind
from positions.models import Delivery, Issue, Job, Party, Subscription

logger = logging.getLogger(__name__)

# Raised before the server has taken the message, so that trying again cannot send it twice.
NOT_TAKEN = (
    smtplib.SMTPConnectError,
    smtplib.SMTPHeloError,
    smtplib.SMTPAuthenticationError,
    smtplib.SMTPRecipientsRefused,
    smtplib.SMTPSenderRefused,
    smtplib.SMTPDataError,
    smtplib.SMTPNotSupportedError,
)
PERIODS = {Frequency.DAILY: timedelta(days=1), Frequency.WEEKLY: timedelta(days=7)}


def claim_due(*, now: datetime) -> list[Delivery]:
    """Claim every digest whose hour has come; whoever claims second finds nothing left."""
    claimed = (claim(subscription, now=now) for subscription in Subscription.objects.due(now).select_related("user"))
    return [delivery for delivery in claimed if delivery]


@transaction.atomic
def claim(subscription: Subscription, *, now: datetime) -> Delivery | None:
    """Move the due date on and ask for the digest in one transaction; None when another beat was first.

    The period runs from the end of the last one to the hour that was due, so that an outage of beat loses nothing.
    """
    due = subscription.due_at
    moved = Subscription.objects.filter(pk=subscription.pk, due_at=due, is_active=True)
    if not moved.update(due_at=subscription.next_due_after(now)):
        return None
    last = subscription.deliveries.order_by("-period_end").first()
    start = last.period_end if last else due - PERIODS[Frequency(subscription.frequency)]
    delivery, _ = Delivery.objects.get_or_create(
        subscription=subscription, period_start=min(start, due - timedelta(hours=1)), defaults={"period_end": due}
    )
    Job.objects.request(
        kind=JobKind.DIGEST,
        key=f"digest:{delivery.pk}",
        payload={"delivery": delivery.pk},
        negotiation=subscription.negotiation,
    )
    return delivery


def deliver(*, delivery: Delivery) -> None:
    """Write a digest and hand it to the mail server; a delivery already sent does nothing.

    Raises DeliveryError: passing when the server certainly did not take the mail, permanent when nobody knows.
    """
    if delivery.state == DeliveryState.SENT:
        return
    if not delivery.subscription.is_active:
        _close(delivery, "The reader unsubscribed before it left.")
        return
    if delivery.state == DeliveryState.HANDED_OVER and not delivery.error:
        _doubt(delivery)
    if not delivery.text:
        _write(delivery)
    _hand_over(delivery)


def followed_of(subscription: Subscription) -> list[Followed]:
    """Return what a subscriber follows: the chosen parties on the chosen issues; one not yet saved follows all."""
    chosen = subscription if subscription.pk else None
    parties: list[Party | None] = [*chosen.parties.all()] if chosen else []
    issues: list[Issue | None] = [*chosen.issues.all()] if chosen else []
    return [
        Followed(negotiation=subscription.negotiation, party=party, issue=issue)
        for party in parties or [None]
        for issue in issues or [None]
    ]


def reader_of(subscription: Subscription) -> Reader:
    """Return for whom a digest is written."""
    negotiation, user = subscription.negotiation, subscription.user
    page = settings.BASE_URL + reverse("digest", args=[negotiation.slug])
    leave = settings.BASE_URL + reverse("unsubscribe", args=[subscription.token])
    why = f"You receive this because you follow “{negotiation}”."
    return Reader(user.language, user.time_zone, page, leave if subscription.pk else "", page, (why,), str(user))


def _write(delivery: Delivery) -> None:
    """Freeze subject and bodies, so that a retry sends the same words."""
    followed = followed_of(delivery.subscription)
    digest = compose(followed=followed, start=delivery.period_start, end=delivery.period_end)
    mail = render(digest, reader=reader_of(delivery.subscription))
    delivery.subject, delivery.text, delivery.html = mail.subject, mail.text, mail.html
    delivery.message_id = f"<digest-{delivery.pk}-{delivery.subscription.token.hex[:12]}@{_mail_domain()}>"
    delivery.save(update_fields=["subject", "text", "html", "message_id"])


def _hand_over(delivery: Delivery) -> None:
    delivery.state, delivery.handed_over_at, delivery.error = DeliveryState.HANDED_OVER, timezone.now(), ""
    delivery.save(update_fields=["state", "handed_over_at", "error"])
    try:
        message(delivery).send()
    except (*NOT_TAKEN, ConnectionRefusedError) as error:
        delivery.state, delivery.error = DeliveryState.CLAIMED, f"The mail server refused it: {error}"
        delivery.save(update_fields=["state", "error"])
        raise DeliveryError(f"{delivery.error}. It is tried again by itself.") from error
    except (smtplib.SMTPException, OSError):
        logger.exception("Digest %s broke off while the mail server had it.", delivery.pk)
        _doubt(delivery)
    delivery.state, delivery.sent_at = DeliveryState.SENT, timezone.now()
    delivery.save(update_fields=["state", "sent_at"])


def message(delivery: Delivery) -> EmailMultiAlternatives:
    """Return the mail, text and HTML, with the headers by which mail programs unsubscribe in one click (RFC 8058)."""
    leave = settings.BASE_URL + reverse("unsubscribe", args=[delivery.subscription.token])
    mail = EmailMultiAlternatives(
        subject=delivery.subject,
        body=delivery.text,
        to=[delivery.subscription.user.email],
        connection=get_connection(),
        headers={
            "Message-ID": delivery.message_id,
            "List-Unsubscribe": f"<{leave}>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
            "Auto-Submitted": "auto-generated",
        },
    )
    mail.attach_alternative(delivery.html, "text/html")
    return mail


def _doubt(delivery: Delivery) -> None:
    delivery.error = (
        f"It is not known whether the mail server took it. Look there for {delivery.message_id}; "
        "retry only if it did not leave."
    )
    delivery.save(update_fields=["error"])
    raise DeliveryError(delivery.error, permanent=True)


def _close(delivery: Delivery, reason: str) -> None:
    delivery.state, delivery.error = DeliveryState.FAILED, reason
    delivery.save(update_fields=["state", "error"])


def _mail_domain() -> str:
    return settings.DEFAULT_FROM_EMAIL.rpartition("@")[2].strip("> ") or "localhost"
