"""Following and leaving; when the mail comes; pausing it."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from positions.digests.export import export_of, forget
from positions.digests.subscriptions import follow, pause, reschedule, resume, set_mail, unfollow, unsubscribe
from positions.enums import Frequency, PauseReason
from positions.models import Follow, Subscription
from positions.review.errors import NotAllowed, ReviewError
from tests.factories import (
    DeliveryFactory,
    FollowFactory,
    IssueFactory,
    MembershipFactory,
    PartyFactory,
    ProposalFactory,
    SavedSearchFactory,
    SubscriptionFactory,
    UserFactory,
)

WEDNESDAY = datetime(2031, 3, 5, 12, tzinfo=UTC)
pytestmark = pytest.mark.django_db


@pytest.fixture
def member():
    return MembershipFactory(user__email="rita@example.org", user__time_zone="Europe/Paris")


@pytest.fixture
def now():
    with time_machine.travel(WEDNESDAY, tick=False) as clock:
        yield clock


def test_first_thing_followed_brings_the_weekly_digest_with_it(member, now):
    follow(negotiation=member.negotiation, by=member.user)

    subscription = Subscription.objects.get()
    assert (subscription.frequency, subscription.due_at) == ("weekly", datetime(2031, 3, 10, 8, tzinfo=UTC))
    assert subscription.told_until == datetime(2031, 3, 3, 8, tzinfo=UTC)


def test_everything_that_can_be_followed_is_followed_once(member):
    negotiation = member.negotiation
    one, other = PartyFactory.create_batch(2, negotiation=negotiation)
    search = SavedSearchFactory(negotiation=negotiation, user=member.user)
    wishes = [
        {},
        {"party": one},
        {"party": other, "other": one},
        {"party": one, "other": other},
        {"issue": IssueFactory(negotiation=negotiation)},
        {"proposal": ProposalFactory(negotiation=negotiation)},
        {"search": search},
    ]
    for wish in [*wishes, *wishes]:
        follow(negotiation=negotiation, by=member.user, **wish)

    assert [row.kind for row in Follow.objects.order_by("pk")] == [
        "negotiation", "party", "pair", "issue", "proposal", "search",
    ]  # fmt: skip


def test_what_cannot_be_followed_is_said(member):
    party, stranger = PartyFactory(negotiation=member.negotiation), UserFactory()
    with pytest.raises(NotAllowed):
        follow(negotiation=member.negotiation, by=stranger)
    with pytest.raises(ReviewError, match="another negotiation"):
        follow(negotiation=member.negotiation, by=member.user, party=PartyFactory())
    with pytest.raises(ReviewError, match="two parties"):
        follow(negotiation=member.negotiation, by=member.user, party=party, other=party)
    search = SavedSearchFactory(negotiation=member.negotiation)
    with pytest.raises(NotAllowed, match="somebody else"):
        follow(negotiation=member.negotiation, by=member.user, search=search)
    member.user.email = ""
    with pytest.raises(ReviewError, match="no e-mail address"):
        follow(negotiation=member.negotiation, by=member.user)


def test_nobody_leaves_for_somebody_else(member):
    row = FollowFactory()
    with pytest.raises(NotAllowed):
        unfollow(follow=row, by=member.user)
    unfollow(follow=row, by=row.subscription.user)
    assert not Follow.objects.exists()


def test_wish_for_another_hour_moves_the_next_digest_and_loses_no_period(member, now):
    follow(negotiation=member.negotiation, by=member.user)
    told = Subscription.objects.get().told_until

    set_mail(by=member.user, frequency=Frequency.MONTHLY, month_day=31, hour=7, has_alerts=True)

    subscription = Subscription.objects.get()
    assert (subscription.due_at, subscription.told_until) == (datetime(2031, 3, 31, 5, tzinfo=UTC), told)


def test_hour_stays_when_the_reader_moves(member, now):
    follow(negotiation=member.negotiation, by=member.user)
    member.user.time_zone = "Asia/Tokyo"
    member.user.save()

    reschedule(by=member.user)

    assert Subscription.objects.get().due_at == datetime(2031, 3, 10, 0, tzinfo=UTC)


def test_who_comes_back_is_not_told_of_the_time_away(member, now):
    follow(negotiation=member.negotiation, by=member.user)
    unsubscribe(token=Subscription.objects.get().token)
    now.shift(timedelta(weeks=30))

    follow(negotiation=member.negotiation, by=member.user)

    subscription = Subscription.objects.get()
    assert subscription.is_active
    assert timedelta(days=6) < subscription.due_at - subscription.told_until < timedelta(days=8)


def test_pause_is_told_of_when_it_ends(member, now):
    follow(negotiation=member.negotiation, by=member.user)
    subscription = Subscription.objects.get()
    told = subscription.told_until
    assert pause(subscription=subscription, reason=PauseReason.READER)
    assert not pause(subscription=subscription, reason=PauseReason.BOUNCED)
    now.shift(timedelta(weeks=3))

    resume(subscription=subscription)

    subscription.refresh_from_db()
    assert (subscription.paused_at, subscription.paused_reason, subscription.told_until) == (None, None, told)
    assert subscription.due_at > WEDNESDAY + timedelta(weeks=3)


def test_unsubscribing_twice_is_harmless():
    subscription = SubscriptionFactory()
    for _ in range(2):
        assert unsubscribe(token=subscription.token).is_active is False


def test_all_of_a_persons_mail_is_taken_along_and_forgotten():
    row, other = FollowFactory(negotiation__title="Harbour talks"), FollowFactory()
    DeliveryFactory(subscription=row.subscription, text="What moved.")
    user = row.subscription.user

    kept = export_of(user)
    assert kept["subscription"]["frequency"] == "weekly"
    assert [(each["kind"], each["negotiation"]) for each in kept["follows"]] == [("negotiation", "Harbour talks")]
    assert [mail["text"] for mail in kept["mails"]] == ["What moved."]

    forget(by=user)
    events = Subscription.events.rel.related_model
    assert export_of(user) | {"subscription": None, "follows": [], "mails": []} == export_of(user)
    assert not events.objects.filter(user=user.pk).exists()
    assert list(Subscription.objects.all()) == [other.subscription]
