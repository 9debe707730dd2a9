"""When a digest is due: one moment for each day, week or month of a reader, whatever the clocks there do."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from positions.enums import Frequency

DAY = timedelta(days=1)
INSTANT = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class Rhythm:
    """How often and at which full hour of which zone; a month without the day wished for sends on its last day."""

    frequency: Frequency
    hour: int
    zone: ZoneInfo
    weekday: int = 0
    month_day: int = 1

    def is_on(self, day: date) -> bool:
        """Tell whether a day has a digest."""
        if self.frequency == Frequency.WEEKLY:
            return day.weekday() == self.weekday
        if self.frequency == Frequency.MONTHLY:
            return day.day == min(self.month_day, monthrange(day.year, day.month)[1])
        return True

    def moment(self, day: date) -> datetime:
        """Return when the digest of a day is due, in UTC.

        An hour that the clocks skip is meant an hour later; of an hour that comes twice the first is meant.
        """
        return datetime.combine(day, time(self.hour), self.zone).astimezone(UTC)


def due_after(rhythm: Rhythm, moment: datetime) -> datetime:
    """Return the first due moment after this one."""
    # A day skipped at the date line is due at the moment of its neighbour, so that both are looked at.
    day = moment.astimezone(rhythm.zone).date() - DAY
    while not (rhythm.is_on(day) and rhythm.moment(day) > moment):
        day += DAY
    return rhythm.moment(day)


def due_until(rhythm: Rhythm, moment: datetime) -> datetime:
    """Return the last due moment that is not after this one."""
    day = moment.astimezone(rhythm.zone).date() + DAY
    while not (rhythm.is_on(day) and rhythm.moment(day) <= moment):
        day -= DAY
    return rhythm.moment(day)


def due_before(rhythm: Rhythm, moment: datetime) -> datetime:
    """Return the last due moment before this one."""
    return due_until(rhythm, moment - INSTANT)
