"""Comparing two wordings."""

from hypothesis import given
from hypothesis import strategies as st

from positions.analysis.wording import Comparison, Piece, compare


def test_comparison_marks_what_went_and_what_came():
    assert compare("The dues stay as they are.", "The dues are halved.") == Comparison(
        before=(
            Piece("The dues ", False),
            Piece("stay as they", True),
            Piece(" are.", False),
        ),
        after=(Piece("The dues are ", False), Piece("halved", True), Piece(".", False)),
    )


def test_comparison_ignores_case_and_accents():
    assert not any(piece.is_changed for piece in compare("Le café ferme", "le cafe Ferme").after)


def test_comparison_of_strange_wordings_marks_nothing():
    assert compare("We will pay.", "Nobody asked them.") == Comparison(
        (Piece("We will pay.", False),), (Piece("Nobody asked them.", False),)
    )


def test_comparison_of_very_long_wordings_marks_nothing():
    long = "word " * 500

    assert compare(long, long + "more").after == (Piece(long + "more", False),)


@given(st.text(max_size=80), st.text(max_size=80))
def test_comparison_keeps_every_character(before: str, after: str):
    comparison = compare(before, after)

    assert "".join(piece.text for piece in comparison.before) == before
    assert "".join(piece.text for piece in comparison.after) == after
