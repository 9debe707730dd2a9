"""Finds dates as people write them, with or without year and time, in the languages of the news read here."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone

from positions.enums import Precision
from positions.text import fold

_MONTHS = (
    "january january janvier enero januar gennaio январь января січня يناير كانون_الثاني",
    "february fevrier febrero februar febbraio февраль февраля лютого فبراير شباط",
    "march mars marzo marz март марта березня مارس آذار",
    "april avril abril aprile апрель апреля квітня أبريل ابريل نيسان",
    "may mai mayo maggio май мая травня مايو أيار",
    "june juin junio juni giugno июнь июня червня يونيو حزيران",
    "july juillet julio juli luglio июль июля липня يوليو تموز",
    "august aout agosto август августа серпня أغسطس آب",
    "september septembre septiembre settembre сентябрь сентября вересня سبتمبر أيلول",
    "october octobre octubre oktober ottobre октябрь октября жовтня أكتوبر تشرين_الأول",
    "november novembre noviembre ноябрь ноября листопада نوفمبر تشرين_الثاني",
    "december decembre diciembre dezember dicembre декабрь декабря грудня ديسمبر كانون_الأول",
)
_NAMES = {
    fold(name.replace("_", " ")): number for number, names in enumerate(_MONTHS, start=1) for name in names.split()
}
# Hours east of Greenwich. A time whose zone is not among them is left out: it would be a guess.
_ZONES = {"z": 0, "utc": 0, "gmt": 0, "bst": 1, "cet": 1, "cest": 2, "eet": 2, "eest": 3, "msk": 3, "мск": 3}
_ZONES |= {"est": -5, "edt": -4}

_WORD = r"(?P<month>(?:كانون|تشرين) (?:الأول|الثاني)|[^\W\d_]{2,12})"
_DAY = r"(?P<day>\d{1,2})(?:st|nd|rd|th|er|º|\.)?"
_YEAR = r"(?P<year>(?:19|20)\d\d)"
_PATTERNS = tuple(
    re.compile(rf"(?<![\w./-]){pattern}", re.IGNORECASE)
    for pattern in (
        rf"{_YEAR}-(?P<number>\d\d)-(?P<day>\d\d)(?=T\d|[^\w-]|$)",
        rf"(?P<day>\d{{1,2}})\.(?P<number>\d{{1,2}})\.{_YEAR}(?![\w-])",
        rf"(?P<first>\d{{1,2}})/(?P<second>\d{{1,2}})/{_YEAR}(?![\w-])",
        rf"{_DAY}\s+(?:of\s+|de\s+)?{_WORD}\b\.?(?:,?\s+(?:de\s+|del\s+)?{_YEAR})?(?![\w-])",
        rf"{_WORD}\.?\s+{_DAY}(?:,?\s+{_YEAR})?(?![\w-])",
        rf"{_WORD}\.?,?\s+(?:de\s+)?{_YEAR}(?![\w-])",
    )
)
_TIME = re.compile(
    r"[\sT,|–—-]*(?:at\s+)?(?P<hour>[01]?\d|2[0-3]):(?P<minute>[0-5]\d)(?::[0-5]\d(?:[.,]\d+)?)?"
    r"\s*\(?(?P<zone>[A-Za-zМСКмск]{1,4}\b)?\s*(?P<offset>[+−-]\d\d:?\d\d)?",
)
# A date written alone says how much is known; only 24 hours later is it surely in the future everywhere.
_LEAD = timedelta(hours=14)


@dataclass(frozen=True)
class PartialDate:
    """A point in time in UTC and how much of it is known."""

    at: datetime
    precision: Precision

    @property
    def is_in_the_future(self) -> bool:
        """Whether it lies ahead in every time zone; clocks may differ by ten minutes."""
        slack = timedelta(minutes=10) if self.precision == Precision.MINUTE else _LEAD
        return self.at > datetime.now(UTC) + slack


@dataclass(frozen=True)
class WrittenDate:
    """A date as written: the year or the day may be missing; `clock` is set where time and zone are."""

    year: int | None
    month: int
    day: int | None
    clock: tuple[int, int, timedelta] | None = None

    def complete(self, year: int | None = None) -> PartialDate | None:
        """Return the point in time, with year where none is written; None without a year or for 30 February."""
        known = self.year or year
        if known is None:
            return None
        hour, minute, east = self.clock or (0, 0, timedelta())
        try:
            at = datetime(known, self.month, self.day or 1, hour, minute, tzinfo=timezone(east)).astimezone(UTC)
        except ValueError:
            return None
        if self.day is None:
            return PartialDate(at, Precision.MONTH)
        return PartialDate(at, Precision.MINUTE if self.clock else Precision.DAY)


def find_date(text: str) -> WrittenDate | None:
    """Return the first date in text, or None. `7/10/2016` counts only where day and month cannot be mistaken."""
    found = [
        (match.start(), rank, date)
        for rank, pattern in enumerate(_PATTERNS)
        for match in pattern.finditer(text)
        if (date := _written(match, text))
    ]
    return min(found, key=lambda hit: hit[:2])[2] if found else None


def find_dates(text: str) -> list[WrittenDate]:
    """Return every date with day and year in text."""
    return [
        date
        for pattern in _PATTERNS[:-1]
        for match in pattern.finditer(text)
        if (date := _written(match, text)) and date.year
    ]


def read_stamp(stamp: str) -> PartialDate | None:
    """Return what a machine-written date says, as in `2016-10-07T14:05:00+03:00`; a bare midnight is a day."""
    written = find_date(stamp.strip())
    if written is None or written.year is None:
        return None
    if written.clock and written.clock[:2] == (0, 0):
        written = WrittenDate(written.year, written.month, written.day)
    return written.complete()


def _written(match: re.Match[str], text: str) -> WrittenDate | None:
    parts = match.groupdict()
    day, month = _day_and_month(parts)
    if month is None or (day is not None and not 1 <= day <= 31):
        return None
    year = int(parts["year"]) if parts.get("year") else None
    clock = _clock(text, match.end()) if year and day else None
    return WrittenDate(year, month, day, clock)


def _day_and_month(parts: dict[str, str | None]) -> tuple[int | None, int | None]:
    if parts.get("first"):
        first, second = sorted((int(parts["first"] or 0), int(parts["second"] or 0)))
        # 7/10 is October in London and July in New York; 25/10 is October everywhere.
        return (second, first) if second > 12 or first == second else (None, None)
    day = int(parts["day"] or 0) if parts.get("day") else None
    if parts.get("number"):
        number = int(parts["number"] or 0)
        return day, number if 1 <= number <= 12 else None
    return day, _month(parts["month"] or "")


def _month(word: str) -> int | None:
    """Return the number of a month written in full or cut short to three letters or more."""
    word = fold(word)
    if word in _NAMES:
        return _NAMES[word]
    meant = {number for name, number in _NAMES.items() if len(word) > 2 and name.startswith(word)}
    return meant.pop() if len(meant) == 1 else None


def _clock(text: str, start: int) -> tuple[int, int, timedelta] | None:
    match = _TIME.match(text, start)
    if match is None:
        return None
    zone, offset = (match["zone"] or "").lower(), match["offset"]
    if offset:
        sign = 1 if offset[0] == "+" else -1
        digits = offset[1:].replace(":", "")
        east = sign * timedelta(hours=int(digits[:2]), minutes=int(digits[2:]))
    elif zone in _ZONES:
        east = timedelta(hours=_ZONES[zone])
    else:
        return None
    return (int(match["hour"]), int(match["minute"]), east) if abs(east) < timedelta(hours=24) else None
