"""Claims what is due and hands it to the mail server: never twice, never silently missing.

A delivery is *claimed* when its hour has come, *handed over* once the mail server listens and just before it is told,
and *sent* when it took it. What it refused is tried again, ever later, and shown when that ends. A worker killed in
between leaves *handed over*: nobody knows whether the mail left, so it fails visibly and a person decides.
"""

import logging
from datetime import datetime, timedelta

from django.core.mail import get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from positions.digests.answers import Refusal, refusal_of
from positions.digests.backoff import PAUSES
from positions.digests.errors import DeliveryError
from positions.digests.letters import message, message_id
from positions.digests.schedule import due_after, due_before, due_until
from positions.digests.subscriptions import pause, rhythm_of
from positions.digests.writing import write
from positions.enums import DeliveryState, JobKind, PauseReason
from positions.models import Delivery, Job, Subscription, User
from positions.review.errors import NotAllowed, ReviewError

logger = logging.getLogger(__name__)

# After its hour a digest waits, so that what was being decided then is seen: a decision counts from its beginning.
SETTLING = timedelta(minutes=1)
CLAIMING = timedelta(seconds=40)  # of a tick, which has 60; what is left waits for the next
# A worker has 75 seconds for one mail: after this nobody is at it any more.
IN_HAND = timedelta(minutes=2)
LEAST_PERIOD = timedelta(minutes=1)  # between two digests that a person asks for by hand


def claim_due(*, now: datetime) -> list[Delivery]:
    """Claim every digest whose hour has come; whoever claims second finds nothing left."""
    started, claimed = timezone.now(), []
    for subscription in Subscription.objects.due(now).select_related("user").order_by("due_at").iterator(500):
        if delivery := claim(subscription, now=now):
            claimed.append(delivery)
        if timezone.now() - started > CLAIMING:
            break
    return claimed


@transaction.atomic
def claim(subscription: Subscription, *, now: datetime) -> Delivery | None:
    """Move the due moment on and ask for the digest in one transaction; None when another beat was first.

    The period runs from the end of the last one to the last due moment that has passed: after an outage of beat one
    digest tells of all of it.
    """
    rhythm = rhythm_of(subscription)
    end = max(subscription.due_at, due_until(rhythm, now))
    start = subscription.told_until or due_before(rhythm, end)
    # Columns of the row alone: what a subquery found is not looked at again after waiting for another beat.
    same = Subscription.objects.filter(pk=subscription.pk, due_at=subscription.due_at, is_active=True, paused_at=None)
    if not same.update(due_at=due_after(rhythm, now), told_until=end) or start >= end:
        return None
    return _claimed(subscription, start, end)


@transaction.atomic
def claim_now(*, by: User) -> Delivery:
    """Send a person at once what happened since the last digest; the next one goes on from here."""
    subscription = Subscription.objects.deliverable().select_for_update(of=("self",)).filter(user=by).first()
    if subscription is None:
        raise ReviewError(_("Nothing can be sent: you follow nothing, or the mail is paused or ended."))
    now = timezone.now()
    start = subscription.told_until or due_before(rhythm_of(subscription), now)
    if now - start < LEAST_PERIOD:
        raise ReviewError(_("The last digest ended less than a minute ago. It is in your mail, or on its way."))
    Subscription.objects.filter(pk=subscription.pk).update(told_until=now)
    return _claimed(subscription, start, now)


def ask_again(*, now: datetime) -> int:
    """Have workers try again what the mail server did not take earlier; return how many."""
    asked = 0
    for delivery in Delivery.objects.to_try_again(now):
        with transaction.atomic():
            if Delivery.objects.filter(pk=delivery.pk, try_at=delivery.try_at).update(try_at=None):
                ask(delivery)
                asked += 1
    return asked


def ask(delivery: Delivery) -> None:
    """Ask a worker to send it, in the caller's transaction."""
    payload = {"delivery": delivery.pk}
    Job.objects.request(kind=JobKind.DIGEST, key=f"digest:{delivery.pk}", again=True, payload=payload)


def deliver(*, delivery: Delivery) -> None:
    """Write a mail and hand it to the mail server; one that is no longer claimed is left alone.

    Raises DeliveryError when only a person can decide to try again.
    """
    if delivery.state == DeliveryState.HANDED_OVER:
        _doubt(delivery)
    if delivery.state != DeliveryState.CLAIMED:
        return
    if not Subscription.objects.deliverable().filter(pk=delivery.subscription_id).exists():
        _close(delivery, DeliveryState.FAILED, "The reader unsubscribed, paused or left before it was sent.")
        return
    if not delivery.text and not _is_frozen(delivery):
        _close(delivery, DeliveryState.QUIET, "")
        return
    _hand_over(delivery)


@transaction.atomic
def send_now(*, delivery: Delivery, by: User) -> None:
    """Try again because a person says so: what failed, or what nobody knows to have left."""
    if delivery.subscription.user_id != by.pk and not by.has_perm("positions.change_delivery"):
        raise NotAllowed(_("This mail is somebody else's. Everybody sends their own again."))
    delivery = Delivery.objects.select_for_update().get(pk=delivery.pk)
    if problem := why_not_now(delivery):
        raise ReviewError(problem)
    delivery.state, delivery.error, delivery.sent_at = DeliveryState.CLAIMED, "", None
    delivery.tries, delivery.try_at = 0, None
    delivery.save(update_fields=["state", "error", "sent_at", "tries", "try_at"])
    ask(delivery)


def why_not_now(delivery: Delivery) -> str:
    """Return in a sentence why a delivery cannot be sent again now; empty when it can."""
    if delivery.state == DeliveryState.CLAIMED and delivery.try_at is None:
        return _("It is on its way already.")
    if delivery.state == DeliveryState.QUIET:
        return _("There is nothing to send: nothing changed in its period.")
    handed = delivery.handed_over_at or delivery.claimed_at
    is_unsettled = delivery.state == DeliveryState.HANDED_OVER and not delivery.error
    if is_unsettled and timezone.now() - handed < IN_HAND:
        return _("The mail server is being told right now. Look again in two minutes.")
    return ""


def give_up(delivery_id: int, reason: str) -> None:
    """Show that a delivery which no worker could write was not sent."""
    claimed = Delivery.objects.filter(pk=delivery_id, state=DeliveryState.CLAIMED, try_at=None)
    claimed.update(state=DeliveryState.FAILED, error=reason)


def _claimed(subscription: Subscription, start: datetime, end: datetime) -> Delivery:
    delivery = Delivery.objects.create(subscription=subscription, period_start=start, period_end=end)
    ask(delivery)
    return delivery


def _is_frozen(delivery: Delivery) -> bool:
    """Keep subject and bodies, so that a retry sends the same words; False when there is nothing to say."""
    mail = write(delivery)
    if mail is None:
        return False
    delivery.subject, delivery.text, delivery.html = mail.subject[:300], mail.text, mail.html
    delivery.message_id = message_id(delivery)
    delivery.save(update_fields=["subject", "text", "html", "message_id"])
    return True


def _hand_over(delivery: Delivery) -> None:
    connection = get_connection()
    try:
        connection.open()
    except Exception as error:  # noqa: BLE001  # whatever went wrong, the mail server was told nothing
        _put_off(delivery, Refusal(f"The mail server cannot be reached: {error}"))
        return
    try:
        _tell(delivery, connection)
    finally:
        connection.close()


def _tell(delivery: Delivery, connection: BaseEmailBackend) -> None:
    claimed = Delivery.objects.filter(pk=delivery.pk, state=DeliveryState.CLAIMED)
    delivery.handed_over_at = timezone.now()
    if not claimed.update(state=DeliveryState.HANDED_OVER, handed_over_at=delivery.handed_over_at, error=""):
        return
    try:
        message(delivery, connection).send()
    except Exception as error:  # sorted by what is known of the mail: refused, or nobody knows
        refusal = refusal_of(error)
        if refusal is None:
            logger.exception("Mail %s broke off while the mail server had it.", delivery.pk)
            _doubt(delivery)
        else:
            _refused(delivery, refusal)
        return
    delivery.state, delivery.sent_at, delivery.error = DeliveryState.SENT, timezone.now(), ""
    delivery.save(update_fields=["state", "sent_at", "error"])


def _refused(delivery: Delivery, refusal: Refusal) -> None:
    if refusal.is_of_address:
        pause(subscription=delivery.subscription, reason=PauseReason.REFUSED, because=refusal.words)
    if refusal.is_final:
        _close(delivery, DeliveryState.FAILED, refusal.words)
    else:
        _put_off(delivery, refusal)


def _put_off(delivery: Delivery, refusal: Refusal) -> None:
    """Try it again later; show it once that has been done often enough."""
    if delivery.tries >= len(PAUSES):
        _close(delivery, DeliveryState.FAILED, f"{refusal.words} It was tried {delivery.tries + 1} times.")
        return
    Delivery.objects.filter(pk=delivery.pk).update(
        state=DeliveryState.CLAIMED,
        error=f"{refusal.words} It is tried again by itself.",
        tries=F("tries") + 1,
        try_at=timezone.now() + PAUSES[delivery.tries],
    )
    delivery.refresh_from_db()


def _doubt(delivery: Delivery) -> None:
    delivery.error = (
        f"It is not known whether the mail server took it. Look for it in your mail, or there for "
        f"{delivery.message_id}; send it now only if it did not arrive."
    )
    delivery.save(update_fields=["error"])
    raise DeliveryError(delivery.error)


def _close(delivery: Delivery, state: DeliveryState, reason: str) -> None:
    delivery.state, delivery.error, delivery.try_at = state, reason, None
    delivery.save(update_fields=["state", "error", "try_at"])
