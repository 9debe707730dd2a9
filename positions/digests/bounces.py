"""What a mail service tells of an address: a mail that came back or was reported as unwanted pauses it."""

import logging
from typing import Any

from anymail.signals import AnymailTrackingEvent, tracking
from django.dispatch import receiver

from positions.digests.subscriptions import pause
from positions.enums import PauseReason
from positions.models import Subscription

logger = logging.getLogger(__name__)

REASONS = {
    "bounced": PauseReason.BOUNCED,
    "complained": PauseReason.COMPLAINED,
    "rejected": PauseReason.REFUSED,
}


# The service's own word for it; anymail has no other way to hand it over.
@receiver(tracking, dispatch_uid="positions.digests.bounces")
def note(sender: Any, event: AnymailTrackingEvent, esp_name: str, **extra: Any) -> None:
    """Pause whoever reads at the address of a bounce, a complaint or a rejection."""
    reason = REASONS.get(event.event_type)
    if reason is None or not event.recipient:
        return
    said = event.mta_response or event.description or event.reject_reason or ""
    for subscription in Subscription.objects.filter(user__email__iexact=event.recipient):
        if pause(subscription=subscription, reason=reason, because=f"{esp_name}: {said}".rstrip(": ")):
            logger.warning("Mail to subscription %s is paused: %s.", subscription.pk, reason.label)
