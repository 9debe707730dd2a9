import pytest

from positions.linking.words import stem, terms, tokens


def test_tokens_keep_numbers_whole_and_fold_the_rest():
    assert tokens("Élan: 5,000 men, 3.5 km, won’t wait — ёлка") == [
        "elan", "5000", "men", "3.5", "km", "won't", "wait", "елка",
    ]  # fmt: skip


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
