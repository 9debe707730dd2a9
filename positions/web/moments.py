"""Days in addresses: what a page reads from ?date= and how it says one."""

from __future__ import annotations

from datetime import UTC, date, datetime, time

from django.utils import timezone

from positions.enums import Precision

# Far beyond any negotiation, and far from the ends of the calendar, where time zones overflow.
YEARS = range(1800, 2201)


def read_day(text: str | None) -> date | None:
    """Return the day written as 2016-10-07; None when there is none, or it is not a day anybody negotiates on."""
    try:
        day = date.fromisoformat((text or "").strip())
    except ValueError:
        return None
    return day if day.year in YEARS else None


def end_of(day: date) -> datetime:
    """Return the last moment of a day in the reader's zone."""
    return datetime.combine(day, time(23, 59, 59), tzinfo=timezone.get_current_timezone())


def start_of(day: date) -> datetime:
    """Return the first moment of a day in the reader's zone."""
    return datetime.combine(day, time(), tzinfo=timezone.get_current_timezone())


def day_of(moment: datetime, precision: str) -> date:
    """Return the day of a moment in the reader's zone; of a partial date the day itself."""
    local = timezone.localtime(moment) if precision == Precision.MINUTE else moment.astimezone(UTC)
    return local.date()
