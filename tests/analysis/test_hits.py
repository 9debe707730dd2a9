"""Marking what was found, and shortening long words; no database."""

import pytest

from positions.analysis.hits import BESIDE, CLOSE, CONTEXT, LONGEST, OPEN, head, pieces, shortened, tail
from positions.analysis.wording import Piece


def marked(text: str) -> str:
    return text.replace("[", OPEN).replace("]", CLOSE)


def found_in(words: str, folded: str) -> list[tuple[str, bool]]:
    return [(piece.text, piece.is_changed) for piece in pieces(words, marked(folded))]


def test_marks_are_carried_back_to_the_words_as_printed():
    assert found_in("La délégation", "La [delegation]") == [("La ", False), ("délégation", True)]
    assert found_in("ещё раз, йод", "[еще] раз, [йод]") == [("ещё", True), (" раз, ", False), ("йод", True)]


def test_letters_with_marks_of_their_own_stay_whole():
    assert found_in("x̂ and q̄y", "x and [qy]") == [("x̂ and ", False), ("q̄y", True)]


@pytest.mark.parametrize("folded", ["something else", "", "[words] that go on"])
def test_words_that_do_not_go_with_the_marks_stay_unmarked(folded):
    assert (
        found_in("words", folded) == [("words", False)]
        or "".join(text for text, _ in found_in("words", folded)) == "words"
    )


def test_long_words_are_shown_beside_what_was_found():
    long = (Piece("before " * 200, False), Piece("dues", True), Piece(" after" * 200, False))

    short = shortened(long)

    assert [piece.is_changed for piece in short] == [False, True, False]
    assert short[0].text.startswith(" … ")
    assert sum(len(piece.text) for piece in short) < 2 * BESIDE + 20


def test_long_words_without_a_hit_end_at_a_blank():
    [piece] = shortened((Piece("words " * 400, False),))

    assert piece.text.endswith("words …")
    assert len(piece.text) <= LONGEST + 2


def test_many_hits_are_cut_off():
    many = tuple(Piece("dues " if place % 2 else "x" * 60 + " ", bool(place % 2)) for place in range(60))

    assert shortened(many)[-1] == Piece(" …", False)


def test_surroundings_end_with_the_paragraph_or_at_a_blank():
    assert head("Another paragraph.\nShe paused. ") == "She paused. "
    assert tail(" Then she left.\nAnother.") == " Then she left."
    assert head(("word " * 80)[-CONTEXT:]).startswith("… word")
    assert tail((" word" * 80)[:CONTEXT]).endswith("word …")
