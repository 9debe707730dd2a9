"""What parties answered to a proposal."""

from datetime import timedelta

import pytest

from positions.analysis.answers import Kind, read_answers
from positions.enums import PartyRole, Stance, VoteChoice
from positions.models import Proposal
from tests.factories import SAID_AT, NegotiationFactory, ProposalFactory, StatementFactory, VoteFactory, confirm
from tests.web.talks import make_issue, make_party, say


@pytest.fixture
def issue(db):
    return make_issue(NegotiationFactory())


@pytest.fixture
def party(issue):
    return make_party(issue.negotiation, "Zahira")


@pytest.fixture
def plan(issue):
    return ProposalFactory(negotiation=issue.negotiation, put_at=SAID_AT)


def answered(plan, days: int = 12):
    [found] = read_answers(
        negotiation=plan.negotiation, proposals=Proposal.objects.all(), as_of=SAID_AT + timedelta(days=days)
    )
    return found


def answer(plan, party, days: int = 12):
    return answered(plan, days).of(party)


@pytest.mark.parametrize(
    ("coding", "kind"),
    [
        ({}, Kind.ACCEPTS),
        ({"stance": Stance.OPPOSES}, Kind.REJECTS),
        ({"stance": Stance.OPPOSES, "condition": "it stays as it is"}, Kind.REJECTS),
        ({"condition": "the port opens"}, Kind.CONDITIONS),
        ({"stance": Stance.MIXED}, Kind.MIXED),
        ({"stance": Stance.NONE}, Kind.ABSTAINS),
        ({"is_suggested": True, "origin": "machine", "confidence": 0.5}, Kind.SUGGESTED),
    ],
)
def test_the_last_word_is_the_answer(plan, issue, party, coding, kind):
    say(issue, party, "Never.", stance=Stance.OPPOSES, proposal=plan)
    say(issue, party, "This plan will do.", days=1, proposal=plan, **coding)

    found = answer(plan, party)

    assert found.kind == (Kind.REJECTS if kind == Kind.SUGGESTED else kind)
    assert found.waited_days is None
    assert found.evidence.words == ("Never." if kind == Kind.SUGGESTED else "This plan will do.")


def test_a_suggestion_alone_is_no_answer(plan, issue, party):
    say(issue, party, proposal=plan, is_suggested=True, origin="machine", confidence=0.5)

    assert (answer(plan, party).kind, answer(plan, party).waited_days) == (Kind.SUGGESTED, 12)


def test_silence_is_told_in_days_and_is_no_refusal(plan, party):
    found = answer(plan, party)

    assert (found.kind, found.waited_days, found.evidence) == (Kind.SILENT, 12, None)
    assert answered(plan).waited == "for 12 days"


def test_a_proposal_of_unknown_date_waits_at_least_since_the_first_word(plan, issue, party):
    Proposal.objects.update(put_at=None)
    make_party(issue.negotiation, "Northmark")
    assert answered(plan).waited == ""

    say(issue, party, days=2, proposal=plan)

    assert answered(plan).waited == "for at least 10 days"


def test_an_observer_owes_no_answer(plan, issue, party):
    make_party(issue.negotiation, "Estmark", role=PartyRole.OBSERVES)

    assert [each.party for each in answered(plan).answers] == [party]


def test_who_put_it_owes_no_answer(plan, party):
    Proposal.objects.update(put_by=party)

    assert answer(plan, party).kind == Kind.PUT


@pytest.mark.parametrize(
    ("choice", "kind"),
    [
        (VoteChoice.FOR, Kind.ACCEPTS),
        (VoteChoice.AGAINST, Kind.REJECTS),
        (VoteChoice.ABSTAIN, Kind.ABSTAINS),
        (VoteChoice.ABSENT, Kind.SILENT),
    ],
)
def test_a_vote_without_a_position_counts_by_its_choice(plan, party, choice, kind):
    vote = VoteFactory(proposal=plan, party=party, choice=choice)

    assert (answer(plan, party).kind, answer(plan, party).vote) == (kind, vote)


def test_what_only_others_report_is_no_answer(plan, issue, party):
    position = say(issue, party, proposal=plan)
    carrier = StatementFactory(negotiation=plan.negotiation, version=position.statement.version, spans=[[0, 9]])
    position.statement.reported_through = carrier
    position.statement.save()

    assert answer(plan, party).kind == Kind.REPORTED


def test_two_issues_answered_otherwise_are_yes_and_no(plan, issue, party):
    position = say(issue, party, proposal=plan)
    other = make_issue(issue.negotiation, "Lighthouse")
    position.pk, position.issue, position.stance = None, other, Stance.OPPOSES
    position.save()
    confirm(position=position)

    assert answer(plan, party).kind == Kind.MIXED


def test_what_is_said_after_the_day_asked_for_does_not_count(plan, issue, party):
    say(issue, party, days=5, proposal=plan)

    assert (answer(plan, party, days=4).kind, answer(plan, party, days=4).waited_days) == (Kind.SILENT, 4)
