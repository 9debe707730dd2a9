"""Citations of a statement in four forms."""

import json
from dataclasses import replace
from datetime import date

import pytest

from positions.enums import Precision
from positions.exchange.citations import FORMS, Citation, Day, as_bibtex, as_csl, as_markdown, as_text

CITED = Citation(
    speaker="Salma Haddun",
    party="Zahira",
    said=Day(date(2031, 3, 4)),
    words="We will pay half of the dues",
    kind="direct speech",
    is_quoted=True,
    outlet="Northmark Gazette",
    article="Dues & tolls: 50 % off",
    published=Day(date(2031, 3, 1), Precision.MONTH),
    address="https://tracker.example.org/n/harbour/statements/1/",
    url="https://gazette.example.org/dues_1",
    language="en",
)


def test_text_names_speaker_words_outlet_and_address():
    assert as_text(CITED) == (
        "Salma Haddun (Zahira), 4 March 2031: “We will pay half of the dues” (direct speech). In: Northmark Gazette, "
        "“Dues & tolls: 50 % off”, March 2031. https://tracker.example.org/n/harbour/statements/1/"
    )


def test_reported_speech_gets_no_quotation_marks():
    assert ": We will pay half of the dues (reported speech)." in as_text(
        replace(CITED, kind="reported speech", is_quoted=False)
    )


def test_words_with_marks_of_their_own_get_no_second_ones():
    assert ": «Wir zahlen» (direct speech)" in as_text(replace(CITED, words="«Wir zahlen»"))


def test_markdown_takes_marks_in_words_for_words():
    written = as_markdown(replace(CITED, words="*All* of it [the dues]\nand more"))

    assert written.startswith("> “\\*All\\* of it \\[the dues\\] and more”\n>\n> Salma Haddun (Zahira), 4 March 2031")
    assert "(https://gazette.example.org/dues_1)" in written


def test_bibtex_escapes_what_tex_would_take_for_commands():
    assert as_bibtex(CITED) == (
        "@misc{haddun-2031-will-half-dues,\n"
        "  title = {{Dues \\& tolls: 50 \\% off}},\n"
        "  howpublished = {Northmark Gazette},\n"
        "  year = {2031},\n"
        "  month = mar,\n"
        "  note = {Salma Haddun (Zahira), 4 March 2031: “We will pay half of the dues” (direct speech)},\n"
        "  url = {https://gazette.example.org/dues_1},\n"
        "  annote = {Statement: https://tracker.example.org/n/harbour/statements/1/},\n"
        "  langid = {en}\n"
        "}"
    )


def test_csl_keeps_a_month_a_month():
    [item] = json.loads(as_csl(CITED))

    assert item["issued"] == {"date-parts": [[2031, 3]]}
    assert (item["type"], item["container-title"], item["URL"]) == (
        "article-newspaper", "Northmark Gazette", "https://gazette.example.org/dues_1",
    )  # fmt: skip


def test_without_an_address_of_the_article_the_permanent_one_is_cited():
    assert json.loads(as_csl(replace(CITED, url="")))[0]["URL"] == CITED.address


@pytest.mark.parametrize("ending", FORMS)
def test_every_form_bears_any_script_and_an_unnamed_speaker(ending):
    arabic = replace(CITED, speaker="وزير", party="", words="لن نوقّع {على} نصٍّ \\ ", language="")

    assert "لن نوقّع" in FORMS[ending].write(arabic)
    assert arabic.key.startswith("statement-2031")
