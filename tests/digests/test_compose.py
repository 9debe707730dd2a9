"""What a digest tells of a period."""

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from positions.digests.compose import compose
from positions.digests.followed import Followed
from positions.digests.summary import title_of
from positions.enums import ChangeKind
from tests.digests.conftest import END, START
from tests.factories import IssueFactory, PartyFactory, ProposalFactory, SuggestionFactory, VoteFactory, confirm


@pytest.fixture
def told(negotiation):
    """Compose the week, by the day of speech unless told otherwise, and return the digest."""

    def told(*followed, **options):
        followed = followed or (Followed(negotiation),)
        return compose(followed=followed, start=START, end=END, **{"by_said": True, **options})

    return told


def kinds(digest) -> list[ChangeKind]:
    return [change.kind for change in digest.changes]


def test_move_said_in_the_period_leads_with_both_wordings(say, told):
    before, after = say(1, "opposes", value=16), say(7, "supports", value=44)
    (change,) = told().changes
    assert (change.kind, change.party, change.issue) == (ChangeKind.SHIFT, before.statement.party, before.issue)
    assert (change.before.words, change.after.words) == (before.statement.words, after.statement.words)
    assert title_of(told()) == "Zahira softened by 28 points on harbour dues"


def test_move_before_the_period_is_not_told_again(say, told):
    say(1, "opposes"), say(2, "supports")
    assert told().changes == ()


def test_suggestion_is_counted_and_left_out(say, told, negotiation, party, issue):
    say(1, "opposes", value=10)
    suggestion = SuggestionFactory(negotiation=negotiation, party=party, said_at=datetime(2016, 10, 7, tzinfo=UTC))
    suggestion.positions.create(issue=issue, stance="supports", value=90, origin="machine", confidence=0.5)
    (part,) = told().parts
    assert (part.changes, part.waiting_statements) == ((), 1)
    assert [(each.party, each.issue) for each in part.pencil] == [(party, issue)]


def test_repetition_comes_as_a_count(say, told):
    for day in (1, 4, 5):
        say(day)
    assert [row.times for row in told().parts[0].repeated] == [2]


def test_position_no_longer_repeated_is_named_with_its_days(say, told, negotiation):
    say(1), say(2)
    say(5, issue=IssueFactory(negotiation=negotiation))
    assert [(row.days, row.times) for row in told().parts[0].silent] == [(8, 2)]


def test_nobody_is_silent_in_a_period_of_which_nothing_was_read(say, told):
    say(1), say(2)
    assert told().parts[0].silent == ()


def test_first_word_on_an_issue_is_told(say, told):
    position = say(5)
    (change,) = told().changes
    assert (change.kind, change.after.words) == (ChangeKind.FIRST, position.statement.words)


def test_new_condition_is_told_once(say, told):
    say(1), say(5, condition="the cranes are repaired"), say(6, condition="the cranes are repaired")
    assert [(change.kind, change.note) for change in told().changes] == [
        (ChangeKind.CONDITION_NEW, "the cranes are repaired")
    ]


def test_votes_are_counted_by_choice(told, negotiation):
    proposal = ProposalFactory(negotiation=negotiation)
    for choice in ("for", "for", "against"):
        VoteFactory(proposal=proposal, choice=choice, cast_at=datetime(2016, 10, 8, tzinfo=UTC))
    (change,) = told().changes
    assert dict(change.counts) == {"for": 2, "against": 1, "abstain": 0, "absent": 0}


def test_what_is_followed_narrows_what_is_told(say, told, negotiation, party, issue):
    say(5)
    another, aside = PartyFactory(negotiation=negotiation), IssueFactory(negotiation=negotiation)
    assert kinds(told(Followed(negotiation, party=another), Followed(negotiation, issue=aside))) == []
    assert kinds(told(Followed(negotiation, party=party))) == [ChangeKind.FIRST]
    assert kinds(told(Followed(negotiation, party=another, other=party))) == [ChangeKind.FIRST]
    assert kinds(told(Followed(negotiation, party=party, issue=aside))) == []


def test_issue_followed_brings_the_ones_below_it(say, told, negotiation, issue):
    above = IssueFactory(negotiation=negotiation)
    issue.parent = above
    issue.save()
    say(5)
    assert kinds(told(Followed(negotiation, issue=above))) == [ChangeKind.FIRST]


def test_week_without_a_move_is_quiet(say, told):
    say(1), say(5)
    assert (told().is_quiet, title_of(told())) == (True, "Nothing moved")


def test_old_words_confirmed_this_week_are_told_this_week(say, negotiation):
    position = say(5, confirmed=False)
    confirm(position=position)
    now = timezone.now()
    digest = compose(followed=[Followed(negotiation)], start=now - timedelta(days=7), end=now + timedelta(minutes=1))
    assert [change.after.words for change in digest.changes] == [position.statement.words]
