"""Networks as GraphML, GEXF and DL: valid structure, every script, and the same edges when read back."""

from datetime import UTC, date, datetime
from io import BytesIO

import networkx as nx
import numpy as np
import pytest
from lxml import etree

from positions.analysis.network_rows import read_codings
from positions.analysis.network_settings import Duplicates, Normalization, Qualifier, Settings, Shape
from positions.analysis.networks import network
from positions.enums import PartyKind, PartyRole, Relation, Stance
from positions.exchange.errors import ExchangeError
from positions.exchange.graphs.gexf import gexf_of, places, write_gexf
from positions.exchange.graphs.graph import Graph, Node, read_graph, settings_of
from positions.exchange.graphs.graphml import graphml_of, write_graphml
from positions.exchange.graphs.ucinet import write_dl
from positions.exchange.graphs.ucinet_lines import read_dl
from positions.models import Issue, Judgement, Negotiation
from tests.factories import (
    IssueFactory,
    LinkFactory,
    NegotiationFactory,
    PartyFactory,
    PositionFactory,
    StatementFactory,
    UserFactory,
)

TALKS = Graph(
    title="Talks on <dues> & tolls",
    is_directed=False,
    asked={"type": "one-mode", "from": "2031-03-01"},
    nodes=(
        Node("Захира", "party", "state", "negotiates", "the Coast", 3),
        Node('"Northmark" & co', "party", "envoy", "mediates", "", 2),
        Node("港口\x01", "party"),
    ),
    matrix=np.array([[0, 2.5, -1], [2.5, 0, 0], [-1, 0, 0]]),
    counts=np.array([[0, 3, 1], [3, 0, 0], [1, 0, 0]]),
    first_column=0,
)
GRAPHML = "{http://graphml.graphdrawing.org/xmlns}"
GEXF = "{http://www.gexf.net/1.2draft}"


def whole(pieces):
    return b"".join(pieces)


def test_graphml_reads_back_the_same():
    found = nx.read_graphml(BytesIO(whole(graphml_of(TALKS))))

    assert found.graph == {
        "title": "Talks on <dues> & tolls", "type": "one-mode", "from": "2031-03-01", "node_default": {},
        "edge_default": {},
    }  # fmt: skip
    assert dict(found.nodes(data=True)) == {
        "n0": {
            "label": "Захира", "mode": "party", "kind": "state", "role": "negotiates", "group": "the Coast",
            "statements": 3,
        },
        "n1": {"label": '"Northmark" & co', "mode": "party", "kind": "envoy", "role": "mediates", "statements": 2},
        "n2": {"label": "港口�", "mode": "party"},
    }  # fmt: skip
    assert list(found.edges(data=True)) == [
        ("n0", "n1", {"weight": 2.5, "sign": "positive", "evidence": 3}),
        ("n0", "n2", {"weight": -1.0, "sign": "negative", "evidence": 1}),
    ]


def test_gexf_reads_back_the_same_with_a_place_for_each_node():
    found = nx.read_gexf(BytesIO(whole(gexf_of(TALKS))))

    nodes = dict(found.nodes(data=True))
    assert [node["label"] for node in nodes.values()] == ["Захира", '"Northmark" & co', "港口�"]
    assert (nodes["n0"]["kind"], nodes["n0"]["statements"], nodes["n2"].get("kind")) == ("state", 3, None)
    spots = {(node["viz"]["position"]["x"], node["viz"]["position"]["y"]) for node in nodes.values()}
    assert len(spots) == 3
    assert [(one, other, tie["weight"], tie["sign"]) for one, other, tie in found.edges(data=True)] == [
        ("n0", "n1", 2.5, "positive"),
        ("n0", "n2", -1.0, "negative"),
    ]


def test_too_many_nodes_to_place_are_left_to_the_program():
    many = Graph(
        "", False, {}, tuple(Node(f"p{n}", "party") for n in range(301)), np.zeros((1, 1)), np.zeros((1, 1)), 0
    )

    assert places(many) == {}
    assert b"position" not in whole(gexf_of(many))


def test_a_graph_without_nodes_is_a_file():
    empty = Graph("Talks", True, {}, (), np.zeros((0, 0)), np.zeros((0, 0)), 0)

    assert len(nx.read_graphml(BytesIO(whole(graphml_of(empty))))) == 0
    assert len(nx.read_gexf(BytesIO(whole(gexf_of(empty))))) == 0


def children(element):
    return [etree.QName(child).localname for child in element]


def test_graphml_has_the_order_and_the_keys_of_its_schema():
    root = etree.fromstring(whole(graphml_of(TALKS)))

    assert root.tag == f"{GRAPHML}graphml"
    assert children(root) == ["key"] * (len(children(root)) - 1) + ["graph"]
    keys = {(key.get("id"), key.get("for")) for key in root.iter(f"{GRAPHML}key")}
    assert {key.get("attr.type") for key in root.iter(f"{GRAPHML}key")} == {"string", "int", "double"}
    used = {(data.get("key"), etree.QName(data.getparent()).localname) for data in root.iter(f"{GRAPHML}data")}
    assert used - keys == set()
    assert children(root[-1]) == ["data"] * 3 + ["node"] * 3 + ["edge"] * 2


def test_gexf_has_the_order_and_the_attributes_of_its_schema():
    root = etree.fromstring(whole(gexf_of(TALKS)))

    assert (root.tag, root.get("version"), children(root)) == (f"{GEXF}gexf", "1.2", ["meta", "graph"])
    graph = root[1]
    assert children(graph) == ["attributes", "attributes", "nodes", "edges"]
    declared = {each.get("id") for each in graph.iter(f"{GEXF}attribute")}
    assert {each.get("for") for each in graph.iter(f"{GEXF}attvalue")} - declared == set()
    assert children(graph[2][0]) == ["attvalues", "size", "position"]


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        ({"type": "three-mode"}, "“three-mode” is no choice for “type”; choose one of: one-mode, two-mode, answers."),
        ({"of": "colour"},
         "“colour” is no choice for “of”; choose one of: party, organization, person, issue, concept."),
        ({"from": "yesterday"}, "“yesterday” is no day; write from as 2016-10-07."),
        ({"of": "issue"}, "A network needs two different variables; both are “issue”."),
    ],
)  # fmt: skip
def test_a_choice_that_there_is_not_is_said(options, sentence):
    with pytest.raises(ExchangeError) as error:
        settings_of(options)
    assert str(error.value) == sentence


def test_options_are_those_of_the_network_page():
    options = {
        "type": "two-mode", "of": "organization", "by": "concept", "qualifier": "ignore", "normalization": "activity",
        "duplicates": "week", "from": "2031-03-01", "to": date(2031, 3, 31),
    }  # fmt: skip

    assert settings_of(options) == Settings(
        shape=Shape.TWO_MODE,
        of="party",
        by="issue",
        qualifier=Qualifier.IGNORE,
        normalization=Normalization.ACTIVITY,
        duplicates=Duplicates.WEEK,
        start=datetime(2031, 3, 1),
        stop=datetime(2031, 3, 31, 23, 59, 59),
    )


@pytest.fixture
def talks(db) -> Negotiation:
    """Zahira and Northmark agree on dues and differ on pilots; the coast speaks once, on dues."""
    talks = NegotiationFactory(title="Talks")
    dues, pilots = (IssueFactory(negotiation=talks, title=title) for title in ("Dues", "Pilots"))
    zahira = PartyFactory(negotiation=talks, name="Zahira", kind=PartyKind.STATE, group="South")
    northmark = PartyFactory(negotiation=talks, name="Northmark", role=PartyRole.MEDIATES)
    coast = PartyFactory(negotiation=talks, name="Побережье", kind=PartyKind.ARMED_GROUP)
    for party, issue, stance in (
        (zahira, dues, Stance.SUPPORTS),
        (zahira, dues, Stance.SUPPORTS),
        (northmark, dues, Stance.SUPPORTS),
        (zahira, pilots, Stance.OPPOSES),
        (northmark, pilots, Stance.SUPPORTS),
        (coast, dues, Stance.OPPOSES),
    ):
        PositionFactory(issue=issue, stance=stance, statement=StatementFactory(negotiation=talks, party=party))
    return talks


def edges(found, graph):
    names = {name: node["label"] for name, node in graph.nodes(data=True)}
    return {(names[one], names[other]): tie[found] for one, other, tie in graph.edges(data=True)}


@pytest.mark.parametrize("kind", ["one-mode", "two-mode"])
@pytest.mark.parametrize("qualifier", ["ignore", "subtract"])
def test_every_format_has_the_edges_of_the_page(talks, kind, qualifier):
    options = {"type": kind, "qualifier": qualifier}
    asked = network(read_codings(negotiation=talks), settings_of(options))
    expected = {
        (row, column): asked.matrix[place, other]
        for place, row in enumerate(asked.rows)
        for other, column in enumerate(asked.columns)
        if asked.matrix[place, other] and (kind == "two-mode" or other > place)
    }

    graphml = nx.read_graphml(BytesIO(whole(write_graphml(talks, options))))
    gexf = nx.read_gexf(BytesIO(whole(write_gexf(talks, options))))
    read = [
        read_dl(whole(write_dl(talks, {**options, "layout": each})).decode()) for each in ("fullmatrix", "edgelist")
    ]

    assert len(expected) == {"one-mode": 3, "two-mode": 5}[kind]
    assert edges("weight", graphml) == expected
    assert edges("weight", gexf) == expected
    assert [(dl.network.rows, dl.network.matrix.tolist()) for dl in read[:1]] == [(asked.rows, asked.matrix.tolist())]
    assert read[1].network.matrix.sum() == asked.matrix.sum()


def test_nodes_say_what_parties_are_and_how_often_they_spoke(talks):
    found = read_graph(negotiation=talks, options={"type": "two-mode"})

    assert found.nodes == (
        Node("Northmark", "party", "state", "mediates", "", 2),
        Node("Zahira", "party", "state", "negotiates", "South", 3),
        Node("Побережье", "party", "armed_group", "negotiates", "", 1),
        Node("Dues", "issue"),
        Node("Pilots", "issue"),
    )
    assert [
        (found.nodes[tie.one].name, found.nodes[tie.other].name, tie.weight, tie.evidence) for tie in found.ties()
    ] == [
        ("Northmark", "Dues", 1.0, 1),
        ("Northmark", "Pilots", 1.0, 1),
        ("Zahira", "Dues", 2.0, 2),
        ("Zahira", "Pilots", -1.0, 1),
        ("Побережье", "Dues", -1.0, 1),
    ]


def test_days_bound_the_network(talks):
    assert read_graph(negotiation=talks, options={"to": "2031-03-03"}).nodes == ()
    assert len(read_graph(negotiation=talks, options={"from": "2031-03-04", "to": "2031-03-04"}).nodes) == 3


def test_answers_are_directed(talks):
    by, to = (StatementFactory(negotiation=talks, party=party, said_at=datetime(2031, 3, day, tzinfo=UTC))
              for party, day in zip(talks.parties.order_by("name")[:2], (6, 5), strict=True))  # fmt: skip
    link = LinkFactory(negotiation=talks, later=by, earlier=to, relation=Relation.OPPOSES)
    Judgement.objects.create(link=link, verdict="confirm", by=UserFactory())

    found = nx.read_graphml(BytesIO(whole(write_graphml(talks, {"type": "answers"}))))

    assert found.is_directed()
    assert edges("weight", found) == {("Northmark", "Zahira"): 1.0}
    assert edges("evidence", found) == {("Northmark", "Zahira"): 1}


def test_the_same_network_is_the_same_file(talks):
    assert [whole(write(talks, {})) for write in (write_graphml, write_gexf, write_dl)] == [
        whole(write(talks, {})) for write in (write_graphml, write_gexf, write_dl)
    ]


@pytest.mark.parametrize("more", [0, 3])
def test_query_count_does_not_grow(talks, django_assert_num_queries, more):
    issue = Issue.objects.get(title="Dues")
    for _ in range(more):
        PositionFactory(issue=issue, statement=StatementFactory(negotiation=talks))
    with django_assert_num_queries(7):
        whole(write_graphml(talks, {}))
