"""Days and moments that computed answers are asked for, within the years in which anybody negotiates."""

from datetime import UTC, date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.dateparse import parse_date, parse_datetime
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from positions.api.errors import BadCombination

# Far beyond any negotiation, and far from the ends of the calendar, where time zones overflow.
YEARS = range(1800, 2201)
IN_YEARS = f"Write a year from {YEARS[0]} to {YEARS[-1]}."


class DayField(serializers.DateField):
    """A day, 2016-10-07."""

    default_error_messages = {"years": IN_YEARS}

    def to_internal_value(self, value: Any) -> date:
        day = super().to_internal_value(value)
        if day.year not in YEARS:
            self.fail("years")
        return day


@extend_schema_field(
    {
        "oneOf": [{"type": "string", "format": "date"}, {"type": "string", "format": "date-time"}],
        "example": "2016-10-05",
    }
)
class MomentField(serializers.Field):
    """A day, of which the end in UTC counts, or a moment with its zone."""

    default_error_messages = {
        "invalid": "Write a day 2016-10-07, or a moment with its zone 2016-10-07T14:05:00Z.",
        "years": IN_YEARS,
    }

    def to_internal_value(self, wish: Any) -> datetime:
        try:
            day, moment = parse_date(str(wish)), parse_datetime(str(wish))
        except ValueError:
            self.fail("invalid")
        if day:
            moment = datetime.combine(day, time.max, UTC)
        if moment is None or moment.tzinfo is None:
            self.fail("invalid")
        if moment.year not in YEARS:
            self.fail("years")
        return moment


class PeriodSerializer(serializers.Serializer):
    """`from` and `to`, both included."""

    period_help = "A day; both are included."
    needs_period = False

    def get_fields(self) -> dict[str, serializers.Field]:
        """Add the first and the last day, one of which is a word of Python."""
        days = {name: DayField(required=self.needs_period, help_text=self.period_help) for name in ("from", "to")}
        return {**super().get_fields(), **days}

    def validate(self, wish: dict[str, Any]) -> dict[str, Any]:
        if wish.get("from") and wish.get("to") and wish["to"] < wish["from"]:
            raise BadCombination({"to": ["The time ends before it starts. Swap the two days."]})
        return wish


def bounds_of(first: date, last: date, zone: str) -> tuple[datetime, datetime]:
    """Return the first moment of a day in a zone, and the first one after another."""
    after = date.fromordinal(last.toordinal() + 1)
    return datetime.combine(first, time(), ZoneInfo(zone)), datetime.combine(after, time(), ZoneInfo(zone))
