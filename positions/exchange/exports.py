"""Writes a negotiation as a file of some format, as it is at one moment."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from django.db import connection, transaction
from django.utils import timezone

from positions.enums import TransferState
from positions.exchange.errors import ExchangeError
from positions.exchange.formats import Format, Options
from positions.exchange.pieces import write_pieces
from positions.exchange.registry import find_format, writable
from positions.exchange.turns import Stopped
from positions.models import Negotiation, Transfer
from positions.models.exchanges import expiry

KILOBYTE = 1024


@contextmanager
def snapshot() -> Iterator[None]:
    """Have all queries inside see the tables as they are at one moment; inside a transaction, as that sees them."""
    is_outermost = not connection.in_atomic_block
    with transaction.atomic():
        if is_outermost:
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        yield


def export(negotiation: Negotiation, chosen: Format, options: Options) -> Iterator[bytes]:
    """Yield the file of a negotiation as it is at one moment, for a caller that needs no job."""
    if chosen.write is None:
        raise ExchangeError(f"The format “{chosen.name}” is only read. Choose another one.")
    with snapshot():
        yield from chosen.write(negotiation, options)


def write_export(transfer: Transfer, *, alive: Callable[[int], bool]) -> None:
    """Write a transfer's file, all of it or nothing.

    `alive` is told the kilobytes written and tells whether to go on; it must not use this connection, whose transaction
    ends with the file. Raises Stopped, and ExchangeError for what cannot be written.
    """
    chosen = find_format(transfer.format, writable())
    negotiation = transfer.negotiation
    if negotiation is None:
        raise Stopped
    transfer.pieces.all()._raw_delete(transfer.pieces.db)
    with snapshot():
        for size in write_pieces(transfer=transfer, content=export(negotiation, chosen, transfer.options)):
            transfer.size = size
            if not alive(size // KILOBYTE):
                raise Stopped
        transfer.state, transfer.finished_at, transfer.expires_at = TransferState.DONE, timezone.now(), expiry()
        transfer.save(update_fields=["state", "size", "finished_at", "expires_at"])
