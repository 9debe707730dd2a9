"""An editor's remark inside somebody's words is found, so that it can be left out of them."""

import pytest

from positions.extraction.words import find_notes


@pytest.mark.parametrize(
    ("text", "note"),
    [
        ("If the guard (outlawed in Northmark - NNA) leaves", " (outlawed in Northmark - NNA)"),
        ("They left [the militants – Ed.] at noon", " [the militants – Ed.]"),
        ("Nous partons (NDLR : du port) demain", " (NDLR : du port)"),
        ("Nous partons [la flotte, ndlr] demain", " [la flotte, ndlr]"),
        ("Они ушли (из порта — прим. ред.) вчера", " (из порта — прим. ред.)"),
        ("Они ушли (из порта. — Прим. СНА) вчера", " (из порта. — Прим. СНА)"),
        ("Wir gehen (Anm. d. Red.: aus dem Hafen) heute", " (Anm. d. Red.: aus dem Hafen)"),
        ("We was [sic] there", " [sic]"),
        ("He left (at noon) with two others", None),
        ("He left (at noon - with two others) again", None),
    ],
)
def test_note_is_found_with_the_blank_before_it(text, note):
    assert [text[start:end] for start, end in find_notes(text)] == ([note] if note else [])
