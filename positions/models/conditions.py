"""What a person decided became of a condition, and whom it waits for: superseded, never overwritten."""

from __future__ import annotations

from datetime import datetime

import pghistory
import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from positions.enums import ConditionState
from positions.models.columns import one_of, together
from positions.models.parties import Party
from positions.models.positions import Position
from positions.models.statements import Statement
from positions.models.triggers import in_one_negotiation


class ConditionVerdictQuerySet(models.QuerySet["ConditionVerdict"]):
    def current(self) -> ConditionVerdictQuerySet:
        """Return those in force."""
        return self.filter(superseded_at=None)

    def in_force_at(self, moment: datetime) -> ConditionVerdictQuerySet:
        """Return those that were in force at a moment."""
        return self.filter(Q(superseded_at=None) | Q(superseded_at__gt=moment), at__lte=moment)

    def for_display(self) -> ConditionVerdictQuerySet:
        """Return verdicts with people, parties and the statement that shows it, as `conditions/verdict.html` does."""
        return self.select_related(
            "by", "superseded_by", "awaits__negotiation", "shown_by__negotiation", "shown_by__party",
            "shown_by__version__article__source",
        )  # fmt: skip


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class ConditionVerdict(models.Model):
    """Who decided what became of a condition of one party; the position is one that states it."""

    position = models.ForeignKey(Position, on_delete=models.CASCADE, related_name="condition_verdicts")
    # Named beside the position because a joint statement takes one position for several parties.
    party = models.ForeignKey(Party, on_delete=models.CASCADE, related_name="condition_verdicts")
    state = models.CharField(max_length=9, choices=ConditionState)
    # Empty when it waits for nobody in particular, or nobody has said for whom.
    awaits = models.ForeignKey(
        Party,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="awaited_in",
        help_text="Whose turn it is.",
    )
    # Empty when no statement shows it; then the note says what does.
    shown_by = models.ForeignKey(
        Statement, on_delete=models.SET_NULL, null=True, blank=True, related_name="shows_conditions"
    )
    note = models.TextField(blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    # Both empty while the verdict is in force.
    superseded_at = models.DateTimeField(null=True, blank=True)
    superseded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = ConditionVerdictQuerySet.as_manager()

    class Meta:
        ordering = ["-at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["position", "party"], condition=Q(superseded_at=None), name="condition_verdict_one_in_force"
            ),
            models.CheckConstraint(condition=~Q(awaits=F("party")), name="condition_awaits_another_party"),
            together("condition_verdict_superseded_by_and_at", "superseded_at", "superseded_by"),
            one_of("condition_state_known", "state", ConditionState),
        ]
        triggers = [
            pgtrigger.ReadOnly(
                name="condition_verdict_is_not_overwritten",
                fields=["position", "party", "state", "note", "by", "at"],
            ),
            in_one_negotiation(
                "condition_verdict_in_one_negotiation",
                "position_id",
                "party_id",
                "awaits_id",
                "shown_by_id",
                foreign="""SELECT FROM positions_position p JOIN positions_issue i ON i.id = p.issue_id
                            WHERE p.id = NEW.position_id AND (
                                EXISTS (SELECT FROM positions_party q WHERE q.id IN (NEW.party_id, NEW.awaits_id)
                                           AND q.negotiation_id <> i.negotiation_id)
                             OR EXISTS (SELECT FROM positions_statement s WHERE s.id = NEW.shown_by_id
                                           AND s.negotiation_id <> i.negotiation_id))""",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_state_display()} by {self.by}"
