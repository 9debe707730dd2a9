"""Fields of our own: partial dates, spans, words for numbers, and rows named by their slug or identifier."""

import re
from datetime import UTC, datetime
from typing import Any, cast

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from positions.enums import Firmness, Precision

# Far from the ends of the calendar, where time zones overflow; whether it may have been so is told by the stages.
CALENDAR = range(1000, 9001)
MONTH = re.compile(r"\d{4}-\d{2}")
# Everything but the length of months and the ends of the calendar.
PARTIAL_DATE = (
    "^[0-9]{4}-(0[1-9]|1[0-2])(-(0[1-9]|[12][0-9]|3[01])"
    r"(T([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9](\.[0-9]{1,6})?)?(Z|[+-]([01][0-9]|2[0-3]):[0-5][0-9]))?)?$"
)


@extend_schema_field({"type": "string", "pattern": PARTIAL_DATE, "example": "2016-10-07"})
class PartialDateField(serializers.Field):
    """A month `2016-10`, a day `2016-10-07` or a minute `2016-10-07T14:05:00+03:00`: as much as is known.

    Reads and writes the two columns `<name>` and `<name>_precision`.
    """

    default_error_messages = {
        "invalid": "Write a month 2016-10, a day 2016-10-07, or a moment with its zone 2016-10-07T14:05:00+03:00.",
        "no_such_day": "There is no such day in the calendar.",
        "years": f"Write a year from {CALENDAR[0]} to {CALENDAR[-1]}.",
    }

    def __init__(self, **options: Any) -> None:
        super().__init__(source="*", **options)

    def to_representation(self, row: Any) -> str | None:
        at = getattr(row, str(self.field_name))
        return written(at, getattr(row, f"{self.field_name}_precision")) if at else None

    def to_internal_value(self, wish: Any) -> dict[str, Any]:
        if not isinstance(wish, str) or not re.fullmatch(PARTIAL_DATE, wish):
            self.fail("invalid")
        try:
            found = read_partial_date(wish)
        except ValueError:
            self.fail("no_such_day")
        except OverflowError:  # before the year 1 or after 9999, once it is in UTC
            self.fail("years")
        if found[0].year not in CALENDAR:
            self.fail("years")
        return {str(self.field_name): found[0], f"{self.field_name}_precision": found[1]}


def read_partial_date(text: str) -> tuple[datetime, Precision]:
    """Return the point in time in UTC and how much of it is known; raise ValueError or OverflowError where none is."""
    if MONTH.fullmatch(text):
        return datetime.fromisoformat(f"{text}-01T00:00Z"), Precision.MONTH
    if "T" not in text:
        return datetime.fromisoformat(f"{text}T00:00Z"), Precision.DAY
    return datetime.fromisoformat(text).astimezone(UTC), Precision.MINUTE


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


class Named(serializers.SlugRelatedField):
    """A row named by a column of its own; a NUL, which PostgreSQL's text cannot hold, is in no name."""

    def to_internal_value(self, data: Any) -> Any:
        if "\0" in str(data):
            self.fail("does_not_exist", slug_name=self.slug_field, value=data)
        return super().to_internal_value(data)


class OfThisNegotiation(Named):
    """A row of the negotiation in the address, named by a column of its own."""

    default_error_messages = {"does_not_exist": "There is no “{value}” in this negotiation."}

    def __init__(self, slug_field: str, *, within: str = "negotiation", **options: Any) -> None:
        self.within = within
        super().__init__(slug_field=slug_field, **options)

    def get_queryset(self) -> QuerySet:
        rows = cast(QuerySet, super().get_queryset())
        return rows.filter(**{self.within: self.context["view"].negotiation})
