"""Tokens of programs, and the answers that are kept so that a request sent twice is done once."""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import pghistory
from django.conf import settings
from django.db import models
from django.utils import timezone
from knox.models import AbstractAuthToken

from positions.enums import TokenScope
from positions.models.columns import one_of
from positions.models.negotiations import Negotiation

if TYPE_CHECKING:
    from positions.models.users import User

NOTED_AT_MOST = timedelta(minutes=1)  # a busy program costs one write a minute
KEPT_FOR = timedelta(hours=24)


class TokenQuerySet(models.QuerySet["Token"]):
    def of(self, user: User) -> TokenQuerySet:
        """Return a person's own."""
        return self.filter(user=user)

    def alive(self) -> TokenQuerySet:
        """Return those that still open the API."""
        return self.filter(models.Q(expiry=None) | models.Q(expiry__gt=timezone.now()))

    def outdated(self, now: datetime) -> TokenQuerySet:
        """Return those that expired so long ago that nobody asks any more why they do not work."""
        return self.filter(expiry__lt=now - timedelta(days=30))


@pghistory.track(
    pghistory.InsertEvent(),
    pghistory.UpdateEvent(),
    pghistory.DeleteEvent(),
    exclude=["digest", "last_used_at"],
    obj_field=None,
)
class Token(AbstractAuthToken):
    """What a program shows to act in its owner's name; kept as a hash, its first characters to tell it by."""

    name = models.CharField(max_length=100, help_text="What it is for.")
    scope = models.CharField(max_length=5, choices=TokenScope, default=TokenScope.WRITE)
    # Empty when it reaches all negotiations of its owner.
    negotiation = models.ForeignKey(Negotiation, on_delete=models.CASCADE, null=True, blank=True, related_name="tokens")
    last_used_at = models.DateTimeField(null=True, blank=True, editable=False)  # empty until it is used

    objects = TokenQuerySet.as_manager()

    class Meta:
        ordering = ["created", "digest"]
        constraints = [one_of("token_scope_known", "scope", TokenScope)]

    def __str__(self) -> str:
        return f"{self.name} ({self.token_key}…)"

    @property
    def is_expired(self) -> bool:
        return self.expiry is not None and self.expiry <= timezone.now()

    def note_use(self) -> None:
        """Write down that it was used, at most once a minute."""
        now = timezone.now()
        if self.last_used_at is None or now - self.last_used_at >= NOTED_AT_MOST:
            Token.objects.filter(pk=self.pk).update(last_used_at=now)


class KeptAnswerQuerySet(models.QuerySet["KeptAnswer"]):
    def outdated(self, now: datetime) -> KeptAnswerQuerySet:
        """Return those that are kept no longer."""
        return self.filter(expires_at__lte=now)


def a_day_on() -> datetime:
    return timezone.now() + KEPT_FOR


class KeptAnswer(models.Model):
    """What was answered to a request with an Idempotency-Key; the same request again gets it again."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="kept_answers")
    key = models.CharField(max_length=255)
    fingerprint = models.CharField(max_length=64, help_text="SHA-256 of method, address and body.")
    status = models.PositiveSmallIntegerField(default=0)  # 0 only within the transaction that does the work
    body = models.TextField(blank=True, help_text="JSON, as it was sent.")
    etag = models.CharField(max_length=80, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField(default=a_day_on, db_index=True)

    objects = KeptAnswerQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "key"], name="answer_kept_once_per_key")]

    def __str__(self) -> str:
        return f"{self.key}: {self.status}"
