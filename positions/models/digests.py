"""Who receives a digest of what, when, and what became of each one."""

from __future__ import annotations

import uuid
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pghistory
from django.conf import settings
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import F, Q

from positions.enums import DeliveryState, Frequency
from positions.models.columns import one_of
from positions.models.issues import Issue
from positions.models.negotiations import InNegotiation, Negotiation
from positions.models.parties import Party

WEEKDAYS = [
    (0, "Monday"),
    (1, "Tuesday"),
    (2, "Wednesday"),
    (3, "Thursday"),
    (4, "Friday"),
    (5, "Saturday"),
    (6, "Sunday"),
]


class SubscriptionQuerySet(InNegotiation):
    def due(self, now: datetime) -> SubscriptionQuerySet:
        """Return the active ones whose hour has come and whose reader may still read."""
        member = Q(negotiation__memberships__user=F("user")) | Q(user__is_superuser=True)
        return self.filter(member, is_active=True, due_at__lte=now, user__is_active=True).distinct()


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent(), exclude=["token", "due_at"])
class Subscription(models.Model):
    """One reader's wish for a digest of one negotiation; no parties or no issues chosen means all."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="subscriptions")
    negotiation = models.ForeignKey(Negotiation, on_delete=models.CASCADE, related_name="subscriptions")
    frequency = models.CharField(max_length=6, choices=Frequency, default=Frequency.WEEKLY)
    weekday = models.PositiveSmallIntegerField(choices=WEEKDAYS, default=0)
    hour = models.PositiveSmallIntegerField(
        default=9, validators=[MaxValueValidator(23)], help_text="Full hour, 0 to 23, in the reader's time zone."
    )
    parties = models.ManyToManyField(Party, blank=True, related_name="subscriptions")
    issues = models.ManyToManyField(Issue, blank=True, related_name="subscriptions")
    is_active = models.BooleanField(default=True)
    due_at = models.DateTimeField(help_text="When the next digest leaves.")
    token = models.UUIDField(default=uuid.uuid4, unique=True, editable=False, help_text="Unsubscribes in one click.")
    subscribed_at = models.DateTimeField(auto_now_add=True)

    objects = SubscriptionQuerySet.as_manager()

    class Meta:
        ordering = ["negotiation", "user"]
        constraints = [
            models.UniqueConstraint(fields=["user", "negotiation"], name="subscription_once"),
            models.CheckConstraint(condition=Q(weekday__lte=6, hour__lte=23), name="subscription_hour_of_week"),
            one_of("subscription_frequency_known", "frequency", Frequency),
        ]
        indexes = [models.Index(fields=["due_at"], condition=Q(is_active=True), name="subscription_due")]

    def __str__(self) -> str:
        return f"{self.user}: {self.negotiation}, {self.get_frequency_display()}"

    def next_due_after(self, moment: datetime) -> datetime:
        """Return the first full hour wished for after moment, in the reader's zone; summer time is respected."""
        zone = ZoneInfo(self.user.time_zone)
        day = moment.astimezone(zone).date()
        if self.frequency == Frequency.WEEKLY:
            day += timedelta(days=(self.weekday - day.weekday()) % 7)
        step = timedelta(days=7 if self.frequency == Frequency.WEEKLY else 1)
        due = datetime.combine(day, time(self.hour), zone)
        while due <= moment:
            day += step
            due = datetime.combine(day, time(self.hour), zone)
        return due.astimezone(UTC)


class Delivery(models.Model):
    """One digest for one period: claimed, handed over, sent; never twice, never silently missing."""

    subscription = models.ForeignKey(Subscription, on_delete=models.CASCADE, related_name="deliveries")
    period_start = models.DateTimeField()
    period_end = models.DateTimeField()
    state = models.CharField(max_length=11, choices=DeliveryState, default=DeliveryState.CLAIMED)
    message_id = models.CharField(max_length=200, blank=True)
    subject = models.CharField(max_length=300, blank=True)
    text = models.TextField(blank=True)
    html = models.TextField(blank=True)
    error = models.TextField(blank=True)
    claimed_at = models.DateTimeField(auto_now_add=True)
    handed_over_at = models.DateTimeField(null=True, blank=True)  # empty: not yet
    sent_at = models.DateTimeField(null=True, blank=True)  # empty: not yet

    class Meta:
        verbose_name_plural = "deliveries"
        ordering = ["-period_end", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["subscription", "period_start"], name="delivery_once_per_period"),
            models.CheckConstraint(condition=Q(period_end__gt=F("period_start")), name="delivery_period_forward"),
            one_of("delivery_state_known", "state", DeliveryState),
            models.CheckConstraint(
                condition=Q(state=DeliveryState.SENT, sent_at__isnull=False)
                | (~Q(state=DeliveryState.SENT) & Q(sent_at=None)),
                name="delivery_sent_at_when_sent",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.subscription}, {self.period_end:%d %b %Y}: {self.get_state_display()}"
