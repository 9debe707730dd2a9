"""Imports records as a worker does, without one."""

import json
from datetime import UTC, datetime
from typing import Any

from positions import tasks
from positions.enums import JobState, Stance
from positions.exchange.records import ArticleRecord, PositionRecord, StatementRecord
from positions.exchange.stored import KIND_OF, write_record
from positions.exchange.transfers import apply_compared, job_of, start_import
from positions.models import Negotiation, Transfer, User

TEXT = "“We will pay the dues,” said Salma Haddun. “The cranes can wait,” Ilka Brandt answered.\n\nShe left at noon."
PUBLISHED = datetime(2021, 3, 4, tzinfo=UTC)


def article(key: str = "a", **fields: Any) -> ArticleRecord:
    return ArticleRecord(
        key=key, **{"title": "Talks go on", "text": TEXT, "published_at": PUBLISHED, "source": "Gazette"} | fields
    )


def statement(key: str = "s", **fields: Any) -> StatementRecord:
    return StatementRecord(
        key=key,
        article=fields.pop("article", "a"),
        **{
            "spans": ((1, 22),),
            "speaker": "Salma Haddun",
            "party": "Zahira",
            "positions": (PositionRecord("Dues", Stance.SUPPORTS, value=70),),
        }
        | fields,
    )


def lines(*records: Any) -> bytes:
    """Return records, and lines as they stand, as a file of the format `records`."""
    written = (
        each if isinstance(each, str) else json.dumps({"record": KIND_OF[type(each)], **write_record(each)})
        for each in records
    )
    return "\n".join(written).encode()


def take(negotiation: Negotiation, by: User, *records: Any, is_dry: bool = False, **options: Any) -> Transfer:
    """Import records, or compare them, to the end."""
    transfer = start_import(
        content=[lines(*records)],
        file_name="file.records.jsonl",
        by=by,
        negotiation=negotiation,
        options=options,
        is_dry=is_dry,
    )
    return work(transfer)


def apply(transfer: Transfer) -> Transfer:
    """Take in what was compared."""
    return work(apply_compared(transfer=transfer, by=transfer.requested_by))


def work(transfer: Transfer) -> Transfer:
    """Work on a transfer until its job waits for nobody."""
    while job_of(transfer).state == JobState.QUEUED:
        tasks.work_on(job_of(transfer).pk)
    transfer.refresh_from_db()
    return transfer


def outcomes(transfer: Transfer) -> list[tuple[str, str]]:
    """Return the outcome and the reason of each row."""
    return list(transfer.rows.values_list("outcome", "why"))


def report(transfer: Transfer) -> list[tuple]:
    """Return all that the report says of each row."""
    return list(transfer.rows.values_list("number", "place", "kind", "outcome", "changes", "also", "why"))
