"""Search over what was said: words, who, what, when and where; every filter stands in the address."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.functional import cached_property

from positions.analysis.facets import COUNTED_TO, count_facets
from positions.analysis.hits import show_hits
from positions.analysis.search import SORTS, Wanted, find_names, find_statements, holds_no_word
from positions.models import Negotiation
from positions.web.access import PageRequest, negotiation_page
from positions.web.narrowing import facets_of, title_of
from positions.web.search_form import NARROWING, SearchForm

PER_PAGE = 20


class Pages(Paginator):
    """Pages over the first statements found; nobody turns to page 251, and every further one would be counted."""

    @cached_property
    def found(self) -> int:
        return self.object_list[: COUNTED_TO + 1].count()  # type: ignore[attr-defined]

    @cached_property
    def count(self) -> int:  # type: ignore[override]
        return min(self.found, COUNTED_TO)

    @property
    def is_cut(self) -> bool:
        return self.found > COUNTED_TO


@negotiation_page()
def search(request: PageRequest, negotiation: Negotiation) -> HttpResponse:
    """Find statements by words and filters, and parties, people, issues and articles by name."""
    form = SearchForm(request.GET, negotiation=negotiation)
    if not form.is_valid():
        context = {"form": form, "negotiation": negotiation, "chosen": _hidden(form), "wanted": Wanted()}
        return render(request, "search/page.html", context, status=422)
    wanted = form.wanted
    pages = Pages(find_statements(negotiation=negotiation, wanted=wanted).for_display(), PER_PAGE)
    found = pages.get_page(request.GET.get("page"))
    context = {
        "negotiation": negotiation,
        "form": form,
        "wanted": wanted,
        "found": found,
        "hits": show_hits(list(found), wanted.words),
        "order": SORTS[wanted.order],
        "title": title_of(form),
        "facets": facets_of(form, count_facets(negotiation=negotiation, wanted=wanted)),
        "chosen": _hidden(form),
        "names": find_names(negotiation=negotiation, words=wanted.words),
        "is_wordless": bool(wanted.words) and not found and holds_no_word(wanted.words, negotiation),
    }
    return render(request, "search/page.html", context)


def _hidden(form: SearchForm) -> list[tuple[str, str]]:
    """Return the filters that the form carries along unseen."""
    return [(name, value) for name in (*NARROWING, "state") for value in form.data.getlist(name)]
