"""Where marks stand in the charts, and how days are read from addresses."""

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest
from django.utils import timezone

from positions.analysis.replay import replay
from positions.analysis.wording import Piece
from positions.enums import Precision
from positions.models import Party
from positions.templatetags.ledger import ago, days_between, in_lines, marker, short_day, signed, times_said, wording
from positions.web.drawing import Line, Point, Span, Step, height, labels, series, spread, ticks
from positions.web.moments import day_of, end_of, read_day
from tests.analysis.test_ledger import START, entry

NOW = START + timedelta(days=10)
SPAN = Span(START, NOW)


def test_span_places_moments_and_keeps_them_inside():
    assert [SPAN.share(START + timedelta(days=days)) for days in (-1, 0, 5, 10, 11)] == [0, 0, 0.5, 1, 1]


def test_ticks_stand_at_even_distances_with_the_ends_inside():
    assert [(tick.share, tick.anchor) for tick in ticks(SPAN)] == [
        (0, "start"),
        (0.25, "middle"),
        (0.5, "middle"),
        (0.75, "middle"),
        (1, "end"),
    ]


def test_ticks_of_one_day_are_its_ends():
    assert len(ticks(Span(START, START))) == 2


def test_series_steps_from_one_held_position_to_the_next():
    held = replay([entry(1, value=90), entry(2, days=5, value=60)])

    drawn = series(Party(name="Zahira"), held, held, SPAN, NOW)

    assert drawn.lines == (
        Line(0, 0.5, height(90), height(90), ""),
        Line(0.5, 1, height(60), height(60), ""),
        Line(0.5, 0.5, height(90), height(60), ""),
    )
    assert drawn.points == (Point(0, height(90), False), Point(0.5, height(60), False))


def test_series_numbers_its_confirmed_steps_of_ten_points_or_more():
    held = replay([entry(1, value=90), entry(2, days=5, value=60), entry(3, days=8, value=55)])

    whole, late = (series(Party(name="Zahira"), held, held, span, NOW) for span in (SPAN, Span(NOW, NOW)))

    assert whole.steps == (Step(0.5, (height(90) + height(60)) / 2, -30),)
    assert late.steps == ()


def test_series_leaves_out_what_ended_before_the_span():
    held = replay([entry(1, value=90), entry(2, days=5, value=60)])

    drawn = series(Party(name="Zahira"), held, held, Span(START + timedelta(days=6), NOW), NOW)

    assert drawn.lines == (Line(0, 1, height(60), height(60), ""),)
    assert drawn.points == ()


def test_series_draws_a_suggestion_in_pencil_beside_the_ink():
    said = [entry(1, value=90), entry(2, days=5, value=60, is_confirmed=False)]

    drawn = series(Party(name="Zahira"), replay(said[:1]), replay(said), SPAN, NOW)

    assert [line.look for line in drawn.lines] == [" ln-old", "ln-pencil", "ln-pencil"]
    assert (drawn.held.value, drawn.suggestion.value) == (90, 60)


def test_series_of_an_unplaced_position_has_no_line():
    held = replay([entry(1, value=None)])

    drawn = series(Party(name="Zahira"), held, held, SPAN, NOW)

    assert (drawn.lines, drawn.label_y, labels([drawn])) == ((), None, [])


def drawn(name: str, value: int):
    held = replay([entry(1, value=value)])
    return series(Party(name=name), held, held, SPAN, NOW)


def test_parties_at_one_place_share_a_label():
    found = labels([drawn("Zahira", 60), drawn("Northmark", 60), drawn("Estmark", 60)])

    assert [(label.y, label.value, label.text) for label in found] == [(height(60), 60, "Zahira, Northmark +1")]


def test_labels_are_moved_apart_and_stay_in_the_chart():
    places = [label.y for label in labels([drawn("A", 1), drawn("B", 2), drawn("C", 3)])]

    assert places == [height(0) - 60, height(0) - 30, height(0)]


def test_many_labels_share_the_height():
    places = spread([height(0) - number for number in range(40, -1, -1)])

    assert (round(places[0]), places[-1]) == (round(height(100)), height(0))
    assert all(later - earlier > 7 for earlier, later in pairwise(places))


@pytest.mark.parametrize(
    ("text", "day"),
    [("2016-10-07", date(2016, 10, 7)), (" 2016-10-07 ", date(2016, 10, 7)), ("", None), (None, None), ("7 Oct", None),
     ("0001-01-01", None), ("9999-12-31", None)],
)  # fmt: skip
def test_day_is_read_from_an_address(text, day):
    assert read_day(text) == day


def test_end_of_a_day_is_the_readers_own():
    with timezone.override("Asia/Tokyo"):
        assert end_of(date(2031, 3, 4)).astimezone(UTC) == datetime(2031, 3, 4, 14, 59, 59, tzinfo=UTC)


@pytest.mark.parametrize(("precision", "day"), [(Precision.MINUTE, 5), (Precision.DAY, 4)])
def test_day_of_a_partial_date_is_kept_in_every_zone(precision, day):
    with timezone.override("Pacific/Kiritimati"):
        assert day_of(START, precision) == date(2031, 3, day)


def test_times_said_are_words_for_one_and_two():
    assert [times_said(number) for number in (1, 2, 9)] == ["said once", "said twice", "said 9 times"]


def test_signed_points_use_a_true_minus():
    assert [signed(number) for number in (28, -12, None)] == ["+28", "−12", ""]


def test_ages_are_said_in_a_sentence():
    assert [ago(days) for days in (0, 1, 4, None)] == ["since today", "for 1 day", "for 4 days", ""]
    assert [days_between(START, START + timedelta(days=days)) for days in (0, 1, 10)] == [
        "the same day",
        "one day on",
        "10 days on",
    ]


def test_short_day_of_a_month_names_no_day():
    assert ">Mar</time>" in short_day(START, Precision.MONTH)


def test_wording_escapes_what_it_marks():
    pieces = (Piece("a < b ", False), Piece("<i>", True))

    assert wording(pieces, "del", "gone") == 'a &lt; b <del class="gone">&lt;i&gt;</del>'


@pytest.mark.parametrize("shape", range(1, 9))
def test_marker_is_hollow_for_a_suggestion(shape):
    assert f"fi-{shape}" in marker(shape)
    assert f"hollow st-{shape}" in marker(shape, True)


def test_axis_labels_take_two_lines_at_most():
    assert in_lines("listed groups leave the city at once and the others may stay there for good") == [
        "listed groups leave",
        "the city at once and …",
    ]
