import numpy as np
import pytest

from positions.extraction.pieces import RIGHT, cut_pieces, cut_windows, words_around
from positions.extraction.tagger import _tokenizer

TEXT = "Staffan Lund’s “open harbour” stays SHUT.\n\nHaddun left, on 3 May."


@pytest.fixture(scope="module")
def pieces():
    return cut_pieces(TEXT, _tokenizer())


def words(pieces, text=TEXT):
    return [text[start:end] for start, end in pieces.words]


def test_words_are_runs_of_letters_and_single_marks(pieces):
    assert words(pieces)[:9] == ["Staffan", "Lund", "’", "s", "“", "open", "harbour", "”", "stays"]


def test_word_of_several_pieces_stays_one_word(pieces):
    starts = [*pieces.first, len(pieces.ids)]

    assert starts[1] - starts[0] > 1
    assert len(pieces.ids) == len(pieces.features) > len(pieces.words) == len(pieces.first)


def test_paragraphs_are_counted_at_line_ends(pieces):
    assert [words(pieces)[at] for at in range(1, len(pieces.words)) if np.diff(pieces.paragraphs)[at - 1]] == ["Haddun"]


def test_features_tell_case_marks_and_the_head_of_a_paragraph(pieces):
    told = dict(zip(words(pieces), pieces.features[pieces.first], strict=True))

    assert [told[word] // 4 for word in ("stays", "Lund", "SHUT", "3")] == [0, 1, 2, 3]
    assert [word for word, feature in told.items() if feature & 2] == ["open", "harbour"]
    assert [word for word, feature in told.items() if feature & 1] == ["Staffan", "Haddun"]


@pytest.mark.parametrize("text", ["", " \n ", "\u200b"])
def test_text_without_words_has_no_windows(text):
    assert list(cut_windows(cut_pieces(text, _tokenizer()))) == []


def test_windows_break_between_paragraphs_where_they_can():
    text = "The gate stays shut here.\n" * 4
    pieces = cut_pieces(text, _tokenizer())

    windows = list(cut_windows(pieces, size=14))

    assert windows == [(0, 12), (12, 24)]
    assert [int(pieces.paragraphs[start]) for start, _ in windows] == [1, 3]


def test_paragraph_longer_than_a_window_is_cut_inside():
    pieces = cut_pieces("gate " * 50, _tokenizer())

    assert list(cut_windows(pieces, size=20)) == [(0, 20), (20, 40), (40, 50)]


def test_source_and_content_are_looked_for_in_the_cues_paragraph():
    pieces = cut_pieces("One two three.\n\n" + "gate " * 400 + "\n\nFour.", _tokenizer())

    assert words_around(pieces, 1) == (0, 4)
    assert words_around(pieces, 10) == (4, 10 + RIGHT)
