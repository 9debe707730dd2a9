"""Reading coded positions into the ledger."""

from datetime import timedelta

import pytest

from positions.analysis.entries import merged, read_entries, read_ledger, read_utterances
from positions.enums import Relation, Verdict
from positions.models import Judgement, Position
from tests.factories import (
    SAID_AT,
    IssueFactory,
    LinkFactory,
    PartyFactory,
    PositionFactory,
    StatementFactory,
    SuggestionFactory,
    UserFactory,
    VoteFactory,
    confirm,
    refuse,
)


def say(issue, party, *, days: float = 0, **fields) -> Position:
    statement = StatementFactory(negotiation=issue.negotiation, party=party, said_at=SAID_AT + timedelta(days=days))
    return PositionFactory(issue=issue, statement=statement, **fields)


def test_merged_joins_pairs_into_groups():
    assert merged([(5, 2), (2, 9), (4, 3)]) == {2: 2, 5: 2, 9: 2, 3: 3, 4: 3}


def test_confirmed_entries_are_the_positions_held(issue, party):
    say(issue, party)
    say(issue, party, confirmed=False)
    PositionFactory(issue=issue, statement=SuggestionFactory(negotiation=issue.negotiation, party=party))
    carrier = StatementFactory(negotiation=issue.negotiation)
    through = StatementFactory(
        negotiation=issue.negotiation, party=party, version=carrier.version, reported_through=carrier, spans=[[0, 5]]
    )
    PositionFactory(issue=issue, statement=through)
    vote = VoteFactory(proposal__negotiation=issue.negotiation, party=party)
    confirm(position=Position.objects.create(issue=issue, vote=vote, stance="supports", origin="person"))

    entries = read_entries(negotiation=issue.negotiation)

    held = {entry.position for entry in entries if entry.is_confirmed and entry.is_first_hand}
    assert held == set(Position.objects.held().values_list("pk", flat=True))
    assert (len(entries), len(held)) == (5, 2)


def test_entries_leave_out_what_is_refused(issue, party):
    refused_coding = say(issue, party, confirmed=False)
    refuse(position=refused_coding)
    refused_words = SuggestionFactory(negotiation=issue.negotiation, party=party)
    refuse(statement=refused_words)
    PositionFactory(issue=issue, statement=refused_words)

    assert read_entries(negotiation=issue.negotiation) == []


def test_entries_of_a_joint_statement_count_for_each_party(issue, party):
    other = PartyFactory(negotiation=issue.negotiation)
    say(issue, party).statement.joint_with.add(other)

    assert {entry.party for entry in read_entries(negotiation=issue.negotiation)} == {party.pk, other.pk}
    assert [entry.party for entry in read_entries(negotiation=issue.negotiation, party=other)] == [other.pk]


def test_entries_without_a_party_are_nobodys(issue):
    say(issue, None)

    assert read_entries(negotiation=issue.negotiation) == []


def test_entries_of_one_issue_leave_out_the_others(issue, party):
    say(IssueFactory(negotiation=issue.negotiation), party)
    kept = say(issue, party)

    assert [entry.position for entry in read_entries(negotiation=issue.negotiation, issue=issue)] == [kept.pk]


@pytest.mark.parametrize(("relation", "named", "times"), [
    (Relation.SAME_UTTERANCE, "", 1),
    (Relation.RESTATES, Relation.SAME_UTTERANCE, 1),
    (Relation.SAME_UTTERANCE, Relation.RESTATES, 2),
])  # fmt: skip
def test_reports_linked_by_a_person_as_one_utterance_count_once(issue, party, relation, named, times):
    first, second = say(issue, party), say(issue, party, days=1)
    link = LinkFactory(
        negotiation=issue.negotiation, earlier=first.statement, later=second.statement, relation=relation
    )
    Judgement.objects.create(link=link, verdict=Verdict.CONFIRM, relation=named, by=UserFactory())

    ledger = read_ledger(negotiation=issue.negotiation)

    assert ledger.current(party.pk, issue.pk).times_said == times


def test_a_suggested_same_utterance_merges_nothing(issue, party):
    first, second = say(issue, party), say(issue, party, days=1)
    LinkFactory(
        negotiation=issue.negotiation,
        earlier=first.statement,
        later=second.statement,
        relation=Relation.SAME_UTTERANCE,
    )

    assert read_utterances(negotiation=issue.negotiation).first == {}


def test_utterances_name_the_other_reports(issue, party):
    first, second = say(issue, party).statement, say(issue, party, days=1).statement
    link = LinkFactory(negotiation=issue.negotiation, earlier=first, later=second, relation=Relation.SAME_UTTERANCE)
    confirm(link=link)

    assert read_utterances(negotiation=issue.negotiation).others(second.pk) == [first.pk]


@pytest.mark.parametrize("count", [1, 3])
def test_reading_the_ledger_takes_a_fixed_number_of_queries(django_assert_num_queries, issue, party, count):
    for number in range(count):
        say(issue, party, days=number, value=number)
    with django_assert_num_queries(3):
        ledger = read_ledger(negotiation=issue.negotiation)

    assert len(ledger.of(party.pk, issue.pk)) == count
