"""The networks of a negotiation: who shares stances, who speaks on what, who answers whom."""

from __future__ import annotations

import csv
from collections import Counter
from dataclasses import replace

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from positions.analysis.camps import Polarization, polarization
from positions.analysis.codings import Codings
from positions.analysis.exchanges import exchange_network
from positions.analysis.network_rows import read_codings, read_exchanges
from positions.analysis.network_settings import Duplicates, Normalization, Qualifier
from positions.analysis.networks import Network, network, times_spoken
from positions.exchange.tables_cells import escaped
from positions.models import Negotiation
from positions.web.access import PageRequest, negotiation_page
from positions.web.network_chart import THIN, Tie, chart_of, ties_of
from positions.web.network_form import Actors, Kind, NetworkAsked, network_asked

TABLE_ROWS = 200
MEANS = {
    (Kind.SHARED, Qualifier.IGNORE): gettext_lazy(
        "The number of pairs of statements, one by each of the two, on the same issue."
    ),
    (Kind.SHARED, Qualifier.CONGRUENCE): gettext_lazy(
        "The number of pairs of statements, one by each of the two, that take the same stance on an issue; mixed "
        "beside for or against counts a half."
    ),
    (Kind.SHARED, Qualifier.CONFLICT): gettext_lazy(
        "The number of pairs of statements, one by each of the two, that take opposite stances on an issue; mixed "
        "beside for or against counts a half."
    ),
    (Kind.SHARED, Qualifier.SUBTRACT): gettext_lazy(
        "Pairs of statements on an issue with the same stance minus those with opposite stances; below zero they are "
        "opposed."
    ),
    (Kind.SPOKEN, Qualifier.IGNORE): gettext_lazy("The number of statements with a stance on the issue."),
    (Kind.SPOKEN, Qualifier.SUBTRACT): gettext_lazy(
        "Statements for the issue minus statements against it; zero, for as many of both, is no tie."
    ),
    (Kind.ANSWERS, Qualifier.IGNORE): gettext_lazy(
        "The number of confirmed links by which the first supports, opposes, answers or quotes words of the second."
    ),
}
DIVIDED = {
    Normalization.ACTIVITY: gettext_lazy("It is divided by all statements of the first."),
    Normalization.PROMINENCE: gettext_lazy("It is divided by all statements on the issue."),
    Normalization.AVERAGE: gettext_lazy("It is divided by how many statements the two make on average."),
    Normalization.JACCARD: gettext_lazy("It is divided by all that either of the two said."),
    Normalization.COSINE: gettext_lazy(
        "It is divided by the lengths of what the two said, so that 1 is the same in the same proportions."
    ),
}


@negotiation_page()
def network_page(request: PageRequest, negotiation: Negotiation) -> HttpResponse:
    """Show one network: the picture, its numbers and what they mean."""
    asked = network_asked(request.GET)
    codings = None if asked.kind is Kind.ANSWERS else read_codings(negotiation=negotiation)
    found, spoken = read_network(negotiation, asked, codings)
    ties = ties_of(found, spoken, is_directed=asked.kind is Kind.ANSWERS)
    context = {
        "asked": asked,
        "kinds": Kind,
        "actors": Actors,
        "duplicates": Duplicates,
        "title": title_of(asked, ties[0]) if ties else _("Network"),
        "means": [MEANS[asked.kind, asked.qualifier], DIVIDED.get(asked.normalization, "")],
        "statements": found.statements,
        "chart": chart_of(ties, spoken),
        "rows": [(tie, spoken.get(tie.one), spoken.get(tie.other)) for tie in ties[:TABLE_ROWS]],
        "further": max(0, len(ties) - TABLE_ROWS),
        "camps": camps_of(codings, asked) if codings is not None and asked.kind is Kind.SHARED else None,
        "thin": THIN,
        "query": request.GET.urlencode(),
    }
    return render(request, "network/page.html", context)


@negotiation_page()
def network_csv(request: PageRequest, negotiation: Negotiation) -> HttpResponse:
    """Hand out the whole matrix, with the names of rows and columns."""
    asked = network_asked(request.GET)
    codings = None if asked.kind is Kind.ANSWERS else read_codings(negotiation=negotiation)
    found, _spoken = read_network(negotiation, asked, codings)
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="network-{asked.kind.value}.csv"'
    lines = csv.writer(response)
    lines.writerow(["", *map(escaped, found.columns)])
    for name, weights in zip(found.rows, found.matrix.tolist(), strict=True):
        lines.writerow([escaped(name), *weights])
    return response


def read_network(
    negotiation: Negotiation, asked: NetworkAsked, codings: Codings | None
) -> tuple[Network, dict[str, int]]:
    """Return the network with how often each actor spoke, or gave and got answers."""
    if codings is not None:
        return network(codings, asked.settings), times_spoken(codings, asked.settings)
    exchanges = [each for each in read_exchanges(negotiation=negotiation) if asked.covers(each.when)]
    return exchange_network(exchanges), dict(Counter(name for each in exchanges for name in (each.by, each.to)))


def camps_of(codings: Codings, asked: NetworkAsked) -> Polarization | None:
    """Return the two camps by the same choices, whatever is drawn; None where nobody conflicts."""
    agreed, opposed = (
        network(codings, replace(asked.settings, qualifier=each)) for each in (Qualifier.CONGRUENCE, Qualifier.CONFLICT)
    )
    return polarization(agreed, opposed) if agreed.rows == opposed.rows else None


def title_of(asked: NetworkAsked, tie: Tie) -> str:
    """Return the finding: what the strongest tie is."""
    match asked.kind, asked.qualifier, tie.weight > 0:
        case Kind.ANSWERS, _any, _sign:
            said = _("%(one)s takes up the words of %(other)s most")
        case Kind.SPOKEN, Qualifier.IGNORE, _sign:
            said = _("%(one)s spoke most, on “%(other)s”")
        case Kind.SPOKEN, _any, True:
            said = _("Most clearly for an issue is %(one)s, for “%(other)s”")
        case Kind.SPOKEN, _any, False:
            said = _("Most clearly against an issue is %(one)s, against “%(other)s”")
        case _kind, Qualifier.IGNORE, _sign:
            said = _("%(one)s and %(other)s spoke most on the same issues")
        case _kind, Qualifier.CONFLICT, _sign:
            said = _("%(one)s and %(other)s took opposite stances most")
        case _kind, Qualifier.SUBTRACT, False:
            said = _("%(one)s and %(other)s are opposed most")
        case _:
            said = _("%(one)s and %(other)s took the same stance most")
    return said % {"one": tie.one, "other": tie.other}
