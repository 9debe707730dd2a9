"""Taking back what was done in one go: everything it changed, nothing that somebody changed since."""

from datetime import UTC, datetime
from uuid import UUID

import pghistory
import pytest

from positions.enums import Relation, Role, Stance, Verdict
from positions.models import ConditionVerdict, Link, Position, Statement
from positions.review.actions import actions_on, actions_since, latest_on, this_action
from positions.review.errors import ReviewError, Stale
from positions.review.links import link_statements
from positions.review.positions import code_position
from positions.review.registry import create_spokesperson
from positions.review.statements import capture_statement, correct_statement, judge_statement
from positions.review.undoing import undo_action
from tests.factories import (
    ConditionVerdictFactory,
    IssueFactory,
    MembershipFactory,
    PartyFactory,
    PositionFactory,
    StatementFactory,
    SuggestionFactory,
)

WORDS = [[20, 41]]


def did(by, write):
    """Write as one request of a person does; return the action's id."""
    with pghistory.context(user=by.pk):
        write()
        return this_action()


@pytest.fixture
def issue(negotiation):
    return IssueFactory(negotiation=negotiation, title="Harbour dues")


@pytest.fixture
def party(negotiation):
    return PartyFactory(negotiation=negotiation, name="Zahira")


@pytest.fixture
def suggestion(negotiation, version):
    return SuggestionFactory(
        negotiation=negotiation, version=version, spans=WORDS, party=None, said_at=datetime(2016, 10, 7, tzinfo=UTC)
    )


def undo(action, negotiation, by):
    return undo_action(action=UUID(action), negotiation=negotiation, by=by)


def test_undone_verdict_leaves_the_statement_as_it_was(negotiation, analyst, suggestion):
    action = did(analyst, lambda: judge_statement(statement=suggestion, verdict=Verdict.REJECT, by=analyst))

    undo(action, negotiation, analyst)

    assert Statement.objects.get().verdict == ""


def test_undone_correction_takes_back_fields_codings_and_the_verdict(negotiation, analyst, suggestion, party, issue):
    coded = {"issue": issue, "stance": Stance.OPPOSES, "by": analyst, "value": 10}
    before = code_position(statement=suggestion, **coded)

    def write():
        correct_statement(statement=suggestion, party=party, said_at=datetime(2016, 9, 1, tzinfo=UTC), by=analyst)
        code_position(statement=suggestion, **coded | {"stance": Stance.SUPPORTS, "value": 60, "position": before})
        code_position(statement=suggestion, **coded | {"issue": IssueFactory(negotiation=negotiation)})

    undo(did(analyst, write), negotiation, analyst)

    found = Statement.objects.get()
    assert (found.party, found.said_at, found.verdict) == (None, suggestion.said_at, "")
    assert [(each.pk, each.stance, each.value) for each in Position.objects.all()] == [(before.pk, "opposes", 10)]


def test_undone_capture_is_gone_with_the_person_entered_for_it(negotiation, analyst, version):
    def write():
        speaker = create_spokesperson(negotiation=negotiation, name="Ilka Brandt", by=analyst)
        capture_statement(version=version, spans=WORDS, speaker=speaker, by=analyst)

    undo(did(analyst, write), negotiation, analyst)

    assert not Statement.objects.exists()
    assert not negotiation.spokespersons.exists()


def test_undone_link_by_hand_is_gone(negotiation, analyst, suggestion):
    earlier = StatementFactory(negotiation=negotiation, said_at=datetime(2016, 1, 1, tzinfo=UTC))
    wish = {"earlier": earlier, "later": suggestion, "relation": Relation.REFINES, "by": analyst}

    undo(did(analyst, lambda: link_statements(**wish)), negotiation, analyst)

    assert not Link.objects.exists()


def test_what_was_decided_anew_since_stays(negotiation, analyst, colleague, suggestion):
    action = did(analyst, lambda: judge_statement(statement=suggestion, verdict=Verdict.REJECT, by=analyst))
    did(colleague, lambda: judge_statement(statement=suggestion, verdict=Verdict.CONFIRM, by=colleague))

    with pytest.raises(Stale, match="tom has decided this anew since"):
        undo(action, negotiation, analyst)

    assert Statement.objects.get().verdict == Verdict.CONFIRM


def test_correction_changed_again_since_stays_whole(negotiation, analyst, colleague, suggestion, party):
    other = PartyFactory(negotiation=negotiation, name="Northmark")
    action = did(analyst, lambda: correct_statement(statement=suggestion, party=party, by=analyst))
    did(colleague, lambda: correct_statement(statement=suggestion, party=other, by=colleague))

    with pytest.raises(Stale):
        undo(action, negotiation, analyst)

    assert Statement.objects.get().party == other


def test_capture_on_which_a_colleague_has_worked_stays(negotiation, analyst, colleague, version, issue):
    action = did(analyst, lambda: capture_statement(version=version, spans=WORDS, by=analyst))
    code_position(statement=Statement.objects.get(), issue=issue, stance=Stance.MIXED, by=colleague)

    with pytest.raises(Stale, match="tom has worked on this since"):
        undo(action, negotiation, analyst)

    assert Statement.objects.get().verdict == Verdict.CONFIRM


@pytest.mark.parametrize("way", ["states it", "shows what became of it"])
def test_capture_that_a_colleagues_decision_on_a_condition_rests_on_stays(
    negotiation, analyst, colleague, version, issue, way
):
    def write():
        statement = capture_statement(version=version, spans=WORDS, by=analyst)
        code_position(statement=statement, issue=issue, stance=Stance.MIXED, condition="the port opens", by=analyst)

    other = StatementFactory(negotiation=negotiation)
    coded = PositionFactory(statement=other, issue=issue, condition="the port opens")
    party = PartyFactory(negotiation=negotiation)
    action = did(analyst, write)
    captured = Statement.objects.exclude(pk=other.pk).get()
    position = captured.positions.get() if way == "states it" else coded
    decided = {"position": position, "party": party, "by": colleague, "shown_by": captured}
    did(colleague, lambda: ConditionVerdictFactory(**decided))

    with pytest.raises(Stale, match="tom has worked on this since"):
        undo(action, negotiation, analyst)

    assert ConditionVerdict.objects.get().shown_by == captured


def test_lead_takes_back_what_an_analyst_captured(negotiation, analyst, lead, version):
    action = did(analyst, lambda: capture_statement(version=version, spans=WORDS, by=analyst))

    undo(action, negotiation, lead)

    assert not Statement.objects.exists()


def test_twice_undone_is_undone_once(negotiation, analyst, suggestion):
    action = did(analyst, lambda: judge_statement(statement=suggestion, verdict=Verdict.REJECT, by=analyst))
    undo(action, negotiation, analyst)

    with pytest.raises(Stale, match="taken it back already"):
        undo(action, negotiation, analyst)


def test_undoing_is_no_action_to_undo(negotiation, analyst, suggestion):
    action = did(analyst, lambda: judge_statement(statement=suggestion, verdict=Verdict.REJECT, by=analyst))
    back = did(analyst, lambda: undo(action, negotiation, analyst))

    with pytest.raises(ReviewError, match="Decide anew"):
        undo(back, negotiation, analyst)


def test_only_the_person_or_a_lead_takes_back(negotiation, analyst, colleague, lead, suggestion):
    action = did(analyst, lambda: judge_statement(statement=suggestion, verdict=Verdict.REJECT, by=analyst))

    with pytest.raises(ReviewError, match="This was done by ida"):
        undo(action, negotiation, colleague)
    undo(action, negotiation, lead)

    assert Statement.objects.get().verdict == ""


def test_nothing_of_another_negotiation_is_taken_back(negotiation, analyst, suggestion):
    action = did(analyst, lambda: judge_statement(statement=suggestion, verdict=Verdict.REJECT, by=analyst))
    elsewhere = MembershipFactory(user=analyst, role=Role.LEAD).negotiation

    with pytest.raises(ReviewError, match="nothing here"):
        undo(action, elsewhere, analyst)


@pytest.mark.django_db(transaction=True)  # the history knows the moment of a transaction
def test_actions_tell_who_did_what_and_which_one_they_took_back(negotiation, analyst, version, suggestion):
    known = latest_on(version)
    action = did(analyst, lambda: judge_statement(statement=suggestion, verdict=Verdict.REJECT, by=analyst))
    seen = latest_on(version)
    back = did(analyst, lambda: undo(action, negotiation, analyst))

    assert known != seen != latest_on(version)
    assert [(str(each.id), each.by, each.statements, each.undoes) for each in actions_on(version)] == [
        (back, analyst, {suggestion.pk}, action),
        (action, analyst, {suggestion.pk}, ""),
    ]
    assert [str(each.id) for each in actions_since(version, seen)] == [back]
    assert actions_since(version, "x") == []


@pytest.mark.parametrize("count", [1, 3])
def test_actions_take_as_many_queries_for_one_as_for_three(analyst, version, count, django_assert_num_queries):
    for start in range(count):
        did(analyst, lambda start=start: capture_statement(version=version, spans=[[start, start + 9]], by=analyst))

    with django_assert_num_queries(16):
        assert len(actions_on(version)) == count
