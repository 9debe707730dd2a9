"""A suggestion, or a person's entry, that a later statement relates to an earlier one."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Self

import pghistory
from django.db import models
from django.db.models import Exists, F, OuterRef, Prefetch, Q, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse

from positions.enums import Origin, Relation, Verdict
from positions.models.columns import InsertedTogether, one_of, public_id
from positions.models.judgements import Judged, Judgement, UnderJudgement
from positions.models.marks import links_mark_their_reports
from positions.models.negotiations import InNegotiation, Negotiation
from positions.models.statements import Statement
from positions.models.triggers import link_runs_backwards_in_time


class LinkQuerySet(Judged, InNegotiation):  # type: ignore[override]  # as_manager of two bases
    def of(self, statement: Statement) -> Self:
        """Return the links that start or end at a statement."""
        return self.filter(Q(later=statement) | Q(earlier=statement))

    def shown(self) -> Self:
        """Return links nobody refused, between kept statements: strong enough, or a person's entry or decision."""
        strong = Q(score__gte=F("negotiation__show_threshold")) | Q(origin=Origin.PERSON) | Q(self._with_verdict())
        refused = Judgement.objects.filter(superseded_at=None, verdict=Verdict.REJECT)
        return self.not_refused().filter(
            strong,
            ~Exists(refused.filter(statement=OuterRef("later"))),
            ~Exists(refused.filter(statement=OuterRef("earlier"))),
        )

    def pre_accepted(self) -> Self:
        """Return the machine's links without any verdict that are so strong that a reviewer may expect to confirm."""
        return self.undecided().filter(origin=Origin.MACHINE, score__gte=F("negotiation__pre_accept_threshold"))

    def with_held_relation(self) -> Self:
        """Return links with `held`: the relation a person confirmed, otherwise the one suggested."""
        named = Judgement.objects.filter(superseded_at=None, verdict=Verdict.CONFIRM, link=OuterRef("pk"))
        return self.annotate(
            held=Coalesce(Subquery(named.exclude(relation="").values("relation")[:1]), F("relation")),
        )

    def holding(self, relations: Iterable[str]) -> Self:
        """Return links that hold one of the relations."""
        return self.with_held_relation().filter(held__in=relations)

    def for_display(self) -> Self:
        """Return links with both statements as `partials/link.html` shows them."""
        return self.select_related("negotiation").prefetch_related(
            Prefetch("judgements", Judgement.objects.current(), to_attr="current_judgements"),
            Prefetch("later", Statement.objects.for_display()),
            Prefetch("earlier", Statement.objects.for_display()),
        )


@pghistory.track(InsertedTogether(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class Link(UnderJudgement, models.Model):
    """Later statement, relation, earlier statement; with score, reasons and the method that found it."""

    public_id = public_id()
    negotiation = models.ForeignKey(Negotiation, on_delete=models.CASCADE, related_name="links")
    later = models.ForeignKey(Statement, on_delete=models.CASCADE, related_name="links_back")
    earlier = models.ForeignKey(Statement, on_delete=models.CASCADE, related_name="links_on")
    relation = models.CharField(max_length=15, choices=Relation)
    score = models.FloatField(default=1.0, help_text="0 to 1; 1 for a link that a person entered.")
    scores = models.JSONField(default=dict, blank=True, help_text="Score of every relation considered.")
    explanation = models.JSONField(default=list, blank=True, help_text="The reasons, one sentence each.")
    method = models.CharField(max_length=80, blank=True, help_text="Name and version of the method.")
    origin = models.CharField(max_length=7, choices=Origin)
    recorded_at = models.DateTimeField(auto_now_add=True)

    objects = LinkQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["later", "earlier"], name="link_once_per_pair"),
            models.CheckConstraint(condition=~Q(later=F("earlier")), name="link_not_to_itself"),
            models.CheckConstraint(condition=Q(score__gte=0, score__lte=1), name="link_score_is_a_share"),
            one_of("link_relation_known", "relation", Relation),
        ]
        indexes = [models.Index(fields=["negotiation", "-score"], name="link_by_score")]
        triggers = [link_runs_backwards_in_time, *links_mark_their_reports]

    def __str__(self) -> str:
        return f"{self.later_id} {self.get_relation_display()} {self.earlier_id}"

    def get_absolute_url(self) -> str:
        return reverse("link", args=[self.negotiation.slug, self.public_id])

    @property
    def is_pre_accepted(self) -> bool:
        """Tell whether a reviewer may expect to confirm it; no verdict, and nothing that counts as one."""
        is_open = self.origin == Origin.MACHINE and not self.verdict
        return is_open and self.score >= self.negotiation.pre_accept_threshold

    @property
    def held_relation(self) -> str:
        """Return the relation a person confirmed, otherwise the one suggested."""
        judgement = self.judgement
        if judgement and judgement.verdict == Verdict.CONFIRM and judgement.relation:
            return judgement.relation
        return self.relation

    @property
    def held_relation_label(self) -> str:
        """Return the words for the relation held."""
        return str(Relation(self.held_relation).label)


class Linking(models.Model):
    """What a statement was when its links were last suggested; while it is the same, nothing is searched again."""

    statement = models.OneToOneField(Statement, on_delete=models.CASCADE, primary_key=True, related_name="linking")
    content = models.CharField(max_length=64, help_text="Digest of words, date, party, speaker, coding and verdict.")
    recipe = models.CharField(max_length=64, help_text="Digest of encoder and method.")
    linked_at = models.DateTimeField(auto_now=True)

    def __str__(self) -> str:
        return f"{self.statement_id}, {self.linked_at:%Y-%m-%d}"
