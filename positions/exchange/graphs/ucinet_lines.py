"""Reads the lines of a DL file of UCINET into a matrix with names; pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from positions.analysis.networks import Network
from positions.exchange.errors import ExchangeError

MAX_NODES = 3_000  # a matrix of as many takes 72 MB
SECTION = re.compile(r"^\s*(?:(row|col)\w*\s+)?labels?\s*(embedded)?\s*:?(.*)$", re.IGNORECASE)
DATA = re.compile(r"^\s*data\s*:(.*)$", re.IGNORECASE)
SIZE = re.compile(r"\b(n|nr|nc|nm)\s*=\s*(\d+)", re.IGNORECASE)
FORMAT = re.compile(r"\bformat\s*=\s*(\w+)", re.IGNORECASE)
EMBEDDED = re.compile(r"\b(?:(row|col)\w*\s+)?labels?\s+embedded\b", re.IGNORECASE)
WORD = re.compile(r'"([^"]*)"|([^\s,]+)')
FORMATS = {"fullmatrix": False, "edgelist1": False, "edgelist2": True}
ROWS, COLUMNS = "row", "col"


@dataclass(frozen=True, slots=True)
class DlNetwork:
    """A matrix with names; in one mode rows and columns are the same."""

    network: Network
    is_two_mode: bool


@dataclass(slots=True)
class Head:
    """What stands before the data."""

    sizes: dict[str, int] = field(default_factory=dict)
    format: str = "fullmatrix"
    labels: dict[str, list[str]] = field(default_factory=lambda: {ROWS: [], COLUMNS: []})
    embedded: set[str] = field(default_factory=set)

    @property
    def is_two_mode(self) -> bool:
        return "nc" in self.sizes or FORMATS[self.format] or bool(self.labels[COLUMNS])


def read_dl(text: str) -> DlNetwork:
    """Return the matrix that a DL file says; raises ExchangeError, with the line, for what it cannot read."""
    lines = enumerate(text.splitlines(), 1)
    head, first = _read_head(lines)
    _check(head)
    data = [(number, words(line)) for number, line in [first, *lines]]
    return _from_matrix(head, data) if head.format == "fullmatrix" else _from_ties(head, data)


def words(line: str) -> list[str]:
    """Return the words of a line, between blanks or commas; quotation marks hold words together."""
    return [found.group(1) if found.group(1) is not None else found.group(2) for found in WORD.finditer(line)]


def _read_head(lines: Iterator[tuple[int, str]]) -> tuple[Head, tuple[int, str]]:
    head, whose = Head(), ""
    for number, line in lines:
        if number == 1 and not line.strip().lower().startswith("dl"):
            raise ExchangeError("This is no DL file of UCINET: its first line does not begin with “dl”.")
        if found := DATA.match(line):
            return head, (number, found.group(1))
        if found := SECTION.match(line):
            whose = _open_section(head, (found.group(1) or "").lower(), bool(found.group(2)), found.group(3))
        elif whose:
            head.labels[whose] += words(line)
        else:
            _read_sizes(head, line)
    raise ExchangeError("The DL file has no “data:”; nothing can be read of it.")


def _open_section(head: Head, whose: str, is_embedded: bool, rest: str) -> str:
    if is_embedded:
        head.embedded |= {whose} if whose else {ROWS, COLUMNS}
        return ""
    head.labels[whose or ROWS] += words(rest)
    return whose or ROWS


def _read_sizes(head: Head, line: str) -> None:
    head.sizes |= {found.group(1).lower(): int(found.group(2)) for found in SIZE.finditer(line)}
    if found := FORMAT.search(line):
        head.format = found.group(1).lower()
    for found in EMBEDDED.finditer(line):
        head.embedded |= {found.group(1).lower()} if found.group(1) else {ROWS, COLUMNS}


def _check(head: Head) -> None:
    if head.format not in FORMATS:
        raise ExchangeError(f"DL files with format={head.format} are not read; save it as: {', '.join(FORMATS)}.")
    if head.sizes.get("nm", 1) > 1:
        raise ExchangeError("The DL file holds several matrices; save each as a file of its own.")
    if max(head.sizes.values(), default=0) > MAX_NODES:
        raise ExchangeError(f"The DL file has more than {MAX_NODES} nodes, more than can be read.")


def _from_matrix(head: Head, data: list[tuple[int, list[str]]]) -> DlNetwork:
    rows, columns = _size(head, "nr"), _size(head, "nc")
    flat = [(number, word) for number, line in data for word in line]
    labels = {ROWS: head.labels[ROWS], COLUMNS: head.labels[COLUMNS]}
    if COLUMNS in head.embedded:
        labels[COLUMNS], flat = [word for _, word in flat[:columns]], flat[columns:]
    if ROWS in head.embedded:
        labels[ROWS] = [word for _, word in flat[:: columns + 1]]
        flat = [each for place, each in enumerate(flat) if place % (columns + 1)]
    if len(flat) != rows * columns:
        raise ExchangeError(f"The DL file has {len(flat)} numbers; {rows} times {columns} are {rows * columns}.")
    matrix = np.array([_weight(*each) for each in flat], dtype=np.float64).reshape(rows, columns)
    return _named(head, matrix, labels)


def _size(head: Head, name: str) -> int:
    if (size := head.sizes.get(name, head.sizes.get("n"))) is None:
        raise ExchangeError(f"The DL file does not say how many nodes there are: {name} or n is missing.")
    return size


def _named(head: Head, matrix: NDArray[np.float64], labels: dict[str, list[str]]) -> DlNetwork:
    rows = labels[ROWS] or [str(place) for place in range(1, len(matrix) + 1)]
    columns = labels[COLUMNS] or [str(place) for place in range(1, matrix.shape[1] + 1)]
    if not head.is_two_mode:
        columns = rows
    for names, size in ((rows, matrix.shape[0]), (columns, matrix.shape[1])):
        if len(names) != size:
            raise ExchangeError(f"The DL file has {len(names)} labels for {size} nodes.")
    return DlNetwork(Network(tuple(rows), tuple(columns), matrix, 0), head.is_two_mode)


def _from_ties(head: Head, data: list[tuple[int, list[str]]]) -> DlNetwork:
    rows = Labels(head.labels[ROWS], is_open=ROWS in head.embedded, size=head.sizes.get("nr", head.sizes.get("n", 0)))
    columns = rows
    if head.is_two_mode:
        columns = Labels(head.labels[COLUMNS], is_open=COLUMNS in head.embedded, size=head.sizes.get("nc", 0))
    ties = [
        (rows.place(number, line[0]), columns.place(number, line[1]), _weight(number, line[2]) if line[2:] else 1.0)
        for number, line in data
        if _is_tie(number, line)
    ]
    matrix = np.zeros((rows.count, columns.count))
    for one, other, weight in ties:
        matrix[one, other] = weight
    return _named(head, matrix, {ROWS: rows.known, COLUMNS: columns.known})


def _is_tie(number: int, line: list[str]) -> bool:
    if line and len(line) not in {2, 3}:
        raise ExchangeError(f"Line {number}: a tie is two names and, perhaps, a number; put names in quotation marks.")
    return bool(line)


def _weight(number: int, word: str) -> float:
    try:
        return float(word)
    except ValueError as error:
        raise ExchangeError(f"Line {number}: “{word}” is no number.") from error


class Labels:
    """The names of one mode: given before, or found in the ties; or else numbers from 1."""

    def __init__(self, known: list[str], *, is_open: bool, size: int) -> None:
        self.known = list(known)
        self._is_open, self._size = is_open, size
        self._places = {name: place for place, name in enumerate(self.known)}

    @property
    def count(self) -> int:
        return len(self.known) or self._size

    def place(self, number: int, word: str) -> int:
        """Return where a node stands, counted from 0."""
        if self._is_open:
            return self._open_place(word)
        if not word.isdecimal() or not 1 <= int(word) <= self.count:
            raise ExchangeError(f"Line {number}: “{word}” is no number of a node, 1 to {self.count}.")
        return int(word) - 1

    def _open_place(self, word: str) -> int:
        if word not in self._places:
            if len(self.known) >= MAX_NODES:
                raise ExchangeError(f"The DL file has more than {MAX_NODES} nodes, more than can be read.")
            self._places[word] = len(self.known)
            self.known.append(word)
        return self._places[word]
