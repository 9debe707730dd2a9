"""The way back from the last decision: kept in the session until the next page shows it."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from positions.enums import Relation, Role
from positions.models import Judgement, Negotiation
from positions.review.errors import ReviewError
from positions.review.judgements import withdraw_judgement
from positions.web.access import PageRequest, negotiation_page

KEY = "undo"


@dataclass(frozen=True)
class Undo:
    """The last decision in words, and which one it was."""

    judgement: int
    words: str


def leave(request: PageRequest, judgement: Judgement) -> None:
    """Remember a decision for the page that follows."""
    words = judgement.get_verdict_display().capitalize()
    if judgement.relation:
        words = f"{words} as: {Relation(judgement.relation).label}"
    request.session[KEY] = [judgement.pk, words]


def take(request: PageRequest) -> Undo | None:
    """Return the decision just made, once."""
    left = request.session.pop(KEY, None)
    return Undo(*left) if left else None


def way_back(request: PageRequest, otherwise: str) -> str:
    """Return where the form wants to go, when that is a page of ours."""
    wanted = request.POST.get("next", "")
    is_ours = url_has_allowed_host_and_scheme(
        wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return wanted if wanted and is_ours else otherwise


@require_POST
@negotiation_page(role=Role.ANALYST)
def judgement_undo(request: PageRequest, negotiation: Negotiation, pk: int) -> HttpResponse:
    """Take back one's own decision and return to what it was about."""
    judgement = get_object_or_404(
        Judgement.objects.select_related("statement__negotiation", "position", "link__negotiation"),
        pk=pk,
        by=request.user,
    )
    row = judgement.link or judgement.statement
    if row is None or row.negotiation != negotiation:
        return redirect("review_queue", negotiation.slug)
    try:
        withdraw_judgement(judgement=judgement, by=request.user)
    except ReviewError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, "Taken back: it is undecided again.")
    return redirect(way_back(request, row.get_absolute_url()))
