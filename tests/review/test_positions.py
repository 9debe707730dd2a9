"""Coding positions and recording votes."""

from datetime import UTC, datetime

import pytest

from positions.enums import Firmness, Origin, Stance, Verdict, VoteChoice
from positions.models import Position
from positions.review.errors import ReviewError
from positions.review.positions import code_position, judge_position
from positions.review.votes import record_vote
from tests.factories import IssueFactory, PartyFactory, PositionFactory, ProposalFactory, StatementFactory


@pytest.fixture
def statement(negotiation):
    return StatementFactory(negotiation=negotiation)


@pytest.fixture
def issue(negotiation):
    return IssueFactory(negotiation=negotiation)


def test_coded_position_is_held(statement, issue, analyst):
    position = code_position(
        statement=statement, issue=issue, stance="supports", value=44, firmness=2, condition=" a pause ", by=analyst
    )
    assert (position.stance, position.value, position.firmness, position.condition) == (
        Stance.SUPPORTS,
        44,
        Firmness.OPEN,
        "a pause",
    )
    assert (position.act, position.mode, position.act_in_words) == ("", "", "")
    assert list(Position.objects.held()) == [position]


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("if the port opens", "the port opens"),
        ("If the port opens", "the port opens"),
        ("iffy terms end", "iffy terms end"),
    ],
)
def test_condition_is_kept_without_its_if(statement, issue, analyst, typed, kept):
    position = code_position(statement=statement, issue=issue, stance="supports", condition=typed, by=analyst)

    assert position.condition == kept


def test_coding_over_a_suggestion_takes_it_over(statement, issue, analyst):
    suggestion = PositionFactory(
        statement=statement, issue=issue, origin=Origin.MACHINE, confidence=0.6, confirmed=False, stance="opposes"
    )
    position = code_position(statement=statement, issue=issue, stance="mixed", by=analyst)
    assert (position, position.stance, position.verdict) == (suggestion, "mixed", Verdict.CONFIRM)


def test_coding_twice_is_one_position(statement, issue, analyst):
    for _ in range(2):
        code_position(statement=statement, issue=issue, stance="supports", by=analyst)
    assert Position.objects.count() == 1


@pytest.mark.parametrize("coding", [{"stance": "likes"}, {"stance": "supports", "value": 101}])
def test_coding_off_the_scale_is_refused(statement, issue, analyst, coding):
    with pytest.raises(ReviewError):
        code_position(statement=statement, issue=issue, by=analyst, **coding)
    assert not Position.objects.exists()


def test_issue_of_another_negotiation_is_refused(statement, analyst):
    with pytest.raises(ReviewError, match="another negotiation"):
        code_position(statement=statement, issue=IssueFactory(), stance="supports", by=analyst)


def test_refused_position_is_not_held(statement, issue, analyst):
    position = code_position(statement=statement, issue=issue, stance="supports", by=analyst)
    judge_position(position=position, verdict=Verdict.REJECT, by=analyst)
    assert not Position.objects.held().exists()


@pytest.mark.parametrize(
    ("choice", "stances"),
    [("for", ["supports"]), ("against", ["opposes"]), ("abstain", ["none"]), ("absent", [])],
)
def test_vote_takes_a_position_on_the_issues_of_the_proposal(negotiation, issue, analyst, choice, stances):
    proposal = ProposalFactory(negotiation=negotiation)
    proposal.issues.add(issue)
    vote = record_vote(
        proposal=proposal,
        party=PartyFactory(negotiation=negotiation),
        choice=choice,
        cast_at=proposal_day(),
        by=analyst,
    )
    assert [position.stance for position in Position.objects.held().filter(vote=vote)] == stances


def test_corrected_vote_replaces_its_position(negotiation, issue, analyst):
    proposal = ProposalFactory(negotiation=negotiation)
    proposal.issues.add(issue)
    party = PartyFactory(negotiation=negotiation)
    for choice in (VoteChoice.FOR, VoteChoice.AGAINST):
        record_vote(proposal=proposal, party=party, choice=choice, cast_at=proposal_day(), by=analyst)
    assert [position.stance for position in Position.objects.held()] == [Stance.OPPOSES]


def proposal_day():
    return datetime(2016, 10, 8, tzinfo=UTC)
