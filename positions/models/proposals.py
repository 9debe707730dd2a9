"""Texts and plans on the table, and how parties voted on them."""

from __future__ import annotations

import pghistory
from django.db import models
from django.urls import reverse

from positions.enums import VoteChoice
from positions.models.columns import one_of, precision
from positions.models.issues import Issue
from positions.models.marks import votes_mark_their_cells
from positions.models.negotiations import InNegotiation, Negotiation
from positions.models.parties import Party
from positions.models.triggers import in_one_negotiation


class ProposalQuerySet(InNegotiation):
    pass


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class Proposal(models.Model):
    """A text or plan put by a party on a date; positions can be about it."""

    negotiation = models.ForeignKey(Negotiation, on_delete=models.CASCADE, related_name="proposals")
    title = models.CharField(max_length=200)
    slug = models.SlugField(max_length=80, allow_unicode=True)
    reference = models.CharField(max_length=80, blank=True, help_text="For example S/2016/846.")
    summary = models.TextField(blank=True)
    url = models.URLField(max_length=500, blank=True)
    # Empty when it is not known who put it.
    put_by = models.ForeignKey(Party, on_delete=models.RESTRICT, null=True, blank=True, related_name="proposals")
    sponsors = models.ManyToManyField(Party, blank=True, related_name="sponsored_proposals")
    # Empty when it is not known when it was put.
    put_at = models.DateTimeField(null=True, blank=True)
    put_at_precision = precision()
    issues = models.ManyToManyField(Issue, blank=True, related_name="proposals")

    objects = ProposalQuerySet.as_manager()

    class Meta:
        ordering = ["put_at", "title"]
        constraints = [models.UniqueConstraint(fields=["negotiation", "slug"], name="proposal_slug_once")]
        triggers = [
            in_one_negotiation(
                "proposal_in_one_negotiation",
                "negotiation_id",
                "put_by_id",
                foreign="""SELECT FROM positions_party p
                            WHERE p.id = NEW.put_by_id AND p.negotiation_id <> NEW.negotiation_id""",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title} ({self.reference})" if self.reference else self.title

    def get_absolute_url(self) -> str:
        return reverse("proposal", args=[self.negotiation.slug, self.slug])


class VoteQuerySet(models.QuerySet["Vote"]):
    def for_display(self) -> VoteQuerySet:
        """Return votes with party and proposal as `partials/vote.html` shows them."""
        return self.select_related("party", "proposal").order_by("party__number", "party__name")


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class Vote(models.Model):
    """How a party voted on a proposal; its positions are evidence as words are."""

    proposal = models.ForeignKey(Proposal, on_delete=models.CASCADE, related_name="votes")
    party = models.ForeignKey(Party, on_delete=models.CASCADE, related_name="votes")
    choice = models.CharField(max_length=8, choices=VoteChoice)
    cast_at = models.DateTimeField()
    cast_at_precision = precision()
    meeting = models.CharField(max_length=80, blank=True, help_text="The record, for example S/PV.7785.")
    url = models.URLField(max_length=500, blank=True, help_text="Where the vote is published.")
    recorded_at = models.DateTimeField(auto_now_add=True)

    objects = VoteQuerySet.as_manager()

    class Meta:
        ordering = ["cast_at", "party"]
        constraints = [
            models.UniqueConstraint(fields=["proposal", "party"], name="vote_once_per_party"),
            one_of("vote_choice_known", "choice", VoteChoice),
        ]
        triggers = [
            in_one_negotiation(
                "vote_in_one_negotiation",
                "party_id",
                "proposal_id",
                foreign="""SELECT FROM positions_party p, positions_proposal t
                            WHERE p.id = NEW.party_id AND t.id = NEW.proposal_id
                              AND p.negotiation_id <> t.negotiation_id""",
            ),
            *votes_mark_their_cells,
        ]

    def __str__(self) -> str:
        return f"{self.party}, {self.get_choice_display()}: {self.proposal}"

    def get_absolute_url(self) -> str:
        return f"{self.proposal.get_absolute_url()}#vote-{self.pk}"
