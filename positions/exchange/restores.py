"""Makes a negotiation of a file that holds all of one: whole, or not at all."""

from __future__ import annotations

from collections.abc import Callable

import pghistory
from django.db import transaction
from django.utils import timezone

from positions.enums import TransferState
from positions.exchange.formats import Restorer
from positions.exchange.pieces import as_file
from positions.exchange.turns import Stopped, held
from positions.models import Transfer
from positions.models.exchanges import expiry


def restore(transfer: Transfer, read: Restorer, *, alive: Callable[[int, int], bool]) -> None:
    """Restore a transfer's file in one transaction, which a dry run takes back at its end.

    `alive` is told how far it is and tells whether to go on; it must not use this connection. Raises Stopped, and
    ExchangeError when the file cannot be restored.
    """
    by = transfer.requested_by
    with as_file(transfer) as path, transaction.atomic():  # the outer one keeps what is said of it
        with pghistory.context(user=by.pk, transfer=str(transfer.public_id)), transaction.atomic():
            steps = read(path, transfer.options, by)
            while True:
                try:
                    done, total = next(steps)
                except StopIteration as end:
                    negotiation = end.value
                    break
                if not alive(done, total):
                    raise Stopped
            if transfer.is_dry:
                transaction.set_rollback(True)
        transfer = held(transfer)
        transfer.negotiation = None if transfer.is_dry else negotiation
        transfer.counts = {"negotiation": {"create": 1}}
        transfer.state = TransferState.COMPARED if transfer.is_dry else TransferState.DONE
        transfer.finished_at, transfer.expires_at = timezone.now(), expiry()
        transfer.save()
