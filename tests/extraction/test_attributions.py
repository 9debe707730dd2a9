"""What the rules alone find, one form of reporting a test, with invented people of invented countries."""

from functools import partial
from pathlib import Path
from time import process_time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from positions.enums import SpeechKind
from positions.extraction.attributions import Attribution
from positions.extraction.attributions import find_claims as read_claims
from positions.text import words_at

find_claims = partial(read_claims, use_model=False)
GOLDEN = Path(__file__).parent / "golden"
LEAD = "Northmark Foreign Minister Ilka Brandt met Salma Haddun, the trade minister of Zahira.\n\n"


def said(text: str) -> list[tuple[str | None, str]]:
    """Return who says what."""
    return [(found.speaker, words_at(text, found.content)) for found in find_claims(text)]


@pytest.mark.parametrize(
    "report",
    [
        "“The gate stays shut,” Ilka Brandt said.",
        "“The gate stays shut,” said Ilka Brandt.",
        "“The gate stays shut”, Ilka Brandt said on Monday.",
        "“The gate stays shut,” the minister, Ilka Brandt, told reporters in Haddun.",
        "Ilka Brandt said: “The gate stays shut.”",
        "Ilka Brandt said, “The gate stays shut.”",
        "However, Ilka Brandt said, “The gate stays shut.”",
        'Ilka Brandt told the council on Monday: "The gate stays shut."',
        "Ilka Brandt went on:\n\n“The gate stays shut.”",
        "“The gate stays shut!” Ilka Brandt added.",
        "«The gate stays shut», Ilka Brandt said.",
        "„The gate stays shut“, Ilka Brandt said.",
        "‘The gate stays shut,’ Ilka Brandt said.",
    ],
)
def test_direct_speech_is_found_whatever_its_order_and_marks(report):
    found = [(speaker, words.rstrip(".!")) for speaker, words in said(report)]

    assert found == [("Ilka Brandt", "The gate stays shut")]
    assert [one.kind for one in find_claims(report)] == [SpeechKind.DIRECT]


@pytest.mark.parametrize(
    ("report", "content"),
    [
        ("Ilka Brandt said that the gate stays shut.", "that the gate stays shut"),
        ("Ilka Brandt said the gate stays shut.", "the gate stays shut"),
        ("Ilka Brandt said on Monday that the gate stays shut.", "that the gate stays shut"),
        ("On Monday, Ilka Brandt said the gate stays shut.", "the gate stays shut"),
        ("Ilka Brandt, the foreign minister of Northmark, said the gate stays shut.", "the gate stays shut"),
        ("Ilka Brandt told reporters the gate stays shut.", "the gate stays shut"),
        ("Ilka Brandt has repeatedly warned that the gate stays shut.", "that the gate stays shut"),
        ("The gate stays shut, Ilka Brandt said.", "The gate stays shut"),
        ("The gate stays shut, said Ilka Brandt, the foreign minister of Northmark.", "The gate stays shut"),
        ("The gate stays shut, Ilka Brandt told the radio in an interview.", "The gate stays shut"),
        ("The gate, Ilka Brandt said, stays shut.", "The gate … stays shut"),
        ("According to Ilka Brandt, the gate stays shut.", "the gate stays shut"),
        ("The gate stays shut, according to Ilka Brandt.", "The gate stays shut"),
        ("Ilka Brandt believes that the gate stays shut.", "that the gate stays shut"),
        ("Ilka Brandt called for a shut gate.", "a shut gate"),
        ("Ilka Brandt refused to open the gate.", "open the gate"),
    ],
)
def test_reported_speech_is_found_without_marks(report, content):
    assert said(report) == [("Ilka Brandt", content)]
    assert [one.kind for one in find_claims(report)] == [SpeechKind.INDIRECT]


@pytest.mark.parametrize(
    "report",
    [
        "Ilka Brandt did not say that the gate stays shut.",
        "The gate was shut and nobody knew why.",
        "The United States report on the gate is long.",
        "She read the “Harbour Act” and left.",
        "All news",
        "",
    ],
)
def test_what_nobody_is_reported_to_say_is_not_found(report):
    assert said(report) == []


def test_words_in_marks_inside_reported_speech_make_it_mixed():
    text = "Ilka Brandt said the plan was “just to open something” and no more."

    assert [(one.kind, words_at(text, one.content)) for one in find_claims(text)] == [
        (SpeechKind.MIXED, "the plan was “just to open something” and no more")
    ]


def test_quotation_around_its_cue_gives_one_statement_for_each_stretch():
    text = "“The gate stays shut,” Ilka Brandt said. “No ship will pass it this year.”"

    found = find_claims(text)

    assert said(text) == [
        ("Ilka Brandt", "The gate stays shut"),
        ("Ilka Brandt", "No ship will pass it this year."),
    ]
    assert found[0].source == found[1].source


def test_sentence_interrupted_by_its_cue_is_one_statement():
    text = "“The gate,” said Ilka Brandt, “stays shut.”"

    assert said(text) == [("Ilka Brandt", "The gate … stays shut.")]


def test_long_quotation_is_divided_where_a_new_claim_begins():
    text = (
        "“The question arises what becomes of the other half of the guard ships. What will they do? Nothing. "
        "But if they stay in the strait, another agreement has to be negotiated by all sides,” Ilka Brandt said."
    )

    assert [words for _, words in said(text)] == [
        "The question arises what becomes of the other half of the guard ships. What will they do? Nothing.",
        "But if they stay in the strait, another agreement has to be negotiated by all sides",
    ]


def test_quotation_over_paragraphs_keeps_its_speaker():
    text = "“The gate stays shut,” Ilka Brandt said. “We have seen no corridor.\n\n“Dues come first for all of us.”"

    assert said(text) == [
        ("Ilka Brandt", "The gate stays shut"),
        ("Ilka Brandt", "We have seen no corridor."),
        ("Ilka Brandt", "Dues come first for all of us."),
    ]


def test_quotation_never_closed_ends_with_its_paragraph():
    text = "“The gate stays shut,” Ilka Brandt said. “No ship passes here.\n\nThe gate was painted red in the spring."

    assert said(text) == [("Ilka Brandt", "The gate stays shut"), ("Ilka Brandt", "No ship passes here.")]


def test_headline_with_a_dash_is_its_speakers_statement():
    text = "Northmark ready to open the harbour — Brandt\n\nMinister Ilka Brandt left."

    assert said(text) == [("Ilka Brandt", "Northmark ready to open the harbour")]


def test_headline_with_a_colon_is_its_speakers_statement():
    assert said("Brandt: the harbour will open in May\n\nIlka Brandt left.") == [
        ("Ilka Brandt", "the harbour will open in May")
    ]


def test_dateline_is_no_content():
    text = "HADDUN, March 4. /NNA/. The gate stays shut, Ilka Brandt said."

    assert said(text) == [("Ilka Brandt", "The gate stays shut")]


def test_editorial_note_is_cut_out_of_the_words():
    text = "“The guards (three remain - NNA) must leave the strait,” Ilka Brandt said."

    assert said(text) == [("Ilka Brandt", "The guards … must leave the strait")]


@pytest.mark.parametrize("mention", ["Brandt", "She", "The minister", "The diplomat", "Minister Brandt", "Ms. Brandt"])
def test_speaker_is_followed_through_the_text(mention):
    text = f"The gate stays shut, Northmark Foreign Minister Ilka Brandt said.\n\n{mention} said the dues come first."

    assert [(one.speaker, one.party) for one in find_claims(text)] == [("Ilka Brandt", "Northmark")] * 2


def test_title_that_fits_another_speaker_names_that_one():
    text = (
        "The gate stays shut, Foreign Minister Ilka Brandt said. Special Envoy Teodor Vance said talks go on. "
        "The minister said dues come first. The envoy said nothing would change."
    )

    assert [one.speaker for one in find_claims(text)] == [
        "Ilka Brandt",
        "Teodor Vance",
        "Ilka Brandt",
        "Teodor Vance",
    ]


def test_two_of_one_last_name_are_told_apart():
    text = "Dues come first, Aksel Lund said.\n\nThe gate stays shut, Berit Lund said."

    assert [speaker for speaker, _ in said(text)] == ["Aksel Lund", "Berit Lund"]


def test_two_who_speak_together_are_named_together():
    text = LEAD + "Brandt and Haddun said that the gate stays shut."

    assert said(text) == [("Brandt and Haddun", "that the gate stays shut")]


@pytest.mark.parametrize(
    ("named", "party"),
    [
        ("Northmark Foreign Minister Ilka Brandt", "Northmark"),
        ("French Foreign Minister Ilka Brandt", "France"),
        ("the UN secretary-general’s special envoy, Ilka Brandt", "United Nations"),
        ("Special Envoy for Syria Ilka Brandt", None),
        ("Ilka Brandt, the foreign minister of Northmark", "Northmark"),
        ("Ilka Brandt, Northmark’s minister for trade", "Northmark"),
        ("Ilka Brandt", None),
    ],
)
def test_party_is_read_from_the_title(named, party):
    found = find_claims(f"{named}, said that the gate stays shut.".replace(" Brandt, said", " Brandt said"))

    assert [(one.speaker, one.party) for one in found] == [("Ilka Brandt", party)]


def test_party_named_instead_of_its_speaker_is_that_speaker():
    text = "Dues come first, Russian envoy Ilka Brandt said.\n\nMoscow is also ready to work with all sides on dues."

    assert [(one.speaker, one.party) for one in find_claims(text)] == [("Ilka Brandt", "Russia")] * 2


def test_statement_inside_a_quotation_is_reported_through_its_speaker():
    text = LEAD + "“Teodor Vance also said that a part of his plan is to keep the port office,” Brandt said."

    outer, inner = find_claims(text)

    assert (outer.speaker, outer.party, outer.via) == ("Ilka Brandt", "Northmark", None)
    assert (inner.speaker, inner.via) == ("Teodor Vance", 0)
    assert words_at(text, inner.content) == "that a part of his plan is to keep the port office"


def test_statement_between_dashes_takes_the_words_around_it():
    text = LEAD + '"Half of them - Teodor Vance said so himself in the council - carry grain," Brandt said.'

    inner = find_claims(text)[1]

    assert (inner.speaker, words_at(text, inner.content), inner.via) == (
        "Teodor Vance",
        "Half of them … carry grain",
        0,
    )


def test_belief_of_others_inside_a_quotation_is_theirs():
    text = LEAD + (
        '"We met our French colleagues, who are writing a text, believing that it is necessary to do something," '
        "Brandt said."
    )

    inner = find_claims(text)[1]

    assert (inner.speaker, inner.party, inner.via) == ("French colleagues", "France", 0)
    assert words_at(text, inner.content) == "that it is necessary to do something"


def test_own_voice_inside_a_quotation_is_not_reported_through():
    text = LEAD + "“I think that the gate should open, and we said that last year,” Brandt said."

    assert [one.via for one in find_claims(text)] == [None]


def test_unclosed_quotation_inside_another_ends_with_it():
    text = (
        LEAD
        + "“There were talks that ‘all will be well, and the gate will open by itself,” Brandt said. “It will not.”"
    )

    assert [(one.speaker, one.via) for one in find_claims(text)] == [
        ("Ilka Brandt", None),
        ("talks", 0),
        ("Ilka Brandt", None),
    ]


def test_reported_speech_inside_reported_speech_has_its_carrier():
    text = "Ilka Brandt said that Teodor Vance had told the council that the gate would open."

    assert [(one.speaker, one.via) for one in find_claims(text)] == [("Ilka Brandt", None), ("Teodor Vance", 0)]


@pytest.mark.golden
@pytest.mark.parametrize("name", ["report", "wire"])
def test_attributions_of_an_invented_report_are_as_before(name, pytestconfig):
    text = (GOLDEN / f"{name}.txt").read_text(encoding="utf-8")
    expected = GOLDEN / f"{name}.attributions.txt"

    lines = [shown(text, at, one) for at, one in enumerate(find_claims(text))]

    if pytestconfig.getoption("--update-golden"):
        expected.write_text("\n".join(lines) + "\n", encoding="utf-8")
    assert lines == expected.read_text(encoding="utf-8").splitlines()


def shown(text: str, at: int, one: Attribution) -> str:
    through = "" if one.via is None else f" through {one.via}"
    cue = text[slice(*one.cue)] if one.cue else "goes on"
    return f"{at} {one.kind.value}{through}: {one.speaker} ({one.party}) | {cue} | {words_at(text, one.content)}"


PIECES = st.sampled_from(
    [
        *'"“”„«»‘’\'()[]-–—:;,.!?… \u00a0\n',
        "said", "says", "told", "that", "according to", "who", "believing", "is ready to", "and", "as",
        "Salma", "Haddun", "she", "the minister", "Moscow", "\ue000", "\ue001", "''", "Ё", "你好", "قال", "\U0001f600",
        "\u2028", "talks that", "(x - NNA)", "A:", "Mr.",
    ]
)  # fmt: skip


@settings(deadline=None, max_examples=300)
@given(st.lists(PIECES, max_size=60).map(" ".join) | st.lists(PIECES, max_size=60).map("".join) | st.text())
def test_any_text_is_read_without_error_into_valid_spans(text):
    found = find_claims(text)

    for at, one in enumerate(found):
        spans = [*one.content, *(span for span in (one.source, one.cue) if span)]
        assert all(0 <= start < end <= len(text) for start, end in spans)
        assert all(a[1] <= b[0] for a, b in zip(one.content, one.content[1:], strict=False))
        assert one.content
        assert 0 <= one.confidence <= 1
        assert one.via is None or one.via in set(range(len(found))) - {at}
    assert found == find_claims(text)


@pytest.mark.parametrize(
    "text",
    [
        "“" * 50_000,
        '"said Salma ' * 20_000,
        "(" * 100_000,
        "he said " * 50_000,
        "Salma, " * 50_000,
        "." * 200_000,
        " " * 200_000,
    ],
    ids=["marks", "unclosed", "brackets", "cues", "commas", "stops", "blanks"],
)
def test_text_made_to_keep_the_reader_busy_is_read_in_seconds(text):
    start = process_time()

    find_claims(text)

    assert process_time() - start < 5
