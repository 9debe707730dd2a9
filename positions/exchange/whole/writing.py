"""Writes a whole negotiation as JSON Lines: a header, one object a row, and a footer that tells a cut file.

Of one state of the database the lines are always the same but for the header's `written_at`.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from django.db import connection, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations.recorder import MigrationRecorder
from django.db.models import QuerySet
from django.utils import timezone

from positions.exchange.whole.contents import ACTIONS, FORMAT, KEPT, SHARED, TABLES, VERSION, Column, Table
from positions.exchange.whole.names import Names, count, read, read_names, rows_of
from positions.models import Negotiation, SavedSearch, Source, Spokesperson, User

# Compiling these queries, most of which find next to nothing, takes longer than running them.
WITHOUT_COMPILING = "SET LOCAL jit = off"
PIECE = 128 * 1024  # bytes that are handed on at once
# The filters of a search that name rows by key.
NAMED_IN_SEARCHES = {"person": Spokesperson, "source": Source}
IN_SEARCHES = re.compile(r"(^|&)(person|source)=(\d{1,18})(?=&|$)")

ENCODER = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))

Line = dict[str, Any]


def write_whole(negotiation: Negotiation, options: Mapping[str, Any]) -> Iterator[bytes]:
    """Yield the file in pieces; memory grows by eight bytes a row. There are no options.

    All of it is read in one snapshot, in a database session of its own, so that whoever takes the pieces can write
    to the database meanwhile. Inside a transaction of the caller it is read in that, which then has to be of the level
    *repeatable read*, or a change on the way leaves a file that is refused.
    """
    with _snapshot() as session:
        yield from _pieces(_lines(session, negotiation))


@contextmanager
def _snapshot() -> Iterator[BaseDatabaseWrapper]:
    """Give a session whose queries all see the same moment."""
    if connection.in_atomic_block:
        _set(connection, WITHOUT_COMPILING)
        yield connection
        return
    session = connections.create_connection(connection.alias)
    try:
        session.set_autocommit(False)
        _set(session, "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY", WITHOUT_COMPILING)
        yield session
    finally:
        session.close()


def _set(session: BaseDatabaseWrapper, *commands: str) -> None:
    with session.cursor() as cursor:
        for command in commands:
            cursor.execute(command)


def _pieces(lines: Iterable[bytes]) -> Iterator[bytes]:
    gathered = bytearray()
    for line in lines:
        gathered += line
        if len(gathered) >= PIECE:
            yield bytes(gathered)
            gathered.clear()
    yield bytes(gathered)


def _lines(session: BaseDatabaseWrapper, negotiation: Negotiation) -> Iterator[bytes]:
    names = read_names(session, negotiation)
    yield written(_header(session, negotiation, names))
    digest, rows = hashlib.sha256(), 0
    for table in TABLES.values():
        for row in _rows(session, table, negotiation, names):
            line = written(row)
            digest.update(line)
            rows += 1
            yield line
    yield written({"end": FORMAT, "rows": rows, "sha256": digest.hexdigest()})


def written(line: Line) -> bytes:
    """Return an object as a line of the file."""
    return ENCODER.encode(line).encode() + b"\n"


def _header(session: BaseDatabaseWrapper, negotiation: Negotiation, names: Names) -> Line:
    return {
        "format": FORMAT,
        "version": VERSION,
        "product": _state_of_tables(),
        "written_at": timezone.now().isoformat(),
        "negotiation": {"title": negotiation.title, "slug": negotiation.slug},
        "rows": {table.name: count(session, _source(table, negotiation, names)) for table in TABLES.values()},
        "names": {table.name: len(names[table.model]) for table in (*SHARED, *KEPT) if table.is_numbered},
    }


def _state_of_tables() -> str:
    """Return the last migration, which says how the tables are laid out."""
    return max(name for app, name in MigrationRecorder(connection).applied_migrations() if app == "positions")


def _rows(session: BaseDatabaseWrapper, table: Table, negotiation: Negotiation, names: Names) -> Iterator[Line]:
    """Yield the rows of a table as the file has them."""
    columns = ["table", *(["n"] if table.is_numbered else []), *(column.name for column in table.columns)]
    forms = [_form(table, column, names) for column in table.columns]
    changed = [(place, form) for place, form in enumerate(forms) if form]
    number = names[table.model].number if table.is_numbered else None
    rows: Iterable[Any] = read(session, _in_order(table, _source(table, negotiation, names)))
    if table.is_shared:  # in the order of their numbers, which no collation of a database changes
        rows = sorted(rows, key=lambda row: names[table.model].number(row[0]) or 0)
    for key, *values in rows:
        for place, form in changed:
            if values[place] is not None:
                values[place] = form(values[place])
        start = (table.name, number(key)) if number else (table.name,)
        yield dict(zip(columns, (*start, *values), strict=True))


def _source(table: Table, negotiation: Negotiation, names: Names) -> QuerySet:
    if not table.is_shared:
        return rows_of(table, negotiation)
    return table.model._base_manager.filter(pk__in=names[table.model].numbers or [0])  # type: ignore[union-attr]


def _in_order(table: Table, queryset: QuerySet) -> QuerySet:
    """Return keys and columns in the order of the file: by key, or by what stays the same elsewhere."""
    columns = [column.field.attname for column in table.columns]
    if table is ACTIONS:
        return queryset.order_by("created_at", "id").values_list("pk", *columns)
    key = "pgh_id" if table.is_history else "id"
    return queryset.values_list(key, *columns).order_by(key)


def _form(table: Table, column: Column, names: Names) -> Callable[[Any], Any] | None:
    """Return how a value is written; None for as it is."""
    if column.points_to:
        return names[column.points_to].number
    if table is ACTIONS and column.name == "metadata":
        return lambda metadata: _with_actor(metadata, names)
    if column.name == "query" and issubclass(table.model, SavedSearch | SavedSearch.pgh_event_model):  # type: ignore[attr-defined]
        return lambda query: with_numbers(query, names)
    return None


def _with_actor(metadata: Line, names: Names) -> Line:
    if "user" not in metadata:
        return metadata
    return metadata | {"user": names[User].number(metadata["user"])}


def with_numbers(query: str, names: Names) -> str:
    """Return the address of a search with numbers for keys; 0 for a row that is gone."""

    def numbered(found: re.Match[str]) -> str:
        start, filtered, key = found.groups()
        return f"{start}{filtered}={names[NAMED_IN_SEARCHES[filtered]].number(int(key)) or 0}"

    return IN_SEARCHES.sub(numbered, query)
