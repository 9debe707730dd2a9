"""What falls into which period: every decision into exactly one."""

from collections import defaultdict
from datetime import UTC, datetime, timedelta
from datetime import timezone as fixed

import pytest
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from positions.analysis.entries import read_entries
from positions.analysis.held_positions import bring_up_to_date
from positions.digests.compose import changes
from positions.digests.gather import gather
from positions.digests.period import MOMENT, Period, Touched, read_confirmations, read_touched, touched
from positions.enums import ChangeKind, Relation
from positions.models import Judgement
from tests.analysis.histories import HOURS, Talks, moment, turns
from tests.factories import LinkFactory, ProposalFactory, UserFactory, confirm

DAYS = [datetime(2031, 1, day, tzinfo=UTC) for day in range(1, 15)]


@pytest.fixture
def decide(say):
    """Have the party say something on a day of October 2016 that is confirmed on a day of January 2031."""

    def decide(said: int, decided: int, stance: str = "supports", **fields):
        position = say(said, stance, confirmed=False, statement__confirmed=False, **fields)
        at = DAYS[decided - 1]
        confirm(statement=position.statement, at=at)
        confirm(position=position, at=at)
        return position

    return decide


@pytest.fixture
def told(negotiation):
    """Return the kinds told from one day until before another."""

    def told(since: int, until: int) -> list[ChangeKind]:
        found = changes(negotiations=[negotiation], since=DAYS[since - 1], until=DAYS[until - 1])
        return [change.kind for change in found]

    return told


def test_each_decision_is_told_in_exactly_one_of_joined_periods(decide, told):
    decide(1, 2, "opposes", value=10), decide(7, 5, "supports", value=90)
    assert [told(day, day + 1) for day in range(1, 8)] == [
        [], [ChangeKind.FIRST], [], [], [ChangeKind.REVERSAL], [], [],
    ]  # fmt: skip


def test_earlier_words_confirmed_last_make_the_step_when_they_are(decide, told):
    decide(7, 2, "supports", value=90), decide(1, 5, "opposes", value=10)
    assert (told(2, 3), told(5, 6)) == ([ChangeKind.FIRST], [ChangeKind.REVERSAL])


def test_decision_taken_again_is_no_news(decide, told):
    first = decide(1, 2, "opposes", value=10)
    decide(7, 3, "supports", value=90)
    old = Judgement.objects.get(position=first)
    Judgement.objects.filter(pk=old.pk).update(superseded_at=DAYS[5], superseded_by=UserFactory())
    confirm(position=first, at=DAYS[5])
    assert told(6, 8) == []


def test_earlier_report_of_a_known_step_is_no_second_step(decide, told):
    decide(1, 2, "opposes", value=10), decide(7, 3, "supports", value=90), decide(6, 6, "supports", value=90)
    assert (told(3, 4), told(6, 7)) == ([ChangeKind.REVERSAL], [])


def test_words_confirmed_after_the_period_are_not_in_it(decide, told):
    decide(1, 2, "opposes", value=10), decide(7, 9, "supports", value=90)
    assert (told(1, 9), told(9, 10)) == ([ChangeKind.FIRST], [ChangeKind.REVERSAL])


def test_proposal_is_told_when_it_comes_to_the_record(negotiation):
    ProposalFactory(negotiation=negotiation, put_at=datetime(2016, 10, 5, tzinfo=UTC))
    now = datetime.now(UTC)
    recorded = changes(negotiations=[negotiation], since=now - timedelta(hours=1), until=now + timedelta(hours=1))
    long_ago = changes(
        negotiations=[negotiation], since=datetime(2016, 10, 1, tzinfo=UTC), until=datetime(2016, 10, 6, tzinfo=UTC)
    )
    assert ([change.kind for change in recorded], long_ago) == ([ChangeKind.PROPOSAL_PUT], [])


def test_further_report_of_one_utterance_is_no_repetition(decide, negotiation):
    first, report = decide(1, 2), decide(2, 6)
    link = LinkFactory(
        negotiation=negotiation, earlier=first.statement, later=report.statement, relation=Relation.SAME_UTTERANCE
    )
    week = Period(DAYS[5], DAYS[8])
    assert [row.times for row in gather(negotiation=negotiation, period=week).repeated] == [1]
    confirm(link=link)
    assert gather(negotiation=negotiation, period=week).repeated == ()


def test_what_was_gathered_is_read_again_after_any_change(decide, negotiation, issue, django_assert_num_queries):
    decide(1, 2)
    week = Period(DAYS[0], DAYS[6])
    before = gather(negotiation=negotiation, period=week)
    with django_assert_num_queries(1):
        assert gather(negotiation=negotiation, period=week) is before
    issue.title = "Tolls"
    issue.save()
    (change,) = gather(negotiation=negotiation, period=week).changes
    assert change.issue.title == "Tolls"


def replayed(talks: Talks, period: Period) -> list[Touched]:
    """Return what a period adds to any cell, by replaying all of them from the tables."""
    cells = defaultdict(list)
    for entry in read_entries(negotiation=talks.negotiation):
        if entry.is_confirmed and entry.is_first_hand:
            cells[entry.party, entry.issue].append(entry)
    stood = read_confirmations([entry for said in cells.values() for entry in said], period.end).stood
    found = []
    for _, said in sorted(cells.items()):
        if period.by_said:
            then = [entry for entry in said if entry.is_said_by(period.start - MOMENT)]
            now = [entry for entry in said if entry.is_said_by(period.last)]
        else:
            then = [entry for entry in said if stood(entry, period.start)]
            now = [entry for entry in said if stood(entry, period.end)]
        found.append(touched(then, now))
    return [each for each in found if each.fresh]


places = st.integers(0, len(HOURS) - 1)


@pytest.mark.django_db
@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@example([], [("say", 1, 9, 1)], [0, 4], 13)  # on a day that ends 36 hours after the period
@given(turns, turns, st.lists(places, min_size=2, max_size=2, unique=True), st.sampled_from([0, 13, -11]))
def test_kept_rows_tell_of_a_period_what_a_replay_tells(earlier, later, ends, zone):
    with transaction.atomic():
        talks = Talks.begun()
        for turn in earlier:
            talks.happen(turn)
        start = timezone.now()
        for turn in later:
            talks.happen(turn)
        said = [moment(place).astimezone(fixed(timedelta(hours=zone))) for place in sorted(ends)]
        for period in (Period(start, timezone.now()), Period(said[0], said[1], by_said=True)):
            bring_up_to_date(negotiation=talks.negotiation)
            assert read_touched(negotiation=talks.negotiation, period=period) == replayed(talks, period)
        transaction.set_rollback(True)
