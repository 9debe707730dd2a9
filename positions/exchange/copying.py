"""Writes many rows of a table in one COPY: triggers and constraints hold, nothing of it is in memory twice."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.db import connection
from django.db.models import Model


def next_keys(model: type[Model], count: int) -> list[int]:
    """Return keys for new rows of a table, so that rows that name each other can be written in any order."""
    if not count:
        return []
    table = model._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)", [table, count])
        return [key for (key,) in cursor.fetchall()]


def copy_rows(model: type[Model], columns: str, rows: Iterable[Sequence[Any]]) -> None:
    """Write rows; every column without a default of the database's own has to be among `columns`."""
    rows = list(rows)
    if not rows:
        return
    table, names = model._meta.db_table, ", ".join(f'"{name}"' for name in columns.split())
    with connection.cursor() as cursor, cursor.copy(f'COPY "{table}" ({names}) FROM STDIN') as copy:
        for row in rows:
            copy.write_row(row)
