"""The way back from the last decision: kept in the session until the next page shows it."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from positions.enums import Relation
from positions.models import Judgement
from positions.review.actions import this_action
from positions.web.access import PageRequest

KEY = "undo"


@dataclass(frozen=True)
class Undo:
    """The last decision in words, the action it was, and what it was about."""

    action: str
    words: str
    about: str


def leave(request: PageRequest, judgement: Judgement, *, about: UUID) -> None:
    """Remember a decision for the page that follows."""
    words = judgement.get_verdict_display().capitalize()
    if judgement.relation:
        words = _("%(verdict)s as: %(relation)s") % {"verdict": words, "relation": Relation(judgement.relation).label}
    request.session[KEY] = [this_action(), words, str(about)]


def take(request: PageRequest) -> Undo | None:
    """Return the decision just made, once."""
    left = request.session.pop(KEY, None)
    return Undo(*left) if left and len(left) == 3 else None


def way_back(request: PageRequest, otherwise: str) -> str:
    """Return where the form wants to go, when that is a page of ours."""
    wanted = request.POST.get("next", "")
    is_ours = url_has_allowed_host_and_scheme(
        wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return wanted if wanted and is_ours else otherwise
