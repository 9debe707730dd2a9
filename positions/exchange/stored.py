"""Records as the report of an import keeps them: JSON, from which the same record is read; pure."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import MISSING, Field, fields, is_dataclass
from datetime import date, datetime
from enum import Enum
from functools import cache
from hashlib import sha256
from types import UnionType
from typing import Any, Union, cast, get_args, get_origin, get_type_hints

from positions.exchange.records import (
    ArticleRecord,
    CarriedRecord,
    IssueRecord,
    PartyRecord,
    PersonRecord,
    ProposalRecord,
    Record,
    StatementRecord,
)

KINDS: dict[str, type[Record]] = {
    "party": PartyRecord,
    "person": PersonRecord,
    "issue": IssueRecord,
    "proposal": ProposalRecord,
    "article": ArticleRecord,
    "statement": StatementRecord,
    "carried": CarriedRecord,
}
KIND_OF = {record: kind for kind, record in KINDS.items()}
LONGEST = 200  # characters of a key or a name in the report
# JSON in the database cannot hold them. Their stand-in is dropped from texts on the way in, so that places stay right.
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
_STAND_IN = "\ufeff"


def write_record(record: Record) -> dict[str, Any]:
    """Return a record as JSON, without what it leaves unsaid. Raises ValueError for content that JSON cannot hold."""
    return _written(record)


def read_record(kind: str, content: dict[str, Any]) -> Any:
    """Return the record of this kind that was written."""
    reader: Callable[[Any], Any] = _reader(cast("Any", KINDS[kind]))
    return reader(content)


def key_of(record: Record) -> str:
    """Return what other rows of the file call it."""
    match record:
        case ArticleRecord() | StatementRecord():
            return short_key(record.key)
        case CarriedRecord():
            return short_key(record.place)
        case _:
            return ""


def short_key(key: str) -> str:
    """Return a key as the report keeps it: a long one as its digest."""
    key = storable(key)
    return key if len(key) <= LONGEST else sha256(key.encode()).hexdigest()


def name_of(record: Record) -> str:
    """Return what a person calls it: its name, its title, the first words."""
    match record:
        case PartyRecord() | PersonRecord():
            name = record.name
        case StatementRecord():
            name = ": ".join(filter(None, (record.speaker or record.party, record.words or record.key)))
        case CarriedRecord():
            name = record.place
        case _:
            name = record.title
    return " ".join(storable(name).split())[:LONGEST]


def storable(text: str) -> str:
    """Return text that the database can hold, as long as it was."""
    return _UNSTORABLE.sub(_STAND_IN, text)


def _written(value: Any) -> Any:
    match value:
        case str():
            return storable(str(value))
        case Enum():
            return value.value
        case datetime() | date():
            return value.isoformat()
        case tuple() | list():
            return [_written(each) for each in value]
        case dict():
            return {storable(str(name)): _written(each) for name, each in value.items()}
        case _ if is_dataclass(value):
            said = ((each, getattr(value, each.name)) for each in fields(value))
            return {each.name: _written(one) for each, one in said if one != _default(each)}
        case _:
            json.dumps(value, allow_nan=False)
            return value


def _default(field: Field[Any]) -> Any:
    return field.default if field.default is not MISSING else MISSING


@cache
def _reader(hint: Any) -> Callable[[Any], Any]:
    """Return the function that reads a value of a type out of JSON."""
    origin, inside = get_origin(hint), get_args(hint)
    if origin in {Union, UnionType}:
        [inner] = [_reader(each) for each in inside if each is not type(None)]
        return lambda value: None if value is None else inner(value)
    if origin is tuple and inside[-1] is Ellipsis:
        each_of = _reader(inside[0])
        return lambda values: tuple(map(each_of, values))
    if origin is tuple:
        readers = [_reader(each) for each in inside]
        return lambda values: tuple(read(each) for read, each in zip(readers, values, strict=True))
    if is_dataclass(hint):
        by_name = {name: _reader(each) for name, each in get_type_hints(hint).items()}
        made: Any = hint
        return lambda content: made(**{name: by_name[name](each) for name, each in content.items()})
    if hint in {date, datetime}:
        return hint.fromisoformat
    return hint if isinstance(hint, type) and issubclass(hint, Enum) else _as_it_is


def _as_it_is(value: Any) -> Any:
    return value
