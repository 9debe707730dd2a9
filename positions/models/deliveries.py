"""What became of each mail to a subscriber."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateTimeRangeField, RangeOperators
from django.db import models
from django.db.models import F, Func, Q
from django.urls import reverse

from positions.enums import DeliveryKind, DeliveryState
from positions.models.columns import one_of, public_id
from positions.models.digests import Subscription

if TYPE_CHECKING:
    from positions.models.users import User


class DeliveryQuerySet(models.QuerySet["Delivery"]):
    def of(self, user: User) -> DeliveryQuerySet:
        """Return what was meant for a person."""
        return self.filter(subscription__user=user)

    def to_try_again(self, now: datetime) -> DeliveryQuerySet:
        """Return those that the mail server did not take and that it is asked for again."""
        return self.filter(state=DeliveryState.CLAIMED, try_at__lte=now).order_by("try_at")


class Delivery(models.Model):
    """One mail: claimed, handed over, sent; never twice, never silently missing."""

    public_id = public_id()
    subscription = models.ForeignKey(Subscription, on_delete=models.CASCADE, related_name="deliveries")
    kind = models.CharField(max_length=6, choices=DeliveryKind, default=DeliveryKind.DIGEST)
    period_start = models.DateTimeField()
    period_end = models.DateTimeField()
    state = models.CharField(max_length=11, choices=DeliveryState, default=DeliveryState.CLAIMED)
    tries = models.PositiveSmallIntegerField(default=0, help_text="How often the mail server did not take it.")
    try_at = models.DateTimeField(null=True, blank=True)  # empty unless it is tried again later
    message_id = models.CharField(max_length=200, blank=True)
    subject = models.CharField(max_length=300, blank=True)
    text = models.TextField(blank=True)
    html = models.TextField(blank=True)
    error = models.TextField(blank=True)
    claimed_at = models.DateTimeField(auto_now_add=True)
    handed_over_at = models.DateTimeField(null=True, blank=True)  # empty: not yet
    sent_at = models.DateTimeField(null=True, blank=True)  # empty: not yet

    objects = DeliveryQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "deliveries"
        ordering = ["-period_end", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["subscription", "period_start"],
                condition=Q(kind=DeliveryKind.DIGEST),
                name="delivery_once_per_period",
            ),
            ExclusionConstraint(
                name="delivery_periods_apart",
                expressions=[
                    ("subscription", RangeOperators.EQUAL),
                    (
                        Func(
                            F("period_start"), F("period_end"), function="TSTZRANGE", output_field=DateTimeRangeField()
                        ),
                        RangeOperators.OVERLAPS,
                    ),
                ],
                condition=Q(kind=DeliveryKind.DIGEST),
            ),
            models.CheckConstraint(condition=Q(period_end__gt=F("period_start")), name="delivery_period_forward"),
            one_of("delivery_kind_known", "kind", DeliveryKind),
            one_of("delivery_state_known", "state", DeliveryState),
            models.CheckConstraint(
                condition=Q(state=DeliveryState.SENT, sent_at__isnull=False)
                | (~Q(state=DeliveryState.SENT) & Q(sent_at=None)),
                name="delivery_sent_at_when_sent",
            ),
        ]
        indexes = [
            models.Index(fields=["try_at"], condition=Q(state=DeliveryState.CLAIMED), name="delivery_to_try_again")
        ]

    def __str__(self) -> str:
        return f"{self.subscription}, {self.period_end:%d %b %Y}: {self.get_state_display()}"

    def get_absolute_url(self) -> str:
        return reverse("delivery", args=[self.public_id])
