"""Speeches: texts in the first person, whose author says all of it."""

import pytest

from positions.enums import SpeechKind
from positions.extraction.attributions import find_attributions, find_claims
from positions.extraction.registry import PartyNames, PersonNames, Registry, Term
from positions.extraction.resolution import resolve_sources
from positions.extraction.speeches import speaks_itself
from positions.text import words_at

SPEECH = (
    "I thank the council for this debate. We believe that the harbour must serve all who live by it. "
    "The guard ships must leave the strait before winter. It rained on the day they came. "
    "My delegation calls for a text that everybody can sign. Salma Haddun said that Zahira would pay. "
    "We are grateful for your patience."
)
NEWS = (
    "“We want the guard ships out and our harbour back,” Ilka Brandt said. She left the hall at noon. The council "
    "meets again on Monday. Zahira said the dues must be paid. Nobody knows when."
)
REGISTRY = Registry(
    (PartyNames(1, "Northmark"), PartyNames(2, "Zahira")),
    (PersonNames(10, "Ilka Brandt", (), (Term(1),)), PersonNames(11, "Salma Haddun", (), (Term(2),))),
)


def claims(text=SPEECH):
    return {words_at(text, found.content): found for found in find_claims(text)}


def speaker_of(words: str, byline: str) -> tuple[str | None, str | None, str]:
    found = find_claims(SPEECH)
    resolved = resolve_sources(SPEECH, found, registry=REGISTRY, byline=byline)
    known = next(
        who for one, who in zip(found, resolved, strict=True) if words_at(SPEECH, one.content).startswith(words)
    )
    return known.person and known.person.name, known.party and known.party.name, known.reason


def test_first_person_outside_quotation_marks_makes_a_speech():
    assert speaks_itself(SPEECH)
    assert not speaks_itself(NEWS)
    assert not speaks_itself("We left.")


def test_author_says_what_the_speech_says_of_itself():
    found = claims()

    assert found["that the harbour must serve all who live by it"].is_own
    assert not found["that Zahira would pay"].is_own


def test_sentence_that_takes_a_position_is_said_by_the_author_directly():
    own = claims()["The guard ships must leave the strait before winter."]

    assert (own.source, own.cue, own.is_own, own.kind) == (None, None, True, SpeechKind.DIRECT)


def test_sentence_that_takes_none_is_no_statement():
    assert not any("rained" in words for words in claims())


def test_attributions_as_people_mark_them_have_a_cue_each():
    assert all(found.cue for found in find_attributions(SPEECH))


@pytest.mark.parametrize(
    ("byline", "author"),
    [
        ("Statement by Ilka Brandt; Port News", ("Ilka Brandt", "Northmark", "")),
        ("Statement of Zahira on the strait; Port News", (None, "Zahira", "")),
        (
            "A speech; Port News",
            (None, None, "The text speaks in the first person; its title names nobody who is known here."),
        ),
    ],
)
def test_author_is_whom_title_or_outlet_names(byline, author):
    assert speaker_of("The guard ships", byline) == author
    assert speaker_of("that the harbour must serve", byline) == author


def test_others_in_a_speech_speak_for_themselves():
    assert speaker_of("that Zahira would pay", "Statement by Ilka Brandt") == ("Salma Haddun", "Zahira", "")


def test_whoever_has_the_floor_in_a_record_says_we():
    record = (
        "Mr. Vance (Zahira) (spoke in Zahiran): I thank the council.\n\nWe believe that the harbour must open.\n\n"
        "The President: I call on the next speaker.\n\nMs. Lund (Northmark): We see no harbour.\n\n"
        "The guard ships must stay."
    )

    said = {words_at(record, one.content): one.speaker for one in find_claims(record)}

    assert said["that the harbour must open"] == "Mr. Vance (Zahira)"
    assert said["The guard ships must stay."] == "Ms. Lund (Northmark)"
