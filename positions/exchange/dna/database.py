"""A DNA database, which is an SQLite file: opens one to read, whichever version of DNA wrote it, and makes a new one.

The only module that knows SQLite: it is the file format here, no storage of ours.
"""

from __future__ import annotations

import sqlite3  # noqa: TID251  # the file format of DNA
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from positions.exchange.dna.schema import COLUMNS, TABLES, declaration
from positions.exchange.errors import ExchangeError

SIGNATURE = b"SQLite format 3\x00"
PEEK = 200  # bytes that tell one kind of file from another
NO_DATABASE = (
    "It is no DNA database: it is not an SQLite file, or it is encrypted. Open it in DNA, or decrypt it, and save it "
    "as a new SQLite database."
)
OF_DNA_1 = "It is a file of DNA 1. Open a new database in DNA 2, import the file there, and take that database here."
OF_SERVER = "It is a copy of a {} database. Import it in DNA into a new SQLite database and take that one."
# What else people keep under the name of DNA, by how it begins.
OTHERS = {
    b"<?xml": OF_DNA_1,
    b"-- MySQL dump": OF_SERVER.format("MySQL"),
    b"-- MariaDB dump": OF_SERVER.format("MySQL"),
    b"--\n-- PostgreSQL": OF_SERVER.format("PostgreSQL"),
    b"PGDMP": OF_SERVER.format("PostgreSQL"),
}
NOT_OF_DNA = "It is an SQLite database, but not of DNA: it lacks {}. Take the .dna file that DNA 2 or 3 saved."
DAMAGED = "The database is damaged ({}). Open it in DNA, import it into a new database there, and take that one."
# DNA 3 has these, DNA 2 had the names of speakers and concepts in ATTRIBUTES.
IN_BOTH = {"SETTINGS", "CODERS", "DOCUMENTS", "STATEMENTTYPES", "VARIABLES", "STATEMENTS", "DATASHORTTEXT"}
IN_THREE, IN_TWO = {"ENTITIES"}, {"ATTRIBUTES"}


class Database:
    """An open database; rows are mappings from column to value, text without what PostgreSQL cannot hold."""

    def __init__(self, connection: sqlite3.Connection, version: int) -> None:
        self.version = version
        self._connection = connection

    def rows(self, sql: str, *values: object) -> Iterator[sqlite3.Row]:
        """Yield the rows of a query one by one. Raises ExchangeError where the file is damaged."""
        try:
            yield from self._connection.execute(sql, values)
        except sqlite3.DatabaseError as error:
            raise ExchangeError(DAMAGED.format(error)) from error

    def first(self, sql: str, *values: object) -> sqlite3.Row | None:
        """Return the first row of a query, or None."""
        return next(self.rows(sql, *values), None)

    def run(self, sql: str, *values: object) -> None:
        """Run a statement that returns nothing."""
        self._connection.execute(sql, values)

    def insert(self, table: str, row: Mapping[str, object]) -> int:
        """Add a row, of which what is no column is left out, and return its number."""
        columns = [name for name in row if name in COLUMNS[table]]
        marks = ", ".join("?" * len(columns))
        sql = f"INSERT INTO {table}({', '.join(columns)}) VALUES({marks})"
        return self._connection.execute(sql, [row[name] for name in columns]).lastrowid or 0

    def define(self, name: str, function: Callable[[Any], str | int | None]) -> None:
        """Make a function of one value known to SQL."""
        self._connection.create_function(name, 1, function, deterministic=True)


@contextmanager
def opened(path: Path) -> Iterator[Database]:
    """Open a file to read; nothing is ever written to it. Raises ExchangeError unless it is of DNA 2 or 3."""
    with path.open("rb") as file:
        begins = file.read(PEEK)
    if not begins.startswith(SIGNATURE):
        known = (says for start, says in OTHERS.items() if begins.lstrip(b"\xef\xbb\xbf").startswith(start))
        raise ExchangeError(next(known, NO_DATABASE))
    # Immutable: a file left in the middle of writing is read as it is, and no lock or journal is put beside it.
    connection = sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro&immutable=1", uri=True)
    try:
        connection.execute("PRAGMA trusted_schema = OFF")
        connection.text_factory = storable
        yield Database(_by_name(connection), _version(connection))
    finally:
        connection.close()


@contextmanager
def created(path: Path) -> Iterator[Database]:
    """Make a new database of DNA 3 at path, without any rows, to be written and read; complete when the block ends."""
    connection = sqlite3.connect(path, isolation_level=None)
    try:
        # The file is temporary until it is whole, so that nothing is gained by waiting for the disk.
        for setting in ("journal_mode = OFF", "synchronous = OFF", "temp_store = FILE"):
            connection.execute(f"PRAGMA {setting}")
        connection.execute("BEGIN")
        for table in TABLES:
            connection.execute(declaration(table))
        yield Database(_by_name(connection), 3)
        connection.execute("COMMIT")
    finally:
        connection.close()


def first_coder(database: Database) -> int | None:
    """Return the coder that new documents and statements are put down to: the first, who administers the database."""
    found = database.first("SELECT min(ID) AS ID FROM CODERS")
    return found["ID"] if found else None


def storable(text: bytes) -> str:
    """Return text that PostgreSQL can hold, every sign in its place: what it cannot hold is U+FFFD."""
    return text.decode("utf-8", "replace").replace("\x00", "�")


def _by_name(connection: sqlite3.Connection) -> sqlite3.Connection:
    connection.row_factory = sqlite3.Row
    return connection


def _version(connection: sqlite3.Connection) -> int:
    """Return 2 or 3, by the tables rather than by what the settings claim."""
    try:
        found = {name for (name,) in connection.execute("SELECT upper(name) FROM sqlite_master WHERE type = 'table'")}
    except sqlite3.DatabaseError as error:
        raise ExchangeError(DAMAGED.format(error)) from error
    if missing := IN_BOTH - found or (set() if found & (IN_THREE | IN_TWO) else IN_THREE):
        raise ExchangeError(NOT_OF_DNA.format(", ".join(sorted(missing))))
    return 3 if found >= IN_THREE else 2
