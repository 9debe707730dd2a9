"""Asking for exports and imports, saying yes to a dry run, stopping and removing: what pages, API and commands call."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import datetime
from pathlib import PurePath
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from positions.enums import JobKind, JobState, TransferDirection, TransferState
from positions.exchange.errors import ExchangeError
from positions.exchange.formats import Format
from positions.exchange.pieces import read_pieces, write_pieces
from positions.exchange.registry import find_format, guess_format, readable, writable
from positions.models import Job, Negotiation, Transfer, TransferRow, User
from positions.models.exchanges import TransferRowQuerySet, expiry
from positions.review.errors import NotAllowed
from positions.review.negotiations import create_negotiation
from positions.review.permission import require

MOST_SENT = 2**30  # bytes; a larger file is taken in on the server, by the command
WHO_RESTORES = gettext_lazy("Only a site administrator restores a negotiation: it holds what many people decided.")
REMOVED_AT_A_TIME = 20  # expired files per tick; each may be some hundred megabytes


@transaction.atomic
def start_export(
    *, negotiation: Negotiation, format_name: str, by: User, options: dict[str, Any] | None = None
) -> Transfer:
    """Ask for a file of a negotiation; members of the format's role may. Asked twice, the one that is being written.

    Raises ExchangeError for an unknown format, NotAllowed for a role that does not reach.
    """
    chosen = find_format(format_name, writable())
    require(by, negotiation, chosen.role)
    User.objects.select_for_update(no_key=True).get(pk=by.pk)  # a double click is two at once
    wish = {
        "direction": TransferDirection.EXPORT,
        "format": chosen.name,
        "negotiation": negotiation,
        "options": options or {},
        "requested_by": by,
    }
    under_way = Transfer.objects.unfinished().filter(**wish).first()
    if under_way:
        return under_way
    ending, _type = chosen.ending_for(options or {})
    transfer = Transfer.objects.create(file_name=f"{negotiation.slug}{ending}", **wish)
    _ask(transfer)
    return transfer


@transaction.atomic
def start_import(
    *,
    content: Iterable[bytes],
    file_name: str,
    by: User,
    negotiation: Negotiation | None = None,
    title: str = "",
    format_name: str = "",
    options: dict[str, Any] | None = None,
    is_dry: bool = True,
) -> Transfer:
    """Ask for a file to be compared with a negotiation, and with `is_dry` False to be taken in at once.

    Into `negotiation`, whose analysts and leads may, or into a new one with this `title`; a format that restores whole
    negotiations needs neither. `content` is read once, in pieces: `UploadedFile.chunks()`. Without `format_name`
    the file's name tells it. Raises ExchangeError and NotAllowed; nothing is written then.
    """
    file_name = PurePath(re.sub(r"[\x00-\x1f\x7f]", "", file_name)).name[-200:] or "file"
    chosen = find_format(format_name, readable()) if format_name else guess_format(file_name)
    transfer = Transfer.objects.create(
        direction=TransferDirection.IMPORT,
        format=chosen.name,
        negotiation=_into(chosen, negotiation, title, by),
        options=options or {},
        file_name=file_name,
        is_dry=is_dry,
        requested_by=by,
    )
    for size in write_pieces(transfer=transfer, content=content):
        transfer.size = size
    if not transfer.size:
        raise ExchangeError(_("The file is empty. Choose another one."))
    transfer.save(update_fields=["size"])
    _ask(transfer)
    return transfer


def _into(chosen: Format, negotiation: Negotiation | None, title: str, by: User) -> Negotiation | None:
    """Return the negotiation that an import goes into; None for one that the file itself makes."""
    if chosen.restore:
        if negotiation:
            said = _("A file of this format makes a negotiation of its own. Import it without choosing one.")
            raise ExchangeError(said)
        if not by.is_superuser:
            raise NotAllowed(WHO_RESTORES)
        return None
    if negotiation:
        require(by, negotiation)
        return negotiation
    if not title.strip():
        raise ExchangeError(_("Choose a negotiation, or give the new one a title."))
    return create_negotiation(title=title, by=by)


@transaction.atomic
def apply_compared(*, transfer: Transfer, by: User) -> Transfer:
    """Take in what a dry run compared; it is compared once more on the way. Raises ExchangeError, NotAllowed."""
    transfer = _held(transfer, by)
    if transfer.state != TransferState.COMPARED:
        raise ExchangeError(_("There is no finished dry run to take in. Load the page again to see what holds now."))
    if transfer.negotiation:
        require(by, transfer.negotiation)
    transfer.is_dry, transfer.reached, transfer.counts = False, 0, {}
    transfer.state, transfer.finished_at, transfer.expires_at = TransferState.WAITING, None, expiry()
    transfer.requested_by = by
    transfer.save()
    _ask(transfer)
    return transfer


@transaction.atomic
def cancel_transfer(*, transfer: Transfer, by: User) -> Transfer:
    """Stop one that waits or runs. Rows already taken in stay; importing the file again goes on from there."""
    transfer = _held(transfer, by)
    if transfer.state not in {TransferState.WAITING, TransferState.RUNNING, TransferState.COMPARED}:
        raise ExchangeError(_("It has ended already. Load the page again to see what holds now."))
    transfer.state, transfer.finished_at = TransferState.CANCELLED, timezone.now()
    transfer.save(update_fields=["state", "finished_at"])
    Job.objects.filter(key=transfer.job_key, state__in=[JobState.QUEUED, JobState.FAILED]).update(
        state=JobState.IGNORED, finished_at=timezone.now()
    )
    return transfer


@transaction.atomic
def remove_transfer(*, transfer: Transfer, by: User) -> None:
    """Remove a file and its report; what was taken in stays. Raises ExchangeError while it is being worked on."""
    transfer = _held(transfer, by)
    if transfer.state in {TransferState.WAITING, TransferState.RUNNING}:
        raise ExchangeError(_("It is being worked on. Stop it first."))
    _remove(transfer)


def remove_expired(*, now: datetime) -> None:
    """Remove files whose time is over, with their reports."""
    for transfer in Transfer.objects.expired(now)[:REMOVED_AT_A_TIME]:
        with transaction.atomic():
            if Transfer.objects.select_for_update(skip_locked=True).filter(pk=transfer.pk).exists():
                _remove(transfer)


def report_rows(transfer: Transfer, *, outcome: str = "", kind: str = "") -> TransferRowQuerySet:
    """Return the rows of an import's report in the file's order, for a page to cut into pages."""
    rows = TransferRow.objects.filter(transfer=transfer).weighed().for_display()
    if outcome:
        rows = rows.filter(outcome=outcome)
    return rows.filter(kind=kind) if kind else rows


def download(transfer: Transfer) -> Iterator[bytes]:
    """Yield the bytes of a finished export, or of the file that was imported. Raises ExchangeError before the first."""
    if not transfer.is_import and transfer.state != TransferState.DONE:
        raise ExchangeError(_("The file is not written yet. Wait until it is done."))
    return read_pieces(transfer)


def job_of(transfer: Transfer) -> Job | None:
    """Return the job that works on a transfer: its progress, and whether it waits or runs."""
    return Job.objects.filter(key=transfer.job_key).first()


def _ask(transfer: Transfer) -> None:
    """Ask a worker to go on with a transfer, in the caller's transaction."""
    Job.objects.request(
        kind=JobKind.EXCHANGE,
        key=transfer.job_key,
        again=True,
        payload={"transfer": transfer.pk},
        negotiation=transfer.negotiation,
        requested_by=transfer.requested_by,
    )


def _held(transfer: Transfer, by: User) -> Transfer:
    """Return the row locked and as it is now; raise NotAllowed for a person whose it is not."""
    if not Transfer.objects.visible_to(by).filter(pk=transfer.pk).exists():
        raise NotAllowed(_("This file belongs to somebody else. Ask a lead of the negotiation."))
    return Transfer.objects.select_for_update().get(pk=transfer.pk)


def _remove(transfer: Transfer) -> None:
    """Delete rows and pieces by one command each: nothing else hangs on them."""
    Job.objects.filter(key=transfer.job_key).delete()
    transfer.rows.all()._raw_delete(transfer.rows.db)
    transfer.pieces.all()._raw_delete(transfer.pieces.db)
    transfer.delete()
