from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from positions.enums import Firmness, Polarity, Relation, Stance
from positions.linking.relations import Coding, Utterance, relate
from positions.linking.twins import alter
from tests.factories import SAID_AT

NORTHMARK = Utterance(
    "Northmark is ready to sign the harbour treaty this spring.",
    party="Northmark",
    speaker="Ilka Brandt",
    names=("Northmark", "Ilka Brandt"),
    said_at=SAID_AT - timedelta(days=30),
    article="1",
)


def says(text, **facts):
    return replace(NORTHMARK, **{"text": text, "said_at": SAID_AT, "article": "2"} | facts)


def zahira(text, **facts):
    return says(text, party="Zahira", speaker="Salma Haddun", names=("Zahira", "Salma Haddun"), **facts)


@pytest.mark.parametrize(
    ("later", "relation"),
    [
        ("Northmark is ready to sign the harbour treaty this spring.", Relation.RESTATES),
        ("Northmark is ready to sign the harbour treaty this spring, in two languages.", Relation.REFINES),
        ("Northmark is ready to sign the harbour treaty this spring if the dues are halved.", Relation.HARDENS),
        ("Northmark pledges to sign the harbour treaty this spring.", Relation.HARDENS),
        ("Northmark could consider signing the harbour treaty this spring.", Relation.SOFTENS),
        ("Northmark refuses to sign the harbour treaty this spring.", Relation.REVERSES),
        ("Northmark is not ready to sign the harbour treaty this spring.", Relation.REVERSES),
        ("Lunch was late.", None),
    ],
)
def test_relation_to_one_partys_own_words(later, relation):
    assert relate(NORTHMARK, says(later)).relation == relation


@pytest.mark.parametrize(
    ("later", "relation"),
    [
        ("Zahira is ready to sign the harbour treaty this spring.", Relation.SUPPORTS),
        ("Zahira refuses to sign the harbour treaty this spring.", Relation.OPPOSES),
        ("Zahira drew up the harbour treaty that Northmark talks of this spring.", Relation.RESPONDS_TO),
        ("Lunch was late.", None),
    ],
)
def test_relation_to_another_partys_words(later, relation):
    assert relate(NORTHMARK, zahira(later)).relation == relation


def test_report_of_another_partys_words_quotes_them():
    later = zahira("Northmark told us it would sign the harbour treaty this spring.", reports=frozenset({"Northmark"}))

    assert relate(NORTHMARK, later).relation == Relation.QUOTES


def test_two_reports_on_one_day_are_one_utterance():
    later = says(NORTHMARK.text, said_at=NORTHMARK.said_at + timedelta(hours=3))

    reading = relate(NORTHMARK, later)

    assert reading.relation == Relation.SAME_UTTERANCE
    assert reading.why[0] == "One speaker, on one day, nearly the same words."


def test_two_reports_on_one_day_by_two_speakers_are_a_restatement():
    later = says(NORTHMARK.text, said_at=NORTHMARK.said_at, speaker="Teodor Vance")

    assert relate(NORTHMARK, later).relation == Relation.RESTATES


def test_two_translations_in_one_article_are_one_utterance():
    first = says("Those who will not leave with the rebels must clearly distance themselves and sign it on paper.")
    second = says("Those not leaving with the rebels must clearly dissociate themselves, and commit it to paper.")

    assert relate(first, second, similarity=0.8).relation == Relation.SAME_UTTERANCE


@pytest.mark.parametrize(
    ("before", "after", "relation", "sentence"),
    [
        ({}, {}, Relation.RESTATES, "On dues, both are coded alike."),
        ({}, {"stance": Stance.OPPOSES}, Relation.REVERSES, "On dues, the stance went from “supports” to “opposes”."),
        ({}, {"stance": Stance.MIXED}, Relation.SOFTENS, "On dues, the stance went from “supports” to “mixed”."),
        ({"stance": Stance.NONE}, {}, Relation.HARDENS, "On dues, the stance went from “takes none” to “supports”."),
        ({"value": 60}, {"value": 80}, Relation.HARDENS, "On dues, the place on the scale went from 60 to 80."),
        ({"value": 60}, {"value": 63}, Relation.RESTATES, "On dues, both are coded alike."),
        ({"value": 20}, {"value": 40}, Relation.SOFTENS, "On dues, the place on the scale went from 20 to 40."),
        ({"value": 20}, {"value": 80}, Relation.REVERSES, "On dues, the place on the scale went from 20 to 80."),
        (
            {"firmness": Firmness.OPEN},
            {"firmness": Firmness.RED_LINE},
            Relation.HARDENS,
            "On dues, the firmness went from “open” to “red line”.",
        ),
        ({}, {"condition": "Zahira pays"}, Relation.HARDENS, "On dues, a condition appeared: “Zahira pays”."),
        ({"condition": "Zahira pays"}, {}, Relation.SOFTENS, "On dues, a condition was dropped: “Zahira pays”."),
        (
            {"stance": Stance.OPPOSES},
            {"stance": Stance.OPPOSES, "condition": "Zahira pays"},
            Relation.SOFTENS,
            "On dues, a condition appeared: “Zahira pays”.",
        ),
    ],
)
def test_coding_on_one_issue_decides(before, after, relation, sentence):
    first = replace(NORTHMARK, codings=(coding(**before),))
    second = says("Quite other words.", codings=(coding(**after),))

    reading = relate(first, second)

    assert (reading.relation, reading.why[0]) == (relation, sentence)
    assert reading.score >= 0.5


def coding(**facts):
    return Coding(**{"issue": "dues", "stance": Stance.SUPPORTS} | facts)


@pytest.mark.parametrize(
    ("before", "after", "relation"),
    [
        ({}, {}, Relation.SUPPORTS),
        ({}, {"stance": Stance.OPPOSES}, Relation.OPPOSES),
        ({"value": 10}, {"value": 90}, Relation.OPPOSES),
        ({}, {"stance": Stance.MIXED}, Relation.RESPONDS_TO),
    ],
)
def test_coding_of_two_parties_decides(before, after, relation):
    first = replace(NORTHMARK, codings=(coding(**before),))

    assert relate(first, zahira("Quite other words.", codings=(coding(**after),))).relation == relation


def test_coding_outweighs_words_that_say_otherwise():
    first = replace(NORTHMARK, codings=(coding(),))
    second = says("Northmark refuses to sign the harbour treaty this spring.", codings=(coding(),))

    assert relate(first, second).relation != Relation.REVERSES


def test_coding_on_different_issues_leaves_it_to_the_words():
    first = replace(NORTHMARK, codings=(coding(),))
    second = says("Lunch was late.", codings=(coding(issue="lunch"),))

    assert relate(first, second).relation is None


def test_reasons_say_what_moved_what_is_shared_and_what_differs():
    reading = relate(NORTHMARK, says("Northmark refuses to sign the harbour treaty before 2040."))

    assert reading.why == (
        "The wording moved from “ready to” to “refuses”: from “is ready to” to “opposes” on the ladder.",
        "Both speak of “Northmark”, “sign”, “harbour”, “treaty”.",
        "Only the later one gives the number 2040.",
        "Only the earlier speaks of “ready”, “spring”.",
        "Only the later speaks of “refuses”.",
    )


def test_reading_of_unrelated_texts_is_empty():
    reading = relate(Utterance("Lunch was late."), Utterance("Ships need pilots."))

    assert (reading.relation, reading.scores, reading.polarity, reading.score) == (None, {}, Polarity.UNRELATED, 0)


ORIGINALS = [
    "Northmark will withdraw 500 men from Zahira before the talks open.",
    "The envoy said that Salma Haddun supports the plan to raise the dues from Northmark to Zahira.",
    "Zahira does not accept that Northmark keeps the harbour closed to all ships.",
    "We have always said that the prisoners must be released without any condition.",
]


@pytest.mark.parametrize("text", ORIGINALS)
@pytest.mark.parametrize("similarity", [None, 0.7, 1.0])
def test_altered_twin_is_never_a_restatement(text, similarity):
    twins = list(alter(text))
    readings = [
        relate(replace(NORTHMARK, text=text), says(twin, said_at=NORTHMARK.said_at), similarity=similarity)
        for twin in twins
    ]

    assert len(twins) >= 2
    assert not {reading.relation for reading in readings} & {Relation.RESTATES, Relation.SAME_UTTERANCE}


@pytest.mark.parametrize("text", ORIGINALS)
def test_same_words_are_a_restatement(text):
    assert relate(replace(NORTHMARK, text=text), says(text)).relation == Relation.RESTATES


@given(st.text(max_size=80), st.text(max_size=80), st.floats(-1, 1))
def test_any_two_texts_get_a_reading(earlier, later, similarity):
    reading = relate(Utterance(earlier), Utterance(later), similarity=similarity)

    assert all(0 <= score <= 1 for score in reading.scores.values())
    assert (reading.relation is None) == (not reading.scores)
    assert reading.why
