"""Says which held positions changed the past: recorded when something said later was on record already; pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from positions.analysis.ledger import Entry, Held

# Within a day an analyst works through the articles in any order; that rewrites no past anybody relied on.
LATE_AFTER = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Late:
    """A position that came to be known at `known_since`; the record had gone on without it since `gone_on_since`."""

    held: Held
    known_since: datetime
    gone_on_since: datetime


def known_since(entry: Entry) -> datetime:
    """Return when an entry came to stand in the ledger: when it was confirmed, or, if suggested, recorded."""
    return entry.decided_at or entry.recorded_at


def late_positions(held: Iterable[Held]) -> list[Late]:
    """Return the positions of one party on one issue by which its past was rewritten, in order of time."""
    found: list[Late] = []
    earliest: datetime | None = None
    for each in reversed(list(held)):
        for entry in reversed(each.entries):
            since = known_since(entry)
            if entry is each.opening and earliest and since - earliest > LATE_AFTER:
                found.append(Late(each, since, earliest))
            earliest = min(earliest, since) if earliest else since
    return found[::-1]
