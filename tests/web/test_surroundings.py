"""The sentence before and the one after."""

from positions.web.surroundings import Surroundings, around

TEXT = "One ship came. The dues stay, she said. Nobody answered.\n\nA new day began."


def span(words: str) -> list[list[int]]:
    return [[TEXT.index(words), TEXT.index(words) + len(words)]]


def test_surroundings_are_the_sentences_beside_a_whole_sentence():
    assert around(TEXT, span("The dues stay, she said.")) == Surroundings("One ship came. ", " Nobody answered.")


def test_surroundings_of_a_part_are_the_rest_of_its_sentence():
    assert around(TEXT, span("The dues stay")) == Surroundings("One ship came. ", ", she said.")


def test_surroundings_stay_in_the_paragraph():
    assert around(TEXT, span("A new day began.")) == Surroundings("", "")


def test_surroundings_of_a_long_sentence_are_cut_to_its_nearer_end():
    text = f"{'word ' * 200}end. {'other ' * 200}end."

    found = around(text, [[text.index("end."), text.index("end.") + 4]])

    assert found.before.startswith("… word")
    assert found.after.endswith("other …")
    assert max(len(found.before), len(found.after)) < 310
