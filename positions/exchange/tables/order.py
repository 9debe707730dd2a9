"""Puts rows into an order in which what a row names comes before it; pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator

from positions.exchange.records import IssueRecord, Row, StatementRecord


def parents_first(rows: Iterable[Row]) -> Iterator[Row]:
    """Yield rows, an issue after its parent and a statement after the one that reports it.

    Only rows that come too early are kept in memory, and a number for each row. What names nothing in the file, or
    itself by a circle, comes last.
    """
    seen: set[int] = set()
    waiting: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        _name, parent = names_of(row)
        if parent and hash(parent) not in seen:
            waiting[parent].append(row)
        else:
            yield from released(row, waiting, seen)
    for early in list(waiting.values()):
        yield from early


def released(row: Row, waiting: dict[str, list[Row]], seen: set[int]) -> Iterator[Row]:
    """Yield a row and those that waited for it."""
    ready = [row]
    while ready:
        each = ready.pop(0)
        yield each
        name, _parent = names_of(each)
        if name:
            seen.add(hash(name))
            ready += waiting.pop(name, [])


def names_of(row: Row) -> tuple[str, str]:
    """Return what a row is called and what it names; empty strings where it does not."""
    if isinstance(row.record, IssueRecord):
        return row.record.title, row.record.parent
    if isinstance(row.record, StatementRecord):
        return row.record.key, row.record.reported_through
    return "", ""
