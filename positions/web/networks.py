"""The networks of a negotiation: who shares stances, who speaks on what, who answers whom."""

from __future__ import annotations

import csv

from django.http import HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.translation import gettext as _

from positions.analysis.camps import Polarization, backbone, camps_of, clusters
from positions.analysis.codings import Codings
from positions.analysis.exchanges import answer_network, times_exchanged
from positions.analysis.kernels import Kernel, Unit
from positions.analysis.network_rows import read_codings, read_exchanges
from positions.analysis.network_settings import Duplicates, Qualifier
from positions.analysis.networks import Network, network, times_spoken
from positions.exchange.tables.cells import escaped
from positions.models import Negotiation
from positions.web.access import PageRequest, negotiation_page
from positions.web.network_chart import THIN, chart_of, ties_of
from positions.web.network_form import Actors, Kind, NetworkAsked, network_asked
from positions.web.network_time import Course, network_at, read_course
from positions.web.network_wording import means_of, title_of

TABLE_ROWS = 200


@negotiation_page()
def network_page(request: PageRequest, negotiation: Negotiation) -> HttpResponse:
    """Show one network: the picture, its numbers and what they mean."""
    asked = network_asked(request.GET)
    codings = None if asked.kind is Kind.ANSWERS else read_codings(negotiation=negotiation)
    course, refusal = course_of(codings, asked)
    found, spoken = read_network(negotiation, asked, codings, course)
    ties = ties_of(found, spoken, is_directed=asked.kind is Kind.ANSWERS)
    context = {
        "asked": asked,
        "kinds": Kind,
        "actors": Actors,
        "duplicates": Duplicates,
        "units": Unit,
        "kernels": Kernel,
        "title": title_of(asked, ties[0]) if ties else _("Network"),
        "means": means_of(asked),
        "statements": found.statements,
        "chart": chart_of(ties, spoken, is_even=asked.qualifier is Qualifier.COMBINE),
        "rows": [(tie, spoken.get(tie.one), spoken.get(tie.other)) for tie in ties[:TABLE_ROWS]],
        "further": max(0, len(ties) - TABLE_ROWS),
        "course": course,
        "refusal": refusal,
        "camps": course.shown.camps if course else camps_asked(codings, asked),
        "groups": groups_of(found, asked),
        "thin": THIN,
        "query": request.GET.urlencode(),
        "kept": [(name, value) for name, value in request.GET.items() if name not in {"slice", "at"}],
        "steady": steady(request.GET),
    }
    return render(request, "network/page.html", context)


@negotiation_page()
def network_csv(request: PageRequest, negotiation: Negotiation) -> HttpResponse:
    """Hand out the whole matrix, with the names of rows and columns."""
    asked = network_asked(request.GET)
    codings = None if asked.kind is Kind.ANSWERS else read_codings(negotiation=negotiation)
    course, _refusal = course_of(codings, asked)
    found, _spoken = read_network(negotiation, asked, codings, course)
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="network-{asked.kind.value}.csv"'
    lines = csv.writer(response)
    lines.writerow(["", *map(escaped, found.columns)])
    for name, weights in zip(found.rows, found.matrix.tolist(), strict=True):
        lines.writerow([escaped(name), *weights])
    return response


@negotiation_page()
def network_time_csv(request: PageRequest, negotiation: Negotiation) -> HttpResponse:
    """Hand out the windows: their days, how much lies in them, and how far apart the camps are; empty without camps."""
    asked = network_asked(request.GET)
    course, _refusal = course_of(read_codings(negotiation=negotiation), asked)
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="network-over-time.csv"'
    lines = csv.writer(response)
    measures = ["polarization", "conflict_between", "agreement_between", "camp", "other_camp"]
    lines.writerow(["from", "middle", "to", "statements", *measures])
    for each in course.moments if course else ():
        days = [f"{moment:%Y-%m-%d}" for moment in (each.start, each.middle, each.stop)]
        lines.writerow([*days, each.statements, *measured(each.camps)])
    return response


def measured(camps: Polarization | None) -> list[object]:
    """Return how far apart camps are and who is in them, as a line of a file holds it."""
    if camps is None:
        return [""] * 5
    numbers = (camps.score, camps.conflict_between, camps.agreement_between)
    return [*(round(each, 6) for each in numbers), *(escaped("; ".join(each)) for each in camps.camps)]


def course_of(codings: Codings | None, asked: NetworkAsked) -> tuple[Course | None, str]:
    """Return the windows that are asked for, or none and why."""
    if codings is None or asked.window is None:
        return None, ""
    try:
        found = read_course(codings, asked, asked.window)
    except ValueError as error:
        return None, str(error)
    return found, "" if found else _("These days are shorter than one window: choose a shorter one.")


def read_network(
    negotiation: Negotiation, asked: NetworkAsked, codings: Codings | None, course: Course | None
) -> tuple[Network, dict[str, int]]:
    """Return the network, of a window where there are any, with how often each spoke or gave and got answers."""
    if codings is None:
        exchanges = [each for each in read_exchanges(negotiation=negotiation) if asked.covers(each.when)]
        return answer_network(exchanges, asked.qualifier), times_exchanged(exchanges, asked.qualifier)
    if course and asked.window:
        found, spoken = network_at(codings, asked, asked.window, course.shown)
    else:
        found, spoken = network(codings, asked.settings), times_spoken(codings, asked.settings)
    return backbone(found) if asked.is_backbone else found, spoken


def steady(query: QueryDict) -> str:
    """Return the query without the window that is shown, to say another."""
    kept = query.copy()
    for name in ("slice", "at"):
        kept.pop(name, None)
    return kept.urlencode()


def camps_asked(codings: Codings | None, asked: NetworkAsked) -> Polarization | None:
    """Return the two camps by the same choices, whatever is drawn; None where nobody conflicts."""
    if codings is None or asked.kind is not Kind.SHARED or asked.window:
        return None
    return camps_of(codings, asked.settings)


def groups_of(found: Network, asked: NetworkAsked) -> list[tuple[str, ...]]:
    """Return the groups of more than one that tie more within than chance would; empty unless there are several."""
    if asked.kind is not Kind.SHARED or asked.qualifier is Qualifier.CONFLICT:
        return []
    several = [each for each in clusters(found) if len(each) > 1]
    return several if len(several) > 1 else []
