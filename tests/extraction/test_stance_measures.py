import pytest

from positions.enums import Firmness, Stance
from positions.extraction.measures import Score
from positions.extraction.stance_measures import Bin, figures, issue_score, macro_f1, reliability
from positions.extraction.stances import Reading

GOLD = [
    Reading(Stance.SUPPORTS, Firmness.FIRM, "the port opens", "demand", ""),
    Reading(Stance.SUPPORTS, Firmness.FIRM, "", "demand", "past"),
    Reading(Stance.OPPOSES, Firmness.RED_LINE, "", "reject", ""),
    Reading(Stance.NONE, None, "", "", ""),
]


def test_issue_score_counts_each_issue():
    assert issue_score([{1, 2}, {3}, set()], [{1}, {3}, {4}]) == Score(2 / 3, 2 / 3)


def test_perfect_readings_reach_one_and_stand_above_the_most_frequent_answer():
    found = {figure.name: (figure.value, round(figure.baseline, 3)) for figure in figures(GOLD, GOLD)}

    assert {value for value, _ in found.values()} == {1.0}
    assert found["stance accuracy"] == (1.0, 0.5)
    assert found["firmness exact"] == (1.0, 0.667)
    assert found["stance macro-F1"] == (1.0, 0.222)


def test_firmness_that_is_not_read_counts_as_wrong():
    found = {figure.name: figure.value for figure in figures(GOLD, [Reading(Stance.NONE)] * 4)}

    assert (found["firmness exact"], found["firmness within one rung"], found["condition token-F1"]) == (0, 0, 0)


def test_macro_f1_is_the_mean_over_the_wanted_classes():
    assert macro_f1([("a", "a"), ("a", "b"), ("b", "b"), ("b", "c")]) == pytest.approx((2 / 3 + 1 / 2) / 2)


def test_reliability_sorts_suggestions_into_bins():
    assert reliability([(0.55, True), (0.45, False), (0.95, True), (0.93, False)]) == [
        (0.0, Bin(1, 0.45, 0.0)),
        (0.5, Bin(1, 0.55, 1.0)),
        (0.9, Bin(2, pytest.approx(0.94), 0.5)),
    ]
