"""Fields of our own: partial dates, spans, words for numbers, and rows named by their slug or identifier."""

import re
from datetime import UTC, date, datetime
from typing import Any, cast

from django.db.models import QuerySet
from django.utils.dateparse import parse_date, parse_datetime
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from positions.enums import Firmness, Precision

# Far from the ends of the calendar, where time zones overflow; whether it may have been so is told by the stages.
CALENDAR = range(1000, 9001)
MONTH = re.compile(r"\d{4}-\d{2}")


@extend_schema_field({"type": "string", "nullable": True, "example": "2016-10-07"})
class PartialDateField(serializers.Field):
    """A month `2016-10`, a day `2016-10-07` or a minute `2016-10-07T14:05:00+03:00`: as much as is known.

    Reads and writes the two columns `<name>` and `<name>_precision`.
    """

    default_error_messages = {
        "invalid": "Write a month 2016-10, a day 2016-10-07, or a moment with its zone 2016-10-07T14:05:00+03:00.",
        "years": f"Write a year from {CALENDAR[0]} to {CALENDAR[-1]}.",
    }

    def __init__(self, **options: Any) -> None:
        super().__init__(source="*", **options)

    def to_representation(self, row: Any) -> str | None:
        at = getattr(row, str(self.field_name))
        return written(at, getattr(row, f"{self.field_name}_precision")) if at else None

    def to_internal_value(self, wish: Any) -> dict[str, Any]:
        try:
            found = read_partial_date(str(wish))
        except (ValueError, OverflowError):  # the latter before the year 1 or after 9999, once it is in UTC
            found = None
        if found is None:
            self.fail("invalid")
        if found[0].year not in CALENDAR:
            self.fail("years")
        return {str(self.field_name): found[0], f"{self.field_name}_precision": found[1]}


def read_partial_date(text: str) -> tuple[datetime, Precision] | None:
    """Return the point in time in UTC and how much of it is known; None, or ValueError, for anything else."""
    if MONTH.fullmatch(text):
        return as_moment(parse_date(f"{text}-01")), Precision.MONTH
    if day := parse_date(text):
        return as_moment(day), Precision.DAY
    moment = parse_datetime(text)
    return (moment.astimezone(UTC), Precision.MINUTE) if moment and moment.tzinfo else None


def as_moment(day: date | None) -> datetime:
    """Return the first moment of a day in UTC, the form in which partial dates are kept."""
    if day is None:
        raise ValueError("no such day")
    return datetime(day.year, day.month, day.day, tzinfo=UTC)


def written(at: datetime, precision: str) -> str:
    """Return a point in time with as much as is known of it."""
    at = at.astimezone(UTC)
    if precision == Precision.MONTH:
        return f"{at.year:04}-{at.month:02}"  # strftime writes the year 33 as 33
    return at.date().isoformat() if precision == Precision.DAY else at.isoformat().replace("+00:00", "Z")


class SpanField(serializers.ListField):
    """`[start, end)` in code points of the version's text."""

    def __init__(self, **options: Any) -> None:
        child = serializers.IntegerField(min_value=0, max_value=2**31 - 1)
        super().__init__(child=child, min_length=2, max_length=2, **options)


FIRMNESS_WORDS = {firmness: firmness.name.lower() for firmness in Firmness}


class FirmnessField(serializers.ChoiceField):
    """Firmness by its word: exploratory, open, firm, red_line; null when the words do not tell."""

    def __init__(self, **options: Any) -> None:
        choices = [(FIRMNESS_WORDS[firmness], firmness.label) for firmness in Firmness]
        super().__init__(choices=choices, allow_null=True, **options)

    def to_representation(self, value: Any) -> str:
        return FIRMNESS_WORDS[Firmness(value)]

    def to_internal_value(self, wish: Any) -> Any:
        return Firmness[super().to_internal_value(wish).upper()]


class Shown(serializers.SlugRelatedField):
    """A row, shown by a column of its own; null where there is none."""

    def __init__(self, slug_field: str, **options: Any) -> None:
        super().__init__(slug_field=slug_field, read_only=True, **{"allow_null": True, **options})

    @classmethod
    def many_init(cls, *args: Any, **options: Any) -> serializers.ManyRelatedField:
        """Return a list of rows, none of which is missing."""
        return super().many_init(*args, **options, allow_null=False)


class OfThisNegotiation(serializers.SlugRelatedField):
    """A row of the negotiation in the address, named by a column of its own."""

    default_error_messages = {"does_not_exist": "There is no “{value}” in this negotiation."}

    def __init__(self, slug_field: str, *, within: str = "negotiation", **options: Any) -> None:
        self.within = within
        super().__init__(slug_field=slug_field, **options)

    def get_queryset(self) -> QuerySet:
        rows = cast(QuerySet, super().get_queryset())
        return rows.filter(**{self.within: self.context["view"].negotiation})
