"""Which rows belong to a negotiation, gone ones too, and the numbers by which a file names them.

Every query runs in the session that it is given, so that all of them see the same moment.
"""

from __future__ import annotations

import json
from array import array
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import BigIntegerField, Model, QuerySet
from django.db.models.fields.json import KT
from django.db.models.functions import Cast
from psycopg.adapt import Loader
from psycopg.types.string import TextLoader

from positions.exchange.whole.contents import ACTIONS, HISTORIES, KEPT, SHARED, TABLE_OF, Table, history_of
from positions.models import Negotiation, User

AT_A_TIME = 2_000  # rows that a cursor brings at once


class Moment(Loader):
    """Reads a moment as ISO 8601 has it: as PostgreSQL writes it in UTC, with the signs that JSON's readers expect."""

    def load(self, written: Any) -> str:
        return str(written, "ascii").replace(" ", "T") + ":00"


class Structure(Loader):
    """Reads JSON, which Django leaves to its own fields."""

    def load(self, written: Any) -> Any:
        return json.loads(str(written, "utf-8"))


# In Python, Django's moments alone cost more than all else of a row.
LOADERS = {"timestamptz": Moment, "date": TextLoader, "uuid": TextLoader, "jsonb": Structure}


def read(session: BaseDatabaseWrapper, queryset: QuerySet) -> Iterator[tuple[Any, ...]]:
    """Yield the rows of a query for values as JSON knows them, with a cursor of the server."""
    with session.chunked_cursor() as cursor:
        for kind, loader in LOADERS.items():
            cursor.adapters.register_loader(kind, loader)
        cursor.execute(*queryset.query.get_compiler(connection=session).as_sql())
        while rows := cursor.fetchmany(AT_A_TIME):
            yield from rows


def count(session: BaseDatabaseWrapper, queryset: QuerySet) -> int:
    """Return how many rows a query has."""
    sql, values = queryset.query.get_compiler(connection=session).as_sql()
    with session.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM ({sql}) AS counted", values)  # noqa: S608  # Django's own words
        return cursor.fetchone()[0]


def present(table: Table, negotiation: Negotiation) -> QuerySet:
    """Return the rows of a table that a negotiation has, in no order."""
    rows = [table.model._base_manager.filter(**{path: negotiation.pk}).order_by() for path in table.paths]
    return _joined(rows)


def past(history: Table, negotiation: Negotiation) -> QuerySet:
    """Return what the history notes of a negotiation's rows, in no order; whoever owned a row may be gone too."""
    rows: Any = history.model._default_manager
    return _joined([rows.filter(**_owned(history, path, negotiation)).order_by() for path in history.paths])


def actions(negotiation: Negotiation) -> QuerySet:
    """Return the actions that the history of a negotiation names, in no order."""
    named = _joined([past(history, negotiation).values("pgh_context") for history in HISTORIES])
    return ACTIONS.model._base_manager.filter(pk__in=named)


def rows_of(table: Table, negotiation: Negotiation) -> QuerySet:
    """Return the rows of a table that the file holds, shared ones apart, in no order."""
    if table is ACTIONS:
        return actions(negotiation)
    return past(table, negotiation) if table.is_history else present(table, negotiation)


def _joined(rows: list[QuerySet]) -> QuerySet:
    """Return the rows of several queries that have none in common."""
    return rows[0].union(*rows[1:], all=True) if len(rows) > 1 else rows[0]


def _owned(history: Table, path: str, negotiation: Negotiation) -> dict[str, Any]:
    """Return the condition that an event is of a negotiation's row, whether or not its owner is still there."""
    column = path.partition("__")[0]
    if column == "pk":
        return {"pgh_obj": negotiation.pk}
    owner: Any = history.model._meta.get_field(column).related_model
    if owner is Negotiation:
        return {column: negotiation.pk}
    return {f"{column}__in": ever(TABLE_OF[owner], negotiation)}


def ever(table: Table, negotiation: Negotiation) -> QuerySet:
    """Return the keys of the rows that a table has or had of a negotiation."""
    keys = present(table, negotiation).values_list("pk")
    history = history_of(table)
    return keys.union(past(history, negotiation).values_list("pgh_obj")) if history else keys


@dataclass(frozen=True, slots=True)
class Sorted:
    """Keys whose numbers are their places: eight bytes each."""

    keys: array[int]

    def __len__(self) -> int:
        return len(self.keys)

    def number(self, key: int | None) -> int | None:
        """Return the number of a row; None for none, and for what is no row of the negotiation."""
        if key is None:
            return None
        place = bisect_left(self.keys, key)
        return place + 1 if place < len(self.keys) and self.keys[place] == key else None


@dataclass(frozen=True, slots=True)
class Listed:
    """Keys in the order of what people call the rows; gone ones at the end."""

    numbers: Mapping[int, int]

    def __len__(self) -> int:
        return len(self.numbers)

    def number(self, key: int | None) -> int | None:
        """Return the number of a row; None for none, and for what no row of the file names."""
        return None if key is None else self.numbers.get(key)


Names = Mapping[type[Model], "Sorted | Listed"]


def read_names(session: BaseDatabaseWrapper, negotiation: Negotiation) -> Names:
    """Read the keys of all rows that the file may name."""
    names: dict[type[Model], Sorted | Listed] = {}
    for table in KEPT:
        if table.is_numbered:
            noted = _namings(table, negotiation, HISTORIES)
            names[table.model] = Sorted(array("q", _keys(session, [ever(table, negotiation), *noted])))
    for table in SHARED:
        named = _namings(table, negotiation, (*KEPT, *HISTORIES))
        keys = _keys(session, [*named, *([_actors(negotiation)] if table.model is User else [])])
        names[table.model] = Listed(_by_what_people_call_them(session, table, set(keys)))
    return names


def _keys(session: BaseDatabaseWrapper, queries: list[QuerySet]) -> Iterator[int]:
    """Yield the keys that any of the queries names, each once, in order."""
    parts = [query.order_by().query.get_compiler(connection=session).as_sql() for query in queries]
    union = " UNION ".join(f"({sql})" for sql, _ in parts)
    ordered = f"SELECT key FROM ({union}) AS named (key) WHERE key IS NOT NULL ORDER BY key"  # noqa: S608  # Django's
    with session.chunked_cursor() as cursor:
        cursor.execute(ordered, [value for _, values in parts for value in values])
        while rows := cursor.fetchmany(AT_A_TIME):
            yield from (key for (key,) in rows)


def _namings(table: Table, negotiation: Negotiation, among: Iterable[Table]) -> list[QuerySet]:
    """Return the keys of a table's rows that columns of other tables hold, one query per column."""
    return [
        rows_of(other, negotiation).values_list(column.field.attname)
        for other in among
        for column in other.columns
        if column.points_to is table.model
    ]


def _actors(negotiation: Negotiation) -> QuerySet:
    """Return the keys of the accounts that acted."""
    by = Cast(KT("metadata__user"), BigIntegerField())
    return actions(negotiation).annotate(by=by).values_list("by")


def _by_what_people_call_them(session: BaseDatabaseWrapper, table: Table, keys: set[int]) -> dict[int, int]:
    called = table.model._base_manager.filter(pk__in=keys or {0}).values_list("pk", table.only[0])
    there: dict[int, str] = dict(read(session, called))
    ordered = [*sorted(there, key=there.__getitem__), *sorted(keys - set(there))]
    return {key: number for number, key in enumerate(ordered, 1)}
