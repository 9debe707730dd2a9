"""Tells whether a value of a file can stand in a column; pure."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterator
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.contrib.postgres.fields import ArrayField
from django.db.models import (
    BooleanField,
    CharField,
    DateField,
    DateTimeField,
    Field,
    FloatField,
    ForeignKey,
    IntegerField,
    JSONField,
    TextField,
    UUIDField,
)

from positions.exchange.whole.contents import Column, Table

# What PostgreSQL's text cannot hold.
UNWRITABLE = re.compile("[\0\ud800-\udfff]")


def is_dispensable(column: Field) -> bool:
    """Tell whether a file written before a column was added can do without it."""
    return column.has_default() or column.null


def checks_of(table: Table) -> dict[str, tuple[Column, Callable[[Any], bool]]]:
    return {column.name: (column, wrong_in(column.field, has_choices=not table.is_history)) for column in table.columns}


def wrong_in(column: Any, *, has_choices: bool) -> Callable[[Any], bool]:
    """Return what tells that a value is none of a column's."""
    if isinstance(column, ForeignKey):  # an action, by its identifier
        column = column.target_field
    kind = next(kind for kind in KINDS if isinstance(column, kind))
    if column.choices and has_choices:
        choices = {choice for choice, _label in column.flatchoices} | ({""} if column.blank else set())
        return lambda value: not isinstance(value, str | int) or value not in choices
    if kind is ArrayField:
        is_wrong = wrong_in(column.base_field, has_choices=has_choices)
        return lambda value: not isinstance(value, list) or any(is_wrong(each) for each in value)
    if kind in {CharField, TextField}:
        longest = column.max_length or sys.maxsize
        return lambda value: not isinstance(value, str) or len(value) > longest or bool(UNWRITABLE.search(value))
    return KINDS[kind]


def _is_no(read: Callable[[str], Any], *, needs_zone: bool = False) -> Callable[[Any], bool]:
    """Return what tells that a value is no text that can be read so."""

    def is_wrong(value: Any) -> bool:
        try:
            found = read(value)
        except (ValueError, TypeError, AttributeError):
            return True
        return needs_zone and found.tzinfo is None

    return is_wrong


def _texts(value: Any) -> Iterator[str]:
    """Yield every text in a value of JSON, names included."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for each in [*value, *value.values()] if isinstance(value, dict) else value:
            yield from _texts(each)


# The first that fits counts; a DateTimeField is a DateField too.
KINDS: dict[type[Field], Callable[[Any], bool]] = {
    ArrayField: lambda value: False,
    BooleanField: lambda value: not isinstance(value, bool),
    IntegerField: lambda value: type(value) is not int,
    FloatField: lambda value: type(value) not in {int, float},
    UUIDField: _is_no(UUID),
    DateTimeField: _is_no(datetime.fromisoformat, needs_zone=True),
    DateField: _is_no(date.fromisoformat),
    JSONField: lambda value: any(UNWRITABLE.search(text) for text in _texts(value)),
    CharField: lambda value: False,
    TextField: lambda value: False,
}
