"""Finds what a one-mode network falls into: its backbone, its clusters, two camps and how far they are poles; pure.

Backbone: the ties that are stronger than chance would make them for at least one of their two ends (the disparity
filter: Serrano, Boguñá and Vespignani 2009, "Extracting the multiscale backbone of complex weighted networks", PNAS
106). DNA's backbone is another thing: it drops concepts, not ties.

Clusters: greatest modularity, by the Louvain method. Camps: the split into two that leaves most conflict between and
most agreement within them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import networkx as nx
import numpy as np
from numpy.typing import NDArray

from positions.analysis.codings import Codings
from positions.analysis.kernels import Kernel, Slice, Unit, slices
from positions.analysis.network_settings import Qualifier, Settings
from positions.analysis.networks import Network, network

ALPHA = 0.05
# Starting points for the two camps: signs of the first eigenvectors. Of 300 random networks of 4 to 10 nodes, one start
# missed the best split of 21, four of 1, eight of none.
STARTS = 8


@dataclass(frozen=True, slots=True)
class Polarization:
    """Two camps, and how much of what they share fits them: 1 when all conflict lies between and no agreement does.

    0 is what a split does that has nothing to do with who agrees. `conflict_between` and `agreement_between` are the
    shares that lie between the camps.
    """

    camps: tuple[tuple[str, ...], tuple[str, ...]]
    conflict_between: float
    agreement_between: float

    @property
    def score(self) -> float:
        return self.conflict_between - self.agreement_between


def graph_of(network: Network) -> nx.Graph:
    """Return a one-mode network as a graph of all its nodes, with ties above 0 by their weight."""
    graph: nx.Graph = nx.Graph()
    graph.add_nodes_from(network.rows)
    for one, other in zip(*np.nonzero(np.triu(network.matrix > 0, 1)), strict=True):
        graph.add_edge(network.rows[one], network.rows[other], weight=float(network.matrix[one, other]))
    return graph


def backbone(network: Network, alpha: float = ALPHA) -> Network:
    """Return the network with the ties alone that would be as strong by chance with less than this probability.

    A node with one tie has nothing to compare it with: such a tie stays if it stands out for the other end.
    """
    matrix = np.where(network.matrix > 0, network.matrix, 0)
    strength, degree = matrix.sum(axis=1)[:, None], (matrix > 0).sum(axis=1)[:, None]
    share = np.divide(matrix, strength, out=np.zeros_like(matrix), where=strength > 0)
    by_chance = np.where(degree > 1, (1 - share) ** (degree - 1), 1)
    stands_out = (by_chance < alpha) & (matrix > 0)
    return replace(network, matrix=np.where(stands_out | stands_out.T, matrix, 0))


def clusters(network: Network) -> tuple[tuple[str, ...], ...]:
    """Return groups that tie more within than chance would, the largest first; a node without ties is its own."""
    found = nx.community.louvain_communities(graph_of(network), seed=1) if network.rows else []
    return tuple(sorted((tuple(sorted(each)) for each in found), key=lambda each: (-len(each), each)))


def polarization(congruence: Network, conflict: Network) -> Polarization | None:
    """Return the two camps of two networks of the same nodes; None when nobody conflicts, for then there are none."""
    if congruence.rows != conflict.rows:
        raise ValueError("Congruence and conflict must be of the same nodes.")
    agreed, opposed = congruence.matrix, conflict.matrix
    if not opposed.sum():
        return None
    pull = agreed / (agreed.sum() or 1) - opposed / opposed.sum()
    side = best_split((pull + pull.T) / 2)
    apart = side[:, None] != side[None, :]
    camps = [tuple(name for name, here in zip(congruence.rows, side, strict=True) if here == each) for each in (1, -1)]
    first, second = sorted(camps, key=lambda each: (-len(each), each))
    return Polarization(
        camps=(first, second),
        conflict_between=float(opposed[apart].sum() / opposed.sum()),
        agreement_between=float(agreed[apart].sum() / agreed.sum()) if agreed.sum() else 0.0,
    )


def camps_of(codings: Codings, settings: Settings) -> Polarization | None:
    """Return the two camps of these statements; None where nobody conflicts. The settings' qualifier is not used."""
    agreed, opposed = (
        network(codings, replace(settings, qualifier=each)) for each in (Qualifier.CONGRUENCE, Qualifier.CONFLICT)
    )
    return polarization(agreed, opposed) if agreed.rows == opposed.rows else None


def polarization_over_time(
    codings: Codings, settings: Settings, *, unit: Unit, size: int, kernel: Kernel = Kernel.NO
) -> Iterator[tuple[Slice, Polarization | None]]:
    """Yield each window, with its congruence, and the polarization in it; the qualifier of the settings is not used."""
    agreed, opposed = (
        slices(codings, replace(settings, qualifier=each), unit=unit, size=size, kernel=kernel)
        for each in (Qualifier.CONGRUENCE, Qualifier.CONFLICT)
    )
    for congruence, conflict in zip(agreed, opposed, strict=True):
        yield congruence, polarization(congruence.network, conflict.network)


def best_split(pull: NDArray[np.float64]) -> NDArray[np.int64]:
    """Return 1 or -1 for each node so that those pulled together have the same; a local best from a few starts."""
    _, vectors = np.linalg.eigh(pull)
    starts = [np.where(vector >= 0, 1, -1) for vector in vectors.T[::-1][:STARTS]]
    found = [_improved(pull, side) for side in starts]
    return max(found, key=lambda side: float(side @ pull @ side))


def _improved(pull: NDArray[np.float64], side: NDArray[np.int64]) -> NDArray[np.int64]:
    """Move the node that gains most to the other side until none gains."""
    loose = pull - np.diag(np.diag(pull))
    side = side.copy()
    while True:
        gain = -side * (loose @ side)
        node = int(np.argmax(gain))
        if gain[node] <= 1e-12:  # below what floats can tell apart
            return side
        side[node] = -side[node]
