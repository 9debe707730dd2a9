"""Import and export of a negotiation: a file asked for, a file compared and taken in, and what became of each."""

from __future__ import annotations

from uuid import UUID

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from positions.enums import Role
from positions.exchange.errors import ExchangeError
from positions.exchange.registry import FORMATS, find_format, writable
from positions.models import Negotiation, Transfer
from positions.models.negotiations import ROLES_FROM
from positions.web.access import PageRequest, negotiation_page
from positions.web.exchange_files import report_response
from positions.web.exchange_forms import ExportForm, ImportForm, rowwise
from positions.web.exchange_pages import (
    PER_PAGE,
    Places,
    do_with_file,
    hand_out,
    places_in_negotiation,
    show_file,
)
from positions.web.exchange_report import state_of


@negotiation_page()
def exchange(request: PageRequest, negotiation: Negotiation) -> HttpResponse:
    """List the formats, and the files of the past with who and when."""
    found = Transfer.objects.visible_to(request.user).filter(negotiation=negotiation).for_display()
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "negotiation": negotiation,
        "formats": [each for each in writable() if request.role in ROLES_FROM[each.role]],
        "page": page,
        "transfers": [(each, FORMATS.get(each.format), state_of(each)) for each in page.object_list],
    }
    return render(request, "exchange/page.html", context)


@negotiation_page()
def exchange_export(request: PageRequest, negotiation: Negotiation, format_name: str) -> HttpResponse:
    """Show what one may choose of a format, and ask for the file."""
    try:
        chosen = find_format(format_name, [each for each in writable() if request.role in ROLES_FROM[each.role]])
    except ExchangeError as error:
        raise Http404(str(error)) from error
    typed = request.POST if request.method == "POST" else None
    form = ExportForm(typed, negotiation=negotiation, chosen=chosen)
    if request.method == "POST" and form.is_entered(request.user):
        return redirect("transfer", negotiation.slug, form.entered.public_id)
    context = {"negotiation": negotiation, "form": form, "chosen": chosen}
    return render(request, "exchange/export.html", context, status=422 if form.errors else 200)


@negotiation_page(role=Role.ANALYST)
def exchange_import(request: PageRequest, negotiation: Negotiation) -> HttpResponse:
    """Take a file, to be compared with the negotiation; nothing is taken in yet."""
    chosen = next((each for each in rowwise() if each.name == request.GET.get("format")), None)
    typed = (request.POST, request.FILES) if request.method == "POST" else ()
    form = ImportForm(*typed, negotiation=negotiation, chosen=chosen)
    if request.method == "POST" and form.is_entered(request.user):
        return redirect("transfer", negotiation.slug, form.entered.public_id)
    context = {"negotiation": negotiation, "form": form, "chosen": chosen, "formats": rowwise()}
    return render(request, "exchange/import.html", context, status=422 if form.errors else 200)


@never_cache
@negotiation_page()
def transfer(request: PageRequest, negotiation: Negotiation, public_id: UUID) -> HttpResponse:
    """Show how far a file has come; of an import what becomes, or became, of each of its rows."""
    row, places = transfer_of(request, negotiation, public_id)
    may_edit = request.role in ROLES_FROM[Role.ANALYST]
    return show_file(request, row, places, may_edit=may_edit, negotiation=negotiation)


@require_POST
@negotiation_page()
def transfer_set(request: PageRequest, negotiation: Negotiation, public_id: UUID) -> HttpResponse:
    """Take in what was compared, stop what waits or runs, or remove the file with its report."""
    return do_with_file(request, *transfer_of(request, negotiation, public_id))


@negotiation_page()
def transfer_file(request: PageRequest, negotiation: Negotiation, public_id: UUID) -> HttpResponseBase:
    """Hand out the file, piece by piece."""
    return hand_out(request, *transfer_of(request, negotiation, public_id))


@negotiation_page()
def transfer_report(request: PageRequest, negotiation: Negotiation, public_id: UUID) -> HttpResponseBase:
    """Hand out the report of an import as CSV."""
    return report_response(transfer_of(request, negotiation, public_id)[0])


def transfer_of(request: PageRequest, negotiation: Negotiation, public_id: UUID) -> tuple[Transfer, Places]:
    """Return a file that the reader may see with its addresses, or 404."""
    found = Transfer.objects.visible_to(request.user).filter(negotiation=negotiation)
    row = get_object_or_404(found.for_display(), public_id=public_id)
    return row, places_in_negotiation(row, negotiation.slug)
