from collections import Counter

import pytest

from positions.extraction.measures import Score, marking, pair, scores, tally

TEXT = "The gate stays shut, Brandt said. Vance left."


def mark(content, source=None, cue=None):
    return marking(TEXT, [content], [source] if source else [], [cue] if cue else [])


GOLD = [mark((0, 19), (21, 27), (28, 32)), mark((34, 45))]


def test_marking_counts_letters_and_digits_only():
    assert mark((17, 22)).content == {17, 18, 21}


def test_same_markings_score_one():
    assert scores(tally(GOLD, GOLD)) == dict.fromkeys(scores(Counter()), Score(1.0, 1.0))


def test_half_a_content_is_soft_but_not_exact():
    measured = scores(tally([GOLD[0]], [mark((0, 8), (21, 32), (28, 32))]))

    assert measured["detect"] == Score(1.0, 1.0)
    assert measured["content exact"] == Score(0.0, 0.0)
    assert measured["content soft"] == Score(1.0, pytest.approx(7 / 16))
    assert measured["source exact"] == Score(0.0, 0.0)
    assert measured["source overlap"] == Score(1.0, 1.0)
    assert measured["cue exact"] == Score(1.0, 1.0)


def test_two_parts_of_one_content_count_once():
    found = [mark((0, 3)), mark((4, 19))]

    assert pair([GOLD[0]], found) == [(0, 1)]
    assert scores(tally([GOLD[0]], found))["detect"] == Score(0.5, 1.0)


def test_nothing_found_scores_nothing():
    measured = scores(tally(GOLD, []))

    assert measured["detect"] == Score(0.0, 0.0)
    assert measured["detect"].f1 == 0.0


def test_harmonic_mean_of_a_half_and_one():
    assert Score(0.5, 1.0).f1 == pytest.approx(2 / 3)
