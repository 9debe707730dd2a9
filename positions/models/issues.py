"""What is negotiated, and the scale on which positions on it are placed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

import pghistory
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from positions.enums import EventEffect
from positions.models.negotiations import InNegotiation, Negotiation
from positions.models.triggers import in_one_negotiation

if TYPE_CHECKING:
    from positions.models.events import OutsideEvent


class IssueQuerySet(InNegotiation):
    def for_display(self) -> Self:
        """Return issues with their anchors as the matrix and `partials/scale.html` show them."""
        return self.prefetch_related("anchors").order_by("number", "title")


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class Issue(models.Model):
    """A question under negotiation, with a scale from 0 to 100."""

    negotiation = models.ForeignKey(Negotiation, on_delete=models.CASCADE, related_name="issues")
    title = models.CharField(max_length=120)
    slug = models.SlugField(max_length=80, allow_unicode=True)
    question = models.CharField(
        max_length=300, blank=True, help_text="What a party supports or opposes, in a sentence."
    )
    description = models.TextField(blank=True, help_text="How coders decide what belongs here.")
    # Empty for an issue at the top of the tree.
    parent = models.ForeignKey("self", on_delete=models.RESTRICT, null=True, blank=True, related_name="children")
    keywords = ArrayField(models.CharField(max_length=60), default=list, blank=True, help_text="Words that point here.")
    number = models.PositiveSmallIntegerField(default=1, help_text="Order in the matrix.")
    # Empty when there is no status quo or nobody has placed it.
    status_quo = models.PositiveSmallIntegerField(null=True, blank=True, help_text="Where things stand, 0 to 100.")

    objects = IssueQuerySet.as_manager()

    class Meta:
        ordering = ["number", "title"]
        constraints = [
            models.UniqueConstraint(fields=["negotiation", "slug"], name="issue_slug_once"),
            models.UniqueConstraint(fields=["negotiation", "title"], name="issue_title_once"),
            models.CheckConstraint(condition=~Q(parent=F("id")), name="issue_not_its_own_parent"),
            models.CheckConstraint(
                condition=Q(status_quo=None) | Q(status_quo__lte=100),
                name="issue_status_quo_on_scale",
            ),
        ]
        triggers = [
            in_one_negotiation(
                "issue_in_one_negotiation",
                "negotiation_id",
                "parent_id",
                foreign="""SELECT FROM positions_issue p
                            WHERE p.id = NEW.parent_id AND p.negotiation_id <> NEW.negotiation_id""",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("issue", args=[self.negotiation.slug, self.slug])

    @property
    def turns(self) -> list[OutsideEvent]:
        """Return the events that opened or settled it, in order of time; it may be opened again."""
        found = [event for event in self.outside_events.all() if event.effect]
        return sorted(found, key=lambda event: (event.happened_at, event.pk))

    @property
    def opened(self) -> OutsideEvent | None:
        """Return the event that opened it first, or None when none is on record."""
        return next((event for event in self.turns if event.effect == EventEffect.OPENS), None)

    @property
    def settled(self) -> OutsideEvent | None:
        """Return the event that settled it, or None while it is open, also again."""
        last = self.turns[-1:]
        return last[0] if last and last[0].effect == EventEffect.SETTLES else None

    @property
    def title_in_sentence(self) -> str:
        """Return the title as it stands inside a sentence: a first capital goes, one of an abbreviation stays."""
        return self.title if self.title[1:2].isupper() else self.title[:1].lower() + self.title[1:]


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class ScaleAnchor(models.Model):
    """What a value of an issue's scale means."""

    issue = models.ForeignKey(Issue, on_delete=models.CASCADE, related_name="anchors")
    value = models.PositiveSmallIntegerField(help_text="0 to 100.")
    meaning = models.CharField(max_length=200)

    class Meta:
        ordering = ["issue", "value"]
        constraints = [
            models.UniqueConstraint(fields=["issue", "value"], name="anchor_once_per_value"),
            models.CheckConstraint(condition=Q(value__lte=100), name="anchor_on_scale"),
        ]

    def __str__(self) -> str:
        return f"{self.value}: {self.meaning}"
