"""Makes a negotiation of a file that holds all of one: whole, or not at all."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator

import pghistory
from django.db import transaction
from django.utils import timezone

from positions.enums import RowOutcome, TransferState
from positions.exchange.formats import Restored, Restorer
from positions.exchange.pieces import as_file
from positions.exchange.stored import LONGEST
from positions.exchange.turns import Stopped, held
from positions.models import Transfer, TransferRow
from positions.models.exchanges import expiry

BEFORE = "It was restored from this file before. Nothing changes."
CLOSED = "Gets an account that is closed and has no password. An administrator may open it."


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
                    restored: Restored = end.value
                    break
                if not alive(done, total):
                    raise Stopped
            if transfer.is_dry:
                transaction.set_rollback(True)
        transfer = held(transfer)
        transfer.negotiation = None if transfer.is_dry else restored.negotiation
        transfer.counts = _report(transfer, restored)
        transfer.state = TransferState.COMPARED if transfer.is_dry else TransferState.DONE
        transfer.finished_at, transfer.expires_at = timezone.now(), expiry()
        transfer.save()


def _report(transfer: Transfer, restored: Restored) -> dict[str, dict[str, int]]:
    """Write what comes and who is whom; return how many rows had which outcome."""
    transfer.rows.all()._raw_delete(transfer.rows.db)
    rows = list(_rows(transfer, restored))
    TransferRow.objects.bulk_create(rows)
    return {kind: dict(Counter(row.outcome for row in rows if row.kind == kind)) for kind in {row.kind for row in rows}}


def _rows(transfer: Transfer, restored: Restored) -> Iterator[TransferRow]:
    made = restored.negotiation
    yield TransferRow(
        transfer=transfer,
        number=1,
        place=f"/n/{made.slug}/",
        kind="whole",
        name=made.title[:LONGEST],
        outcome=RowOutcome.CREATE if restored.is_new else RowOutcome.SAME,
        why="; ".join(f"{name}: {count:,}" for name, count in restored.contents.items()) if restored.is_new else BEFORE,
    )
    for number, (name, here) in enumerate(restored.people.items(), start=2):
        yield TransferRow(
            transfer=transfer,
            number=number,
            kind="account",
            name=name[:LONGEST],
            outcome=RowOutcome.SAME if here else RowOutcome.CREATE,
            why=f"Is the account “{here}” here." if here else CLOSED,
        )
