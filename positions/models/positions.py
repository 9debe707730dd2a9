"""What a statement or a vote says on one issue."""

from __future__ import annotations

from datetime import datetime
from typing import Self

import pghistory
from django.db import models
from django.db.models import Prefetch, Q

from positions.enums import Firmness, Mode, Origin, SpeechAct, Stance
from positions.models.columns import InsertedTogether, one_of
from positions.models.issues import Issue
from positions.models.judgements import Judged, Judgement, UnderJudgement
from positions.models.marks import positions_mark_their_cells
from positions.models.proposals import Proposal, Vote
from positions.models.statements import Statement
from positions.models.triggers import position_in_one_negotiation


class PositionQuerySet(Judged):
    def held(self) -> Self:
        """Return what moves the ledger: confirmed, of a confirmed statement at first hand, or of a vote."""
        first_hand = Q(statement__in=Statement.objects.confirmed().first_hand())
        return self.confirmed().filter(first_hand | Q(vote__isnull=False))

    def for_display(self) -> Self:
        """Return positions as `partials/position.html` shows them."""
        return self.select_related("issue", "proposal").prefetch_related(
            Prefetch("judgements", Judgement.objects.current(), to_attr="current_judgements"),
        )


@pghistory.track(InsertedTogether(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class Position(UnderJudgement, models.Model):
    """Stance, place on the scale, firmness and condition; *unknown* is the absence of a row."""

    # Exactly one of the two is set: words or a vote are the evidence.
    statement = models.ForeignKey(Statement, on_delete=models.CASCADE, null=True, blank=True, related_name="positions")
    vote = models.ForeignKey(Vote, on_delete=models.CASCADE, null=True, blank=True, related_name="positions")
    issue = models.ForeignKey(Issue, on_delete=models.CASCADE, related_name="positions")
    stance = models.CharField(max_length=8, choices=Stance)
    value = models.PositiveSmallIntegerField(null=True, blank=True, help_text="0 to 100; empty when not placed.")
    # Empty when the words do not tell.
    firmness = models.PositiveSmallIntegerField(choices=Firmness, null=True, blank=True)
    condition = models.TextField(blank=True, help_text="What must happen first, without the “if”.")
    act = models.CharField(
        "speech act", max_length=8, choices=SpeechAct, blank=True, help_text="What the party does by saying it."
    )
    mode = models.CharField(
        max_length=12, choices=Mode, blank=True, help_text="Empty when the act is done here and now."
    )
    # Empty when it is not about a text on the table.
    proposal = models.ForeignKey(Proposal, on_delete=models.RESTRICT, null=True, blank=True, related_name="positions")
    origin = models.CharField(max_length=7, choices=Origin)
    method = models.CharField(max_length=80, blank=True)
    confidence = models.FloatField(null=True, blank=True)  # empty: a person coded it
    recorded_at = models.DateTimeField(auto_now_add=True)

    objects = PositionQuerySet.as_manager()

    class Meta:
        ordering = ["issue", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(statement__isnull=False, vote=None) | Q(statement=None, vote__isnull=False),
                name="position_of_statement_or_vote",
            ),
            models.UniqueConstraint(
                fields=["statement", "issue", "proposal"],
                condition=Q(statement__isnull=False),
                nulls_distinct=False,
                name="position_once_per_statement_and_issue",
            ),
            models.UniqueConstraint(
                fields=["vote", "issue"],
                condition=Q(vote__isnull=False),
                name="position_once_per_vote_and_issue",
            ),
            models.CheckConstraint(condition=Q(value=None) | Q(value__lte=100), name="position_value_on_scale"),
            models.CheckConstraint(
                condition=Q(origin=Origin.PERSON, confidence=None)
                | Q(origin=Origin.MACHINE, confidence__isnull=False, confidence__gte=0, confidence__lte=1),
                name="position_confidence_of_machine",
            ),
            one_of("position_stance_known", "stance", Stance),
            models.CheckConstraint(
                condition=Q(firmness=None) | Q(firmness__in=Firmness.values), name="position_firmness_known"
            ),
            models.CheckConstraint(condition=Q(act__in=["", *SpeechAct.values]), name="position_act_known"),
            models.CheckConstraint(condition=Q(mode__in=["", *Mode.values]), name="position_mode_known"),
        ]
        triggers = [position_in_one_negotiation, *positions_mark_their_cells]

    def __str__(self) -> str:
        return f"{self.get_stance_display()} on {self.issue}"

    def get_absolute_url(self) -> str:
        return self.evidence.get_absolute_url()

    @property
    def evidence(self) -> Statement | Vote:
        """Return the statement or the vote that takes the position."""
        if self.statement is not None:
            return self.statement
        if self.vote is not None:
            return self.vote
        raise ValueError("A position rests on a statement or on a vote.")

    @property
    def act_in_words(self) -> str:
        """Return act and mode as pages write them, "demand, future"; empty when neither is coded."""
        told = (self.get_act_display() if self.act else "", self.get_mode_display() if self.mode else "")
        return ", ".join(filter(None, told))

    @property
    def party_id(self) -> int | None:
        """Return whose position it is."""
        return self.evidence.party_id

    @property
    def stated_at(self) -> datetime:
        """Return when it was said or voted."""
        evidence = self.evidence
        return evidence.said_at if isinstance(evidence, Statement) else evidence.cast_at
