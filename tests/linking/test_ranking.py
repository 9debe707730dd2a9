import numpy as np
import pytest

from positions.linking.ranking import WordIndex, WordStatistics, best, fuse, word_scores

TEXTS = ["harbour dues", "harbour dues and fish", "fish in the river", ""]


def test_word_scores_are_one_share_of_the_query():
    scores = WordIndex(TEXTS).scores("harbour dues")

    assert scores[0] > scores[1] > scores[2] == scores[3] == 0
    assert scores[0] <= 1


def test_rare_word_weighs_more():
    scores = WordIndex(["harbour", "harbour", "harbour", "pilot"]).scores("harbour pilot")

    assert scores[3] > scores[0]


def test_query_without_words_finds_nothing():
    assert WordIndex(TEXTS).scores("?!").tolist() == [0, 0, 0, 0]


def test_statistics_of_a_larger_collection_replace_those_of_the_texts():
    statistics = WordStatistics(texts=1000, frequency={"harbour": 900, "pilot": 2}, mean_length=2)

    scores = word_scores("harbour pilot", ["harbour", "pilot"], statistics)

    assert scores[1] > 10 * scores[0]


@pytest.mark.parametrize("query", ["harbour dues", "Fish, fish and more fish", "?!"])
def test_few_texts_score_as_in_an_index_of_them(query):
    index = WordIndex([*TEXTS, "fish fish dues"])

    scores = word_scores(query, [*TEXTS, "fish fish dues"], index.statistics)

    assert scores == pytest.approx(index.scores(query))


def test_fused_score_of_the_same_text_on_the_same_day_is_one():
    one = np.ones(1)

    assert fuse(one, one, one, np.zeros(1)) == pytest.approx([1])


def test_fused_score_falls_with_time_and_without_a_date():
    half = np.full(3, 0.5)

    scores = fuse(half, half, days_apart=np.array([0, 365, np.nan]))

    assert scores[0] > scores[1] > scores[2]


def test_best_keeps_the_order_of_equals():
    assert best(np.array([0.2, 0.9, 0.9, 0.1]), 3) == [1, 2, 0]
