"""A proposal: what it says, how the parties voted on it, and what they said about it."""

from __future__ import annotations

from collections import Counter

from django.db.models import Prefetch
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render

from positions.enums import VoteChoice
from positions.models import Negotiation, Party, Position, Proposal, Statement
from positions.web.access import PageRequest, negotiation_page


@negotiation_page()
def proposal(request: PageRequest, negotiation: Negotiation, proposal_slug: str) -> HttpResponse:
    """Show a text on the table with its votes and the positions about it."""
    proposals = Proposal.objects.filter(negotiation=negotiation).select_related("negotiation", "put_by")
    shown = get_object_or_404(proposals.prefetch_related("sponsors", "issues__negotiation"), slug=proposal_slug)
    votes = list(shown.votes.for_display())
    counts = Counter(vote.choice for vote in votes)
    positions = positions_about(shown)
    speakers = {position.statement.party_id for position in positions if position.statement}
    heard = {vote.party_id for vote in votes} | {party for party in speakers if party}
    context = {
        "proposal": shown,
        "votes": votes,
        "totals": [(choice, counts[choice]) for choice in VoteChoice if counts[choice]],
        "positions": positions,
        "silent": list(Party.objects.filter(negotiation=negotiation).exclude(pk__in=heard).for_display()),
    }
    return render(request, "proposals/page.html", context)


def positions_about(shown: Proposal) -> list[Position]:
    """Return the positions that statements take on a proposal, refused ones left out, the latest first."""
    statements = Statement.objects.for_display()
    found = Position.objects.not_refused().filter(proposal=shown, statement__in=Statement.objects.not_refused())
    return list(
        found.for_display().prefetch_related(Prefetch("statement", statements)).order_by("-statement__said_at", "-pk")
    )
