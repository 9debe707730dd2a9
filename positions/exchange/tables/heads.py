"""Tells which table a file holds, by its name or its columns, and reads its lines by those columns; pure."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from typing import TypeVar

from positions.exchange.errors import ExchangeError
from positions.exchange.tables.catalogue import READABLE, TABLES
from positions.exchange.tables.cells import CellError, as_name, unescaped
from positions.exchange.tables.csv_lines import Grid
from positions.exchange.tables.table import Table

Value = TypeVar("Value")
# A column, and which part of its text a file's column holds; None for a column that is not read.
Part = tuple[str, int] | None

SHOWN = 200
NUMBERED = re.compile(r"(.+)_([0-9]{1,4})")


@dataclass(frozen=True, slots=True)
class Line:
    """The cells of a line by the names of their columns; `problem` says why it cannot be read."""

    place: str
    number: int
    cells: Mapping[str, str]
    problem: str = ""

    def __getitem__(self, column: str) -> str:
        """Return what stands in a column, without blanks around it; nothing where the file does not have it."""
        return self.cells.get(column, "").strip()

    def read(self, column: str, reader: Callable[[str], Value]) -> Value:
        """Return what a reader makes of a column; a CellError names the column."""
        try:
            return reader(self[column])
        except CellError as error:
            raise CellError(f"{column}: {error}") from error


def table_of(grid: Grid, told: str = "") -> Table | None:
    """Return the table that a file holds, None for one that is not imported; raises ExchangeError when unsure."""
    name = told or table_called(grid.name)
    if name in TABLES:
        return READABLE.get(name)
    if told:
        raise ExchangeError(f"There is no table “{told}” to import. Choose one of {', '.join(READABLE)}.")
    columns = {as_name(each) for each in grid.head if each.strip()}
    fitting = [table for table in READABLE.values() if table.needed <= columns]
    whole = [table for table in fitting if all(part_of(column, table) for column in columns)] or fitting
    if len(whole) == 1:
        return whole[0]
    if whole:
        names = " or ".join(table.name for table in whole)
        raise ExchangeError(f"By its columns this may be {names}. Choose which, or name the file so.")
    needed = "; ".join(f"{table.name}: {', '.join(sorted(table.needed))}" for table in READABLE.values())
    shown = ", ".join(grid.head)[:SHOWN]
    raise ExchangeError(f"By its columns this is no table: {shown}. What each needs: {needed}.")


def table_called(name: str) -> str:
    """Return the name of the table that a file or sheet is called after: votes for Votes 2 and harbour-talks-votes."""
    called = re.sub(r"_[0-9]+$", "", as_name(name))
    found = [table for table in TABLES if f"_{called}".endswith(f"_{table}")]
    return max(found, key=len, default=called)


def columns_of(table: Table, grid: Grid, *, skips_unknown: bool = False) -> list[Part]:
    """Return for each column of the file the table's column and which part of its text it holds, if it is read.

    A column of a long text may stand in several: text, text_2, text_3. Raises ExchangeError for unknown and for
    missing columns.
    """
    found = [part_of(as_name(shown), table) for shown in grid.head]
    while found and not grid.head[len(found) - 1].strip():
        found.pop()
    unknown = [shown for part, shown in zip(found, grid.head, strict=False) if part is None]
    problem = missing(table, found) or repeated(found)
    if unknown and not skips_unknown and not problem:
        problem = refusal(table, unknown)
    if problem:
        raise ExchangeError(f"{titled(grid)}: {problem}")
    return found


def part_of(name: str, table: Table) -> Part:
    """Return the column that a name in a head means, and which part of it."""
    if name in table.names:
        return name, 1
    part = NUMBERED.fullmatch(name)
    is_long = part and any(column.name == part[1] for column in table.columns if column.is_long)
    return (part[1], int(part[2])) if part and is_long else None


def titled(grid: Grid) -> str:
    """Return what a file or sheet is called in sentences about it."""
    place = grid.place.rpartition(", ")[0]
    return place or grid.name


def missing(table: Table, found: list[Part]) -> str:
    """Return in a sentence which columns the table needs beyond those found."""
    lacking = sorted(table.needed - {part[0] for part in found if part})
    if not lacking:
        return ""
    return f"A table of {table.name} needs the column {' and '.join(lacking)}. Add it; names stand in the first line."


def repeated(found: list[Part]) -> str:
    """Return in a sentence which column the file has twice."""
    twice = next((part for part in found if part and found.count(part) > 1), None)
    return f"The column {twice[0]} stands there twice. Remove one of them." if twice else ""


def refusal(table: Table, unknown: list[str]) -> str:
    """Return in a sentence which columns are not known, and what they may be meant for."""
    told = []
    for name in unknown:
        close = get_close_matches(as_name(name), table.names, n=1)
        told.append(f"“{name}” ({close[0]}?)" if close else f"“{name}”" if name else "one without a name")
    return (
        f"A table of {table.name} has no column {', '.join(told)}. Known are {', '.join(table.names)}. Rename or "
        "remove what is not known, or choose to skip unknown columns."
    )


def lines_of(grid: Grid, columns: list[Part], *, is_escaped: bool) -> Iterator[Line]:
    """Yield the lines of a file, long texts put together."""
    # In the order of parts, whatever the order of the columns is.
    places = sorted((part, at) for at, part in enumerate(columns) if part)
    for number, cells in grid.lines:
        whole: dict[str, str] = {}
        for (name, part), at in places:
            cell = cells[at] if at < len(cells) else ""
            whole[name] = whole[name] + cell if part > 1 and name in whole else cell
        read = {name: unescaped(cell) for name, cell in whole.items()} if is_escaped else whole
        problem = too_long(cells, len(columns)) if len(cells) > len(columns) else ""
        yield Line(f"{grid.place}{number}", number, read, problem)


def too_long(cells: list[str], columns: int) -> str:
    """Return in a sentence that a line goes on beyond the last column, if it does."""
    if not any(cell.strip() for cell in cells[columns:]):
        return ""
    return f"It has {len(cells)} cells, the first line {columns}. Put a cell with a delimiter in it in quotation marks."
