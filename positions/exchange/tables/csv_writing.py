"""Writes tables as CSV (RFC 4180, UTF-8): one as a file, all as a ZIP archive."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from io import StringIO

from positions.exchange.formats import Options
from positions.exchange.tables.catalogue import is_on, tables_asked
from positions.exchange.tables.cells import Cell, escaped
from positions.exchange.tables.table import Table
from positions.exchange.zipped import in_pieces, zipped
from positions.models import Negotiation

CHARACTERS_AT_A_TIME = 65_536
BOM = "\ufeff"


def write_csv(negotiation: Negotiation, options: Options) -> Iterator[bytes]:
    """Yield the table that `options` name as a CSV file, or all tables as a ZIP archive of such files.

    `bom` begins each file with a byte order mark, `escape_formulas` (on unless told) puts an apostrophe before what a
    spreadsheet would calculate.
    """
    tables = tables_asked(options)
    if len(tables) == 1:
        return in_pieces(csv_of(tables[0], negotiation, options))
    return zipped((f"{table.name}.csv", csv_of(table, negotiation, options)) for table in tables)


def csv_of(table: Table, negotiation: Negotiation, options: Options) -> Iterator[bytes]:
    """Yield a table as CSV, with its head."""
    is_escaped = is_on(options, "escape_formulas", default=True)
    lines = csv_lines(table.names, table.rows(negotiation, options), is_escaped=is_escaped)
    if is_on(options, "bom", default=False):
        yield BOM.encode()
    yield from (text.encode() for text in lines)


def csv_lines(names: list[str], rows: Iterable[list[Cell]], *, is_escaped: bool) -> Iterator[str]:
    """Yield head and rows as lines, many at a time."""
    stream = StringIO()
    writer = csv.writer(stream)
    writer.writerow(names)
    for row in rows:
        writer.writerow(spreadsheet_row(row) if is_escaped else row)
        if stream.tell() > CHARACTERS_AT_A_TIME:
            yield stream.getvalue()
            stream.seek(0)
            stream.truncate()
    yield stream.getvalue()


def spreadsheet_row(row: Iterable[object]) -> list[object]:
    """Return a row in which no text is taken for a formula; numbers stay."""
    return [escaped(cell) if isinstance(cell, str) else cell for cell in row]
