"""Which conditions stand, and what became of them."""

from datetime import timedelta

import pytest
from django.utils import timezone

from positions.analysis.conditions import read_conditions, runs_of
from positions.analysis.replay import build_ledger
from positions.enums import ConditionState, Stance
from tests.analysis.test_ledger import entry
from tests.factories import SAID_AT, ConditionVerdictFactory, PartyFactory, UserFactory
from tests.web.talks import make_issue, make_party, say


def runs(*said):
    return [
        (run.words, [each.position for each in run.said], run.ended_by.opening.position if run.ended_by else None)
        for run in runs_of(build_ledger(said))
    ]


PORT = "the port opens"


def test_a_condition_stands_while_silence_carries_it_on():
    found = runs(entry(1, condition=PORT), entry(2, days=1), entry(3, days=2, condition="The port opens."))

    assert found == [(PORT, [1, 3], None)]


def test_a_move_on_the_scale_keeps_the_condition():
    assert runs(entry(1, condition=PORT), entry(2, days=1, value=40)) == [(PORT, [1], None)]


def test_another_stance_without_it_withdraws_the_condition():
    assert runs(entry(1, condition=PORT), entry(2, days=1, stance=Stance.OPPOSES, value=0)) == [(PORT, [1], 2)]


def test_another_condition_takes_the_place_of_the_first():
    assert runs(entry(1, condition=PORT), entry(2, days=1, condition="the dues are paid")) == [
        (PORT, [1], 2), ("the dues are paid", [2], None),
    ]  # fmt: skip


def test_each_side_of_a_split_has_its_condition():
    found = runs(
        entry(1, condition=PORT), entry(2, speaker="2", stance=Stance.OPPOSES, value=0, condition="the dues are paid")
    )

    assert found == [(PORT, [1], None), ("the dues are paid", [2], None)]


def test_a_condition_set_again_later_is_a_new_one():
    found = runs(
        entry(1, condition=PORT),
        entry(2, days=1, stance=Stance.OPPOSES, value=0),
        entry(3, days=2, condition=PORT),
    )

    assert found == [(PORT, [1], 2), (PORT, [3], None)]


@pytest.fixture
def talks(db):
    issue = make_issue(PartyFactory().negotiation)
    return issue, make_party(issue.negotiation, "Zahira")


def read(issue, days: int = 30, **known):
    return read_conditions(negotiation=issue.negotiation, as_of=SAID_AT + timedelta(days=days), **known)


def test_a_condition_is_open_until_somebody_decides(talks):
    say(*talks, condition=PORT)

    [condition] = read(talks[0])

    assert (condition.state, condition.verdict, condition.age_days) == (ConditionState.OPEN, None, 30)
    assert condition.sentence == "Zahira supports harbour dues if the port opens"


def test_a_decision_says_what_became_of_it_and_whom_it_waits_for(talks):
    position = say(*talks, condition=PORT)
    northmark = make_party(talks[0].negotiation, "Northmark")
    verdict = ConditionVerdictFactory(position=position, state=ConditionState.MET, awaits=northmark)

    [condition] = read(talks[0])

    assert (condition.state, condition.awaits, condition.verdict) == (ConditionState.MET, northmark, verdict)


def test_a_later_statement_withdraws_it_unless_a_person_decided(talks):
    position = say(*talks, condition=PORT)
    say(*talks, "No ship will land.", days=2, stance=Stance.OPPOSES, value=0)
    assert [(each.state, each.is_derived) for each in read(talks[0])] == [(ConditionState.WITHDRAWN, True)]

    ConditionVerdictFactory(position=position, state=ConditionState.BROKEN)

    assert [(each.state, each.is_derived) for each in read(talks[0])] == [(ConditionState.BROKEN, False)]


def test_a_decision_that_it_is_open_does_not_outlive_the_condition(talks):
    """It was said to wait for somebody; then the party said otherwise."""
    position = say(*talks, condition=PORT)
    ConditionVerdictFactory(position=position, awaits=make_party(talks[0].negotiation, "Northmark"))
    say(*talks, "No ship will land.", days=2, stance=Stance.OPPOSES, value=0)

    assert [(each.state, each.is_derived) for each in read(talks[0])] == [(ConditionState.WITHDRAWN, True)]


def test_an_earlier_statement_found_later_keeps_the_decision(talks):
    position = say(*talks, days=3, condition=PORT)
    ConditionVerdictFactory(position=position, state=ConditionState.MET)
    earlier = say(*talks, condition=PORT)

    [condition] = read(talks[0])

    assert (condition.opening.position, condition.state) == (earlier.pk, ConditionState.MET)


def test_a_suggested_condition_stands_in_pencil_at_the_end(talks):
    say(*talks, condition="the dues are paid", is_suggested=True)
    say(*talks, days=1, condition=PORT)

    assert [(each.words, each.is_suggested) for each in read(talks[0])] == [(PORT, False), ("the dues are paid", True)]


def test_what_is_said_later_than_asked_does_not_count(talks):
    say(*talks, condition=PORT)
    say(*talks, "No ship will land.", days=5, stance=Stance.OPPOSES, value=0)

    assert [each.state for each in read(talks[0], days=4)] == [ConditionState.OPEN]


def test_a_condition_is_met_from_the_day_of_the_statement_that_shows_it(talks):
    northmark = make_party(talks[0].negotiation, "Northmark")
    position = say(*talks, condition=PORT)
    shows = say(make_issue(talks[0].negotiation, "Pilots"), northmark, "We have opened it.", days=5).statement
    verdict = ConditionVerdictFactory(position=position, state=ConditionState.MET, awaits=northmark, shown_by=shows)

    before, after = read(talks[0], days=4)[-1], read(talks[0], days=5)[-1]

    assert (before.state, before.decision, before.verdict) == (ConditionState.OPEN, None, verdict)
    assert before.awaits == northmark  # whom it waits for is a reading of its words, and does not come later
    assert (after.state, after.decision) == (ConditionState.MET, verdict)


def test_a_day_without_its_hour_counts_as_a_whole(talks):
    position = say(*talks, condition=PORT)
    shows = say(*talks, "It is open.", days=5, condition=PORT).statement
    shows.said_at_precision = "day"
    shows.save()
    ConditionVerdictFactory(position=position, state=ConditionState.MET, shown_by=shows)

    assert [read(talks[0], days=days)[0].state for days in (4, 5)] == [ConditionState.OPEN, ConditionState.MET]


def test_a_decision_without_a_statement_counts_from_its_own_day_or_the_end_of_the_record(talks):
    """It is decided years after the last word of the record; nobody has said on which day it came about."""
    position = say(*talks, condition=PORT)
    say(*talks, "The port stays shut.", days=10, condition=PORT)
    verdict = ConditionVerdictFactory(
        position=position, state=ConditionState.BROKEN, note="A letter.", at=SAID_AT + timedelta(days=900)
    )

    assert [read(talks[0], days=days)[0].decision for days in (9, 10, 30)] == [None, verdict, verdict]

    say(*talks, "It is open.", days=1000, condition=PORT)
    assert [read(talks[0], days=days)[0].decision for days in (899, 900)] == [None, verdict]


def test_a_condition_withdrawn_before_it_was_met_is_withdrawn_until_then(talks):
    position = say(*talks, condition=PORT)
    say(*talks, "No ship will land.", days=2, stance=Stance.OPPOSES, value=0)
    shows = say(make_issue(talks[0].negotiation, "Pilots"), talks[1], "It is open.", days=5).statement
    ConditionVerdictFactory(position=position, state=ConditionState.MET, shown_by=shows)

    assert [(each.state, each.is_derived) for each in read(talks[0], days=3)] == [(ConditionState.WITHDRAWN, True)]
    assert [(each.state, each.is_derived) for each in read(talks[0], days=5)] == [(ConditionState.MET, False)]


def test_as_known_on_an_earlier_day_the_decision_then_in_force_counts(talks):
    position = say(*talks, condition=PORT)
    decided, replaced = timezone.now() + timedelta(days=1), timezone.now() + timedelta(days=3)
    first = ConditionVerdictFactory(
        position=position, state=ConditionState.MET, note="Seen.", at=decided,
        superseded_at=replaced, superseded_by=UserFactory(),
    )  # fmt: skip
    second = ConditionVerdictFactory(position=position, state=ConditionState.BROKEN, note="A mistake.", at=replaced)
    known = {day: read(talks[0], known_at=timezone.now() + timedelta(days=day))[0].verdict for day in (0.5, 2, 4)}

    assert known == {0.5: None, 2: first, 4: second}


def test_as_known_before_it_was_coded_there_is_no_condition(talks):
    position = say(*talks, condition=PORT)

    assert read(talks[0], known_at=position.recorded_at - timedelta(seconds=1)) == []
