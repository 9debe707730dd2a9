"""The network of the page as files of programs that draw and measure networks."""

from __future__ import annotations

from collections.abc import Iterator

from django.http import HttpResponse

from positions.analysis.network_rows import read_codings
from positions.exchange.formats import Format
from positions.exchange.graphs.gexf import GEXF, gexf_of
from positions.exchange.graphs.graph import ANSWERS, Graph, evidence_of, graph_of, links_behind
from positions.exchange.graphs.graphml import GRAPHML, graphml_of
from positions.exchange.graphs.ucinet import UCINET, full_matrix
from positions.models import Negotiation
from positions.web.access import PageRequest, negotiation_page
from positions.web.network_form import SHAPES, Kind, NetworkAsked, network_asked
from positions.web.networks import course_of, read_network

FORMATS = {written.suffix.removeprefix("."): written for written in (GRAPHML, GEXF, UCINET)}


@negotiation_page()
def network_file(request: PageRequest, negotiation: Negotiation, ending: str) -> HttpResponse:
    """Hand out the network that the page shows, whole."""
    asked, written = network_asked(request.GET), FORMATS[ending]
    # A network is as large as its parties and issues, not as its statements.
    content = b"".join(pieces(written, read_shown(negotiation, asked)))
    response = HttpResponse(content, content_type=written.media_type)
    response["Content-Disposition"] = f'attachment; filename="network-{asked.kind.value}.{ending}"'
    return response


def read_shown(negotiation: Negotiation, asked: NetworkAsked) -> Graph:
    """Return the network of the page as a graph; what ties rest on is told for networks of all days."""
    codings = None if asked.kind is Kind.ANSWERS else read_codings(negotiation=negotiation)
    course, _refusal = course_of(codings, asked)
    found, spoken = read_network(negotiation, asked, codings, course)
    if codings is None:
        return graph_of(negotiation, found, spoken, None, said(asked), links_behind(found, asked.qualifier))
    counts = None if asked.window else evidence_of(codings, asked.settings, found)
    return graph_of(negotiation, found, spoken, asked.settings, said(asked), counts)


def said(asked: NetworkAsked) -> dict[str, str]:
    """Return the choices of the page as a file tells them."""
    told = {
        "type": SHAPES[asked.kind].value if asked.kind in SHAPES else ANSWERS,
        "of": asked.actors.value,
        "qualifier": asked.qualifier.value,
        "normalization": asked.normalization.value,
        "duplicates": asked.duplicates.value,
        "from": asked.first.isoformat() if asked.first else "",
        "to": asked.last.isoformat() if asked.last else "",
        "window": f"{asked.window.size} {asked.window.unit.value}" if asked.window else "",
        "kernel": asked.window.kernel.value if asked.window else "",
        "backbone": "yes" if asked.is_backbone else "",
    }
    return {name: value for name, value in told.items() if value}


def pieces(written: Format, graph: Graph) -> Iterator[bytes]:
    """Yield a graph as a file."""
    if written is UCINET:
        return (f"{line}\n".encode() for line in full_matrix(graph.network, is_two_mode=graph.first_column > 0))
    return graphml_of(graph) if written is GRAPHML else gexf_of(graph)
