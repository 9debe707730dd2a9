"""Writes tables as one XLSX workbook with a sheet for each, piece by piece, without a file.

Written here, not by a library: openpyxl and XlsxWriter need a file for each sheet and several times as long
(docs/decisions/workbooks.md). Cells are text or numbers, never formulas or dates, so nothing is calculated or changed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import chain, count, islice
from xml.sax.saxutils import escape

from positions.exchange.errors import ExchangeError
from positions.exchange.formats import Options
from positions.exchange.tables.catalogue import is_on, tables_asked
from positions.exchange.tables.cells import Cell, escaped
from positions.exchange.tables.table import Table
from positions.exchange.tables.workbook_frame import (
    RELATIONS,
    SHEET_BEGINS,
    STYLES,
    book_relations,
    content_types,
    workbook,
)
from positions.exchange.zipped import zipped
from positions.models import Negotiation

# What Excel takes: rows of a sheet, head included, and characters of a cell, counted as UTF-16 does.
MOST_ROWS = 1_048_576
MOST_CHARACTERS = 32_767
# A sheet with more goes on in the next one, so that none comes near the 2 GiB of a plain ZIP archive.
CHARACTERS_OF_A_SHEET = 200_000_000
ROWS_AT_A_TIME = 500
# What XML cannot hold, and what would be read as the mark for such a character.
UNWRITABLE = re.compile("[\x00-\x08\x0b-\x1f\ud800-\udfff\ufffe\uffff]|_(?=x[0-9A-Fa-f]{4}_)")
TEXT = '<c r="{}{}" s="{}" t="inlineStr"><is><t xml:space="preserve">{}</t></is></c>'
NUMBER = '<c r="{}{}"><v>{}</v></c>'
HEAD, PLAIN = 1, 2
WIDE, NARROW = 60, 18


@dataclass
class Book:
    """The sheets written so far."""

    names: list[str] = field(default_factory=list)

    def add(self, name: str) -> str:
        """Take up a sheet and return the name of its file."""
        self.names.append(name)
        return f"xl/worksheets/sheet{len(self.names)}.xml"


def write_xlsx(negotiation: Negotiation, options: Options) -> Iterator[bytes]:
    """Yield a workbook of the table that `options` name, or of all; `escape_formulas` is off unless told."""
    return zipped(members(tables_asked(options), negotiation, options))


def members(tables: list[Table], negotiation: Negotiation, options: Options) -> Iterator[tuple[str, Iterable[bytes]]]:
    """Yield the files of the workbook, sheets first: the others name them."""
    book = Book()
    for table in tables:
        parts = parts_of(table, negotiation)
        rows = table.rows(negotiation, options)
        if is_on(options, "escape_formulas", default=False):
            rows = ([escaped(cell) if isinstance(cell, str) else cell for cell in row] for row in rows)
        names = [name for name, more in zip(table.names, parts, strict=True) for name in names_of(name, more)]
        divided = (divide(row, parts) for row in rows)
        yield from sheets_of(book, table.name, names, divided)
    yield "xl/workbook.xml", [workbook(book.names).encode()]
    yield "xl/_rels/workbook.xml.rels", [book_relations(len(book.names)).encode()]
    yield "xl/styles.xml", [STYLES.encode()]
    yield "_rels/.rels", [RELATIONS.encode()]
    yield "[Content_Types].xml", [content_types(len(book.names)).encode()]


def parts_of(table: Table, negotiation: Negotiation) -> list[int]:
    """Return in how many columns the texts of each column stand, because a cell holds only so many characters."""
    lengths = table.lengths(negotiation)
    return [parts_for(lengths.get(name, 0)) for name in table.names]


def parts_for(length: int) -> int:
    """Return how many cells a text of so many characters may need: one more when escaped, each two in UTF-16."""
    return 1 + (length + 1) // (MOST_CHARACTERS // 2)


def names_of(name: str, parts: int) -> list[str]:
    """Return the names of the columns in which the texts of one column stand: text, text_2, text_3."""
    return [name, *(f"{name}_{number}" for number in range(2, parts + 1))]


def divide(row: Iterable[Cell], parts: Iterable[int]) -> list[Cell]:
    """Return a row with its long texts in several cells."""
    divided: list[Cell] = []
    for cell, most in zip(row, parts, strict=True):
        divided += [cell] if most == 1 else pieces_of(str(cell), most)
    return divided


def pieces_of(text: str, parts: int) -> list[str]:
    """Return a text as so many pieces that fit into cells, the last ones empty."""
    is_plain = text.isascii() or max(text) <= "\uffff"
    size = MOST_CHARACTERS if is_plain else MOST_CHARACTERS // 2
    return [text[size * part : size * (part + 1)] for part in range(parts)]


def sheets_of(
    book: Book, name: str, names: list[str], rows: Iterator[list[Cell]], most: int = MOST_ROWS
) -> Iterator[tuple[str, Iterable[bytes]]]:
    """Yield a sheet with the rows, and further ones with the same head for what it cannot hold: votes, votes 2."""
    for number in count(1):
        first = list(islice(rows, 1))
        if number > 1 and not first:
            return
        some = chain(first, rows) if first else iter(())
        yield book.add(name if number == 1 else f"{name} {number}"), sheet(names, some, most)


def sheet(names: list[str], rows: Iterator[list[Cell]], most: int) -> Iterator[bytes]:
    """Yield a sheet of as many rows as it can hold."""
    letters = [letters_of(number) for number in range(len(names))]
    wide = {"words", "text", "summary", "description", "note", "explanation", "condition"}
    widths = (
        f'<col min="{at}" max="{at}" width="{WIDE if name in wide else NARROW}" customWidth="1"/>'
        for at, name in enumerate(names, start=1)
    )
    yield f"{SHEET_BEGINS}<cols>{''.join(widths)}</cols><sheetData>{line(1, letters, names, HEAD)}".encode()
    characters, lines = 0, []
    for number, row in enumerate(islice(rows, most - 1), start=2):
        lines.append(line(number, letters, row, PLAIN))
        characters += len(lines[-1])
        if len(lines) == ROWS_AT_A_TIME or characters > CHARACTERS_OF_A_SHEET:
            yield "".join(lines).encode()
            lines.clear()
        if characters > CHARACTERS_OF_A_SHEET:
            break
    yield f"{''.join(lines)}</sheetData></worksheet>".encode()


def line(number: int, letters: list[str], row: Iterable[Cell], style: int) -> str:
    """Return a row; empty cells are left out."""
    cells = zip(letters, row, strict=True)
    return f'<row r="{number}">{"".join(cell_xml(number, at, cell, style) for at, cell in cells if cell != "")}</row>'


def cell_xml(number: int, letters: str, cell: Cell, style: int) -> str:
    """Return a cell that holds a text or a number."""
    if not isinstance(cell, str):
        return NUMBER.format(letters, number, cell)
    if len(cell) > MOST_CHARACTERS // 2 and len(cell.encode("utf-16-le", "surrogatepass")) > 2 * MOST_CHARACTERS:
        said = f"A list or text in row {number} is longer than a cell may be: it begins with “{cell[:60]}”. Export CSV."
        raise ExchangeError(said)
    text = UNWRITABLE.sub(lambda sign: f"_x{ord(sign[0]):04X}_", cell)
    return TEXT.format(letters, number, style, escape(text))


def letters_of(number: int) -> str:
    """Return the letters of a column, counted from 0: A, Z, AA."""
    before, last = divmod(number, 26)
    return (letters_of(before - 1) if before else "") + chr(ord("A") + last)
