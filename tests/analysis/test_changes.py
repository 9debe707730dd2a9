"""Who changed what of a statement, before and after."""

import pghistory
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from positions.analysis.changes import Difference, read_changes
from positions.enums import Stance, Verdict
from positions.review.judgements import withdraw_judgement
from positions.review.positions import code_position
from positions.review.statements import correct_statement, judge_statement
from tests.factories import MembershipFactory, PartyFactory, SuggestionFactory


@pytest.fixture
def analyst(issue):
    return MembershipFactory(negotiation=issue.negotiation, user__first_name="Nora").user


@pytest.fixture
def statement(issue, party):
    return SuggestionFactory(negotiation=issue.negotiation, party=party)


def headlines(statement):
    return [(change.headline, change.by) for change in read_changes(statement)]


def test_a_suggestion_is_told_as_the_readers(statement):
    assert headlines(statement) == [("Suggested", "rules-1")]


def test_a_correction_tells_before_and_after_and_who(statement, analyst, party):
    other = PartyFactory(negotiation=statement.negotiation)
    with pghistory.context(user=analyst.pk):
        correct_statement(statement=statement, party=other, by=analyst)

    change = next(each for each in read_changes(statement) if each.headline == "Changed")

    assert (change.by, change.differences) == ("Nora", (Difference("party", str(party), str(other)),))


def test_a_new_coding_tells_all_of_it(statement, analyst, issue):
    code_position(statement=statement, issue=issue, stance=Stance.OPPOSES, value=0, by=analyst)

    change = next(each for each in read_changes(statement) if each.headline == f"Position on {issue} entered")

    assert change.differences == (Difference("stance", "", "opposes"), Difference("place on the scale", "", "0"))


def test_a_coding_deleted_since_stays_in_the_history(statement, analyst, issue):
    code_position(statement=statement, issue=issue, stance=Stance.OPPOSES, by=analyst).delete()

    assert f"Position on {issue} deleted" in [headline for headline, _ in headlines(statement)]


def test_a_verdict_taken_back_is_told(statement, analyst):
    judgement = judge_statement(statement=statement, verdict=Verdict.REJECT, by=analyst, note="Not his words.")
    withdraw_judgement(judgement=judgement, by=analyst)

    assert headlines(statement)[:2] == [("Refused: taken back", "Nora"), ("Refused", "Nora")]
    assert read_changes(statement)[1].note == "Not his words."


def test_history_takes_as_many_queries_for_three_changes_as_for_one(statement, analyst):
    asked = []
    for _ in range(3):
        with pghistory.context(user=analyst.pk):
            correct_statement(statement=statement, party=PartyFactory(negotiation=statement.negotiation), by=analyst)
        with CaptureQueriesContext(connection) as queries:
            read_changes(statement)
        asked.append(len(queries))

    assert asked == [asked[0]] * 3
