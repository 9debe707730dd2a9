"""The people who speak, and one person: roles with dates, words, and where they depart from the party line."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.text import slugify

from positions.analysis.people import people_of, read_lines
from positions.models import Negotiation, Spokesperson, Statement
from positions.web.access import PageRequest, negotiation_page
from positions.web.asked import moment_asked

PEOPLE_PER_PAGE = 100
STATEMENTS_PER_PAGE = 20
LONGEST_NUMBER = 19  # digits that a primary key may have


@negotiation_page()
def people(request: PageRequest, negotiation: Negotiation) -> HttpResponse:
    """List the people with their roles, how often they spoke, and when last."""
    page = Paginator(people_of(negotiation), PEOPLE_PER_PAGE).get_page(request.GET.get("page"))
    context = {"page": page, "people": list(page.object_list), "slugs": slugs_of(negotiation)}
    return render(request, "people/list.html", context)


@negotiation_page()
def person(request: PageRequest, negotiation: Negotiation, person_slug: str) -> HttpResponse:
    """Show what a person said for whom, and where that is not what the party holds."""
    slugs = slugs_of(negotiation)
    wanted = found_by(person_slug, slugs, negotiation)
    people = Spokesperson.objects.filter(negotiation=negotiation).prefetch_related("aliases")
    shown = get_object_or_404(people, pk=wanted)
    if slugs[shown.pk] != person_slug:
        return redirect("person", negotiation.slug, slugs[shown.pk], permanent=person_slug.isdecimal())
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


def slugs_of(negotiation: Negotiation) -> dict[int, str]:
    """Return by primary key under which name people stand in addresses; of namesakes the later ones with a number."""
    slugs: dict[int, str] = {}
    taken: set[str] = set()
    for pk, name in negotiation.spokespersons.order_by("pk").values_list("pk", "name"):
        slug = slugify(name, allow_unicode=True) or "person"
        slugs[pk] = f"{slug}-{pk}" if slug in taken or slug.isdecimal() else slug
        taken.add(slugs[pk])
    return slugs


def found_by(wanted: str, slugs: dict[int, str], negotiation: Negotiation) -> int | None:
    """Return whom an address means: by the name of now, the number of former addresses, or any earlier name."""
    now = {slug: pk for pk, slug in slugs.items()}
    if wanted in now:
        return now[wanted]
    if wanted.isdecimal() and len(wanted) < LONGEST_NUMBER:
        return int(wanted)
    noted = Spokesperson.pgh_event_model.objects.filter(negotiation=negotiation, pgh_obj__in=slugs)  # type: ignore[attr-defined]
    names = noted.order_by("pgh_id").values_list("name", "pgh_obj_id")
    return {slugify(name, allow_unicode=True): pk for name, pk in names}.get(wanted)
