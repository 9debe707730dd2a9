"""Reads the lines of a whole negotiation and says what is wrong with them, before anything is written.

Pure but for the file: no line is trusted to be of the right shape, to name rows that the file has, or to fit in memory.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from positions.exchange.errors import ExchangeError
from positions.exchange.whole.contents import FORMAT, KEPT, SHARED, TABLES, VERSION, Column, Table
from positions.exchange.whole.values import checks_of, is_dispensable
from positions.models import Negotiation

# An article is read up to 5 MB; JSON may write each of its characters in six.
LONGEST_LINE = 64 * 1024 * 1024

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Header:
    """What the first line says; `rows` and `names` are how many rows and how many numbers each table has."""

    title: str
    slug: str
    written_at: str
    rows: Mapping[str, int]
    names: Mapping[str, int]

    @property
    def total(self) -> int:
        """Return how many rows the file has."""
        return sum(self.rows.values())


@dataclass(frozen=True, slots=True)
class Problem:
    """Why a line cannot be taken in; lines count from 1."""

    line: int
    table: str
    reason: str

    def __str__(self) -> str:
        return f"Line {self.line} ({self.table}): {self.reason}"


@dataclass
class Lines:
    """The rows of a file with their lines' numbers; after the last, `digest` says what the rows are.

    Raises ExchangeError for what is no such file, is cut off, damaged, or written by a newer version.
    """

    path: Path
    digest: str = ""
    header: Header = field(init=False)

    def __post_init__(self) -> None:
        with self.path.open("rb") as file:
            self.header = _header(_read(file), self.path.stat().st_size)

    def __iter__(self) -> Iterator[tuple[int, Row]]:
        read, number = hashlib.sha256(), 1
        with self.path.open("rb") as file:
            _read(file)
            while line := _read(file):
                number += 1
                row = _parsed(line)
                if row.get("end") == FORMAT:
                    _close(row, number - 2, read.hexdigest(), rest=_read(file))
                    self.digest = read.hexdigest()
                    return
                read.update(line)
                yield number, row
        raise ExchangeError("The file ends before its last line: it was cut off on the way. Fetch it once more.")


def _read(file: Any) -> bytes:
    line = file.readline(LONGEST_LINE)
    if len(line) == LONGEST_LINE:
        raise _damaged()
    return line


def _damaged() -> ExchangeError:
    return ExchangeError("The file is not as it was written: something on the way changed it. Fetch it once more.")


def _parsed(line: bytes) -> Row:
    try:
        row = json.loads(line, parse_constant=_refuse)
    except (ValueError, RecursionError) as error:
        raise _damaged() from error
    if not isinstance(row, dict):
        raise _damaged()
    return row


def _refuse(constant: str) -> None:
    raise ValueError(f"JSON has no {constant}.")


def _close(footer: Row, rows: int, digest: str, *, rest: bytes) -> None:
    if (footer.get("rows"), footer.get("sha256")) != (rows, digest) or rest.strip():
        raise _damaged()


def _header(line: bytes, size: int) -> Header:
    foreign = ExchangeError("This is no file of a whole negotiation. Choose one that was exported as JSON Lines.")
    try:
        said = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise foreign from error
    if not isinstance(said, dict) or said.get("format") != FORMAT:
        raise foreign
    if not isinstance(said.get("version"), int) or said["version"] > VERSION:
        raise ExchangeError(
            "The file was written by a newer version of this program. Bring this one up to date, then restore it."
        )
    try:
        called = said["negotiation"]
        header = Header(
            str(called["title"]), str(called["slug"]), str(said["written_at"]), _counts(said["rows"], size),
            _counts(said["names"], size),
        )  # fmt: skip
    except (KeyError, TypeError, AttributeError) as error:
        raise _damaged() from error
    if header.rows.get(Negotiation.__name__) != 1 or header.names.get(Negotiation.__name__) != 1:
        raise _damaged()
    return header


def _counts(said: Mapping[str, Any], size: int) -> dict[str, int]:
    """Return counts by table; no file has more rows or names than bytes."""
    if any(type(number) is not int or not 0 <= number <= size for number in said.values()):
        raise _damaged()
    return dict(said)


class Checker:
    """Tells what is wrong with each row, in the order of the file; bad rows stop no other."""

    def __init__(self, header: Header) -> None:
        self.header = header
        self.counted = dict.fromkeys(TABLES, 0)
        self._place = 0
        self._order = {name: place for place, name in enumerate(TABLES)}
        self._checks = {table.name: checks_of(table) for table in TABLES.values()}
        # One byte for each number that the rows may have.
        numbered = [table.name for table in (*SHARED, *KEPT) if table.is_numbered]
        self._there = {name: bytearray(header.names.get(name, 0) + 1) for name in numbered}
        self._last = dict.fromkeys(numbered, 0)

    def problem_with(self, row: Row) -> str:
        """Return what is wrong with a row; empty when nothing is."""
        table = TABLES.get(str(row.pop("table", "")))
        if table is None:
            return "The table is not known."
        self.counted[table.name] += 1
        if self._order[table.name] < self._place:
            return "The table stands too late in the file."
        self._place = self._order[table.name]
        wrong = self._wrong_number(table, row) if table.is_numbered else ""
        return wrong or self._wrong_columns(table, row)

    def is_short(self) -> bool:
        """Tell whether the rows are other than as many as the header says."""
        return self.counted != {**dict.fromkeys(TABLES, 0), **self.header.rows}

    def _wrong_number(self, table: Table, row: Row) -> str:
        number, there = row.pop("n", None), self._there[table.name]
        if type(number) is not int or not self._last[table.name] < number < len(there):
            return "Its number is missing, too high, or not in order."
        there[number], self._last[table.name] = 1, number
        return ""

    def _wrong_columns(self, table: Table, row: Row) -> str:
        checks = self._checks[table.name]
        if unknown := row.keys() - checks.keys():
            return f"“{min(unknown)}” is no column here."
        for name, (column, is_wrong) in checks.items():
            if name not in row:
                if not is_dispensable(column.field):
                    return f"“{name}” is missing."
                continue
            value = row[name]
            if value is None:
                wrong = not column.field.null
            elif column.points_to:
                wrong = not self._is_named(table, column, value)
            else:
                wrong = is_wrong(value)
            if wrong:
                return f"“{name}” cannot be {json.dumps(value)[:80]}."
        return ""

    def _is_named(self, table: Table, column: Column, number: Any) -> bool:
        """Tell whether a number is a row that the file has already; what is only history may name gone ones."""
        there = self._there[column.points_to.__name__]  # type: ignore[union-attr]  # asked of such columns only
        if type(number) is not int or not 0 < number < len(there):
            return False
        return table.is_history or column.points_to is table.model or bool(there[number])
