"""Cells: what is written is read again, whatever it is."""

from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from positions.enums import Firmness, PartyKind, Precision, Stance
from positions.exchange.tables.cells import (
    CellError,
    anchors_read,
    anchors_written,
    choice_read,
    day_read,
    escaped,
    firmness_written,
    joined,
    moment_read,
    parted,
    place_read,
    spans_read,
    spans_written,
    unescaped,
    written,
)

RISKY = st.text(alphabet="'=+-@\t\r\n;\\a ", max_size=8)
NAMES = st.lists(RISKY.map(str.strip).filter(bool), max_size=4).map(tuple)


@given(RISKY | st.text())
def test_escaped_text_is_read_again_as_it_was(text: str):
    assert unescaped(escaped(text)) == text


@given(RISKY)
def test_escaped_text_begins_with_no_sign_of_a_formula(text: str):
    assert escaped(text)[:1] not in {"=", "+", "-", "@", "\t", "\r"}


@pytest.mark.parametrize(
    ("text", "cell"),
    [("=1+1", "'=1+1"), ("-no", "'-no"), ("'=1", "''=1"), ("'no", "'no"), ("a=1", "a=1"), ("", "")],
)
def test_only_what_looks_like_a_formula_is_escaped(text: str, cell: str):
    assert escaped(text) == cell


@given(NAMES)
def test_several_names_in_a_cell_are_read_again(names: tuple[str, ...]):
    assert parted(joined(names)) == names


def test_names_typed_by_hand_are_parted_at_semicolons():
    assert parted("Moscow;the Kremlin ; ;a\\;b") == ("Moscow", "the Kremlin", "a;b")


def test_anchors_are_read_again():
    anchors = ((0, "no dues; none"), (100, "full: all"))
    assert anchors_written(anchors) == r"0: no dues\; none; 100: full: all"
    assert anchors_read(anchors_written(anchors)) == anchors


def test_spans_are_read_again():
    assert spans_written([[1, 12], [20, 31]]) == "1..12; 20..31"
    assert spans_read("1..12; 20..31") == ((1, 12), (20, 31))


@pytest.mark.parametrize("cell", ["1-12", "12..3", "twelve"])
def test_a_span_that_is_none_is_refused(cell: str):
    with pytest.raises(
        CellError, match=r"is no place in a text. Write where it begins and ends, in characters, as 12..40"
    ):
        spans_read(cell)


@pytest.mark.parametrize("cell", ["101: all", "no dues", "-1: none"])
def test_an_anchor_that_is_none_is_refused(cell: str):
    with pytest.raises(CellError, match="names no places on a scale"):
        anchors_read(cell)


@pytest.mark.parametrize(
    ("value", "cell"),
    [
        (None, ""),
        (True, "yes"),
        (False, "no"),
        (-28, -28),
        (0.5, 0.5),
        (Stance.NONE, "none"),
        (datetime(2031, 3, 4, 12, tzinfo=UTC), "2031-03-04T12:00:00+00:00"),
        (date(2031, 3, 4), "2031-03-04"),
        (["a", "b"], "a; b"),
    ],
)
def test_values_are_written_in_one_way(value: object, cell: object):
    assert written(value) == cell


@pytest.mark.parametrize(
    ("cell", "precision", "found"),
    [
        ("2031-03", "", (datetime(2031, 3, 1, tzinfo=UTC), Precision.MONTH)),
        ("2031-03-04", "", (datetime(2031, 3, 4, tzinfo=UTC), Precision.DAY)),
        ("2031-03-04", "month", (datetime(2031, 3, 4, tzinfo=UTC), Precision.MONTH)),
        ("2031-03-04T12:00Z", "", (datetime(2031, 3, 4, 12, tzinfo=UTC), Precision.MINUTE)),
        ("2031-03-04 12:00", "", (datetime(2031, 3, 4, 12, tzinfo=UTC), Precision.MINUTE)),
        ("2031-03-04T12:00:00+00:00", "day", (datetime(2031, 3, 4, 12, tzinfo=UTC), Precision.DAY)),
    ],
)
def test_a_moment_tells_how_much_of_it_is_known(cell: str, precision: str, found: object):
    assert moment_read(cell, precision) == found


def test_a_moment_keeps_its_zone():
    found = moment_read("2031-03-04T12:00:00+03:00")
    assert found is not None
    assert found[0].tzinfo == timezone(timedelta(hours=3))


@pytest.mark.parametrize("cell", ["4.3.2031", "3/4/2031", "2031-02-30", "yesterday"])
def test_a_moment_in_another_form_is_refused_with_the_form(cell: str):
    with pytest.raises(CellError, match="Write a month 2016-10, a day 2016-10-07, or a moment with its zone"):
        moment_read(cell)


@pytest.mark.parametrize("cell", ["red_line", "Red line", " RED-LINE ", "4"])
def test_a_choice_is_known_by_value_and_name(cell: str):
    assert choice_read(Firmness, cell) == Firmness.RED_LINE


def test_a_choice_that_is_none_is_refused_with_the_choices():
    with pytest.raises(CellError, match=r"“realm” is none of state, organisation, armed_group, envoy, other."):
        choice_read(PartyKind, "realm")


def test_firmness_is_written_as_a_word():
    assert [firmness_written(value) for value in (None, 1, 4)] == ["", "exploratory", "red_line"]


@pytest.mark.parametrize(("cell", "value"), [("", None), ("0", 0), ("28.0", 28), (" 100 ", 100)])
def test_a_place_on_the_scale_is_a_whole_number(cell: str, value: int | None):
    assert place_read(cell) == value


@pytest.mark.parametrize("cell", ["101", "-1", "28.5", "many", "٣"])
def test_a_place_off_the_scale_is_refused(cell: str):
    with pytest.raises(CellError, match="is no whole number from 0 to 100"):
        place_read(cell)


def test_a_day_is_read_and_another_form_refused():
    assert day_read("2031-03-04") == date(2031, 3, 4)
    assert day_read(" ") is None
    with pytest.raises(CellError, match="Write it as 2016-10-07"):
        day_read("4.3.2031")
