"""What model and rules find together, where each alone would miss it."""

import pytest

from positions.extraction.attributions import Reader, find_attributions, find_claims, reader_of
from positions.text import words_at

LEAD = (
    "PORT HADDUN, March 4. /NNA/. Northmark will open the harbour if Zahira withdraws its guard ships, Northmark "
    "Foreign Minister Ilka Brandt told the weekly programme Strait Talk on Tuesday."
)


def said(text: str) -> list[tuple[str | None, str]]:
    return [(found.speaker, words_at(text, found.content)) for found in find_claims(text)]


def test_lead_behind_a_dateline_is_read_by_the_rules_where_the_model_doubts():
    assert said(LEAD) == [("Ilka Brandt", "Northmark will open the harbour if Zahira withdraws its guard ships")]


def test_verb_that_no_table_holds_is_found_by_the_model():
    text = "Ilka Brandt floated a corridor for grain ships. Zahira’s envoy bristled at the idea of dues."

    assert [speaker for speaker, _ in said(text)] != []


@pytest.mark.parametrize(
    "report",
    [
        "Ilka Brandt did not say that the gate stays shut.",
        "The minister declined to comment on the gate.",
        "An official, who asked not to be named, left the hall.",
    ],
)
def test_what_is_not_said_is_no_claim(report):
    assert said(report) == []


def test_quotation_that_goes_on_is_one_attribution_and_two_claims():
    text = "“The gate stays shut,” Ilka Brandt said. “No ship will pass it this year.”"

    assert [words_at(text, found.content) for found in find_attributions(text)] == [
        "The gate stays shut … No ship will pass it this year."
    ]
    assert said(text) == [
        ("Ilka Brandt", "The gate stays shut"),
        ("Ilka Brandt", "No ship will pass it this year."),
    ]


def test_statement_inside_reported_words_is_reported_through_their_speaker():
    text = "Ilka Brandt said that Teodor Vance had told the council that the gate would open."

    outer, inner = find_claims(text)

    assert (outer.speaker, inner.speaker, inner.via) == ("Ilka Brandt", "Teodor Vance", 0)


def test_those_who_support_a_speaker_are_in_the_source():
    text = "ZAHIRA, supported by NORTHMARK, said that the brackets should stay."

    assert [text[slice(*found.source)] for found in find_claims(text)] == ["ZAHIRA, supported by NORTHMARK"]


@pytest.mark.parametrize(
    ("text", "use_model", "reader"),
    [
        ("The gate stays shut, Ilka Brandt said on the radio, and nobody asked her why it was so.", True, Reader.MODEL),
        (
            "The gate stays shut, Ilka Brandt said on the radio, and nobody asked her why it was so.",
            False,
            Reader.RULES,
        ),
        ("The gate stays shut, Ilka Brandt said. " * 6000, True, Reader.RULES),
        ("Министр заявила, что ворота порта останутся закрытыми, пока не уйдут корабли охраны.", True, Reader.FOREIGN),
    ],
    ids=["model", "switched off", "too long", "russian"],
)
def test_reader_is_chosen_by_language_length_and_switch(text, use_model, reader):
    assert reader_of(text, use_model=use_model) == reader
