"""Repetition and silence."""

from datetime import timedelta

import pytest

from positions.analysis.replay import replay
from positions.analysis.rhythm import Rhythm, rhythm_of
from positions.enums import Precision
from tests.analysis.test_ledger import START, entry


def rhythm(*days: float, as_of: float, **fields) -> Rhythm:
    [held] = replay(entry(number, days=day, **fields) for number, day in enumerate(days, start=1))
    return rhythm_of(held, START + timedelta(days=as_of))


def test_rhythm_is_the_median_of_the_days_between():
    found = rhythm(0, 2, 5, 9, as_of=10)

    assert (found.times_said, found.usual_days, found.silent_days, found.has_stopped) == (4, 3.0, 1, False)


def test_several_words_on_one_day_are_one_beat():
    found = rhythm(0, 0.1, 0.2, 4, 8, as_of=8)

    assert (found.times_said, found.usual_days) == (5, 4.0)


def test_reports_of_one_utterance_are_said_once():
    [held] = replay([entry(1), entry(2, days=3, utterance="statement 1")])

    found = rhythm_of(held, START + timedelta(days=4))

    assert (found.times_said, found.said_on, found.silent_days) == (1, (START.date(),), 4)


@pytest.mark.parametrize(("as_of", "has_stopped"), [(8, False), (14, False), (15, True)])
def test_a_position_has_stopped_after_two_turns_missed(as_of, has_stopped):
    assert rhythm(0, 3, 6, 8, as_of=as_of).has_stopped is has_stopped


def test_a_silence_no_longer_than_one_before_is_no_stop():
    assert rhythm(0, 1, 2, 22, as_of=40).has_stopped is False
    assert rhythm(0, 1, 2, 22, as_of=43).has_stopped is True


@pytest.mark.parametrize("days", [(0,), (0, 5)])
def test_said_on_fewer_than_three_days_the_rhythm_is_unknown(days):
    found = rhythm(*days, as_of=500)

    assert (found.usual_days, found.has_stopped) == (None, None)


def test_with_a_month_among_the_dates_the_rhythm_is_unknown():
    assert rhythm(0, 30, 60, as_of=500, precision=Precision.MONTH).has_stopped is None
