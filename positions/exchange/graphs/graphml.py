"""A network as GraphML, which Gephi, yEd, visone, Cytoscape, igraph and networkx read."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _
from lxml import etree

from positions.exchange.formats import Format, Options
from positions.exchange.graphs.graph import Graph, Node, Tie, read_graph
from positions.exchange.xml_pieces import Pieces, leaf
from positions.models import Negotiation

XMLNS = "http://graphml.graphdrawing.org/xmlns"
XSI = "http://www.w3.org/2001/XMLSchema-instance"
SCHEMA = f"{XMLNS} {XMLNS}/1.0/graphml.xsd"
Q = f"{{{XMLNS}}}"
# What is said of nodes and of ties, and as which type; the names are the ids of the keys.
OF_NODES = {
    "label": "string",
    "mode": "string",
    "kind": "string",
    "role": "string",
    "group": "string",
    "statements": "int",
}
OF_TIES = {"weight": "double", "sign": "string", "evidence": "int"}


def write_graphml(negotiation: Negotiation, options: Options) -> Iterator[bytes]:
    """Yield the network as a GraphML file."""
    yield from graphml_of(read_graph(negotiation=negotiation, options=options))


def graphml_of(graph: Graph) -> Iterator[bytes]:
    """Yield a graph as a GraphML file, in pieces."""
    pieces = Pieces()
    with etree.xmlfile(pieces, encoding="UTF-8") as document:
        document.write_declaration()
        with document.element(f"{Q}graphml", {f"{{{XSI}}}schemaLocation": SCHEMA}, nsmap={None: XMLNS, "xsi": XSI}):
            _write_keys(document, graph)
            with document.element(f"{Q}graph", id="G", edgedefault="directed" if graph.is_directed else "undirected"):
                for name, value in {"title": graph.title, **graph.asked}.items():
                    leaf(document, f"{Q}data", value, key=f"graph-{name}")
                for place, node in enumerate(graph.nodes):
                    _write_node(document, place, node)
                    yield from pieces.ready()
                for tie in graph.ties():
                    _write_tie(document, tie)
                    yield from pieces.ready()
    yield from pieces.rest()


def _write_keys(document: etree._IncrementalFileWriter, graph: Graph) -> None:
    graphs = {f"graph-{name}": (name, "graph", "string") for name in ("title", *graph.asked)}
    nodes = {name: (name, "node", kind) for name, kind in OF_NODES.items()}
    ties = {name: (name, "edge", kind) for name, kind in OF_TIES.items()}
    for key, (name, whose, kind) in {**graphs, **nodes, **ties}.items():
        leaf(document, f"{Q}key", id=key, **{"for": whose, "attr.name": name, "attr.type": kind})


def _write_node(document: etree._IncrementalFileWriter, place: int, node: Node) -> None:
    said = {"label": node.name, "mode": node.mode, "kind": node.kind, "role": node.role, "group": node.group}
    if node.statements is not None:
        said["statements"] = str(node.statements)
    document.write("\n")
    with document.element(f"{Q}node", id=f"n{place}"):
        _write_data(document, said)


def _write_tie(document: etree._IncrementalFileWriter, tie: Tie) -> None:
    document.write("\n")
    with document.element(f"{Q}edge", source=f"n{tie.one}", target=f"n{tie.other}"):
        _write_data(
            document,
            {
                "weight": repr(tie.weight),
                "sign": tie.sign,
                "evidence": tie.rests_on,
            },
        )


def _write_data(document: etree._IncrementalFileWriter, said: dict[str, str]) -> None:
    for key, value in said.items():
        if value:
            leaf(document, f"{Q}data", value, key=key)


GRAPHML = Format(
    name="graphml",
    label="GraphML",
    says=_("A network, for Gephi, yEd, visone, Cytoscape, R and Python."),
    suffix=".graphml",
    media_type="application/graphml+xml",
    write=write_graphml,
)
