"""A network as GEXF 1.2, the format of Gephi, with a place and a size for each node."""

from __future__ import annotations

from collections.abc import Iterator
from math import sqrt

import networkx as nx
from django.utils.translation import gettext_lazy as _
from lxml import etree

from positions.exchange.formats import Format, Options
from positions.exchange.graphs.graph import Graph, Node, Tie, read_graph
from positions.exchange.xml_pieces import Pieces, clean, cleaned, leaf
from positions.models import Negotiation

XMLNS = "http://www.gexf.net/1.2draft"
VIZ = f"{XMLNS}/viz"
XSI = "http://www.w3.org/2001/XMLSchema-instance"
SCHEMA = f"{XMLNS} {XMLNS}/gexf.xsd"
Q, V = f"{{{XMLNS}}}", f"{{{VIZ}}}"
OF_NODES = {"mode": "string", "kind": "string", "role": "string", "group": "string", "statements": "integer"}
OF_TIES = {"sign": "string", "evidence": "integer"}
# More take minutes to place, and Gephi places them itself.
PLACED = 300
WIDE = 1000.0


def write_gexf(negotiation: Negotiation, options: Options) -> Iterator[bytes]:
    """Yield the network as a GEXF file."""
    yield from gexf_of(read_graph(negotiation=negotiation, options=options))


def gexf_of(graph: Graph) -> Iterator[bytes]:
    """Yield a graph as a GEXF file, in pieces."""
    pieces, spots = Pieces(), places(graph)
    direction = "directed" if graph.is_directed else "undirected"
    with etree.xmlfile(pieces, encoding="UTF-8") as document:
        document.write_declaration()
        attributes = {f"{{{XSI}}}schemaLocation": SCHEMA, "version": "1.2"}
        with document.element(f"{Q}gexf", attributes, nsmap={None: XMLNS, "viz": VIZ, "xsi": XSI}):
            _write_meta(document, graph)
            with document.element(f"{Q}graph", mode="static", defaultedgetype=direction):
                _write_attributes(document, "node", OF_NODES)
                _write_attributes(document, "edge", OF_TIES)
                with document.element(f"{Q}nodes"):
                    for place, node in enumerate(graph.nodes):
                        _write_node(document, place, node, spots.get(place))
                        yield from pieces.ready()
                with document.element(f"{Q}edges"):
                    for number, tie in enumerate(graph.ties()):
                        _write_tie(document, number, tie)
                        yield from pieces.ready()
    yield from pieces.rest()


def places(graph: Graph) -> dict[int, tuple[float, float]]:
    """Return where nodes stand, near each other what is tied; nothing when there are too many to place."""
    if not 0 < len(graph.nodes) <= PLACED:
        return {}
    drawn: nx.Graph = nx.Graph()
    drawn.add_nodes_from(range(len(graph.nodes)))
    drawn.add_edges_from((tie.one, tie.other) for tie in graph.ties())
    found = nx.spring_layout(drawn, pos=nx.circular_layout(drawn), seed=1)
    # Whole units: the last digits of floats differ between machines, and the same network is the same file.
    return {place: (float(round(WIDE * x)), float(round(WIDE * y))) for place, (x, y) in found.items()}


def _write_meta(document: etree._IncrementalFileWriter, graph: Graph) -> None:
    with document.element(f"{Q}meta"):
        leaf(document, f"{Q}description", graph.title)
        leaf(document, f"{Q}keywords", ", ".join(f"{name}={value}" for name, value in graph.asked.items()))


def _write_attributes(document: etree._IncrementalFileWriter, whose: str, types: dict[str, str]) -> None:
    with document.element(f"{Q}attributes", {"class": whose, "mode": "static"}):
        for name, kind in types.items():
            leaf(document, f"{Q}attribute", id=name, title=name, type=kind)


def _write_node(
    document: etree._IncrementalFileWriter, place: int, node: Node, spot: tuple[float, float] | None
) -> None:
    said = {"mode": node.mode, "kind": node.kind, "role": node.role, "group": node.group}
    if node.statements is not None:
        said["statements"] = str(node.statements)
    document.write("\n")
    with document.element(f"{Q}node", id=f"n{place}", label=clean(node.name)):
        _write_values(document, said)
        leaf(document, f"{V}size", value=f"{5 + sqrt(node.statements or 0):.1f}")
        if spot:
            leaf(document, f"{V}position", x=f"{spot[0]:.1f}", y=f"{spot[1]:.1f}", z="0.0")


def _write_tie(document: etree._IncrementalFileWriter, number: int, tie: Tie) -> None:
    attributes = {"id": str(number), "source": f"n{tie.one}", "target": f"n{tie.other}", "weight": repr(tie.weight)}
    document.write("\n")
    with document.element(f"{Q}edge", cleaned(attributes)):
        _write_values(document, {"sign": tie.sign, "evidence": tie.rests_on})


def _write_values(document: etree._IncrementalFileWriter, said: dict[str, str]) -> None:
    with document.element(f"{Q}attvalues"):
        for name, value in said.items():
            if value:
                leaf(document, f"{Q}attvalue", **{"for": name, "value": value})


GEXF = Format(
    name="gexf",
    label="GEXF",
    says=_("A network with places and sizes, for Gephi."),
    suffix=".gexf",
    media_type="application/gexf+xml",
    write=write_gexf,
)
