"""Deciding what became of a condition."""

import pytest

from positions.enums import ConditionState
from positions.models import ConditionVerdict
from positions.review.conditions import decide_condition, withdraw_condition_verdict
from positions.review.errors import NotAllowed, ReviewError, Stale
from tests.factories import IssueFactory, PartyFactory, PositionFactory, StatementFactory

OPEN, MET, BROKEN = ConditionState.OPEN, ConditionState.MET, ConditionState.BROKEN


@pytest.fixture
def position(negotiation):
    return PositionFactory(issue=IssueFactory(negotiation=negotiation), condition="the port opens")


@pytest.fixture
def other(negotiation):
    return PartyFactory(negotiation=negotiation)


def decide(position, by, state=MET, **fields):
    fields = {"note": "Gazette, 5 March."} | fields
    return decide_condition(position=position, party=position.statement.party, state=state, by=by, **fields)


def in_force(position):
    return list(ConditionVerdict.objects.current().filter(position=position))


def test_a_decision_names_the_state_whom_it_waits_for_and_what_shows_it(position, analyst, other, negotiation):
    shown = StatementFactory(negotiation=negotiation)

    verdict = decide(position, analyst, awaits=other, shown_by=shown, note=" Seen by the envoy. ")

    assert in_force(position) == [verdict]
    assert (verdict.state, verdict.awaits, verdict.shown_by, verdict.note, verdict.by) == (
        MET, other, shown, "Seen by the envoy.", analyst,
    )  # fmt: skip


def test_a_second_decision_supersedes_the_first_and_keeps_it(position, analyst, colleague):
    first = decide(position, analyst)
    second = decide(position, colleague, BROKEN)

    first.refresh_from_db()
    assert in_force(position) == [second]
    assert (first.state, first.superseded_by, first.superseded_at) == (MET, colleague, second.at)


def test_the_same_decision_twice_is_one(position, analyst):
    assert decide(position, analyst) == decide(position, analyst)


def test_a_decision_on_what_another_decided_meanwhile_is_stale(position, analyst, colleague):
    first = decide(position, analyst)

    with pytest.raises(Stale, match="decided “met” a moment ago"):
        decide(position, colleague, BROKEN, seen=None)

    assert in_force(position) == [first]
    assert decide(position, colleague, BROKEN, seen=first.pk).state == BROKEN


def test_taken_back_the_decision_before_holds_again_signed_anew(position, analyst, colleague, other):
    decide(position, analyst, awaits=other)
    wrong = decide(position, analyst, BROKEN)

    again = withdraw_condition_verdict(verdict=wrong, by=colleague)

    assert in_force(position) == [again]
    assert (again.state, again.awaits, again.by) == (MET, other, colleague)


def test_taken_back_without_one_before_nobody_decided(position, analyst):
    assert withdraw_condition_verdict(verdict=decide(position, analyst), by=analyst) is None
    assert in_force(position) == []


def test_a_replaced_decision_cannot_be_taken_back(position, analyst):
    first = decide(position, analyst)
    decide(position, analyst, BROKEN)

    with pytest.raises(Stale, match="replaced since"):
        withdraw_condition_verdict(verdict=first, by=analyst)


@pytest.mark.parametrize("state", [MET, BROKEN, ConditionState.WITHDRAWN])
def test_what_ends_a_condition_needs_a_statement_or_a_note(position, analyst, state):
    with pytest.raises(ReviewError, match="Say what shows it"):
        decide(position, analyst, state, note=" \0")

    assert decide(position, analyst, OPEN, note="").state == OPEN


def test_a_party_does_not_wait_for_itself(position, analyst):
    with pytest.raises(ReviewError, match="does not wait for itself"):
        decide(position, analyst, awaits=position.statement.party)


def test_a_position_without_a_condition_has_none_to_decide(position, analyst):
    position.condition = ""

    with pytest.raises(ReviewError, match="no condition any more"):
        decide(position, analyst)


def test_a_condition_that_is_only_suggested_is_judged_as_a_position_first(position, analyst):
    position.judgements.all().delete()

    with pytest.raises(ReviewError, match="Confirm it first"):
        decide(position, analyst)


def test_an_unknown_state_is_refused(position, analyst):
    with pytest.raises(ReviewError, match="open, met, broken or withdrawn"):
        decide(position, analyst, "kept")


@pytest.mark.parametrize("name", ["awaits", "shown_by"])
def test_rows_of_another_negotiation_are_refused(position, analyst, name):
    foreign = {"awaits": PartyFactory, "shown_by": StatementFactory}[name]()

    with pytest.raises(ReviewError, match="another negotiation"):
        decide(position, analyst, **{name: foreign})


def test_a_stranger_decides_nothing(position, membership_of_a_stranger):
    with pytest.raises(NotAllowed):
        decide(position, membership_of_a_stranger.user)
