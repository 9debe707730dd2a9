"""Where sentences and paragraphs end."""

import json
from pathlib import Path

import pytest

from positions.extraction.sentences import dateline_end, find_paragraphs, find_sentences

GOLDEN = Path(__file__).parent / "golden" / "sentences.json"


def sentences(text: str) -> list[str]:
    return [text[start:end] for start, end in find_sentences(text, 0, len(text))]


def lines_of(name: str) -> list[str]:
    """Return the lines of a golden file, each with a stroke where a sentence begins."""
    lines = GOLDEN.with_name(name).read_text(encoding="utf-8").splitlines()
    return [line.replace("⏎", "\n") for line in lines if line and not line.startswith("#")]


@pytest.mark.parametrize("case", lines_of("splitting.txt"))
def test_golden_sentences_begin_where_the_strokes_stand(case):
    text = case.replace("|", "")

    read = [text[start:end] for paragraph in find_paragraphs(text) for start, end in find_sentences(text, *paragraph)]

    assert read == [sentence.strip() for sentence in case.split("|")]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("One. Two! Three? Four", ["One.", "Two!", "Three?", "Four"]),
        ("Mr. Vance met Gen. Lund. They spoke.", ["Mr. Vance met Gen. Lund.", "They spoke."]),
        ("The U.N. envoy J. B. Vance left.", ["The U.N. envoy J. B. Vance left."]),
        ("He paid 3.5 million. She left.", ["He paid 3.5 million.", "She left."]),
        ("“It failed.” Vance left.", ["“It failed.”", "Vance left."]),
        ("He said “no.” and left.", ["He said “no.” and left."]),
        ("Wait… Then go.", ["Wait…", "Then go."]),
        ("Да. Нет.", ["Да.", "Нет."]),
        ("One.\u00a0Two.", ["One.", "Two."]),
        ("", []),
    ],
)
def test_sentences_end_where_readers_see_them_end(text, expected):
    assert sentences(text) == expected


def test_paragraphs_are_lines_without_blanks_at_their_ends():
    text = "\n One \r\n\n\u00a0Two\u2028Three\n \n"

    assert [text[start:end] for start, end in find_paragraphs(text)] == ["One", "Two", "Three"]


@pytest.mark.parametrize("case", lines_of("datelines.txt"))
def test_report_begins_after_its_dateline(case):
    text = case.replace("|", "")

    assert dateline_end(text, 0, len(text)) == max(case.find("|"), 0)


@pytest.mark.golden
def test_sentences_of_an_invented_report_are_as_before(pytestconfig):
    text = (GOLDEN.parent / "report.txt").read_text(encoding="utf-8")

    read = [[text[start:end] for start, end in find_sentences(text, *paragraph)] for paragraph in find_paragraphs(text)]

    if pytestconfig.getoption("--update-golden"):
        GOLDEN.write_text(json.dumps(read, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    assert read == json.loads(GOLDEN.read_text(encoding="utf-8"))


WRAPPED = """\
The harbour has stood open to all the ships of
Zahira for forty years, and it was a guard of the
Northmark coast that closed it on the third of March
without one word to those who live by its trade.
We ask for it to be opened again before the summer
and for the dues to be what they were in the winter
of that year in which the lighthouse broke down and
nobody could find the way in."""


def paragraphs(text):
    return [text[start:end] for start, end in find_paragraphs(text)]


def test_lines_broken_to_fit_a_page_are_one_paragraph():
    assert [found.split()[0] for found in paragraphs(WRAPPED)] == ["The", "We"]


def test_line_goes_on_before_a_capital_only_in_a_text_that_is_wrapped():
    news = "Northmark is ready to open the harbour, its minister said — Brandt\nZahira disagrees with it."

    assert len(paragraphs(news)) == 2


@pytest.mark.parametrize(
    "text",
    [
        "A list of short lines\nand another one\nand a third",
        "The minister said on Monday that the gate stays shut.\nhowever, nobody believed it.",
        "The minister said on Monday that the gate would stay\n\nshut for a year.",
    ],
)
def test_short_lines_ended_lines_and_blank_lines_part_paragraphs(text):
    assert paragraphs(text) == [line for line in text.split("\n") if line]
