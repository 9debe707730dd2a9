"""What a digest tells of a period."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from positions.digests.compose import compose
from tests.digests.conftest import END, START
from tests.factories import IssueFactory, PartyFactory, ProposalFactory, SuggestionFactory, VoteFactory, confirm


@pytest.fixture
def told(asked):
    def told(**options):
        return compose(subscription=asked, start=START, end=END, **{"by_said": True, **options})

    return told


def test_move_said_in_the_period_leads_with_both_wordings(say, told):
    before, after = say(1, "opposes", value=16), say(7, "supports", value=44)
    (shift,) = told().shifts
    assert (shift.before.words, shift.after.words) == (before.statement.words, after.statement.words)
    assert told().title == "Zahira softened by 28 points on harbour dues"


def test_move_before_the_period_is_not_told_again(say, told):
    say(1, "opposes"), say(2, "supports")
    assert told().shifts == ()


def test_suggestion_is_counted_and_left_out(say, told, negotiation, party, issue):
    say(1, "opposes")
    suggestion = SuggestionFactory(negotiation=negotiation, party=party, said_at=datetime(2016, 10, 7, tzinfo=UTC))
    suggestion.positions.create(issue=issue, stance="supports", origin="machine", confidence=0.5)
    digest = told()
    assert (digest.shifts, digest.waiting) == ((), 1)


def test_repetition_comes_as_a_count(say, told):
    for day in (1, 4, 5):
        say(day)
    assert [row.times for row in told().repeated] == [2]


def test_position_no_longer_repeated_is_named_with_its_days(say, told):
    say(1), say(2)
    assert [row.days for row in told().silent] == [8]


def test_first_word_on_an_issue_is_told(say, told):
    position = say(5)
    assert [row.evidence.position for row in told().firsts] == [position.pk]


def test_new_condition_is_told_once(say, told):
    say(1), say(5, condition="the cranes are repaired"), say(6, condition="the cranes are repaired")
    assert [row.held.condition for row in told().conditions] == ["the cranes are repaired"]


def test_votes_are_counted_by_choice(told, negotiation):
    proposal = ProposalFactory(negotiation=negotiation)
    for choice in ("for", "for", "against"):
        VoteFactory(proposal=proposal, choice=choice, cast_at=datetime(2016, 10, 8, tzinfo=UTC))
    (tally,) = told().tallies
    assert dict(tally.counts) == {"for": 2, "against": 1, "abstained": 0, "absent": 0}


def test_chosen_parties_and_issues_narrow_what_is_told(say, asked, negotiation):
    say(5)
    chosen = replace(
        asked, parties=(PartyFactory(negotiation=negotiation),), issues=(IssueFactory(negotiation=negotiation),)
    )
    assert compose(subscription=chosen, start=START, end=END, by_said=True).firsts == ()


def test_week_without_a_move_is_quiet(say, told):
    say(1), say(5)
    assert (told().is_quiet, told().title) == (True, "Nothing moved")


def test_old_words_confirmed_this_week_are_told_this_week(say, asked):
    position = say(5, confirmed=False)
    confirm(position=position)
    now = timezone.now()
    digest = compose(subscription=asked, start=now - timedelta(days=7), end=now + timedelta(minutes=1))
    assert [row.evidence.position for row in digest.firsts] == [position.pk]
