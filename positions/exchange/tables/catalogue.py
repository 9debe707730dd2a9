"""All tables by name, and what one may choose when they are written."""

from __future__ import annotations

from positions.exchange.errors import ExchangeError
from positions.exchange.formats import Options
from positions.exchange.tables.evidence import ARTICLES, CONDITION_VERDICTS, JUDGEMENTS, LINKS, POSITIONS, STATEMENTS
from positions.exchange.tables.ledger import HELD_POSITIONS, SHIFTS
from positions.exchange.tables.registry import EVENTS, ISSUES, NEGOTIATION, PARTIES, PEOPLE, PROPOSALS, SOURCES, VOTES
from positions.exchange.tables.table import Table

ALL = "all"
# What is imported stands in the order in which nothing is named before it is made.
TABLES = {
    table.name: table
    for table in (
        NEGOTIATION, PARTIES, PEOPLE, ISSUES, PROPOSALS, SOURCES, ARTICLES, STATEMENTS, POSITIONS, VOTES, EVENTS, LINKS,
        JUDGEMENTS, CONDITION_VERDICTS, HELD_POSITIONS, SHIFTS,
    )
}  # fmt: skip
READABLE = {name: table for name, table in TABLES.items() if table.is_read}


def tables_asked(options: Options) -> list[Table]:
    """Return the table that the option `table` names, or all of them."""
    name = str(options.get("table") or ALL)
    if name != ALL and name not in TABLES:
        raise ExchangeError(f"There is no table “{name}”. Choose {ALL} or one of {', '.join(TABLES)}.")
    return list(TABLES.values()) if name == ALL else [TABLES[name]]


def is_on(options: Options, name: str, *, default: bool) -> bool:
    """Tell whether an option is chosen, which forms and commands say in words."""
    value = options.get(name, default)
    return value if isinstance(value, bool) else str(value).lower() in {"1", "on", "true", "yes"}
