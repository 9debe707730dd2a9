"""Who speaks, with and to whom: the golden set as a whole, and the rules one by one."""

from datetime import date
from pathlib import Path

import pytest

from positions.enums import SpeechKind
from positions.extraction.attributions import Attribution, find_attributions
from positions.extraction.keys import parts_of
from positions.extraction.offices import office_of
from positions.extraction.phrases import is_unnamed
from positions.extraction.registry import PartyNames, PersonNames, Registry, Term
from positions.extraction.resolution import resolve_sources
from positions.extraction.speaker_measures import compare_speakers, tally_speakers

GOLDEN = Path(__file__).parent / "golden" / "speakers.json"

NORTHMARK = PartyNames(1, "Northmark", ("Port Haddun",))
ZAHIRA = PartyNames(2, "Zahira", ("Захира",))
AMERICA = PartyNames(3, "US")
BRANDT = PersonNames(10, "Ilka Brandt", ("Илька Брандт",), (Term(1, title="foreign minister"),))
VANCE = PersonNames(11, "Teodor Vance", (), (Term(1, title="deputy foreign minister"),))
HADDUN = PersonNames(12, "Salma Haddun", (), (Term(2, None, date(2031, 1, 1), "president"),))
OSEI = PersonNames(13, "Mirel Osei", (), (Term(2, date(2031, 1, 2), None, "president"),))
REGISTRY = Registry((NORTHMARK, ZAHIRA, AMERICA), (BRANDT, VANCE, HADDUN, OSEI))


def resolved(text, day=date(2031, 3, 4), registry=REGISTRY):
    found = find_attributions(text)
    return resolve_sources(text, found, registry=registry, day=day)


def names(text, **options):
    return [(one.person and one.person.name, one.party and one.party.name) for one in resolved(text, **options)]


@pytest.fixture(scope="module")
def tallies():
    return tally_speakers(compare_speakers(GOLDEN))


def test_golden_set_is_large_enough(tallies):
    assert tallies["all"]["sources"] >= 100
    assert len({answer.passage for answer in compare_speakers(GOLDEN)}) >= 60


@pytest.mark.parametrize(("measure", "share"), [("speaker", 0.90), ("party", 0.95)])
def test_golden_sources_are_resolved(tallies, measure, share):
    assert tallies["all"][measure] >= share * tallies["all"]["sources"]


@pytest.mark.parametrize("measure", ["joint", "addressed", "targets"])
def test_golden_other_parties_are_found_where_marked(measure):
    answers = [one for one in compare_speakers(GOLDEN) if one.marked[measure] or one.found[measure]]

    assert sum(one.is_right(measure) for one in answers) >= 0.9 * len(answers)


@pytest.mark.parametrize("form", ["Брандт", "Брандта", "Брандту", "Брандтом", "Брандте"], ids=lambda form: form)
def test_russian_case_of_a_name_is_the_name(form):
    assert [mention.people for mention in REGISTRY.mentions(form)] == [(BRANDT,)]


def test_letters_without_accent_are_folded():
    assert [part.key for part in parts_of("Çavuşoğlu, l’Élysée’s")] == ["cavusoglu", "elysee"]


def test_title_of_a_deputy_is_not_the_ministers():
    assert names("The Northmark foreign minister said the strait is open.") == [("Ilka Brandt", "Northmark")]
    assert names("The Northmark deputy foreign minister said the strait is open.") == [("Teodor Vance", "Northmark")]


def test_holder_of_a_title_is_who_held_it_on_the_day():
    text = "The president of Zahira said that the gate is shut."

    assert names(text, day=date(2030, 6, 1)) == [("Salma Haddun", "Zahira")]
    assert names(text, day=date(2031, 6, 1)) == [("Mirel Osei", "Zahira")]


def test_title_nobody_holds_keeps_its_party_and_the_reason():
    found = resolved("The Northmark finance minister said the dues are low.")[0]

    assert (found.person, found.party) == (None, NORTHMARK)
    assert found.reason == "Nobody here is “The Northmark finance minister” on 2031-03-04."


def test_last_name_of_somebody_else_is_not_taken_for_the_person():
    found = resolved("Gregor Brandt said the lamps were lit. Brandt said the gate was shut.")

    assert [one.person for one in found] == [None, None]
    assert found[1].name == "Gregor Brandt"


def test_us_is_no_country_in_small_letters():
    assert REGISTRY.mentions("told us that") == []
    assert [one.party for one in REGISTRY.mentions("the US envoy")] == [AMERICA]


def test_pronoun_after_somebody_unknown_is_not_the_person_known():
    found = resolved("Ilka Brandt said the gate was shut. Gregor Storm said it was open. He added that it was red.")

    assert [one.person for one in found] == [BRANDT, None, None]
    assert found[2].reason == "“Gregor Storm” is not among the negotiation's names."


def test_unnamed_source_has_no_person_and_says_so():
    found = resolved("A senior Zahira official said the gate was shut.")[0]

    assert (found.person, found.party) == (None, ZAHIRA)
    assert found.reason == "The source is not named: “A senior Zahira official”."


def test_words_inside_anothers_words_find_their_speaker():
    text = "Brandt said that Osei had told the port that Northmark had promised that the dues would fall."

    assert names(text)[:2] == [("Ilka Brandt", "Northmark"), ("Mirel Osei", "Zahira")]


def test_own_party_is_neither_addressed_nor_target():
    text = "Ilka Brandt criticised Northmark. Ilka Brandt criticised Zahira."
    cues = [(12, 22), (46, 56)]
    found = [
        Attribution(((cue[1] + 1, cue[1] + 7),), (cue[0] - 12, cue[0] - 1), cue, SpeechKind.INDIRECT, None, 1.0)
        for cue in cues
    ]

    assert [one.targets for one in resolve_sources(text, found, registry=REGISTRY)] == [(), (ZAHIRA,)]


@pytest.mark.parametrize(
    ("phrase", "office"),
    [
        ("the Russian foreign minister", {"foreign", "minister"}),
        ("le ministre des Affaires étrangères", {"foreign", "minister"}),
        ("главы МИД", {"foreign", "minister"}),
        ("the state", set()),
        ("the ministry", set()),
    ],
)
def test_office_is_read_in_three_languages(phrase, office):
    assert office_of(phrase) == office


def test_party_named_after_its_only_voice_is_that_voice():
    text = "Osei said the lamps were lit. Ilka Brandt said the gate was shut. Northmark warned that it will stay so."

    assert names(text)[2] == ("Ilka Brandt", "Northmark")


def test_party_named_after_two_of_its_voices_is_the_party_alone():
    text = "Vance said the lamps were lit. Ilka Brandt said the gate was shut. Northmark warned that it will stay so."

    assert names(text)[2] == (None, "Northmark")


def test_counterpart_holds_the_same_office_for_the_other_party():
    osei = PersonNames(13, "Mirel Osei", (), (Term(2, title="foreign minister"),))
    registry = Registry((NORTHMARK, ZAHIRA), (BRANDT, osei))

    text = "Ilka Brandt said the gate was shut. Her Zahira counterpart said it was open."
    assert names(text, registry=registry)[1] == ("Mirel Osei", "Zahira")


def test_bystanders_speak_for_no_party():
    assert names("Residents of Northmark said that the water was brown.") == [(None, None)]


def test_letter_that_the_words_tell_of_addresses_nobody():
    text = (
        "“A letter to Zahira was lost,” Ilka Brandt said. In a letter to Zahira, Ilka Brandt wrote that it was found."
    )

    assert [one.addressed for one in resolved(text)] == [(), (ZAHIRA,)]


def test_capitals_at_the_head_are_no_article():
    assert not is_unnamed("UN estimates")
    assert is_unnamed("Un diplomate")


def test_headline_whose_cue_is_a_dash_is_resolved():
    assert names("Northmark to open the strait — Brandt\n\nThe gate was painted red.") == [("Ilka Brandt", "Northmark")]


def test_empty_registry_and_empty_text_resolve_nothing():
    assert names("Ilka Brandt said the gate was shut.", registry=Registry()) == [(None, None)]
    assert resolve_sources("", [], registry=REGISTRY) == []


@pytest.mark.parametrize(
    ("source", "parties"),
    [
        ("ZAHIRA, supported by NORTHMARK,", ["Zahira", "Northmark"]),
        ("Zahira, opposed by Northmark,", ["Zahira"]),
        ("Northmark, on behalf of Zahira,", ["Zahira"]),
        ("The Isles, for Zahira,", ["Zahira"]),
    ],
)
def test_supporters_speak_jointly_and_a_delegate_for_the_group(source, parties):
    (known,) = resolved(f"{source} said that the brackets should stay.")

    assert [party.name for party in (known.party, *known.joint)] == parties
