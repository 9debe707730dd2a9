"""Finds parties that wait for each other: cycles of any length in the graph of open conditions; pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar

# Of cycles in a dense graph there are more than anybody reads; the shortest come first.
MOST_CYCLES = 20


class Waiting(Protocol):
    """An edge: one party waits for another."""

    @property
    def waits(self) -> int: ...
    @property
    def awaited(self) -> int: ...


Edge = TypeVar("Edge", bound=Waiting)


@dataclass(frozen=True, slots=True)
class Deadlock(Generic[Edge]):
    """Parties in a ring, each waiting for the next and the last for the first, with what each one waits for."""

    parties: tuple[int, ...]
    edges: tuple[tuple[Edge, ...], ...]


def deadlocks(waiting: Iterable[Edge]) -> list[Deadlock[Edge]]:
    """Return the rings of parties that wait for each other, the shortest first, each once."""
    graph: dict[int, dict[int, list[Edge]]] = defaultdict(lambda: defaultdict(list))
    for edge in waiting:
        graph[edge.waits][edge.awaited].append(edge)
    rings: list[tuple[int, ...]] = []
    paths: list[tuple[int, ...]] = [(party,) for party in sorted(graph)]
    while paths and len(rings) < MOST_CYCLES:
        longer: list[tuple[int, ...]] = []
        for path in paths:
            # A ring starts at its smallest party, so that each is found once.
            after = sorted(graph[path[-1]]) if path[-1] in graph else []
            rings += [path for party in after if party == path[0]]
            longer += [(*path, party) for party in after if party > path[0] and party not in path]
        paths = longer[:10_000]  # what a page can show was found long before
    return [
        Deadlock(ring, tuple(tuple(graph[one][other]) for one, other in zip(ring, (*ring[1:], ring[0]), strict=True)))
        for ring in rings[:MOST_CYCLES]
    ]
