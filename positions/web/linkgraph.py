"""The links of one statement as a small graph: earlier ones to the left, later ones to the right; pure places only."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from positions.enums import Verdict
from positions.models import Link, Statement

ROW = 52  # two lines of text and the space that fingers need
# More would be a list, which stands below the graph anyway.
SIDE_SHOWN = 6


@dataclass(frozen=True)
class Node:
    """A linked statement in the graph; `y` in pixels."""

    link: Link
    statement: Statement
    y: float
    is_earlier: bool

    @property
    def is_confirmed(self) -> bool:
        return self.link.verdict == Verdict.CONFIRM


@dataclass(frozen=True)
class LinkGraph:
    """What is drawn around the statement, and how many links are left to the list."""

    nodes: tuple[Node, ...]
    height: int
    further: int

    @property
    def middle(self) -> float:
        """Return where the statement itself stands, in pixels from the top."""
        return self.height / 2


def link_graph(back: Sequence[Link], on: Sequence[Link]) -> LinkGraph | None:
    """Return the graph of the links back to earlier and on to later statements; None without any."""
    if not back and not on:
        return None
    rows = min(max(len(back), len(on), 2), SIDE_SHOWN)
    height = rows * ROW
    left = side([(link, link.earlier) for link in back[:SIDE_SHOWN]], height, is_earlier=True)
    right = side([(link, link.later) for link in on[:SIDE_SHOWN]], height, is_earlier=False)
    return LinkGraph((*left, *right), height, max(len(back) - SIDE_SHOWN, 0) + max(len(on) - SIDE_SHOWN, 0))


def side(linked: list[tuple[Link, Statement]], height: int, *, is_earlier: bool) -> list[Node]:
    """Return the statements of one side from top to bottom in the order of time, centred."""
    ordered = sorted(linked, key=lambda pair: pair[1].place)
    top = (height - len(ordered) * ROW) / 2
    return [
        Node(link, statement, top + ROW * (place + 0.5), is_earlier) for place, (link, statement) in enumerate(ordered)
    ]
