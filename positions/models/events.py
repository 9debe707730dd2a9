"""What happened outside the words of the parties: beside it their positions are read."""

from __future__ import annotations

from typing import Self

import pghistory
from django.db import models
from django.urls import reverse

from positions.enums import EventEffect
from positions.models.columns import one_of, precision
from positions.models.issues import Issue
from positions.models.negotiations import InNegotiation, Negotiation


class OutsideEventQuerySet(InNegotiation):
    def about(self, issue: Issue) -> Self:
        """Return events of the whole negotiation and those of an issue."""
        return self.filter(models.Q(issues=None) | models.Q(issues=issue), negotiation=issue.negotiation_id).distinct()

    def for_display(self) -> Self:
        """Return events in the order of time with their issues, as `partials/event.html` shows them."""
        issues = models.Prefetch("issues", Issue.objects.select_related("negotiation"))
        return self.prefetch_related(issues).order_by("happened_at", "pk")


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class OutsideEvent(models.Model):
    """Something that happened on a day, with a public reference; it may open or settle the issues it is about."""

    negotiation = models.ForeignKey(Negotiation, on_delete=models.CASCADE, related_name="outside_events")
    title = models.CharField(max_length=60, help_text="A few words that stand above the time axis: Truce begins.")
    summary = models.CharField(max_length=300, blank=True, help_text="What happened, in a sentence of your own.")
    happened_at = models.DateTimeField()
    happened_at_precision = precision()
    effect = models.CharField(max_length=7, choices=EventEffect, blank=True, default=EventEffect.NONE)
    reference = models.CharField(max_length=120, blank=True, help_text="Where it is on record, for example S/PV.7785.")
    url = models.URLField("address", max_length=500, blank=True, help_text="A public page that says so.")
    issues = models.ManyToManyField(
        Issue, blank=True, related_name="outside_events", help_text="None means the whole negotiation."
    )
    recorded_at = models.DateTimeField(auto_now_add=True)

    objects = OutsideEventQuerySet.as_manager()

    class Meta:
        ordering = ["happened_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["negotiation", "title", "happened_at"], name="event_once"),
            one_of("event_effect_known", "effect", EventEffect),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("event", args=[self.negotiation.slug, self.pk])
