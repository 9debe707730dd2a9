"""Proposals that parties have not answered, and for how many days."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime

from positions.enums import PartyRole
from positions.models import Negotiation, Party, Position, Proposal, Statement, Vote

SHOWN = 4


@dataclass(frozen=True)
class Unanswered:
    """A proposal, the parties to the talks that neither voted on it nor spoke of it, and the days since."""

    proposal: Proposal
    silent: list[Party]
    days: int


def unanswered(negotiation: Negotiation, as_of: datetime) -> list[Unanswered]:
    """Return the proposals put by then that some party to the talks has not answered, the latest first."""
    proposals = list(
        Proposal.objects.filter(negotiation=negotiation, put_at__lte=as_of)
        .select_related("negotiation", "put_by")
        .prefetch_related("sponsors")
        .order_by("-put_at")
    )
    parties = list(Party.objects.filter(negotiation=negotiation, role=PartyRole.NEGOTIATES).for_display())
    heard = _heard(proposals)
    found = []
    for proposal in proposals:
        known = heard[proposal.pk] | {proposal.put_by_id} | {party.pk for party in proposal.sponsors.all()}
        silent = [party for party in parties if party.pk not in known]
        if silent and proposal.put_at:
            found.append(Unanswered(proposal, silent, (as_of.date() - proposal.put_at.date()).days))
    return [each for each in found if each.days][:SHOWN]


def _heard(proposals: list[Proposal]) -> dict[int, set[int]]:
    """Return the parties that voted on each proposal, or said something about it that nobody refused."""
    heard: dict[int, set[int]] = defaultdict(set)
    votes = Vote.objects.filter(proposal__in=proposals).values_list("proposal_id", "party_id")
    said = Position.objects.not_refused().filter(
        proposal__in=proposals, statement__in=Statement.objects.not_refused(), statement__party__isnull=False
    )
    for proposal, party in [*votes, *said.values_list("proposal_id", "statement__party_id")]:
        heard[proposal].add(party)
    return heard
