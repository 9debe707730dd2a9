"""The proposals on the table, and one: who accepts, rejects, sets conditions or has not answered, votes and words."""

from __future__ import annotations

from collections import Counter

from django.db.models import Prefetch
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render

from positions.analysis.answers import read_answers
from positions.enums import VoteChoice
from positions.models import Negotiation, Position, Proposal, Statement
from positions.web.access import PageRequest, negotiation_page
from positions.web.asked import moment_asked


@negotiation_page()
def proposals(request: PageRequest, negotiation: Negotiation) -> HttpResponse:
    """List the proposals, the latest first, with how many parties answered how."""
    as_of = moment_asked(request, negotiation)
    rows = Proposal.objects.filter(negotiation=negotiation).order_by("-put_at", "title")
    found = read_answers(negotiation=negotiation, proposals=rows, as_of=as_of)
    return render(request, "proposals/list.html", {"answered": found, "as_of": as_of})


@negotiation_page()
def proposal(request: PageRequest, negotiation: Negotiation, proposal_slug: str) -> HttpResponse:
    """Show a text on the table with the answer of every party, its votes and the positions about it."""
    rows = Proposal.objects.filter(negotiation=negotiation).select_related("negotiation", "put_by")
    shown = get_object_or_404(rows.prefetch_related("sponsors", "issues__negotiation"), slug=proposal_slug)
    as_of = moment_asked(request, negotiation)
    [answered] = read_answers(negotiation=negotiation, proposals=rows.filter(pk=shown.pk), as_of=as_of)
    votes = list(shown.votes.for_display())
    counts = Counter(vote.choice for vote in votes)
    context = {
        "proposal": shown,
        "as_of": as_of,
        "answered": answered,
        "votes": votes,
        "totals": [(choice, counts[choice]) for choice in VoteChoice if counts[choice]],
        "positions": positions_about(shown),
    }
    return render(request, "proposals/page.html", context)


def positions_about(shown: Proposal) -> list[Position]:
    """Return the positions that statements take on a proposal, refused ones left out, the latest first."""
    statements = Statement.objects.for_display()
    found = Position.objects.not_refused().filter(proposal=shown, statement__in=Statement.objects.not_refused())
    return list(
        found.for_display().prefetch_related(Prefetch("statement", statements)).order_by("-statement__said_at", "-pk")
    )
