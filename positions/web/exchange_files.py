"""Hands out files of transfers, and the reports of imports, as streams."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from io import StringIO
from pathlib import PurePath

from django.http import StreamingHttpResponse
from django.utils.http import content_disposition_header

from positions.exchange.registry import FORMATS
from positions.exchange.tables.cells import escaped, joined
from positions.exchange.transfers import download, report_rows
from positions.models import Transfer, TransferRow
from positions.web.exchange_report import in_a_line

COLUMNS = ["place", "kind", "name", "outcome", "changes", "also_entered", "why"]
ROWS_AT_A_TIME = 500


def file_response(transfer: Transfer) -> StreamingHttpResponse:
    """Return the file of a transfer. Raises ExchangeError while an export is not written."""
    chosen = FORMATS.get(transfer.format)
    media_type = chosen.ending_for(transfer.options)[1] if chosen and not transfer.is_import else ""
    response = streamed(download(transfer), transfer.file_name, media_type or "application/octet-stream")
    response["Content-Length"] = str(transfer.size)
    return response


def report_response(transfer: Transfer) -> StreamingHttpResponse:
    """Return the rows of an import's report as CSV."""
    name = f"{PurePath(transfer.file_name).stem}-report.csv"
    return streamed((text.encode() for text in report_lines(transfer)), name, "text/csv; charset=utf-8")


def streamed(content: Iterable[bytes], name: str, media_type: str) -> StreamingHttpResponse:
    """Return a download that is never taken for a page."""
    response = StreamingHttpResponse(content, content_type=media_type)
    response["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name) or "attachment"
    response["X-Content-Type-Options"] = "nosniff"
    return response


def report_lines(transfer: Transfer) -> Iterator[str]:
    """Yield the report's lines, many at a time."""
    stream = StringIO()
    writer = csv.writer(stream)
    writer.writerow(COLUMNS)
    for row in report_rows(transfer).iterator(chunk_size=ROWS_AT_A_TIME):
        writer.writerow(report_row(row))
        if row.number % ROWS_AT_A_TIME == 0:
            yield stream.getvalue()
            stream.seek(0)
            stream.truncate()
    yield stream.getvalue()


def report_row(row: TransferRow) -> list[str]:
    """Return a row of the report; of each change what stands there and what comes."""
    changes = joined(changed(name, *change) for name, change in row.changes.items())
    also = joined(f"{kind}: {name}" for kind, name in row.also)
    return [escaped(cell) for cell in (row.place, row.kind, row.name, row.outcome, changes, also, row.why)]


def changed(name: str, now: object, said: object) -> str:
    """Return what a row changes in one field."""
    return f"{name}: {in_a_line(now) or 'nothing'} -> {in_a_line(said)}"
