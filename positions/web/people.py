"""The people who speak, and one person: roles with dates, words, and where they depart from the party line."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render

from positions.analysis.people import people_of, read_lines
from positions.models import Negotiation, Spokesperson, Statement
from positions.web.access import PageRequest, negotiation_page
from positions.web.asked import moment_asked

PEOPLE_PER_PAGE = 100
STATEMENTS_PER_PAGE = 20


@negotiation_page()
def people(request: PageRequest, negotiation: Negotiation) -> HttpResponse:
    """List the people with their roles, how often they spoke, and when last."""
    page = Paginator(people_of(negotiation), PEOPLE_PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "people/list.html", {"page": page, "people": list(page.object_list)})


@negotiation_page()
def person(request: PageRequest, negotiation: Negotiation, person: int) -> HttpResponse:
    """Show what a person said for whom, and where that is not what the party holds."""
    people = Spokesperson.objects.filter(negotiation=negotiation).prefetch_related("aliases")
    shown = get_object_or_404(people, pk=person)
    as_of = moment_asked(request, negotiation)
    lines = read_lines(negotiation=negotiation, person=shown, as_of=as_of)
    said = Statement.objects.filter(negotiation=negotiation, speaker=shown).not_refused().latest_first()
    page = Paginator(said.for_display(), STATEMENTS_PER_PAGE).get_page(request.GET.get("page"))
    roles = shown.affiliations.select_related("party__negotiation").order_by("-starts_on", "party__number")
    context = {
        "person": shown,
        "as_of": as_of,
        "lines": lines,
        "departing": [line for line in lines if line.departs],
        "page": page,
        "statements": list(page.object_list),
        "roles": list(roles),
    }
    return render(request, "people/page.html", context)
