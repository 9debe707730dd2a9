"""The other ways to read a step."""

from positions.analysis.ledger import Entry
from positions.analysis.readings import Kind, Reading, readings_of
from positions.analysis.replay import build_ledger
from positions.analysis.steps import Shift, shifts_of
from positions.enums import Precision, Stance
from tests.analysis.test_ledger import START, entry

PENCIL = {"is_confirmed": False, "decided_at": None}


def last_step(said: list[Entry], *, widen: bool = False) -> Shift:
    return shifts_of(build_ledger(said, widen=widen))[-1]


def read(said: list[Entry], *, widen: bool = False) -> dict[Kind, Reading]:
    return {reading.kind: reading for reading in readings_of(last_step(said, widen=widen), said)}


def outcomes(said: list[Entry], *, widen: bool = False) -> dict[Kind, str]:
    return {kind: reading.outcome for kind, reading in read(said, widen=widen).items()}


def test_a_step_that_rests_on_no_choice_has_no_other_reading():
    assert read([entry(1, value=90), entry(2, days=1, value=70)]) == {}


def test_a_suggestion_in_between_makes_the_step_smaller():
    said = [entry(1, value=90), entry(2, days=1, value=80, **PENCIL), entry(3, days=2, value=70)]

    assert outcomes(said) == {Kind.SUGGESTIONS: "may have softened by 10 points"}


def test_a_suggestion_that_says_it_before_dates_the_step_back():
    said = [entry(1, value=90), entry(2, days=1, value=70, **PENCIL), entry(3, days=2, value=70)]

    assert outcomes(said) == {Kind.SUGGESTIONS: "held this already on 5 Mar"}


def test_a_suggestion_that_only_repeats_leaves_the_step_as_it_is():
    said = [entry(1, value=90), entry(2, days=1, value=90, **PENCIL), entry(3, days=2, value=70)]

    [reading] = readings_of(last_step(said), said)

    assert (reading.kind, reading.is_same, reading.outcome) == (Kind.SUGGESTIONS, True, "softened by 20 points")


def test_a_suggested_step_is_none_by_confirmed_statements_alone():
    said = [entry(1, value=90), entry(2, days=1, value=70, **PENCIL)]

    assert outcomes(said, widen=True) == {Kind.CONFIRMED: "did not move: supports at 90 since 4 Mar"}


def test_hearsay_that_says_it_before_dates_the_step_back():
    said = [entry(1, value=90), entry(2, days=1, value=70, is_first_hand=False), entry(3, days=2, value=70)]

    assert outcomes(said) == {Kind.HEARSAY: "held this already on 5 Mar"}


def test_hearsay_after_the_step_changes_nothing_about_it():
    said = [entry(1, value=90), entry(2, days=1, value=70), entry(3, days=2, value=10, is_first_hand=False)]

    assert outcomes(said) == {}


def test_each_side_of_a_split_is_followed():
    said = [
        entry(1, value=90),
        entry(2, days=1, value=90),
        entry(3, days=1, value=40, speaker="2"),
        entry(4, days=2, value=40),
    ]

    found = [reading for reading in readings_of(last_step(said), said) if reading.kind == Kind.SPEAKER]

    assert [(reading.by.speaker, reading.outcome) for reading in found] == [
        ("1", "reversed by 50 points"),
        ("2", "held this already on 5 Mar"),
    ]
    assert found[1].lead("Salma Haddun") == "if on 5 Mar only the words of Salma Haddun count"


def test_a_step_into_a_split_is_a_step_for_one_side_only():
    said = [entry(1, value=90), entry(2, days=1, value=90), entry(3, days=1, value=40, speaker="2")]

    found = [reading for reading in readings_of(last_step(said), said) if reading.kind == Kind.SPEAKER]

    assert [(reading.by.speaker, reading.outcome) for reading in found] == [
        ("1", "did not move: supports at 90 since 4 Mar"),
        ("2", "reversed by 50 points"),
    ]


def test_a_step_taken_by_a_new_speaker_is_none_by_that_speakers_words_alone():
    said = [entry(1, value=90), entry(2, days=1, value=70, speaker="2")]

    assert outcomes(said) == {Kind.ALONE: "took its first position that day: supports at 70"}


def test_a_speaker_who_said_so_before_held_it_already():
    said = [
        entry(1, value=70, speaker="2"),
        entry(2, days=1, value=90),
        entry(3, days=2, value=70, speaker="2"),
    ]

    assert outcomes(said) == {Kind.ALONE: "held this already on 4 Mar"}


def test_another_report_of_the_utterance_makes_another_step_of_it():
    said = [entry(1, value=90), entry(2, days=1, value=70), entry(3, days=3, utterance="statement 2", value=85)]

    reading = read(said)[Kind.REPORT]

    assert (reading.outcome, reading.by) == ("softened by 5 points", said[2])
    assert reading.lead("Northmark Gazette") == "as Northmark Gazette reports it"


def test_a_report_that_agrees_is_no_other_reading():
    said = [entry(1, value=90), entry(2, days=1, value=70), entry(3, days=1, utterance="statement 2", value=70)]

    assert read(said) == {}


def test_words_of_one_day_without_an_hour_may_stand_the_other_way_round():
    said = [entry(1, value=90, precision=Precision.DAY), entry(2, value=70, precision=Precision.DAY)]

    assert outcomes(said) == {Kind.ORDER: "hardened by 20 points"}


def test_words_of_one_month_may_stand_the_other_way_round():
    month = START.replace(day=1)
    said = [
        entry(1, value=90, said_at=month, precision=Precision.MONTH),
        entry(2, value=70, precision=Precision.DAY),
    ]

    assert outcomes(said) == {Kind.ORDER: "hardened by 20 points"}


def test_readings_know_what_was_carried_into_the_position_before():
    said = [
        entry(1, stance=Stance.SUPPORTS, value=90),
        entry(2, days=1, value=None, firmness=4),
        entry(3, days=2, value=80, firmness=None, **PENCIL),
        entry(4, days=3, value=70, firmness=None),
    ]

    assert outcomes(said) == {Kind.SUGGESTIONS: "may have softened by 10 points"}
