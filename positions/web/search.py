"""Search over words, parties, issues and dates; every filter stands in the address."""

from __future__ import annotations

from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render

from positions.analysis.search import Wanted, find_names, find_statements, pieces
from positions.models import Negotiation
from positions.web.access import PageRequest, negotiation_page
from positions.web.moments import read_day

PER_PAGE = 20
MAX_WORDS = 300  # characters; nobody types more, and PostgreSQL need not parse it


@negotiation_page()
def search(request: PageRequest, negotiation: Negotiation) -> HttpResponse:
    """Find statements by words, parties, issues and days, and parties, issues and articles by name."""
    parties = list(negotiation.parties.select_related("negotiation").for_display())
    issues = list(negotiation.issues.select_related("negotiation").order_by("number", "title"))
    wanted = Wanted(
        words=request.GET.get("q", "").replace("\x00", "").strip()[:MAX_WORDS],
        parties=tuple(party for party in parties if party.slug in request.GET.getlist("party")),
        issues=tuple(issue for issue in issues if issue.slug in request.GET.getlist("issue")),
        first=read_day(request.GET.get("from")),
        last=read_day(request.GET.get("to")),
        is_confirmed=request.GET.get("confirmed") == "1",
    )
    found = None
    if not wanted.is_empty:
        statements = find_statements(negotiation=negotiation, wanted=wanted).for_display()
        found = Paginator(statements, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "wanted": wanted,
        "parties": parties,
        "issues": issues,
        "found": found,
        "results": [(each, pieces(getattr(each, "marked", each.words))) for each in found or ()],
        "names": find_names(negotiation=negotiation, words=wanted.words),
        "query": urlencode([(name, value) for name, value in filters(request) if name != "page"]),
    }
    return render(request, "search/page.html", context)


def filters(request: PageRequest) -> list[tuple[str, str]]:
    """Return the filters of the address that are set."""
    return [(name, value) for name in request.GET for value in request.GET.getlist(name) if value]
