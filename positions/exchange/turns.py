"""Who works on a transfer, and on a negotiation, takes turns: one batch, then a look whether to go on."""

from __future__ import annotations

from positions.enums import TransferState
from positions.models import Negotiation, Transfer


class Stopped(Exception):
    """A person stopped it, or another worker has taken over; what the batch did is taken back."""


def held(transfer: Transfer) -> Transfer:
    """Return a transfer as it is now, held until the end of the transaction. Raises Stopped unless it is running."""
    now = Transfer.objects.select_for_update(no_key=True).filter(pk=transfer.pk).first()
    if now is None or now.state != TransferState.RUNNING:
        raise Stopped
    return now


def held_negotiation(transfer: Transfer) -> Negotiation:
    """Return the negotiation, held: imports and people who enter names take turns. Raises Stopped without one."""
    found = Negotiation.objects.select_for_update(no_key=True).filter(transfers=transfer.pk).first()
    if found is None:
        raise Stopped
    return found
