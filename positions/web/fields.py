"""Form fields that several pages share."""

import re
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from positions.enums import Precision
from positions.ingestion.dates import PartialDate, find_date
from positions.text import Span

_ISO = re.compile(r"(\d{4})-(\d{1,2})(?:-(\d{1,2})(?:[ T]+(\d{1,2}):(\d{2}))?)?")
_SPAN = re.compile(r"(\d{1,9})-(\d{1,9})")
_FORMATS = {Precision.MINUTE: "%Y-%m-%d %H:%M", Precision.DAY: "%Y-%m-%d", Precision.MONTH: "%Y-%m"}


class PartialDateField(forms.CharField):
    """A date as far as it is known: 2016-10-07 17:42 in the reader's zone, 2016-10-07, 2016-10, or in words.

    The clean value is a PartialDate, None where nothing was written.
    """

    default_help = _("As far as you know it: 2016-10-07 17:42 (your time), 2016-10-07 or 2016-10.")

    def __init__(self, **options: Any) -> None:
        options.setdefault("help_text", self.default_help)
        options.setdefault("widget", forms.TextInput(attrs={"autocomplete": "off", "inputmode": "text"}))
        super().__init__(max_length=60, **options)

    def prepare_value(self, value: Any) -> Any:
        if not isinstance(value, PartialDate):
            return value
        at = timezone.localtime(value.at) if value.precision == Precision.MINUTE else value.at.astimezone(UTC)
        return at.strftime(_FORMATS[value.precision])

    def clean(self, value: Any) -> Any:
        written = super().clean(value)
        if not written:
            return None
        date = _read(written)
        if date is None:
            raise ValidationError(
                gettext("“%(written)s” is not a date. Write it as 2016-10-07, or 2016-10 for a month alone.")
                % {"written": written}
            )
        if date.is_in_the_future:
            raise ValidationError(gettext("This date lies in the future. Write the day on which it was."))
        return date


def _read(written: str) -> PartialDate | None:
    iso = _ISO.fullmatch(written)
    if not iso:
        found = find_date(written)
        return found.complete() if found else None
    year, month, day, hour, minute = (int(part) if part else None for part in iso.groups())
    try:
        if hour is not None:
            local = timezone.make_aware(datetime(year, month, day, hour, minute))  # type: ignore[arg-type]  # noqa: DTZ001  # made aware here
            return PartialDate(local.astimezone(UTC), Precision.MINUTE)
        at = datetime(year, month, day or 1, tzinfo=UTC)  # type: ignore[arg-type]  # year and month always match
    except ValueError:
        return None
    return PartialDate(at, Precision.DAY if day else Precision.MONTH)


def read_spans(written: str) -> list[Span]:
    """Return places written as 10-20 or 10-20,40-55, in order and merged where they touch; ValueError else."""
    matches = [_SPAN.fullmatch(part.strip()) for part in written.split(",")]
    if not all(matches):
        raise ValueError(f"{written!r} names no places in a text")
    merged: list[Span] = []
    for start, end in sorted((int(match[1]), int(match[2])) for match in matches if match):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged


def write_spans(spans: Iterable[Sequence[int]]) -> str:
    """Return places as `read_spans` reads them."""
    return ",".join(f"{start}-{end}" for start, end in spans)


class SpansField(forms.CharField):
    """Places of words in a text, in code points; the clean value is a list of `(start, end)`, empty without any."""

    def clean(self, value: Any) -> Any:
        written = super().clean(value)
        try:
            return read_spans(written) if written else []
        except ValueError as error:
            raise ValidationError(gettext("Select the words in the text first.")) from error
