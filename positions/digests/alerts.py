"""Sends alerts: the first at once, those that follow soon after it in one mail."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef

from positions.digests.deliveries import ask
from positions.digests.schedule import INSTANT
from positions.enums import DeliveryKind
from positions.models import Alert, Delivery, Subscription

BUNDLE = timedelta(minutes=10)  # between two alerts to one person; an analyst who codes an article moves several


def claim_alerts(*, now: datetime) -> list[Delivery]:
    """Put what waits into one mail per person, unless that person had one a moment ago."""
    waiting = Alert.objects.filter(subscription=OuterRef("pk"), delivery=None)
    lately = Delivery.objects.filter(subscription=OuterRef("pk"), kind=DeliveryKind.ALERT, claimed_at__gt=now - BUNDLE)
    due = Subscription.objects.deliverable().filter(Exists(waiting), ~Exists(lately), has_alerts=True)
    claimed = (claim(pk) for pk in list(due.values_list("pk", flat=True)))
    return [delivery for delivery in claimed if delivery]


@transaction.atomic
def claim(subscription_id: int) -> Delivery | None:
    """Take all alerts of a person that are in no mail yet into one; None when another beat was first."""
    subscription = Subscription.objects.select_for_update().get(pk=subscription_id)
    waiting = list(Alert.objects.filter(subscription=subscription, delivery=None).order_by("at"))
    if not waiting:
        return None
    delivery = Delivery.objects.create(
        subscription=subscription,
        kind=DeliveryKind.ALERT,
        period_start=waiting[0].at,
        period_end=waiting[-1].at + INSTANT,
    )
    Alert.objects.filter(pk__in=[alert.pk for alert in waiting]).update(delivery=delivery)
    ask(delivery)
    return delivery
