"""A person's verdict on a statement, a position or a link: superseded, never overwritten."""

from __future__ import annotations

from typing import Any, Self

import pghistory
import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from positions.enums import Relation, Verdict
from positions.models.columns import InsertedTogether, one_of, together
from positions.models.marks import judgements_mark_what_they_judge
from positions.models.negotiations import Negotiation


class JudgementQuerySet(models.QuerySet["Judgement"]):
    def current(self) -> JudgementQuerySet:
        """Return those in force, with the person."""
        return self.filter(superseded_at=None).select_related("by")


class Judged(models.QuerySet):
    """Rows on which people pass judgement; the row's model name is the column of `Judgement`."""

    def _with_verdict(self, *verdicts: Verdict) -> Exists:
        current = Judgement.objects.filter(superseded_at=None, **{str(self.model._meta.model_name): OuterRef("pk")})
        return Exists(current.filter(verdict__in=verdicts) if verdicts else current)

    def confirmed(self) -> Self:
        """Return rows a person confirmed."""
        return self.filter(self._with_verdict(Verdict.CONFIRM))

    def refused(self) -> Self:
        """Return rows a person refused."""
        return self.filter(self._with_verdict(Verdict.REJECT))

    def not_refused(self) -> Self:
        """Return rows that nobody refused: confirmed ones, unsure ones and open suggestions."""
        return self.filter(~self._with_verdict(Verdict.REJECT))

    def undecided(self) -> Self:
        """Return suggestions without any verdict."""
        return self.filter(~self._with_verdict())

    def unsure(self) -> Self:
        """Return rows that a person looked at without a yes or a no."""
        return self.filter(self._with_verdict(Verdict.UNSURE))

    def open(self) -> Self:
        """Return suggestions without a yes or a no: undecided and unsure."""
        return self.filter(~self._with_verdict(Verdict.CONFIRM, Verdict.REJECT))


@pghistory.track(InsertedTogether(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class Judgement(models.Model):
    """Who decided what, when, and why; on exactly one of statement, position and link."""

    statement = models.ForeignKey(
        "Statement", on_delete=models.CASCADE, null=True, blank=True, related_name="judgements"
    )
    position = models.ForeignKey("Position", on_delete=models.CASCADE, null=True, blank=True, related_name="judgements")
    link = models.ForeignKey("Link", on_delete=models.CASCADE, null=True, blank=True, related_name="judgements")
    verdict = models.CharField(max_length=8, choices=Verdict)
    relation = models.CharField(
        max_length=15, choices=Relation, blank=True, help_text="Of a link, when the person named another relation."
    )
    note = models.TextField(blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="judgements")
    at = models.DateTimeField(default=timezone.now)
    # Both empty while the judgement is in force.
    superseded_at = models.DateTimeField(null=True, blank=True)
    superseded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = JudgementQuerySet.as_manager()

    class Meta:
        ordering = ["-at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(statement__isnull=False, position=None, link=None)
                | Q(statement=None, position__isnull=False, link=None)
                | Q(statement=None, position=None, link__isnull=False),
                name="judgement_on_one_thing",
            ),
            together("judgement_superseded_by_and_at", "superseded_at", "superseded_by"),
            models.CheckConstraint(condition=Q(relation="") | Q(link__isnull=False), name="judgement_relation_of_link"),
            one_of("judgement_verdict_known", "verdict", Verdict),
            *(
                models.UniqueConstraint(
                    fields=[field], condition=Q(superseded_at=None), name=f"judgement_one_in_force_{field}"
                )
                for field in ("statement", "position", "link")
            ),
        ]
        triggers = [
            pgtrigger.ReadOnly(
                name="judgement_is_not_overwritten",
                fields=["statement", "position", "link", "verdict", "relation", "note", "by", "at"],
            ),
            *judgements_mark_what_they_judge,
        ]

    def __str__(self) -> str:
        return f"{self.get_verdict_display()} by {self.by}"

    @property
    def judged(self) -> Any:
        """Return the statement, position or link it is about."""
        return self.statement or self.position or self.link

    @property
    def negotiation(self) -> Negotiation:
        """Return the negotiation to which what it judges belongs."""
        return self.position.issue.negotiation if self.position else self.judged.negotiation


class UnderJudgement:
    """A row on which people pass judgement; `for_display()` brings the one in force along."""

    @property
    def judgement(self) -> Judgement | None:
        """Return the judgement in force, if any."""
        row: Any = self
        if hasattr(row, "current_judgements"):
            return next(iter(row.current_judgements), None)
        return row.judgements.current().first()

    @property
    def verdict(self) -> str:
        """Return the verdict in force, or an empty string while undecided."""
        return self.judgement.verdict if self.judgement else ""
