"""Where the nodes and ties of a network stand in its picture; pure places only."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from math import sqrt

import networkx as nx
import numpy as np

from positions.analysis.networks import Network

# More cannot be told apart in a picture of this size; the table and the file have all.
DRAWN = 60
THIN = 3  # fewer statements than this are a thin basis
LEFT, WIDE = 0.1, 0.8
TOP, TALL = 30, 380
WIDEST, WIDEST_THIN = 7.0, 2.5
EVEN = 2.0
LONGEST_NAME = 26
LEAST_PULL = 0.2  # of a tie, against the strongest


@dataclass(frozen=True)
class Tie:
    """Two names and how strong what joins them is; `is_thin` when one end said hardly anything."""

    one: str
    other: str
    weight: float
    is_thin: bool

    @property
    def number(self) -> str:
        return f"{self.weight:.3g}" if self.weight % 1 else f"{self.weight:.0f}"


@dataclass(frozen=True)
class Node:
    """A name at its place, x as a share and y in pixels; `is_second` for issues beside actors."""

    name: str
    x: float
    y: float
    r: float
    is_thin: bool
    is_second: bool

    @property
    def label(self) -> str:
        return self.name if len(self.name) <= LONGEST_NAME else self.name[: LONGEST_NAME - 1].rstrip() + "…"

    @property
    def anchor(self) -> str:
        """Return the end at which the label is held, so that it stays inside the picture."""
        return "start" if self.x < 0.3 else "end" if self.x > 0.7 else "middle"


@dataclass(frozen=True)
class Line:
    tie: Tie
    start: Node
    end: Node
    width: float


@dataclass(frozen=True)
class NetworkChart:
    lines: tuple[Line, ...]
    nodes: tuple[Node, ...]
    left_out: int


def ties_of(network: Network, spoken: Mapping[str, int], *, is_directed: bool) -> list[Tie]:
    """Return what is not 0, the strongest first; of two directions that are the same by nature only one."""
    is_square = network.rows == network.columns
    matrix = network.matrix if is_directed or not is_square else np.triu(network.matrix)
    found = []
    for row, column in zip(*np.nonzero(matrix), strict=True):
        ends = (network.rows[row], network.columns[column])
        is_thin = any(spoken.get(name, THIN) < THIN for name in ends)
        found.append(Tie(*ends, float(matrix[row, column]), is_thin))
    return sorted(found, key=lambda tie: (-abs(tie.weight), tie.one, tie.other))


def chart_of(ties: Sequence[Tie], spoken: Mapping[str, int], *, is_even: bool = False) -> NetworkChart | None:
    """Return the strongest ties with their ends: near each other what ties strongly. None without any.

    `is_even` draws all alike, for weights that are codes and no amounts.
    """
    drawn = ties[:DRAWN]
    if not drawn:
        return None
    strongest = max(abs(tie.weight) for tie in drawn)
    if is_even:
        drawn, strongest = [replace(tie, weight=1.0) for tie in drawn], WIDEST / EVEN
    graph: nx.Graph = nx.Graph()
    for tie in drawn:
        # By its root: else a few strong ties draw the middle into one heap. What is against pulls hardly at all.
        graph.add_edge(tie.one, tie.other, weight=max(sqrt(max(tie.weight, 0.0) / strongest), LEAST_PULL))
    nodes = {name: node_at(name, place, spoken) for name, place in places(graph).items()}
    lines = [Line(tie, nodes[tie.one], nodes[tie.other], width_of(tie, strongest)) for tie in drawn]
    largest_first = sorted(nodes.values(), key=lambda node: (-node.r, node.name))
    return NetworkChart(tuple(lines), tuple(largest_first), len(ties) - len(drawn))


def width_of(tie: Tie, strongest: float) -> float:
    """Return how wide a tie is drawn: by its weight, but never broad on a thin basis."""
    width = max(1.0, WIDEST * abs(tie.weight) / strongest)
    return min(width, WIDEST_THIN) if tie.is_thin else width


def places(graph: nx.Graph) -> dict[str, tuple[float, float]]:
    """Return the place of each name, 0 to 1 each way; the same network looks the same every time."""
    pulls = graph.copy()
    parts = sorted(nx.connected_components(graph), key=lambda part: (-len(part), min(part)))
    for part in parts[1:]:  # no tie holds them: they would drift out of the picture
        pulls.add_edge(min(parts[0]), min(part), weight=1.0)
    found = nx.spring_layout(pulls, pos=nx.circular_layout(pulls), seed=1, k=2 / sqrt(len(pulls)), iterations=80)
    spots = np.array([found[name] for name in graph])
    span = np.ptp(spots, axis=0)
    scaled = (spots - spots.min(axis=0)) / np.where(span > 0, span, 1)
    return {name: (float(x), float(y)) for name, (x, y) in zip(graph, scaled, strict=True)}


def node_at(name: str, place: tuple[float, float], spoken: Mapping[str, int]) -> Node:
    number = spoken.get(name)
    return Node(
        name=name,
        x=LEFT + WIDE * place[0],
        y=TOP + TALL * place[1],
        r=min(16.0, 5 + sqrt(number or 0)),
        is_thin=number is not None and number < THIN,
        is_second=number is None,
    )
