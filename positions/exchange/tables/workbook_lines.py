"""Reads the sheets of an XLSX workbook row by row, whatever program wrote it."""

from __future__ import annotations

import re
import warnings
import zlib
from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager
from datetime import date, datetime, time
from pathlib import Path
from typing import Any
from zipfile import BadZipFile, ZipFile, is_zipfile

from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from positions.exchange.errors import ExchangeError
from positions.exchange.tables.cells import written
from positions.exchange.tables.csv_lines import Cells, Grid
from positions.exchange.tables.workbook import MOST_ROWS

MOST_COLUMNS = 500
# Unpacked, of one part: a sheet is read row by row, but the texts that Excel keeps apart stay in memory.
MOST_BYTES = {"sharedStrings.xml": 256 * 2**20, "": 2**30}
# Of the whole workbook; beyond it a million statements fit into CSV.
MOST_BYTES_IN_ALL = 2 * 2**30
READ_AT_A_TIME = 2**20
# No cell holds more; a longer stretch without a tag would be kept in memory whole.
MOST_WITHOUT_TAG = 2**20
OLD = b"\xd0\xcf\x11\xe0"  # the compound files of .xls and of workbooks with a password
MARK = re.compile(r"_x([0-9A-Fa-f]{4})_")
MIDNIGHT = time()
UNREADABLE = (BadZipFile, InvalidFileException, SyntaxError, zlib.error, KeyError, ValueError, TypeError, IndexError,
              AttributeError, EOFError, OSError, NotImplementedError, RuntimeError)  # fmt: skip


def read_sheets(path: Path, order: Callable[[str], int]) -> Generator[Grid, None, None]:
    """Yield the sheets of a workbook as grids, in an order of their names.

    Each must be read before the next one is asked for.
    """
    check(path)
    with path.open("rb") as stream:
        with readable(), warnings.catch_warnings():
            warnings.simplefilter("ignore")  # openpyxl warns of what only a spreadsheet needs
            book = load_workbook(stream, read_only=True, data_only=True, keep_links=False)
        for sheet in sorted(book.worksheets, key=lambda sheet: order(sheet.title)):
            if grid := grid_of(sheet):
                yield grid


def grid_of(sheet: Any) -> Grid | None:
    """Return a sheet as a grid, its head read; None for an empty one."""
    sheet.reset_dimensions()  # some programs write wrong ones, and rows beyond them would be left out
    lines = numbered(sheet.iter_rows(max_row=MOST_ROWS, max_col=MOST_COLUMNS, values_only=True))
    first = next(lines, None)
    if first is None:
        return None
    number, head = first
    while head and not head[-1]:
        head.pop()
    further = sheet.iter_rows(min_row=number + 1, max_row=MOST_ROWS, max_col=len(head) + 1, values_only=True)
    return Grid(sheet.title, f"sheet {sheet.title}, row ", head, numbered(further, number))


def numbered(rows: Iterator[tuple[Any, ...]], start: int = 0) -> Iterator[Cells]:
    """Yield the number of each row and its cells; empty rows are left out."""
    with readable():
        for number, row in enumerate(rows, start=start + 1):
            cells = [text_of(value) for value in row]
            if any(cells):
                yield number, cells


def text_of(value: Any) -> str:
    """Return a cell's value as CSV would have it; a day that a spreadsheet keeps as midnight is a day."""
    if value is None:
        return ""
    if isinstance(value, str):
        return MARK.sub(lambda mark: chr(int(mark[1], 16)), value) if "_x" in value else value
    if isinstance(value, datetime):
        return (value.date() if value.time() == MIDNIGHT else value).isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return value.isoformat() if isinstance(value, date | time) else str(written(value))


@contextmanager
def readable() -> Iterator[None]:
    """Say that a workbook cannot be read, whatever openpyxl raises on one that is broken."""
    try:
        yield
    except UNREADABLE as error:
        raise ExchangeError(
            f"The workbook cannot be read ({error or type(error).__name__}). Open it in a spreadsheet and save it "
            "again as XLSX, or as CSV."
        ) from error


def check(path: Path) -> None:
    """Raise for what is no workbook, or one that unpacks to more than it should."""
    with path.open("rb") as stream:
        if stream.read(len(OLD)) == OLD:
            raise ExchangeError("This is an old workbook (.xls) or one with a password. Save it as XLSX without one.")
    if not is_zipfile(path):
        raise ExchangeError("This is no XLSX workbook. Save the table as XLSX, or import it as CSV.")
    with readable(), ZipFile(path) as archive:
        if "[Content_Types].xml" not in archive.namelist():
            raise ExchangeError("This is an archive but no XLSX workbook. Save the table as XLSX, or import it as CSV.")
        parts = archive.infolist()
        for part in parts:
            most = MOST_BYTES.get(Path(part.filename).name, MOST_BYTES[""])
            if part.file_size > most:
                raise ExchangeError(too_large(part.filename, most))
        if sum(part.file_size for part in parts) > MOST_BYTES_IN_ALL:
            raise ExchangeError(too_large("the workbook", MOST_BYTES_IN_ALL))
        for part in parts:
            if part.filename.endswith(".xml") and longest_stretch(archive, part.filename) > MOST_WITHOUT_TAG:
                raise ExchangeError(too_large(f"a cell in {part.filename}", MOST_WITHOUT_TAG))


def too_large(what: str, most: int) -> str:
    """Return in a sentence that a part is too large."""
    return f"Unpacked, {what} has more than {most // 2**20} MB. Save the tables as CSV and import those."


def longest_stretch(archive: ZipFile, name: str) -> int:
    """Return the most bytes of a part that stand between two tags."""
    longest = before = 0
    with archive.open(name) as stream:
        while piece := stream.read(READ_AT_A_TIME):
            stretches = piece.split(b"<")
            longest = max(longest, before + len(stretches[0]), *map(len, stretches[1:]), 0)
            before = len(stretches[-1]) + (before if len(stretches) == 1 else 0)
    return longest
