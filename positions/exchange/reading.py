"""Reads a file into the report of its import: a row for each of its own, before any is compared."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from itertools import islice

from django.db import transaction

from positions.enums import RowOutcome
from positions.exchange.errors import ExchangeError
from positions.exchange.pieces import as_file
from positions.exchange.records import Row
from positions.exchange.registry import find_format, readable
from positions.exchange.stored import KIND_OF, LONGEST, key_of, name_of, storable, write_record
from positions.exchange.turns import Stopped, held
from positions.models import Transfer, TransferRow

ROWS = 500  # written between two looks at the clock
CHARACTERS = 2_000_000  # of records that are held until they are written
PATIENCE = 5_000  # rows passed over between two signs of life

Alive = Callable[[int, int], bool]


def read_file(transfer: Transfer, *, alive: Alive, deadline: float) -> bool:
    """Read on from the last row read; return whether the file is read to its end.

    Raises ExchangeError when it is no file of its format, or so slow to read that no time is left for new rows.
    """
    chosen = find_format(transfer.format, readable())
    if chosen.read is None:
        raise ExchangeError(f"Files of the format “{chosen.name}” hold whole negotiations and are not read by rows.")
    with as_file(transfer) as path:
        rows = iter(chosen.read(path, transfer.options))
        _pass_over(rows, transfer, alive)
        for some in _in_batches(rows, transfer.rows_read):
            with transaction.atomic():
                _write(held(transfer), some, alive)
            if time.monotonic() > deadline:
                return False
    with transaction.atomic():
        transfer = held(transfer)
        transfer.is_read = True
        transfer.save(update_fields=["is_read"])
    return True


def _pass_over(rows: Iterator[Row], transfer: Transfer, alive: Alive) -> None:
    for passed in range(0, transfer.rows_read, PATIENCE):
        for _ in islice(rows, min(PATIENCE, transfer.rows_read - passed)):
            pass
        if not alive(transfer.rows_read, 0):
            raise Stopped


def _in_batches(rows: Iterator[Row], last: int) -> Iterator[list[TransferRow]]:
    """Yield rows of the report, numbered on from the last one, so many at a time or until they are large."""
    some: list[TransferRow] = []
    size = 0
    for number, row in enumerate(rows, start=last + 1):
        written, length = _report_row(row, number)
        some.append(written)
        size += length
        if len(some) >= ROWS or size >= CHARACTERS:
            yield some
            some, size = [], 0
    if some:
        yield some


def _report_row(row: Row, number: int) -> tuple[TransferRow, int]:
    """Return a row of the report, and how many characters its record has."""
    place = storable(row.place)[:LONGEST]
    if row.record is None:
        return TransferRow(number=number, place=place, outcome=RowOutcome.BAD, why=storable(row.problem)), 0
    kind, name = KIND_OF[type(row.record)], name_of(row.record)
    try:
        record = write_record(row.record)
    except (TypeError, ValueError) as error:
        why = f"It holds what cannot be kept ({error}). Leave it out, or write it as text."
        return TransferRow(number=number, place=place, kind=kind, name=name, outcome=RowOutcome.BAD, why=why), 0
    length = len(json.dumps(record, ensure_ascii=False)) if kind in {"article", "carried"} else ROWS
    return TransferRow(number=number, place=place, kind=kind, key=key_of(row.record), name=name, record=record), length


def _write(transfer: Transfer, some: list[TransferRow], alive: Alive) -> None:
    for row in some:
        row.transfer = transfer
    TransferRow.objects.bulk_create(some)
    transfer.rows_read = some[-1].number
    transfer.save(update_fields=["rows_read"])
    if not alive(transfer.rows_read, 0):
        raise Stopped
