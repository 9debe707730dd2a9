"""Whatever the text: reading raises nothing, every span is inside the text, and the same text is read the same way."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bench.mutations import BY_MODEL, MARKS, ODD, WORDS, broken_rules, mutated, outcome_of, seeds

PIECES = st.sampled_from([*MARKS, *ODD, *WORDS, " ", " ", ". ", "x", "Aa", "1", "No.", "s’ "])
TEXTS = (
    st.lists(PIECES, max_size=60).map("".join)
    | st.lists(PIECES, max_size=60).map(" ".join)
    | st.text(max_size=300)
    | st.builds(lambda seed, start, length: seed[start : start + length],
                st.sampled_from(seeds()), st.integers(0, 2000), st.integers(0, 400))
)  # fmt: skip


@settings(max_examples=100, deadline=None)
@given(TEXTS)
def test_any_text_is_read_by_the_rules(text):
    assert broken_rules(text) == []


@pytest.mark.parametrize("number", range(100))
def test_mutilated_article_is_read_by_the_rules(number):
    assert broken_rules(mutated(1, number)) == []


@pytest.mark.parametrize("number", [number for number in range(150) if number % BY_MODEL])
def test_whatever_a_model_says_of_a_text_is_borne(number):
    assert outcome_of(number, seed=1).broken == ()


def test_same_number_makes_the_same_input():
    assert [mutated(1, number) for number in range(20)] == [mutated(1, number) for number in range(20)]


def test_a_broken_rule_is_told(monkeypatch):
    monkeypatch.setattr("bench.mutations.find_paragraphs", lambda text: [(3, 3)])

    assert broken_rules("We stay.")[0] == "sentences: span (3, 3) of 8 characters"
