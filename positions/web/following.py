"""Following in one click from every page, and leaving."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from positions.digests.subscriptions import follow, unfollow
from positions.models import Follow, Negotiation, SavedSearch
from positions.review.errors import ReviewError
from positions.web.access import PageRequest, negotiation_page


@dataclass(frozen=True)
class Named:
    """What the button names: a kind, and the slugs or the identifier of it."""

    kind: str
    of: str = ""
    other: str = ""


@require_POST
@negotiation_page()
def follow_set(request: PageRequest, negotiation: Negotiation) -> HttpResponse:
    """Follow what the button stands on, or leave it, and go back to its page."""
    parts = parts_of(request, negotiation, named_in(request.POST))
    wanted = {"party": None, "other": None, "issue": None, "proposal": None, "search": None, **parts}
    followed = Follow(negotiation=negotiation, **parts)
    page = _page_of(followed)
    if request.POST.get("wish") == "leave":
        for row in Follow.objects.of(request.user).filter(negotiation=negotiation, **wanted):
            unfollow(follow=row, by=request.user)
        messages.success(request, _("You no longer follow “%(what)s”.") % {"what": followed})
        return redirect(page)
    try:
        row = follow(negotiation=negotiation, by=request.user, **parts)
    except ReviewError as error:
        messages.error(request, str(error))
        return redirect(page)
    due = timezone.localtime(row.subscription.due_at)
    messages.success(
        request,
        _("You follow “%(what)s”. The next digest comes on %(day)s.")
        % {"what": row, "day": date_format(due, _("l, j F Y, H:i"))},
    )
    return redirect(page)


@require_POST
def follow_remove(request: PageRequest, public_id: UUID) -> HttpResponse:
    """Leave one thing from the list of all, be its negotiation readable or not."""
    row = get_object_or_404(Follow.objects.of(request.user).for_display(), public_id=public_id)
    unfollow(follow=row, by=request.user)
    messages.success(request, _("You no longer follow “%(what)s”.") % {"what": row})
    return redirect("mail")


def named_in(sent: QueryDict) -> Named:
    """Return what an address or a form names."""
    return Named(*(sent.get(name, "") for name in ("kind", "of", "other")))


def parts_of(request: PageRequest, negotiation: Negotiation, named: Named) -> dict[str, Any]:
    """Return what is named as columns of a row; raises Http404 for what is not there."""
    if named.kind == "negotiation":
        return {}
    if named.kind == "search":
        mine = SavedSearch.objects.filter(user=request.user, negotiation=negotiation)
        return {"search": get_object_or_404(mine, public_id=as_uuid(named.of))}
    if named.kind == "pair":
        parties = [get_object_or_404(negotiation.parties, slug=slug) for slug in (named.of, named.other)]
        if parties[0] == parties[1]:
            raise Http404("A pair is of two parties.")
        return dict(zip(("party", "other"), sorted(parties, key=lambda one: one.pk), strict=True))
    rows = {"party": negotiation.parties, "issue": negotiation.issues, "proposal": negotiation.proposals}
    if named.kind not in rows:
        raise Http404("There is nothing of this kind to follow.")
    return {named.kind: get_object_or_404(rows[named.kind], slug=named.of)}


def as_uuid(written: str) -> UUID:
    """Return an identifier; raises Http404 for what is none."""
    try:
        return UUID(written)
    except ValueError:
        raise Http404("There is no such search.") from None


def followed_keys(request: HttpRequest, negotiation: Negotiation) -> frozenset[str]:
    """Return what the reader follows here as the buttons name it, a pair in both orders."""
    rows = Follow.objects.filter(subscription__user=request.user.pk, negotiation=negotiation)
    columns = ("party__slug", "other__slug", "issue__slug", "proposal__slug", "search__public_id")
    return frozenset(key for row in rows.values_list(*columns) for key in _keys(*row))


def _keys(party: str | None, other: str | None, issue: str | None, proposal: str | None, search: UUID | None) -> list:
    if party and other:
        return [f"pair:{party}:{other}", f"pair:{other}:{party}"]
    named = {"party": party, "issue": issue, "proposal": proposal, "search": search}
    return [f"{kind}:{of}" for kind, of in named.items() if of] or ["negotiation"]


def _page_of(followed: Follow) -> str:
    if followed.search:
        return reverse("saved_search", args=[followed.negotiation.slug, followed.search.public_id])
    return followed.get_absolute_url()
