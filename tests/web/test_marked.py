from hypothesis import given
from hypothesis import strategies as st

from positions.web.marked import Mark, Marking, Number, Words, marked_paragraphs

TEXT = "Zahira would pay, Salma Haddun said.\n\nNorthmark 🜂 would not."


def words_of(drawn):
    """Return every Words in order, marks opened."""
    for part in drawn:
        if isinstance(part, Mark):
            yield from words_of(part.inner)
        elif isinstance(part, Words):
            yield part


def test_a_text_without_marks_is_its_paragraphs():
    assert marked_paragraphs(TEXT, []) == [(Words(0, TEXT[:36], False),), (Words(38, TEXT[38:], False),)]


def test_a_mark_holds_its_words_after_its_number():
    one = Marking(1, ((0, 16),), source=(18, 30))

    assert marked_paragraphs(TEXT[:36], [one]) == [
        (
            Number(one),
            Mark(one, True, (Words(0, "Zahira would pay", False),)),
            Words(16, ", ", False),
            Words(18, "Salma Haddun", True),
            Words(30, " said.", False),
        )
    ]


def test_a_mark_inside_another_is_nested():
    one, two = Marking(1, ((0, 10),)), Marking(2, ((4, 6),))

    assert marked_paragraphs("abcdefghij", [two, one]) == [
        (
            Number(one),
            Mark(
                one,
                True,
                (
                    Words(0, "abcd", False),
                    Number(two),
                    Mark(two, True, (Words(4, "ef", False),)),
                    Words(6, "ghij", False),
                ),
            ),
        )
    ]


def test_marks_that_cross_are_cut_where_they_cross():
    one, two = Marking(1, ((0, 6),)), Marking(2, ((4, 10),))

    assert marked_paragraphs("abcdefghij", [one, two]) == [
        (
            Number(one),
            Mark(one, True, (Words(0, "abcd", False), Number(two), Mark(two, True, (Words(4, "ef", False),)))),
            Mark(two, False, (Words(6, "ghij", False),)),
        )
    ]


def test_a_mark_over_two_paragraphs_is_drawn_in_both():
    one = Marking(1, ((1, 5),))

    drawn = marked_paragraphs("ab\n\ncd", [one])

    assert drawn == [
        (Words(0, "a", False), Number(one), Mark(one, True, (Words(1, "b", False),))),
        (Mark(one, False, (Words(4, "c", False),)), Words(5, "d", False)),
    ]


@given(
    st.text(alphabet="a\u00a0🜂é\n ", min_size=1, max_size=40),
    st.lists(st.tuples(st.integers(0, 39), st.integers(1, 12)), max_size=6),
)
def test_words_keep_their_places_and_nothing_is_lost(text, places):
    markings = [
        Marking(number, ((start, min(start + length, len(text))),))
        for number, (start, length) in enumerate(places, start=1)
        if start < len(text)
    ]

    found = [words for paragraph in marked_paragraphs(text, markings) for words in words_of(paragraph)]

    assert all(text[words.start : words.start + len(words.text)] == words.text for words in found)
    assert [words.start for words in found] == sorted({words.start for words in found})
    assert "".join("".join(words.text for words in found).split()) == "".join(text.split())
