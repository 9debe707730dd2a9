"""Programs that are told of changes, and what each answered; and changes of which people are told at once."""

from __future__ import annotations

import secrets
from base64 import b64encode
from datetime import datetime
from typing import TYPE_CHECKING

import pghistory
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from positions.enums import CallState
from positions.models.columns import one_of, public_id
from positions.models.deliveries import Delivery
from positions.models.digests import Subscription
from positions.models.negotiations import Negotiation

if TYPE_CHECKING:
    from positions.models.users import User


def new_secret() -> str:
    """Return a key for signatures, written as Standard Webhooks has it."""
    return f"whsec_{b64encode(secrets.token_bytes(32)).decode()}"


class Watch(models.Model):
    """Up to when the decisions of a negotiation were looked through for what alerts and webhooks tell."""

    negotiation = models.OneToOneField(Negotiation, on_delete=models.CASCADE, related_name="watch")
    read_until = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.negotiation}, {self.read_until:%Y-%m-%d %H:%M}"


class Alert(models.Model):
    """One change of which a person is told at once, and of which that person is told so once."""

    subscription = models.ForeignKey(Subscription, on_delete=models.CASCADE, related_name="alerts")
    negotiation = models.ForeignKey(Negotiation, on_delete=models.CASCADE, related_name="alerts")
    key = models.CharField(max_length=200, help_text="Names the change.")
    at = models.DateTimeField(help_text="When it came to the record.")
    # Empty until it is in a mail, which may tell of several.
    delivery = models.ForeignKey(Delivery, on_delete=models.CASCADE, null=True, blank=True, related_name="alerts")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["subscription", "key"], name="alert_once_per_change")]

    def __str__(self) -> str:
        return self.key


class WebhookQuerySet(models.QuerySet["Webhook"]):
    def open(self) -> WebhookQuerySet:
        """Return those that are told of changes."""
        return self.filter(paused_at=None, user__is_active=True)

    def of(self, user: User) -> WebhookQuerySet:
        """Return a person's own."""
        return self.filter(user=user)


@pghistory.track(
    pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent(), exclude=["secret", "failures"]
)
class Webhook(models.Model):
    """An address that is told, signed, of every change in what its owner follows."""

    public_id = public_id()
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="webhooks")
    url = models.URLField("address", max_length=500, help_text="Public, beginning with https://.")
    secret = models.CharField(max_length=80, default=new_secret, editable=False, help_text="Signs what is sent.")
    failures = models.PositiveSmallIntegerField(default=0, help_text="Calls in a row that were given up.")
    paused_at = models.DateTimeField(null=True, blank=True)  # empty while it is told
    paused_because = models.TextField(blank=True)
    added_at = models.DateTimeField(auto_now_add=True)

    objects = WebhookQuerySet.as_manager()

    class Meta:
        ordering = ["added_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["user", "url"], name="webhook_once_per_address"),
            models.CheckConstraint(condition=Q(url__startswith="https://"), name="webhook_is_encrypted"),
        ]

    def __str__(self) -> str:
        return self.url

    def get_absolute_url(self) -> str:
        return reverse("webhook", args=[self.public_id])


class CallQuerySet(models.QuerySet["Call"]):
    def to_try_again(self, now: datetime) -> CallQuerySet:
        """Return those that were not taken and are told again."""
        return self.filter(state=CallState.WAITING, try_at__lte=now).order_by("try_at")


class Call(models.Model):
    """Telling one webhook one change: what was told, and what came back last."""

    public_id = public_id()
    webhook = models.ForeignKey(Webhook, on_delete=models.CASCADE, related_name="calls")
    key = models.CharField(max_length=200, help_text="Names the change.")
    payload = models.JSONField()
    state = models.CharField(max_length=7, choices=CallState, default=CallState.WAITING)
    tries = models.PositiveSmallIntegerField(default=0)
    try_at = models.DateTimeField(null=True, blank=True)  # empty unless it is told again later
    status = models.PositiveSmallIntegerField(null=True, blank=True)  # empty when nothing answered
    answer = models.TextField(blank=True, help_text="The beginning of what came back, or why nothing did.")
    asked_at = models.DateTimeField(auto_now_add=True)
    called_at = models.DateTimeField(null=True, blank=True)  # empty: not yet

    objects = CallQuerySet.as_manager()

    class Meta:
        ordering = ["-asked_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["webhook", "key"], name="call_once_per_change"),
            one_of("call_state_known", "state", CallState),
        ]
        indexes = [models.Index(fields=["try_at"], condition=Q(state=CallState.WAITING), name="call_to_try_again")]

    def __str__(self) -> str:
        return f"{self.webhook}: {self.key}, {self.get_state_display()}"
