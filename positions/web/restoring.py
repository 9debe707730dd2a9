"""Restoring a whole negotiation from its file, before there is one to open pages of: for site administrators."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from positions.enums import TransferDirection
from positions.exchange.transfers import WHO_RESTORES
from positions.exchange.whole.format import WHOLE
from positions.models import Transfer
from positions.web.access import PageRequest
from positions.web.exchange_files import report_response
from positions.web.exchange_forms import RestoreForm
from positions.web.exchange_pages import PER_PAGE, Places, do_with_file, hand_out, places_of_restoring, show_file
from positions.web.exchange_report import state_of

P = ParamSpec("P")


def administrators_page(
    view: Callable[Concatenate[PageRequest, P], HttpResponseBase],
) -> Callable[..., HttpResponseBase]:
    """Show a page to site administrators; everybody else is told whose it is."""

    @wraps(view)
    def page(request: PageRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.user.is_superuser:
            raise PermissionDenied(str(WHO_RESTORES))
        return view(request, *args, **kwargs)

    return page


@administrators_page
def restore(request: PageRequest) -> HttpResponse:
    """Take a file, to be read through first; list those of the past with what became of them."""
    typed = (request.POST, request.FILES) if request.method == "POST" else ()
    form = RestoreForm(*typed)
    if request.method == "POST" and form.is_entered(request.user):
        return redirect("restoring", form.entered.public_id)
    page = Paginator(restorings(request).for_display(), PER_PAGE).get_page(request.GET.get("page"))
    context = {"form": form, "page": page, "transfers": [(each, state_of(each)) for each in page.object_list]}
    return render(request, "exchange/restore.html", context, status=422 if form.errors else 200)


@never_cache
@administrators_page
def restoring(request: PageRequest, public_id: UUID) -> HttpResponse:
    """Show how far restoring has come, what the file holds, and who is whom."""
    return show_file(request, *restoring_of(request, public_id), may_edit=True)


@require_POST
@administrators_page
def restoring_set(request: PageRequest, public_id: UUID) -> HttpResponse:
    """Restore what was read through, stop what waits or runs, or remove the file."""
    return do_with_file(request, *restoring_of(request, public_id))


@administrators_page
def restoring_file(request: PageRequest, public_id: UUID) -> HttpResponseBase:
    """Hand out the file, piece by piece."""
    return hand_out(request, *restoring_of(request, public_id))


@administrators_page
def restoring_report(request: PageRequest, public_id: UUID) -> HttpResponseBase:
    """Hand out the report as CSV."""
    return report_response(restoring_of(request, public_id)[0])


def restorings(request: PageRequest) -> Any:
    """Return the files from which negotiations were or are to be restored."""
    found = Transfer.objects.visible_to(request.user)
    return found.filter(direction=TransferDirection.IMPORT, format=WHOLE.name)


def restoring_of(request: PageRequest, public_id: UUID) -> tuple[Transfer, Places]:
    """Return such a file with its addresses, or 404."""
    row = get_object_or_404(restorings(request).for_display(), public_id=public_id)
    return row, places_of_restoring(row)
