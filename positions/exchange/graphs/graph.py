"""A network of a negotiation as nodes with attributes and ties, as programs that draw networks take it.

Options: `type` (one-mode, two-mode or answers), `of` (party or person), `by` (issue), `qualifier`, `normalization`,
`duplicates`, `from` and `to` (days, both included). What is left out is as on the network page.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time
from typing import TypeVar

import numpy as np
from django.db.models import TextChoices

from positions.analysis.codings import Codings
from positions.analysis.exchanges import COUNTED, answer_network, times_exchanged
from positions.analysis.network_rows import read_codings, read_exchanges
from positions.analysis.network_settings import Duplicates, Normalization, Qualifier, Settings, Shape
from positions.analysis.networks import Network, network, times_spoken
from positions.exchange.errors import ExchangeError
from positions.exchange.formats import Options
from positions.models import Negotiation

Choice = TypeVar("Choice", bound=TextChoices)
ANSWERS = "answers"
TYPES = (Shape.ONE_MODE.value, Shape.TWO_MODE.value, ANSWERS)
# The words of the page, and those of the `networks` command.
VARIABLES = {"party": "party", "organization": "party", "person": "person", "issue": "issue", "concept": "issue"}
USUAL = {Shape.ONE_MODE: Qualifier.CONGRUENCE, Shape.TWO_MODE: Qualifier.SUBTRACT}


@dataclass(frozen=True, slots=True)
class Node:
    """A party, a person or an issue; `statements` is how many of its own count, None for what is only spoken of."""

    name: str
    mode: str
    kind: str = ""
    role: str = ""
    group: str = ""
    statements: int | None = None


@dataclass(frozen=True, slots=True)
class Tie:
    """What joins two nodes, by their places.

    `evidence` counts the statements, pairs of them or links behind it; None where that is not told.
    """

    one: int
    other: int
    weight: float
    evidence: int | None

    @property
    def sign(self) -> str:
        return "negative" if self.weight < 0 else "positive"

    @property
    def rests_on(self) -> str:
        return "" if self.evidence is None else str(self.evidence)


@dataclass(frozen=True, slots=True)
class Graph:
    """Nodes in the order of the network's rows, then columns; `asked` are the choices by which it was made."""

    title: str
    is_directed: bool
    asked: Mapping[str, str]
    nodes: tuple[Node, ...]
    matrix: np.ndarray
    counts: np.ndarray | None
    first_column: int

    @property
    def network(self) -> Network:
        """Return it as a matrix with names."""
        names = tuple(node.name for node in self.nodes)
        return Network(names[: len(self.matrix)], names[self.first_column :], self.matrix, 0)

    def ties(self) -> Iterator[Tie]:
        """Yield what is not 0, row by row; of two directions that are the same by nature only one."""
        is_one_mode = self.first_column == 0 and not self.is_directed
        for row, weights in enumerate(self.matrix):
            for column in np.flatnonzero(weights).tolist():
                if not is_one_mode or column > row:
                    evidence = None if self.counts is None else round(float(self.counts[row, column]))
                    yield Tie(row, self.first_column + column, float(weights[column]), evidence)


def read_graph(*, negotiation: Negotiation, options: Options) -> Graph:
    """Return the network that the options ask for; raises ExchangeError for a choice that there is not."""
    if chosen_type(options) == ANSWERS:
        return _answers(negotiation, options)
    settings = settings_of(options)
    codings = read_codings(negotiation=negotiation)
    found, spoken = network(codings, settings), times_spoken(codings, settings)
    asked = _said(options, settings, found)
    return graph_of(negotiation, found, spoken, settings, asked, evidence_of(codings, settings, found))


def graph_of(
    negotiation: Negotiation,
    found: Network,
    spoken: Mapping[str, int],
    settings: Settings | None,
    asked: Mapping[str, str],
    counts: np.ndarray | None,
) -> Graph:
    """Return a network with what is known of its nodes; without settings it is one of answers, which are directed."""
    is_two_mode = settings is not None and settings.shape is Shape.TWO_MODE
    rows = _nodes(negotiation, found.rows, settings.of if settings else "party", spoken)
    columns = _nodes(negotiation, found.columns, settings.by, {}) if settings and is_two_mode else []
    return Graph(
        title=negotiation.title,
        is_directed=settings is None,
        asked=asked,
        nodes=(*rows, *columns),
        matrix=found.matrix,
        counts=counts,
        first_column=len(rows) if is_two_mode else 0,
    )


def evidence_of(codings: Codings, settings: Settings, found: Network) -> np.ndarray | None:
    """Return how many statements, or pairs of them, are behind each number; None for a network of other nodes."""
    counted = network(codings, replace(settings, qualifier=Qualifier.IGNORE, normalization=Normalization.NO))
    return counted.matrix if (counted.rows, counted.columns) == (found.rows, found.columns) else None


def _answers(negotiation: Negotiation, options: Options) -> Graph:
    found, given, qualifier = _exchanged(negotiation, options)
    asked = {"type": ANSWERS, "qualifier": qualifier.value, **_days(options), "links": str(found.statements)}
    return graph_of(negotiation, found, given, None, asked, links_behind(found, qualifier))


def links_behind(found: Network, qualifier: Qualifier) -> np.ndarray | None:
    """Return how many links are behind each number of a network of answers; None for a difference."""
    return None if qualifier is Qualifier.SUBTRACT else found.matrix


def _exchanged(negotiation: Negotiation, options: Options) -> tuple[Network, dict[str, int], Qualifier]:
    qualifier = _chosen(options, "qualifier", Qualifier, Qualifier.IGNORE)
    if qualifier not in COUNTED:
        raise ExchangeError(f"Answers have no “{qualifier.value}”; choose one of: {', '.join(COUNTED)}.")
    first, last = _moment(options, "from", time.min), _moment(options, "to", time.max)
    exchanges = [
        each
        for each in read_exchanges(negotiation=negotiation)
        if (first is None or each.when >= first) and (last is None or each.when <= last)
    ]
    return answer_network(exchanges, qualifier), times_exchanged(exchanges, qualifier), qualifier


def read_matrix(*, negotiation: Negotiation, options: Options) -> Network:
    """Return the network as a matrix alone, for formats that have no room for more."""
    if chosen_type(options) == ANSWERS:
        return _exchanged(negotiation, options)[0]
    return network(read_codings(negotiation=negotiation), settings_of(options))


def settings_of(options: Options) -> Settings:
    """Return the options as settings of a network."""
    shape = Shape(chosen_type(options))
    try:
        return Settings(
            shape=shape,
            of=_variable(options, "of", "party"),
            by=_variable(options, "by", "issue"),
            qualifier=_chosen(options, "qualifier", Qualifier, USUAL[shape]),
            normalization=_chosen(options, "normalization", Normalization, Normalization.NO),
            duplicates=_chosen(options, "duplicates", Duplicates, Duplicates.INCLUDE),
            start=_moment(options, "from", time.min),
            stop=_moment(options, "to", time(23, 59, 59)),
        )
    except ValueError as error:
        raise ExchangeError(str(error)) from error


def chosen_type(options: Options) -> str:
    """Return what kind of network is asked for."""
    return _one_of("type", str(options.get("type") or Shape.ONE_MODE.value), TYPES)


def _variable(options: Options, name: str, usual: str) -> str:
    return VARIABLES[_one_of(name, str(options.get(name) or usual), tuple(VARIABLES))]


def _chosen(options: Options, name: str, choices: type[Choice], usual: Choice) -> Choice:
    return choices(_one_of(name, str(options.get(name) or usual.value), tuple(choices.values)))


def _one_of(name: str, value: str, choices: tuple[str, ...]) -> str:
    if value not in choices:
        raise ExchangeError(f"“{value}” is no choice for “{name}”; choose one of: {', '.join(choices)}.")
    return value


def _moment(options: Options, name: str, at: time) -> datetime | None:
    value = options.get(name)
    if isinstance(value, datetime):
        return value.astimezone(UTC).replace(tzinfo=None) if value.tzinfo else value
    if isinstance(value, str) and value:
        try:
            value = date.fromisoformat(value)
        except ValueError as error:
            raise ExchangeError(f"“{value}” is no day; write {name} as 2016-10-07.") from error
    return datetime.combine(value, at) if value else None


def _days(options: Options) -> dict[str, str]:
    days = {name: _moment(options, name, time.min) for name in ("from", "to")}
    return {name: day.date().isoformat() for name, day in days.items() if day}


def _said(options: Options, settings: Settings, found: Network) -> dict[str, str]:
    return {
        "type": settings.shape.value,
        "of": settings.of,
        "by": settings.by,
        "qualifier": settings.qualifier.value,
        "normalization": settings.normalization.value,
        "duplicates": settings.duplicates.value,
        **_days(options),
        "statements": str(found.statements),
    }


def _nodes(negotiation: Negotiation, names: tuple[str, ...], mode: str, spoken: Mapping[str, int]) -> list[Node]:
    known = {party.name: party for party in negotiation.parties.all()} if mode == "party" else {}
    return [
        Node(name, mode, known[name].kind, known[name].role, known[name].group, spoken.get(name))
        if name in known
        else Node(name, mode, statements=spoken.get(name))
        for name in names
    ]
