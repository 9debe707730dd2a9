"""Builds the networks of who supports, opposes and answers whom out of links between statements; pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

import numpy as np

from positions.analysis.codings import Names
from positions.analysis.network_settings import Qualifier
from positions.analysis.networks import Network
from positions.enums import Relation

ANSWERING = (Relation.SUPPORTS, Relation.OPPOSES, Relation.RESPONDS_TO, Relation.QUOTES)

# What counts as a tie, in the words for stances; *subtract* is support minus opposition.
COUNTED = {
    Qualifier.IGNORE: ANSWERING,
    Qualifier.CONGRUENCE: (Relation.SUPPORTS,),
    Qualifier.CONFLICT: (Relation.OPPOSES,),
    Qualifier.SUBTRACT: (Relation.SUPPORTS, Relation.OPPOSES),
}


@dataclass(frozen=True, slots=True)
class Exchange:
    """One party taking up another's words; when it did."""

    by: str
    to: str
    relation: Relation
    when: datetime


def exchange_network(exchanges: Iterable[Exchange], relations: Collection[Relation] = ANSWERING) -> Network:
    """Return how often each party (rows) took up each other's words (columns) by one of the relations.

    Directed: who answers is not whom it answers. What a party says of its own words is no exchange. The parties are
    those of all exchanges, so that the networks of several relations can be laid beside each other.
    """
    between = [each for each in exchanges if each.by != each.to]
    chosen = [each.relation in relations for each in between]
    ends = Names.of([name for each in between for name in (each.by, each.to)])
    by, to = ends.codes[0::2][chosen], ends.codes[1::2][chosen]
    matrix = np.zeros((len(ends.names), len(ends.names)))
    np.add.at(matrix, (by, to), 1)
    return Network(ends.names, ends.names, matrix, sum(chosen))


def support_network(exchanges: Collection[Exchange]) -> Network:
    """Return for each two parties how often the one supported the other minus how often it opposed it."""
    for_it, against = (exchange_network(exchanges, [relation]) for relation in (Relation.SUPPORTS, Relation.OPPOSES))
    return Network(for_it.rows, for_it.columns, for_it.matrix - against.matrix, for_it.statements + against.statements)


def answer_network(exchanges: Collection[Exchange], qualifier: Qualifier) -> Network:
    """Return who answers, supports or opposes whom, or support minus opposition."""
    if qualifier is Qualifier.SUBTRACT:
        return support_network(exchanges)
    return exchange_network(exchanges, COUNTED[qualifier])


def times_exchanged(exchanges: Iterable[Exchange], qualifier: Qualifier) -> dict[str, int]:
    """Return how many of the exchanges that count each party has part in: how thin the numbers are."""
    counted = [each for each in exchanges if each.relation in COUNTED[qualifier]]
    return dict(Counter(name for each in counted for name in (each.by, each.to)))
