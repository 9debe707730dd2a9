"""When a person last looked at a negotiation's first page: what came since is new to that person."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.db import models
from django.utils import timezone

from positions.models.negotiations import Negotiation
from positions.models.users import User

# Pages opened within this time belong to one visit.
ONE_VISIT = timedelta(minutes=30)


class VisitQuerySet(models.QuerySet["Visit"]):
    def note(self, *, user: User, negotiation: Negotiation) -> datetime | None:
        """Note that somebody looks now, and return when the visit before was; None on the first."""
        now = timezone.now()
        visit, _ = self.get_or_create(user=user, negotiation=negotiation, defaults={"last_at": now})
        if now - visit.last_at > ONE_VISIT:
            visit.before_at = visit.last_at
        visit.last_at = now
        visit.save(update_fields=["before_at", "last_at"])
        return visit.before_at


class Visit(models.Model):
    """The present or last visit of a person to a negotiation, and the end of the one before."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="visits")
    negotiation = models.ForeignKey(Negotiation, on_delete=models.CASCADE, related_name="visits")
    last_at = models.DateTimeField()
    before_at = models.DateTimeField(null=True, blank=True)  # empty on the first visit

    objects = VisitQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "negotiation"], name="visit_once_per_user")]

    def __str__(self) -> str:
        return f"{self.user}, {self.last_at:%Y-%m-%d %H:%M}"
