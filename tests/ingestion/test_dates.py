from datetime import UTC, datetime, timedelta

import pytest

from positions.enums import Precision
from positions.ingestion.dates import PartialDate, WrittenDate, find_date, read_stamp


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("MOSCOW, October 7. /TASS/", WrittenDate(None, 10, 7)),
        ("7 October 2016", WrittenDate(2016, 10, 7)),
        ("Oct. 7, 2016", WrittenDate(2016, 10, 7)),
        ("the 7th of October, 2016", WrittenDate(2016, 10, 7)),
        ("7 октября 2016 г.", WrittenDate(2016, 10, 7)),
        ("7 окт", WrittenDate(None, 10, 7)),
        ("le 1er octobre 2016", WrittenDate(2016, 10, 1)),
        ("7 de octubre de 2016", WrittenDate(2016, 10, 7)),
        ("7. Oktober 2016", WrittenDate(2016, 10, 7)),
        ("7 تشرين الأول 2016", WrittenDate(2016, 10, 7)),
        ("٧ أكتوبر 2016", WrittenDate(2016, 10, 7)),
        ("2016-10-07", WrittenDate(2016, 10, 7)),
        ("07.10.2016", WrittenDate(2016, 10, 7)),
        ("25/10/2016", WrittenDate(2016, 10, 25)),
        ("10/25/2016", WrittenDate(2016, 10, 25)),
        ("October 2016", WrittenDate(2016, 10, None)),
        ("7 October 2016, 14:05 GMT", WrittenDate(2016, 10, 7, (14, 5, timedelta()))),
        ("7 October 2016 14:05 MSK", WrittenDate(2016, 10, 7, (14, 5, timedelta(hours=3)))),
    ],
)
def test_date_is_found_as_written(text: str, expected: WrittenDate) -> None:
    assert find_date(text) == expected


@pytest.mark.parametrize("text", ["7/10/2016", "resolution 2254 (2015)", "S/PV.7785", "45 October", "at 14:05", ""])
def test_date_is_not_guessed(text: str) -> None:
    assert find_date(text) is None


def test_time_without_zone_is_left_out() -> None:
    assert find_date("7 October 2016, 14:05") == WrittenDate(2016, 10, 7)


def test_first_of_two_dates_is_found() -> None:
    assert find_date("On 2 March 2016, and again on 2016-01-01") == WrittenDate(2016, 3, 2)


@pytest.mark.parametrize(
    ("stamp", "at", "precision"),
    [
        ("2016-10-07T14:05:00+03:00", datetime(2016, 10, 7, 11, 5, tzinfo=UTC), Precision.MINUTE),
        ("2016-10-07T14:05:00Z", datetime(2016, 10, 7, 14, 5, tzinfo=UTC), Precision.MINUTE),
        ("2016-10-07T00:00:00+03:00", datetime(2016, 10, 7, tzinfo=UTC), Precision.DAY),
        ("2016-10-07T14:05:00", datetime(2016, 10, 7, tzinfo=UTC), Precision.DAY),
        ("2016-10-07", datetime(2016, 10, 7, tzinfo=UTC), Precision.DAY),
        ("October 2016", datetime(2016, 10, 1, tzinfo=UTC), Precision.MONTH),
    ],
)
def test_stamp_keeps_only_what_it_says(stamp: str, at: datetime, precision: Precision) -> None:
    assert read_stamp(stamp) == PartialDate(at, precision)


@pytest.mark.parametrize("stamp", ["", "yesterday", "2016-02-30", "7 October"])
def test_stamp_without_a_day_that_exists_is_none(stamp: str) -> None:
    assert read_stamp(stamp) is None


def test_today_is_in_the_future_nowhere() -> None:
    midnight = datetime.now(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    assert not PartialDate(midnight, Precision.DAY).is_in_the_future
    assert PartialDate(midnight + timedelta(days=2), Precision.DAY).is_in_the_future
