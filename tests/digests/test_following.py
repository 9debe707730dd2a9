"""What is followed decides what is told, at the same number of queries however much it is."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from positions.digests import gather
from positions.digests.changes import matches
from positions.digests.compose import changes, compose
from positions.digests.followed import Followed
from positions.enums import ALERTING, ChangeKind
from tests.digests.conftest import END, START
from tests.factories import (
    IssueFactory,
    NegotiationFactory,
    PartyFactory,
    PositionFactory,
    ProposalFactory,
    SavedSearchFactory,
    VoteFactory,
)


@pytest.fixture
def week(negotiation):
    """Compose the week for what is followed, from scratch."""

    def week(*followed, **options):
        gather.forget()
        wish = {"start": START, "end": END, "by_said": True, **options}
        return compose(followed=followed or [Followed(negotiation)], **wish)

    return week


def queries(call) -> int:
    call()  # what a change before it left to be replayed is replayed
    with CaptureQueriesContext(connection) as asked:
        call()
    return len(asked)


@pytest.mark.parametrize("by_said", [True, False])
def test_queries_do_not_grow_with_rows_or_with_what_is_followed(say, week, negotiation, party, issue, by_said):
    now = datetime.now(UTC)
    clock = {} if by_said else {"start": now - timedelta(days=1), "end": now + timedelta(days=1), "by_said": False}

    def fill(number: int) -> list[Followed]:
        followed = []
        for _ in range(number):
            there, other = PartyFactory(negotiation=negotiation), IssueFactory(negotiation=negotiation)
            proposal = ProposalFactory(negotiation=negotiation, put_by=there, put_at=START + timedelta(days=1))
            say(1, "opposes", value=10, issue=other, statement__party=there, condition="it rains")
            say(5, "supports", value=90, issue=other, statement__party=there, proposal=proposal)
            say(6, "supports", value=90, issue=other, statement__party=there)
            VoteFactory(proposal=proposal, party=there, cast_at=START + timedelta(days=2))
            search = SavedSearchFactory(negotiation=negotiation, query=f"party={there.slug}")
            followed += [
                Followed(negotiation, party=there),
                Followed(negotiation, issue=other),
                Followed(negotiation, proposal=proposal),
                Followed(negotiation, search=search),
            ]
        return followed

    one = fill(1)
    few = queries(lambda: week(*one, **clock))
    assert len(week(*one, **clock).changes) > 2
    more = [*one, *fill(2)]
    assert (queries(lambda: week(*more, **clock)), few < 40) == (few, True)


def test_subscribers_of_one_period_share_what_was_gathered(say, week, negotiation, party, django_assert_num_queries):
    say(5)
    week()
    with django_assert_num_queries(1):
        compose(followed=[Followed(negotiation, party=party)], start=START, end=END, by_said=True)


def test_each_negotiation_has_its_part_the_changed_one_first(say, week, negotiation):
    quiet = NegotiationFactory(title="Airport talks")
    say(5)
    digest = week(Followed(quiet), Followed(negotiation))
    assert [(part.negotiation, part.is_quiet) for part in digest.parts] == [(negotiation, False), (quiet, True)]


def test_nothing_of_another_negotiation_is_told(say, week, negotiation):
    say(5)
    elsewhere = NegotiationFactory()
    PositionFactory(issue__negotiation=elsewhere, statement__said_at=datetime(2016, 10, 5, tzinfo=UTC))
    assert [change.negotiation for change in week().changes] == [negotiation]


@pytest.mark.parametrize(
    ("query", "is_found"),
    [
        ("q=dues", True),
        ("q=fishing", False),
        ("party=zahira&stance=supports", True),
        ("party=zahira&stance=opposes", False),
        ("issue=harbour-dues&from=2016-10-05&to=2016-10-05", True),
        ("from=2016-10-06", False),
        ("state=confirmed", True),
        ("state=refused", False),
        ("party=gone", False),
        ("from=nonsense", False),
    ],
)
def test_saved_search_tells_what_it_finds(say, week, negotiation, query, is_found):
    say(5)
    search = SavedSearchFactory(negotiation=negotiation, query=query)
    assert bool(week(Followed(negotiation, search=search)).changes) == is_found


def test_proposal_followed_tells_what_became_of_it_and_no_more(say, week, negotiation):
    wanted, other = (ProposalFactory(negotiation=negotiation, put_at=START + timedelta(days=1)) for _ in range(2))
    say(5)
    assert {change.proposal for change in week().changes} == {wanted, other, None}
    assert [change.proposal for change in week(Followed(negotiation, proposal=wanted)).changes] == [wanted]


def test_vote_is_told_to_those_who_follow_a_party_that_voted(week, negotiation, party):
    proposal = ProposalFactory(negotiation=negotiation)
    VoteFactory(proposal=proposal, cast_at=START, party=party)
    aside = PartyFactory(negotiation=negotiation)
    assert [change.kind for change in week(Followed(negotiation, party=party)).changes] == [ChangeKind.VOTE]
    assert week(Followed(negotiation, party=aside)).changes == ()


def test_alerts_have_the_events_of_the_digest_that_are_worth_one(say, negotiation, party, issue):
    say(1, "opposes", value=10), say(5, "supports", value=90, condition="the cranes are repaired")
    now = datetime.now(UTC)
    since, until = now - timedelta(hours=1), now + timedelta(hours=1)
    search = SavedSearchFactory(negotiation=negotiation, query="stance=supports")
    told = compose(followed=[Followed(negotiation)], start=since, end=until).changes
    (alert,) = changes(negotiations=[negotiation], since=since, until=until, kinds=ALERTING, searches=[search])
    assert {change.kind for change in told} == {ChangeKind.FIRST, ChangeKind.REVERSAL, ChangeKind.CONDITION_NEW}
    assert (alert.kind, alert.key) in [(change.kind, change.key) for change in told]
    assert (alert.before.words, alert.outlet, alert.url) == (
        told[0].before.words, told[0].after.outlet, told[0].after.url,
    )  # fmt: skip
    assert matches(alert, Followed(negotiation, party=party, issue=issue, search=search))
    assert not matches(alert, Followed(negotiation, party=PartyFactory(negotiation=negotiation)))
    assert not matches(alert, Followed(NegotiationFactory()))
