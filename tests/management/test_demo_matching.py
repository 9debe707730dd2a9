from positions.management.demo.matching import pair, printed_name, shared

TEXT = "Salma Haddun said the harbour stays closed. Haddun added that the dues stand."


def test_shared_counts_common_characters_over_all() -> None:
    assert shared([[0, 10]], [[5, 15]]) == 5 / 15


def test_pair_takes_the_closest_suggestion_for_each() -> None:
    wanted = [[(0, 10)], [(0, 30)]]
    suggested = [[[0, 28]], [[0, 11]], [[40, 50]]]
    assert pair(wanted, suggested) == {0: 1, 1: 0}


def test_pair_uses_a_suggestion_once() -> None:
    assert pair([[(0, 10)], [(0, 9)]], [[[0, 10]]]) == {0: 0}


def test_pair_leaves_out_suggestions_with_less_than_half_in_common() -> None:
    assert pair([[(0, 10)]], [[[6, 16]]]) == {}


def test_printed_name_is_the_nearest_before_the_words() -> None:
    start, end = printed_name(TEXT, TEXT.index("the dues"), ["Salma Haddun", "Haddun"])
    assert (start, TEXT[start:end]) == (44, "Haddun")


def test_printed_name_is_the_longest_where_two_end_together() -> None:
    start, end = printed_name(TEXT, TEXT.index("the harbour"), ["Haddun", "Salma Haddun"])
    assert TEXT[start:end] == "Salma Haddun"


def test_printed_name_is_none_without_a_name_before_the_words() -> None:
    assert printed_name(TEXT, 0, ["Haddun"]) is None
