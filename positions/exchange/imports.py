"""Compares the rows of a file with a negotiation and takes them in, batch by batch.

A batch is one transaction: its rows, what the report says of them, and the place reached. So a row is taken in whole or
not at all, a killed worker loses one batch, and the next worker goes on after the last row that is in. See
docs/decisions/exchange.md.
"""

from __future__ import annotations

import json
import logging
import time
from collections.abc import Sequence

import pghistory
from django.db import DataError, IntegrityError, InternalError, connection, transaction
from django.db.models import F, Func, IntegerField
from django.db.models.functions import Coalesce
from django.utils import timezone

from positions.enums import RowOutcome, TransferState
from positions.exchange.names import NamesChanged
from positions.exchange.reading import Alive, read_file
from positions.exchange.turns import Stopped, held, held_negotiation
from positions.exchange.weighing import Weighing
from positions.exchange.writing import write_weighed
from positions.models import Negotiation, Transfer, TransferRow
from positions.models.exchanges import expiry
from positions.review.links import link_anew
from positions.review.permission import require

logger = logging.getLogger(__name__)

ROWS = 400  # of a batch: a second or two, so that a page that waits for it hardly notices
STORED = 500_000  # bytes of records as the database packs them, several times that in memory
REFUSALS = (IntegrityError, DataError, InternalError)
WRITES = {RowOutcome.CREATE, RowOutcome.CHANGE}


def go_on_importing(transfer: Transfer, *, alive: Alive, deadline: float) -> bool:
    """Read, compare and take in on from the place reached; return whether nothing is left to do.

    `alive` (rows done, rows in all) is called in the transaction of each batch and tells whether to go on. Raises
    Stopped, and ExchangeError when the file cannot be read.
    """
    require(transfer.requested_by, _negotiation(transfer))
    if not transfer.is_read:
        if not read_file(transfer, alive=alive, deadline=deadline):
            return False
        transfer.refresh_from_db()
    weighing: Weighing | None = None
    while transfer.reached < transfer.rows_read:
        weighing = _settle(transfer, _next_rows(transfer), weighing, alive)
        transfer.refresh_from_db()
        if time.monotonic() > deadline and transfer.reached < transfer.rows_read:  # never before one batch is done
            return False
    _end(transfer)
    return True


def _next_rows(transfer: Transfer) -> list[TransferRow]:
    """Return the next rows: so many, or fewer where their records are large."""
    waiting = transfer.rows.filter(number__gt=transfer.reached).order_by("number")
    size = Func(F("record"), function="pg_column_size", output_field=IntegerField())
    held, last = 0, 0
    for number, length in waiting.values_list("number", Coalesce(size, 0))[:ROWS]:
        held += length
        if last and held > STORED:
            break
        last = number
    return list(waiting.filter(number__lte=last))


def _settle(transfer: Transfer, rows: list[TransferRow], weighing: Weighing | None, alive: Alive) -> Weighing | None:
    """Weigh rows, and write them unless it is a dry run; what the database refuses is found by halving."""
    try:
        return _settle_at_once(transfer, rows, weighing, alive)
    except NamesChanged:
        return _settle_at_once(transfer, rows, None, alive)
    except REFUSALS as error:
        if transfer.is_dry:
            raise
        refusal = error
    logger.info("Rows %s to %s of transfer %s again: %s", rows[0].number, rows[-1].number, transfer.pk, refusal)
    if weighing is not None:  # somebody may have changed names since they were read
        return _settle(transfer, rows, None, alive)
    if len(rows) == 1:
        _mark_refused(transfer, rows[0], refusal, alive)
        return None
    middle = len(rows) // 2
    for half in (rows[:middle], rows[middle:]):
        weighing = _settle(transfer, half, None, alive)
    return weighing


def _settle_at_once(
    transfer: Transfer, rows: list[TransferRow], weighing: Weighing | None, alive: Alive
) -> Weighing | None:
    by = transfer.requested_by
    with pghistory.context(user=by.pk, transfer=str(transfer.public_id)), transaction.atomic():
        transfer = held(transfer)
        negotiation = held_negotiation(transfer)
        weighing = weighing or Weighing(transfer, negotiation, is_taking=not transfer.is_dry)
        weighing.weigh(rows)
        if not transfer.is_dry:
            write_weighed(weighing, by=by)
        _report(transfer, rows, alive)
    return weighing


def _report(transfer: Transfer, rows: Sequence[TransferRow], alive: Alive) -> None:
    """Write what became of rows, and the place reached."""
    said = [[row.number, row.outcome, row.changes, row.also, row.why, row.identity] for row in rows]
    with connection.cursor() as cursor:
        cursor.execute(REPORTED, [json.dumps(said, ensure_ascii=False), transfer.pk])
    for row in rows:
        of_kind = transfer.counts.setdefault(row.kind, {})
        of_kind[row.outcome] = of_kind.get(row.outcome, 0) + 1
    transfer.reached = rows[-1].number
    transfer.save(update_fields=["reached", "counts"])
    if not alive(transfer.reached, transfer.rows_read):
        raise Stopped


REPORTED = """
    UPDATE positions_transferrow
       SET outcome = said -> 1 #>> '{}', changes = said -> 2, also = said -> 3, why = said -> 4 #>> '{}',
           identity = said -> 5 #>> '{}'
      FROM jsonb_array_elements(%s) said
     WHERE transfer_id = %s AND number = (said -> 0)::int
"""


def _mark_refused(transfer: Transfer, row: TransferRow, refusal: Exception, alive: Alive) -> None:
    """Report a row that the database refused, for which this module should have found the words."""
    row.outcome, row.changes, row.also, row.identity = RowOutcome.BAD, {}, [], ""
    reason = str(refusal).split("\n", maxsplit=1)[0]
    row.why = f"The tables cannot hold it: {reason}. Correct it, or tell the administrator."
    with transaction.atomic():
        _report(held(transfer), [row], alive)


@transaction.atomic
def _end(transfer: Transfer) -> None:
    """Say that all rows have their outcome; after an import, statements are linked and records no longer needed."""
    transfer = held(transfer)
    transfer.state = TransferState.COMPARED if transfer.is_dry else TransferState.DONE
    transfer.finished_at, transfer.expires_at = timezone.now(), expiry()
    transfer.save(update_fields=["state", "finished_at", "expires_at"])
    if not transfer.is_dry and WRITES & transfer.counts.get("statement", {}).keys():
        link_anew(negotiation=_negotiation(transfer))


def _negotiation(transfer: Transfer) -> Negotiation:
    if transfer.negotiation is None:
        raise Stopped
    return transfer.negotiation
