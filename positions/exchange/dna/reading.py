"""Reads a database of DNA 2 or 3 as records: organizations as parties, concepts as issues, agreement as stance.

Whatever the tracker has no column for is carried, in the form of DNA 3, so that the writer can put it back.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from positions.exchange.dna.database import Database, opened
from positions.exchange.dna.documents import read_documents
from positions.exchange.dna.entities import Book, read_entities
from positions.exchange.dna.kept import ROLES
from positions.exchange.dna.roles import Roles, Variable, find_roles
from positions.exchange.dna.schema import SMALL, TABLES
from positions.exchange.dna.statements import read_statements
from positions.exchange.dna.two import OWN_TABLES, show_as_three
from positions.exchange.errors import ExchangeError
from positions.exchange.formats import Options
from positions.exchange.records import CarriedRecord, Row

VARIABLES = """SELECT v.ID, v.Variable, v.DataType, v.StatementTypeId, t.Label
    FROM VARIABLES v JOIN STATEMENTTYPES t ON t.ID = v.StatementTypeId ORDER BY v.ID"""
UNKNOWN = "A table that neither DNA 2 nor DNA 3 has; it is left out."


def read_dna(path: Path, options: Options) -> Iterator[Row]:
    """Yield what a DNA database holds; see `find_roles` for the options, and `zone` for days of DNA 2.

    Raises ExchangeError for a file that is no DNA database or codes nothing that the tracker could hold.
    """
    with opened(path) as database:
        if database.version == 2:
            yield from read_tables(database, OWN_TABLES, "DNA 2 ")
            show_as_three(database, read_zone(options))
        roles, book = read_roles(database, options), Book()
        yield Row("VARIABLES", CarriedRecord(ROLES, roles.names))
        yield from read_tables(database, SMALL)
        yield from read_unknown(database)
        yield from read_entities(database, roles, book)
        yield from read_documents(database)
        yield from read_statements(database, roles, book)


def read_roles(database: Database, options: Options) -> Roles:
    """Return which variables play which role; raises ExchangeError where none do."""
    return find_roles((Variable(*row) for row in database.rows(VARIABLES)), options)


def read_zone(options: Options) -> ZoneInfo:
    """Return where the computer stood on which DNA 2 ran; raises ExchangeError for a zone that does not exist."""
    name = str(options.get("zone") or "UTC")
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError) as error:
        raise ExchangeError(f"There is no time zone “{name}”. Write it as Europe/Berlin, or leave it out.") from error


def read_tables(database: Database, tables: tuple[str, ...], prefix: str = "") -> Iterator[Row]:
    """Yield small tables, each carried whole."""
    for table in tables:
        rows: list[dict[str, Any]] = [dict(row) for row in database.rows(f"SELECT * FROM {table} ORDER BY rowid")]  # noqa: S608
        yield Row(table, CarriedRecord(f"{prefix}{table}", rows))


def read_unknown(database: Database) -> Iterator[Row]:
    """Yield a problem for each table that is not DNA's."""
    known = {*TABLES, *OWN_TABLES, "ATTRIBUTES"}
    for row in database.rows("SELECT name FROM main.sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"):
        if row["name"].upper() not in known:
            yield Row(row["name"], None, UNKNOWN)
