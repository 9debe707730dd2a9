"""An item of work on a transfer, for the worker that holds its job."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from django.db import connections, transaction
from django.utils import timezone

from positions.enums import JobState, RowOutcome, TransferState
from positions.exchange.errors import ExchangeError, Problem
from positions.exchange.exports import write_export
from positions.exchange.imports import go_on_importing
from positions.exchange.registry import find_format, readable
from positions.exchange.restores import restore
from positions.exchange.stored import LONGEST, storable
from positions.exchange.turns import Stopped
from positions.models import Job, Transfer, TransferRow
from positions.models.jobs import LEASE
from positions.review.errors import NotAllowed

PROBLEMS_KEPT = 1_000  # of a file that is refused as a whole
SIGN_OF_LIFE = 5  # seconds between two of them, from within one long transaction


class Beside:
    """A connection beside that of a long transaction, which keeps the job's lease and hears that it was stopped."""

    def __init__(self, job: Job, transfer: Transfer) -> None:
        self.job, self.transfer = job, transfer
        self.connection = connections.create_connection("default")
        self.last = 0.0

    def alive(self, done: int, total: int = 0) -> bool:
        """Say how far the work is; return False where it is to end: stopped, or in other hands."""
        if time.monotonic() - self.last < SIGN_OF_LIFE:
            return True
        self.last = time.monotonic()
        with self.connection.cursor() as cursor:
            cursor.execute(
                ALIVE, [done, total, timezone.now() + LEASE, self.job.pk, self.job.attempts, self.transfer.pk]
            )
            return cursor.rowcount == 1


ALIVE = f"""
    UPDATE positions_job j SET done = %s, total = %s, lease_until = %s
     WHERE j.id = %s AND j.state = '{JobState.RUNNING}' AND j.attempts = %s
       AND EXISTS (SELECT FROM positions_transfer t WHERE t.id = %s AND t.state = '{TransferState.RUNNING}')
"""  # noqa: S608  # words of our own


@contextmanager
def beside(job: Job, transfer: Transfer) -> Iterator[Beside]:
    """Have a connection of its own for signs of life."""
    held = Beside(job, transfer)
    try:
        yield held
    finally:
        held.connection.close()


def go_on(job: Job, *, deadline: float) -> bool:
    """Work on a job's transfer until it or the time (`time.monotonic`) is over; return whether nothing is left to do.

    What a person can put right is written on the transfer; only the unforeseen is raised.
    """
    transfer = _begun(job.payload["transfer"])
    if transfer is None:
        return True
    try:
        return _go_on(job, transfer, deadline)
    except Stopped:
        return True
    except ExchangeError as error:
        show_failure(transfer.pk, str(error))
        show_problems(transfer, error.problems)
        return True
    except NotAllowed as error:
        show_failure(transfer.pk, str(error))
        return True


def show_failure(pk: int, error: str) -> None:
    """Write on a transfer why it came to nothing."""
    Transfer.objects.filter(pk=pk, state__in=[TransferState.WAITING, TransferState.RUNNING]).update(
        state=TransferState.FAILED, error=error, finished_at=timezone.now()
    )


@transaction.atomic
def show_problems(transfer: Transfer, problems: Sequence[Problem]) -> None:
    """Write into the report which lines kept a file from being taken in at all."""
    if not problems:
        return
    transfer.rows.all()._raw_delete(transfer.rows.db)
    TransferRow.objects.bulk_create(
        TransferRow(
            transfer=transfer,
            number=number,
            place=f"line {problem.line}",
            name=storable(problem.table)[:LONGEST],
            outcome=RowOutcome.BAD,
            why=storable(problem.reason),
        )
        for number, problem in enumerate(problems[:PROBLEMS_KEPT], start=1)
    )
    Transfer.objects.filter(pk=transfer.pk).update(counts={"": {RowOutcome.BAD: len(problems)}})


def _begun(pk: int) -> Transfer | None:
    """Mark a transfer as running and return it; None where there is nothing to do. A failed one's job was retried."""
    open_states = [TransferState.WAITING, TransferState.RUNNING, TransferState.FAILED]
    Transfer.objects.filter(pk=pk, state__in=open_states).update(
        state=TransferState.RUNNING, error="", finished_at=None
    )
    found = Transfer.objects.select_related("negotiation", "requested_by").filter(pk=pk, state=TransferState.RUNNING)
    return found.first()


def _go_on(job: Job, transfer: Transfer, deadline: float) -> bool:
    if not transfer.is_import:
        with beside(job, transfer) as held:
            write_export(transfer, alive=held.alive)
        return True
    chosen = find_format(transfer.format, readable())
    if chosen.restore:
        with beside(job, transfer) as held:
            restore(transfer, chosen.restore, alive=held.alive)
        return True
    return go_on_importing(transfer, alive=lambda done, total: job.report(done=done, total=total), deadline=deadline)
