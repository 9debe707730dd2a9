"""Reads tables that people keep in files: CSV, a ZIP archive of CSV files, or an XLSX workbook."""

from __future__ import annotations

from collections.abc import Generator, Iterator
from contextlib import closing
from pathlib import Path

from positions.exchange.errors import ExchangeError
from positions.exchange.formats import Options
from positions.exchange.records import Row
from positions.exchange.tables.catalogue import ALL, READABLE, TABLES, is_on
from positions.exchange.tables.csv_lines import Grid, read_files
from positions.exchange.tables.heads import columns_of, lines_of, table_called, table_of, titled
from positions.exchange.tables.records import records_of
from positions.exchange.tables.table import Table
from positions.exchange.tables.workbook_lines import read_sheets


def read_csv(path: Path, options: Options) -> Iterator[Row]:
    """Yield what a CSV file or an archive of them says.

    `table` names the table where name and columns leave it open, `encoding` how it is written. `escape_formulas` (on
    unless told) takes away the apostrophe that the export put before formulas. `skip_unknown` leaves out what columns
    hold that no table has.
    """
    return read(read_files(path, order_of, str(options.get("encoding") or "")), options, is_escaped=True)


def read_xlsx(path: Path, options: Options) -> Iterator[Row]:
    """Yield what a workbook says; the options are those of `read_csv`, `escape_formulas` off unless told."""
    return read(read_sheets(path, order_of), options, is_escaped=False)


def read(grids: Generator[Grid, None, None], options: Options, *, is_escaped: bool) -> Iterator[Row]:
    """Yield the rows of files or sheets that are tables; of the others only that they were left out.

    Raises ExchangeError when none is a table, or when one has columns that it should not have.
    """
    left_out, understood = [], False
    with closing(grids):
        for grid in grids:
            try:
                table = table_of(grid, told_table(options))
            except ExchangeError as error:
                if not understood:
                    raise
                yield Row(titled(grid), None, f"It was left out. {error}")
                continue
            understood = True
            if table:
                yield from rows_of(table, grid, options, is_escaped=is_escaped)
            elif next(grid.lines, None):
                left_out.append(grid.name)
    if left_out:
        yield Row(", ".join(left_out), None, f"Tables hold these for reading only. Imported are {', '.join(READABLE)}.")


def rows_of(table: Table, grid: Grid, options: Options, *, is_escaped: bool) -> Iterator[Row]:
    """Yield the rows of one table."""
    columns = columns_of(table, grid, skips_unknown=is_on(options, "skip_unknown", default=False))
    if grid.remark:
        yield Row(grid.name, None, grid.remark)
    is_escaped = is_on(options, "escape_formulas", default=is_escaped)
    yield from records_of(table.name, lines_of(grid, columns, is_escaped=is_escaped))


def told_table(options: Options) -> str:
    """Return the table that an option names; nothing when it is for the file to tell."""
    told = str(options.get("table") or ALL)
    return "" if told == ALL else told


def order_of(name: str) -> int:
    """Return where a table called so stands among those read one after the other; unknown ones come last."""
    table = table_called(name)
    return [*TABLES].index(table) if table in TABLES else len(TABLES)
