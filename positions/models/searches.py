"""A search somebody keeps, and the private address of its feed."""

from __future__ import annotations

import hashlib

import pghistory
from django.conf import settings
from django.db import models
from django.urls import reverse

from positions.models.columns import public_id
from positions.models.negotiations import InNegotiation, Negotiation


class SavedSearchQuerySet(InNegotiation):
    def with_token(self, token: str) -> SavedSearchQuerySet:
        """Return the one whose feed a token opens."""
        return self.filter(feed_hash=hash_of(token))


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent(), exclude=["feed_hash"])
class SavedSearch(models.Model):
    """The filters of one reader's search, as they stand in the address."""

    public_id = public_id()
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="saved_searches")
    negotiation = models.ForeignKey(Negotiation, on_delete=models.CASCADE, related_name="saved_searches")
    name = models.CharField(max_length=120)
    query = models.CharField(max_length=2000, help_text="Known filters, as they stand in the address of the search.")
    # Empty while there is no feed. The token itself is shown once and kept nowhere.
    feed_hash = models.CharField(max_length=64, null=True, blank=True, unique=True, editable=False)
    recorded_at = models.DateTimeField(auto_now_add=True)

    objects = SavedSearchQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "saved searches"
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["user", "negotiation", "name"], name="saved_search_name_once"),
            models.CheckConstraint(condition=~models.Q(name=""), name="saved_search_has_name"),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return f"{reverse('search', args=[self.negotiation.slug])}?{self.query}"


def hash_of(token: str) -> str:
    """Return what is kept of a token: 256 random bits need no salt and no slow hash."""
    return hashlib.sha256(token.encode()).hexdigest()
