import time

from positions.ingestion.paragraphs import is_wrapped, unwrap

WRAPPED = """The two delegations agreed to count the ships that wait at the
strait before they talk about monitors, the office of the en-
voy said on Monday.
Zahira has asked for a written guarantee, which its spokesman would
not describe to the reporters."""


def test_lines_are_joined_into_paragraphs() -> None:
    assert unwrap(WRAPPED) == (
        "The two delegations agreed to count the ships that wait at the strait before they talk about monitors,"
        " the office of the envoy said on Monday.\n\n"
        "Zahira has asked for a written guarantee, which its spokesman would not describe to the reporters."
    )


def test_blank_lines_part_paragraphs() -> None:
    assert unwrap("One line\n\nanother line\n \nand a third") == "One line\n\nanother line\n\nand a third"


def test_list_items_stay_apart() -> None:
    assert unwrap("The offer has two parts which are as follows here\n1. open strait\n2. monitors") == (
        "The offer has two parts which are as follows here\n\n1. open strait\n\n2. monitors"
    )


def test_wrapped_text_is_told_from_paragraphs() -> None:
    assert is_wrapped(WRAPPED)
    assert not is_wrapped("A short line.\nAnother one.\nA third.\nA fourth.")
    assert not is_wrapped("word " * 100 + "\n" + "word " * 90 + "\nword\nword")


def test_endless_paragraph_is_joined_in_time() -> None:
    started = time.process_time()
    assert len(unwrap("\n".join(["word " * 16 + "word"] * 20_000))) == 20_000 * 85 - 1
    assert time.process_time() - started < 2
