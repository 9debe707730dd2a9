"""A decision on something else than was seen is a clash, not an overwriting."""

import pytest

from positions.enums import Stance, Verdict
from positions.models import Statement
from positions.review.positions import code_position
from positions.review.sight import Clash, as_seen, hold_still
from positions.review.statements import capture_statement, correct_statement, judge_statement
from tests.factories import IssueFactory, PartyFactory, SuggestionFactory

WORDS = [[20, 41]]


@pytest.fixture
def suggestion(negotiation, version):
    return SuggestionFactory(negotiation=negotiation, version=version, spans=WORDS, party=None)


def sight(statement):
    return as_seen(Statement.objects.for_display().get(pk=statement.pk))


def hold(statement, seen, by):
    return hold_still(statement=statement, seen=seen, by=by)


def test_what_is_as_it_was_seen_may_be_decided(analyst, suggestion):
    assert hold(suggestion, sight(suggestion), analyst) == suggestion


def test_verdict_of_another_is_a_clash_that_names_it(analyst, colleague, suggestion):
    seen = sight(suggestion)
    judge_statement(statement=suggestion, verdict=Verdict.REJECT, by=colleague)

    with pytest.raises(Clash, match="tom decided “refused” a moment ago"):
        hold(suggestion, seen, analyst)


@pytest.mark.parametrize("change", ["party", "position"])
def test_change_of_another_after_the_verdict_is_a_clash(negotiation, analyst, colleague, suggestion, change):
    judge_statement(statement=suggestion, verdict=Verdict.CONFIRM, by=colleague)
    seen = sight(suggestion)
    if change == "party":
        correct_statement(statement=suggestion, party=PartyFactory(negotiation=negotiation), by=colleague)
    else:
        issue = IssueFactory(negotiation=negotiation)
        code_position(statement=suggestion, issue=issue, stance=Stance.MIXED, by=colleague)

    with pytest.raises(Clash):
        hold(suggestion, seen, analyst)


def test_what_the_person_did_in_another_window_is_no_clash(analyst, suggestion):
    seen = sight(suggestion)
    judge_statement(statement=suggestion, verdict=Verdict.REJECT, by=analyst)

    assert hold(suggestion, seen, analyst).verdict == Verdict.REJECT


def test_decision_taken_back_is_a_clash(analyst, suggestion):
    assert sight(suggestion) != "elsewhere"

    with pytest.raises(Clash, match="This was changed"):
        hold(suggestion, "elsewhere", analyst)


def test_words_that_a_colleague_captured_are_not_overwritten(analyst, colleague, version, negotiation):
    zahira, northmark = (PartyFactory(negotiation=negotiation, name=name) for name in ("Zahira", "Northmark"))
    theirs = capture_statement(version=version, spans=WORDS, party=zahira, by=colleague)

    with pytest.raises(Clash) as clash:
        capture_statement(version=version, spans=WORDS, party=northmark, by=analyst, seen="")
    assert Statement.objects.get().party == zahira

    capture_statement(version=version, spans=WORDS, party=northmark, by=analyst, seen=as_seen(clash.value.statement))
    assert (theirs.pk, Statement.objects.get().party) == (Statement.objects.get().pk, northmark)


def test_capturing_what_the_machine_suggests_is_no_clash(analyst, version, negotiation, suggestion):
    Statement.objects.update(speaker_as_written="")

    capture_statement(version=version, spans=WORDS, by=analyst, seen="")

    assert Statement.objects.get().verdict == Verdict.CONFIRM
