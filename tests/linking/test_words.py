import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from positions.linking import words
from positions.linking.words import STOP_WORDS, stem, terms, tokens
from positions.text import fold


def test_tokens_keep_numbers_whole_and_fold_the_rest():
    assert tokens("Élan: 5,000 men, 3.5 km, won’t wait — ёлка") == [
        "elan", "5000", "men", "3.5", "km", "won't", "wait", "елка",
    ]  # fmt: skip


@given(st.text() | st.text("a1é’', .\u00a0\u0301\n"))
def test_tokens_are_those_of_the_folded_text_read_as_a_whole(text):
    folded = re.sub(r"(?<=\d),(?=\d{3})", "", fold(text)).replace("’", "'")
    assert tokens(text) == re.findall(r"\d+(?:[.,]\d+)*|\w+(?:['’]\w+)*", folded)
    assert terms(text) == [stem(token) for token in tokens(text) if token not in STOP_WORDS]


def test_what_is_long_and_without_blanks_is_read_and_not_remembered():
    before = words._remembered_tokens.cache_info().currsize, words._remembered_terms.cache_info().currsize

    assert tokens("港" * 5_000 + ",5,000") == ["港" * 5_000, "5000"]
    assert terms("港" * 5_000) == ["港" * 5_000]
    assert before == (words._remembered_tokens.cache_info().currsize, words._remembered_terms.cache_info().currsize)


def test_terms_leave_out_words_of_form():
    assert terms("The talks will not be about the harbour") == ["talk", "harbour"]


@pytest.mark.parametrize(
    ("word", "other"),
    [
        ("supports", "supporting"),
        ("stopped", "stopping"),
        ("withdrawal", "withdrawals"),
        ("negotiation", "negotiations"),
        ("party", "parties"),
        ("northmark's", "northmark"),
    ],
)
def test_stem_brings_forms_of_a_word_together(word, other):
    assert stem(word) == stem(other)


@pytest.mark.parametrize("word", ["press", "call", "aid", "5000", "елка"])
def test_stem_leaves_short_words_and_numbers(word):
    assert stem(word) == word
