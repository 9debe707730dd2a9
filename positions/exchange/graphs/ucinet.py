"""A network as UCINET's DL: a full matrix or a list of ties, with labels; and such files read back.

Options beside those of positions/exchange/graphs/graph.py: `layout` (fullmatrix or edgelist). A DL file holds names and
numbers and nothing else, so that what is read of it are parties, and issues where it has two modes.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
from django.utils.translation import gettext_lazy as _

from positions.analysis.network_settings import Shape
from positions.analysis.networks import Network
from positions.exchange.errors import ExchangeError
from positions.exchange.formats import Format, Options
from positions.exchange.graphs.graph import chosen_type, read_matrix
from positions.exchange.graphs.ucinet_lines import read_dl
from positions.exchange.records import IssueRecord, PartyRecord, Row
from positions.ingestion.encodings import decode
from positions.ingestion.errors import IngestionError
from positions.models import Negotiation

LAYOUTS = ("fullmatrix", "edgelist")
MAX_BYTES = 50_000_000


def write_dl(negotiation: Negotiation, options: Options) -> Iterator[bytes]:
    """Yield the network as a DL file in UTF-8."""
    layout = str(options.get("layout") or "fullmatrix")
    if layout not in LAYOUTS:
        raise ExchangeError(f"“{layout}” is no layout of a DL file; choose one of: {', '.join(LAYOUTS)}.")
    found = read_matrix(negotiation=negotiation, options=options)
    is_two_mode = chosen_type(options) == Shape.TWO_MODE
    written = full_matrix if layout == "fullmatrix" else edge_list
    for line in written(found, is_two_mode=is_two_mode):
        yield f"{line}\n".encode()


def full_matrix(found: Network, *, is_two_mode: bool) -> Iterator[str]:
    """Yield the lines of a matrix with its labels before it."""
    if is_two_mode:
        yield f"dl nr = {len(found.rows)}, nc = {len(found.columns)}, format = fullmatrix"
        yield from ("row labels:", *map(quoted, found.rows), "column labels:", *map(quoted, found.columns))
    else:
        yield f"dl n = {len(found.rows)}, format = fullmatrix"
        yield from ("labels:", *map(quoted, found.rows))
    yield "data:"
    for weights in found.matrix.tolist():
        yield " ".join(map(number, weights))


def edge_list(found: Network, *, is_two_mode: bool) -> Iterator[str]:
    """Yield a line for each tie, with the labels in it; in one mode each of the two directions has its own.

    A node without ties has a tie of 0, else it would be nowhere in the file.
    """
    if is_two_mode:
        yield f"dl nr = {len(found.rows)}, nc = {len(found.columns)}, format = edgelist2"
        yield from ("row labels embedded", "column labels embedded")
    else:
        yield f"dl n = {len(found.rows)}, format = edgelist1"
        yield "labels embedded"
    yield "data:"
    listed = found.matrix != 0
    if listed.size:
        listed[~listed.any(axis=1), 0] = True
        listed[0, ~listed.any(axis=0)] = True
    for row, column in zip(*np.nonzero(listed), strict=True):
        yield f"{quoted(found.rows[row])} {quoted(found.columns[column])} {number(found.matrix[row, column])}"


def quoted(label: str) -> str:
    """Return a label as DL reads it; a quotation mark in it becomes an apostrophe, as DL has no way to write one."""
    return f'"{" ".join(label.split())}"' if '"' not in label else quoted(label.replace('"', "'"))


def number(weight: float) -> str:
    """Return the shortest writing that reads back as the same number."""
    return str(int(weight)) if float(weight).is_integer() else repr(float(weight))


def read_names(path: Path, options: Options) -> Iterator[Row]:
    """Yield a party for each node and, of two modes, an issue for each column; ties are counted, not recorded."""
    if path.stat().st_size > MAX_BYTES:
        raise ExchangeError(f"The DL file is larger than the {MAX_BYTES // 1_000_000} MB that can be read.")
    try:
        text, _remarks = decode(path.read_bytes())
    except IngestionError as error:
        raise ExchangeError(str(error)) from error
    found = read_dl(text)
    for place, name in enumerate(found.network.rows, 1):
        yield Row(f"row {place}", PartyRecord(name))
    if found.is_two_mode:
        for place, name in enumerate(found.network.columns, 1):
            yield Row(f"column {place}", IssueRecord(name))
    if ties := int(np.count_nonzero(found.network.matrix)):
        said = "Ties are counted from statements and are not taken over; import the statements to have them."
        yield Row("data", None, f"{ties} numbers other than 0. {said}")


UCINET = Format(
    name="ucinet",
    label="UCINET DL",
    says=_("A network as a matrix or a list of ties, for UCINET, NetDraw, Pajek and Gephi."),
    suffix=".dl",
    media_type="text/plain",
    read=read_names,
    write=write_dl,
)
