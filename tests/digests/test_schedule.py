"""Exactly one digest for each day, week and month, in every zone, whatever the clocks there do."""

from bisect import bisect_left
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import given
from hypothesis import strategies as st

from positions.digests.schedule import DAY, INSTANT, Rhythm, due_after, due_before, due_until
from positions.enums import Frequency

FIRST, LAST = date(2016, 1, 1), date(2026, 12, 31)
SECOND = timedelta(seconds=1)
DAYS = [datetime.combine(FIRST, time(), UTC) + DAY * number for number in range((LAST - FIRST).days)]
ZONES = sorted(available_timezones())
MOMENTS = st.datetimes(datetime(2016, 1, 1), datetime(2026, 12, 1), timezones=st.just(UTC))
RHYTHMS = st.builds(
    Rhythm,
    frequency=st.sampled_from(Frequency),
    hour=st.integers(0, 23),
    zone=st.sampled_from(ZONES).map(ZoneInfo),
    weekday=st.integers(0, 6),
    month_day=st.integers(1, 31),
)


def rhythm(zone="UTC", frequency=Frequency.WEEKLY, **wish) -> Rhythm:
    return Rhythm(frequency=frequency, zone=ZoneInfo(zone), **{"hour": 9, **wish})


def utc(written: str) -> datetime:
    return datetime.fromisoformat(written).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("zone", "after", "due"),
    [
        ("UTC", "2016-10-07T12:00", "2016-10-10T09:00"),
        ("UTC", "2016-10-10T09:00", "2016-10-17T09:00"),
        ("Europe/Paris", "2016-10-28T12:00", "2016-10-31T08:00"),
        ("Europe/Paris", "2016-10-21T12:00", "2016-10-24T07:00"),
        ("Pacific/Kiritimati", "2016-10-09T18:30", "2016-10-09T19:00"),
    ],
)
def test_weekly_digest_is_due_on_monday_at_nine_where_the_reader_is(zone, after, due):
    assert due_after(rhythm(zone), utc(after)) == utc(due)


@pytest.mark.parametrize(
    ("month_day", "after", "due"),
    [
        (1, "2017-01-31T12:00", "2017-02-01T09:00"),
        (31, "2017-02-01T12:00", "2017-02-28T09:00"),
        (30, "2016-02-01T12:00", "2016-02-29T09:00"),
        (31, "2017-03-31T09:00", "2017-04-30T09:00"),
    ],
)
def test_month_without_the_day_sends_on_its_last(month_day, after, due):
    assert due_after(rhythm(frequency=Frequency.MONTHLY, month_day=month_day), utc(after)) == utc(due)


def test_hour_that_the_clocks_skip_is_meant_an_hour_later_and_one_that_comes_twice_is_meant_once():
    paris = rhythm("Europe/Paris", Frequency.DAILY, hour=2)

    assert paris.moment(date(2017, 3, 26)) == utc("2017-03-26T01:00")  # 02:00 is 03:00 there
    assert paris.moment(date(2017, 10, 29)) == utc("2017-10-29T00:00")  # the first 02:00
    assert due_after(paris, utc("2017-10-29T00:30")) == utc("2017-10-30T01:00")


def test_day_that_a_zone_left_out_shares_the_digest_of_its_neighbour():
    apia = rhythm("Pacific/Apia", Frequency.DAILY)
    due = due_after(apia, datetime(2011, 12, 29, 0, tzinfo=UTC))

    found = [due := due_after(apia, due) for _ in range(3)]

    assert [str(moment.astimezone(apia.zone).date()) for moment in found] == ["2011-12-31", "2012-01-01", "2012-01-02"]


@given(RHYTHMS, MOMENTS)
def test_due_moments_before_and_after_a_moment_are_neighbours(rhythm, moment):
    after, until = due_after(rhythm, moment), due_until(rhythm, moment)

    assert until <= moment < after
    assert due_after(rhythm, until) == after
    assert due_before(rhythm, after) == until
    assert due_after(rhythm, after - INSTANT) == after


@given(RHYTHMS, MOMENTS, st.lists(st.integers(1, 60 * 24 * 40), min_size=1, max_size=20))
def test_beats_however_late_give_periods_without_gap_or_overlap(rhythm, start, waits):
    """The rule of `claim`: each beat tells from the last end to the last due moment, if one has passed."""
    now, due, told = start, due_after(rhythm, start), [due_until(rhythm, start)]
    for minutes in waits:
        now += timedelta(minutes=minutes)
        if due <= now:
            told.append(max(due, due_until(rhythm, now)))
            due = due_after(rhythm, now)
    assert all(start < end for start, end in pairwise(told))
    assert due_until(rhythm, now) == told[-1]


def changes_of(zone: ZoneInfo) -> tuple[tuple[date, datetime, timedelta, timedelta], ...]:
    """Return the days on which the clocks of a zone change, when to the second, and how far ahead of UTC they go."""
    offsets = [day.astimezone(zone).utcoffset() for day in DAYS]
    changed = [(before, after, day) for (before, after), day in zip(pairwise(offsets), DAYS, strict=False)]
    return tuple(
        (day.date(), moment_of(zone, day, before), before, after) for before, after, day in changed if before != after
    )


def moment_of(zone: ZoneInfo, day: datetime, before: timedelta) -> datetime:
    """Return the second of a day in which the clocks are no longer ahead as before."""
    seconds = range(1, 24 * 60 * 60 + 1)
    late = bisect_left(seconds, True, key=lambda number: (day + SECOND * number).astimezone(zone).utcoffset() != before)
    return day + SECOND * seconds[late]


def test_every_zone_sends_once_a_day_around_every_change_of_its_clocks():
    """Zones whose clocks change alike are one with several names: five of six are such."""
    zones: dict[tuple, list[ZoneInfo]] = {}
    for zone in map(ZoneInfo, ZONES):
        zones.setdefault(changes_of(zone), []).append(zone)
    told = 0
    for changes, alike in zones.items():
        for change, *_ in changes:
            for hour in range(24):
                told += len(alike) * assert_once_a_day(Rhythm(Frequency.DAILY, hour, alike[0]), change)
    assert told > 100_000


def assert_once_a_day(rhythm: Rhythm, change: date) -> int:
    days = [change + DAY * number for number in range(-1, 4)]
    moments = [rhythm.moment(day) for day in days]
    assert all(timedelta(hours=20) <= after - before <= timedelta(hours=28) for before, after in pairwise(moments))
    assert [due_after(rhythm, moment) for moment in moments[:-1]] == moments[1:]
    return len(moments)
