"""How pairs and answers look."""

import re

import pytest

from positions.analysis.distance import Gap
from positions.analysis.matrix import Cell
from positions.analysis.pairs import Side
from positions.analysis.replay import replay
from positions.models import Issue, Party
from positions.templatetags.dossier import days, gap_words, gapline
from tests.analysis.test_ledger import START, entry


def side(pk: int, name: str, *values: int | None) -> Side:
    """Return what a party holds: several values are the sides of a split."""
    said = [entry(number, party=pk, value=value, speaker=str(number)) for number, value in enumerate(values, start=1)]
    held = replay(said)[-1] if said else None
    return Side(Cell(Party(pk=pk, name=name, number=pk), Issue(pk=1), START, held=held), ())


def heights(*sides: Side) -> list[str]:
    return re.findall(r'<svg x="[\d.]+%" y="(\d+)"', gapline(*sides))


def test_gapline_places_both_and_says_where():
    drawn = gapline(side(1, "Zahira", 90), side(2, "Northmark", 40))

    assert 'aria-label="Zahira at 90; Northmark at 40"' in drawn
    assert heights(side(1, "Zahira", 90), side(2, "Northmark", 40)) == ["9", "9"]


def test_gapline_keeps_both_markers_in_sight_on_one_place():
    assert heights(side(1, "Zahira", 50), side(2, "Northmark", 50)) == ["4", "14"]


def test_gapline_draws_each_side_of_a_split():
    assert 'aria-label="Zahira at 20; Zahira at 80; Northmark at 40"' in gapline(
        side(1, "Zahira", 20, 80), side(2, "Northmark", 40)
    )


@pytest.mark.parametrize("other", [(), (None,)])
def test_gapline_draws_nothing_while_one_is_not_placed(other):
    assert gapline(side(1, "Zahira", 90), side(2, "Northmark", *other)) == ""


@pytest.mark.parametrize(
    ("gap", "words"),
    [
        (None, "cannot be compared"),
        (Gap(0, 0), "in the same place"),
        (Gap(1, 1), "1 point apart"),
        (Gap(22.5, 22.5), "22.5 points apart"),
        (Gap(10, 70), "10 to 70 points apart"),
    ],
)
def test_gap_in_words(gap, words):
    assert gap_words(gap) == words


def test_days_that_are_not_known_are_not_told():
    assert (days(1), days(12), days(None)) == ("1 day", "12 days", "")
