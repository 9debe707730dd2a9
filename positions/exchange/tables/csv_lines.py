"""Reads CSV files, alone or in a ZIP archive, line by line: what delimiter and encoding they have is found out."""

from __future__ import annotations

import codecs
import csv
import re
from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from io import TextIOWrapper
from itertools import chain
from pathlib import Path
from typing import IO, Any
from zipfile import BadZipFile, ZipFile, is_zipfile

from positions.exchange.errors import ExchangeError
from positions.ingestion.encodings import guess, is_binary

# Of one cell. The longest text that an article may have is far shorter.
MOST_CHARACTERS = 5_000_000
# Of all files of an archive, unpacked: a million statements with their articles take a third of it.
MOST_BYTES = 4 * 2**30
READ_AT_A_TIME = 2**20
HEAD_BYTES = 65_536
DELIMITERS = ",;\t"
QUOTED = re.compile('"[^"]*"')
# A few names in a table of English words tell more about its encoding without those.
WORDS = re.compile(rb'[^\s,;"]+')
TOLD_DELIMITER = re.compile(r"sep=(.)\r?\n?", re.IGNORECASE)
MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
csv.field_size_limit(MOST_CHARACTERS)

Cells = tuple[int, list[str]]


@dataclass(frozen=True, slots=True)
class Grid:
    """A file or sheet before anybody knows what it means.

    `name` is what it is called, `place` stands before the number of a line; `remark` is what the reader had to guess.
    """

    name: str
    place: str
    head: list[str]
    lines: Iterator[Cells]
    remark: str = ""


def read_files(path: Path, order: Callable[[str], int], encoding: str = "") -> Generator[Grid, None, None]:
    """Yield the grid of a CSV file, or those of an archive in an order of their names.

    Each must be read before the next one is asked for.
    """
    if not is_zipfile(path):
        with path.open("rb") as stream:
            yield from grid_of(stream, path.stem, "line ", encoding)
        return
    with unpacked(), ZipFile(path) as archive:
        names = [name for name in archive.namelist() if name.lower().endswith((".csv", ".tsv", ".txt"))]
        check(archive, names)
        for name in sorted(names, key=lambda name: order(Path(name).stem)):
            with archive.open(name) as stream:
                yield from grid_of(stream, Path(name).stem, f"{name}, line ", encoding)


@contextmanager
def unpacked() -> Iterator[None]:
    """Say that an archive cannot be unpacked."""
    try:
        yield
    except (BadZipFile, NotImplementedError, RuntimeError) as error:
        raise ExchangeError(f"The archive cannot be unpacked ({error}). Make it again, without a password.") from error


def check(archive: ZipFile, names: list[str]) -> None:
    """Raise for an archive without tables, or one that would unpack to more than it should."""
    if not names:
        raise ExchangeError("The archive holds no CSV file. Pack tables as they were exported, such as parties.csv.")
    if sum(archive.getinfo(name).file_size for name in names) > MOST_BYTES:
        raise ExchangeError(f"Unpacked the archive has more than {MOST_BYTES // 2**30} GB. Import its files singly.")


def grid_of(stream: IO[bytes], name: str, place: str, encoding: str) -> Iterator[Grid]:
    """Yield a stream as a grid, its head read."""
    found, remark = encoding_of(stream, encoding)
    stream.seek(0)
    with TextIOWrapper(stream, encoding=found, newline="") as text:
        with readable(1):
            first = text.readline(HEAD_BYTES)
            told = TOLD_DELIMITER.fullmatch(first)
            first = text.readline(HEAD_BYTES) if told else first
        reader = csv.reader(chain([first], text), delimiter=told[1] if told else delimiter_of(first), strict=True)
        lines = numbered(reader, 1 if told else 0)
        _number, head = next(lines, (0, []))
        yield Grid(name, place, head, lines, remark)


def numbered(reader: Any, start: int = 0) -> Iterator[Cells]:
    """Yield the number of the line on which each row begins, and its cells; empty rows are left out."""
    while True:
        number = reader.line_num + 1 + start
        with readable(number):
            cells = next(reader, None)
        if cells is None:
            return
        if any(cells):
            yield number, cells


@contextmanager
def readable(number: int) -> Iterator[None]:
    """Say on which line a file cannot be read."""
    try:
        yield
    except csv.Error as error:
        raise ExchangeError(
            f"From line {number} on this is no CSV ({error}). A quotation mark may open there and never close: write "
            "two of them for one within a cell."
        ) from error
    except UnicodeError as error:
        raise ExchangeError(f"From line {number} on letters cannot be read. Save the file as CSV in UTF-8.") from error


def delimiter_of(first: str) -> str:
    """Return the delimiter that stands most often between the names of columns."""
    bare = QUOTED.sub("", first)
    return max(DELIMITERS, key=bare.count)


def encoding_of(stream: IO[bytes], told: str = "") -> tuple[str, str]:
    """Return the name of the encoding and, when it was guessed, a sentence that says so."""
    head = stream.read(HEAD_BYTES)
    marked = next((name for mark, name in MARKS if head.startswith(mark)), "")
    if marked or told:
        return marked or known(told), ""
    if b"\0" in head[:2]:
        return ("utf-16-be" if head[0] == 0 else "utf-16-le"), ""
    if is_utf_8(stream, head):
        return "utf-8", ""
    if is_binary(head):
        raise ExchangeError("This is no CSV but the inside of a program, picture or archive. Save the table as CSV.")
    name = guess(b" ".join(word for word in WORDS.findall(head) if not word.isascii()) or head)
    shown = name.replace("_", "-").replace("cp125", "Windows-125")
    return name, f"The file is not in UTF-8. It was read as {shown}; if letters look wrong, save it as CSV in UTF-8."


def known(name: str) -> str:
    """Return a name by which Python knows an encoding."""
    try:
        return codecs.lookup(name).name
    except LookupError as error:
        raise ExchangeError(f"There is no encoding “{name}”. Leave it out, or write UTF-8 or Windows-1252.") from error


def is_utf_8(stream: IO[bytes], head: bytes) -> bool:
    """Tell whether a stream that begins with head is UTF-8 to its end."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        decoder.decode(head)
        while piece := stream.read(READ_AT_A_TIME):
            decoder.decode(piece)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True
