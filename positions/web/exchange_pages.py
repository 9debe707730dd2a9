"""What pages of one file have in common, whether it belongs to a negotiation or is to make one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from positions.enums import RowOutcome
from positions.exchange.errors import ExchangeError
from positions.exchange.registry import FORMATS
from positions.exchange.transfers import apply_compared, cancel_transfer, remove_transfer, report_rows
from positions.models import Transfer
from positions.web.access import PageRequest
from positions.web.exchange_files import file_response
from positions.web.exchange_report import outcomes_of, progress_of, reported, restores, title_of, writes_of

PER_PAGE = 50


@dataclass(frozen=True)
class Places:
    """The addresses of a file: its page and what can be done there, the list it stands in, where another is brought."""

    page: str
    set: str
    file: str
    report: str
    list: str
    list_title: str
    again: str
    jobs: str


def places_in_negotiation(row: Transfer, slug: str) -> Places:
    """Return the addresses of a file of a negotiation."""
    own = {name: reverse(f"transfer{end}", args=[slug, row.public_id]) for name, end in ENDS.items()}
    again = f"{reverse('exchange_import', args=[slug])}?format={row.format}"
    listed, jobs = reverse("exchange", args=[slug]), reverse("jobs", args=[slug])
    return Places(**own, list=listed, list_title=_("Import and export"), again=again, jobs=jobs)


def places_of_restoring(row: Transfer) -> Places:
    """Return the addresses of a file from which a negotiation is restored."""
    own = {name: reverse(f"restoring{end}", args=[row.public_id]) for name, end in ENDS.items()}
    listed, jobs = reverse("restore"), reverse("admin:positions_job_changelist")
    return Places(**own, list=listed, list_title=_("Restore from a file"), again=listed, jobs=jobs)


ENDS = {"page": "", "set": "_set", "file": "_file", "report": "_report"}


def show_file(request: PageRequest, row: Transfer, places: Places, *, may_edit: bool, **context: Any) -> HttpResponse:
    """Show how far a file has come; of an import what becomes, or became, of each of its rows."""
    outcome = request.GET.get("outcome", "")
    outcome = outcome if outcome in RowOutcome.values else ""
    context |= {
        "transfer": row,
        "places": places,
        "format": FORMATS.get(row.format),
        "title": title_of(row),
        "progress": progress_of(row),
        "writes": writes_of(row),
        "restores": restores(row),
        "outcome": outcome,
        "may_edit": may_edit,
    }
    if row.is_import and not context["progress"]:
        context |= report_of(row, outcome, request.GET.get("page"))
    return render(request, "exchange/part.html" if request.htmx else "exchange/transfer.html", context)


def report_of(row: Transfer, outcome: str, page: str | None) -> dict[str, Any]:
    """Return a page of an import's report, of one outcome or of all."""
    rows = Paginator(report_rows(row, outcome=outcome), PER_PAGE).get_page(page)
    outcomes = outcomes_of(row)
    return {
        "rows": rows,
        "told": reported(rows.object_list),
        "outcomes": outcomes,
        "all": sum(count for _value, _words, count in outcomes),
        "query": f"outcome={outcome}&" if outcome else "",
    }


def do_with_file(request: PageRequest, row: Transfer, places: Places) -> HttpResponse:
    """Take in what was compared, stop what waits or runs, or remove the file with its report."""
    wish = request.POST.get("wish")
    try:
        if wish == "apply":
            apply_compared(transfer=row, by=request.user)
        elif wish == "cancel":
            cancel_transfer(transfer=row, by=request.user)
            messages.success(request, _("It is stopped."))
        elif wish == "remove":
            remove_transfer(transfer=row, by=request.user)
            messages.success(request, _("The file is removed. What was taken in stays."))
            return redirect(places.list)
    except ExchangeError as error:
        messages.error(request, str(error))
    return redirect(places.page)


def hand_out(request: PageRequest, row: Transfer, places: Places) -> HttpResponseBase:
    """Hand out the file, piece by piece, or say why there is none yet."""
    try:
        return file_response(row)
    except ExchangeError as error:
        messages.error(request, str(error))
        return redirect(places.page)
