"""Changes told at once: by alert, by webhook, by feed; each once, to those whom it concerns."""

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from positions.digests import news
from positions.digests.alerts import BUNDLE, claim_alerts
from positions.digests.changes import MANY
from positions.digests.deliveries import deliver
from positions.digests.news import look
from positions.digests.subscriptions import renew_feed
from positions.enums import ALERTING, DeliveryState, Stance, TransferState
from positions.exchange.records import PositionRecord
from positions.models import Alert, Call, Delivery, Subscription, Transfer, Watch
from tests.digests.conftest import START
from tests.exchange.taking import article, statement, take
from tests.factories import (
    FollowFactory,
    IssueFactory,
    MembershipFactory,
    PartyFactory,
    TransferFactory,
    WebhookFactory,
)

NOW = datetime(2031, 3, 5, 12, tzinfo=UTC)


@pytest.fixture
def clock(subscription, negotiation):
    """A moment at which the reader, who wants alerts, has just begun to be told."""
    Subscription.objects.update(has_alerts=True)
    with time_machine.travel(NOW, tick=False) as clock:
        look(now=NOW)
        clock.shift(60)
        yield clock


@pytest.fixture
def move(say, clock):
    """Have the party move, by decisions of this moment."""

    def move(**fields):
        say(3, "opposes", **fields)
        say(7, "supports", **fields)

    return move


def looked():
    look(now=timezone.now() + timedelta(seconds=1))
    return claim_alerts(now=timezone.now() + timedelta(seconds=1))


def test_shift_is_told_at_once_and_once(move, inbox):
    move()
    (alert,) = looked()
    assert looked() == []

    deliver(delivery=alert)

    (mail,) = inbox.mails
    assert b"Zahira" in mail.content
    assert (alert.kind, alert.state, Alert.objects.count()) == ("alert", DeliveryState.SENT, 1)


def test_what_is_no_shift_red_line_or_reversal_waits_for_the_digest(say, clock):
    say(3)
    assert looked() == []


def test_several_soon_after_one_come_in_one_mail(move, clock, negotiation, inbox):
    move()
    (first,) = looked()
    for _ in range(3):
        move(issue=IssueFactory(negotiation=negotiation))
        clock.shift(60)
        assert looked() == []

    clock.shift(BUNDLE)
    (second,) = looked()
    assert (first.alerts.count(), second.alerts.count()) == (1, 3)


def test_alert_of_what_is_undone_before_it_leaves_is_no_mail(move, inbox, subscription):
    move()
    (alert,) = looked()
    for follow in subscription.follows.all():
        FollowFactory(
            subscription=subscription,
            negotiation=follow.negotiation,
            party=PartyFactory(negotiation=follow.negotiation),
        )
        follow.delete()

    deliver(delivery=alert)

    assert (alert.state, inbox.mails) == (DeliveryState.QUIET, [])


def test_who_follows_something_else_or_wants_no_alerts_is_told_nothing(move, negotiation):
    other = PartyFactory(negotiation=negotiation, name="Northmark", number=2)
    FollowFactory(negotiation=negotiation, party=other, subscription__has_alerts=True)
    FollowFactory(negotiation=negotiation)
    move()
    assert [alert.subscription.user.username for alert in looked()] == ["rita"]


def test_paused_reader_is_told_when_resumed(move):
    Subscription.objects.update(paused_at=NOW, paused_reason="reader")
    move()
    assert looked() == []


def test_program_of_the_reader_is_told_everything_once(move, subscription):
    webhook = WebhookFactory(user=subscription.user)
    WebhookFactory()
    move()
    looked()
    looked()

    calls = list(Call.objects.all())
    assert {call.webhook for call in calls} == {webhook}
    (told,) = [call.payload["data"] for call in calls if call.payload["data"]["kind"] in ALERTING]
    assert (told["negotiation"], told["party"], told["issue"]) == ("harbour-talks", "zahira", "harbour-dues")
    assert told["before"]["words"]
    assert told["url"].startswith("http://")


def imported(negotiation, *, by, moves):
    """Take in a file in which a party changes its mind on so many issues."""
    words = [f"They {verb} the dues of port {port}." for verb in ("refuse", "pay") for port in range(moves)]
    text = " ".join(words)
    first = article("early", text=text, published_at=datetime(2016, 10, 1, tzinfo=UTC))
    said = [
        statement(
            str(number), article="early", spans=(), words=each, speaker="", party="Zahira",
            said_at=datetime(2016, 10, 1 + number // moves, tzinfo=UTC),
            positions=(PositionRecord(f"Port {number % moves}", (Stance.OPPOSES, Stance.SUPPORTS)[number // moves]),),
        )
        for number, each in enumerate(words)
    ]  # fmt: skip
    take(negotiation, by, first, *said)


def test_import_is_told_to_programs_and_by_mail_as_one(clock, move, subscription, negotiation, inbox):
    webhook = WebhookFactory(user=subscription.user)
    imported(negotiation, by=MembershipFactory(negotiation=negotiation).user, moves=60)

    (alert,) = looked()

    (call,) = Call.objects.all()
    told = call.payload["data"]
    assert (call.webhook, call.payload["type"], told["count"]) == (webhook, "changes", 120)
    assert told["kinds"] == {"first": 60, "reversal": 60}
    assert told["sentence"] == (
        "Much changed at once, as an import brings it: 60 positions moved, 60 first words on an issue."
    )
    deliver(delivery=alert)
    (mail,) = inbox.mails
    assert (alert.alerts.count(), b"60 positions moved." in mail.content) == (MANY + 1, True)

    clock.shift(BUNDLE + timedelta(seconds=1))
    assert looked() == []
    move()
    clock.shift(1)
    assert len(looked()) == 1
    assert {call.payload["type"] for call in Call.objects.exclude(pk=call.pk)} == {"change.first", "change.reversal"}


def test_small_import_is_told_change_by_change(clock, subscription, negotiation):
    WebhookFactory(user=subscription.user)
    imported(negotiation, by=MembershipFactory(negotiation=negotiation).user, moves=2)
    looked()
    assert sorted(call.payload["type"] for call in Call.objects.all()) == ["change.first"] * 2 + ["change.reversal"] * 2


def test_more_than_can_be_compared_is_told_without_being_compared(clock, move, subscription, negotiation, monkeypatch):
    monkeypatch.setattr(news, "HEAP", 3)
    WebhookFactory(user=subscription.user)
    imported(negotiation, by=MembershipFactory(negotiation=negotiation).user, moves=2)
    assert looked() == []
    (call,) = Call.objects.all()
    assert (call.payload["type"], call.payload["data"]["count"], call.payload["data"]["sentence"]) == (
        "changes", None, "Much came to the record at once: 4 confirmed statements.",
    )  # fmt: skip

    clock.shift(BUNDLE + timedelta(seconds=1))
    move()
    clock.shift(1)
    assert len(looked()) == 1


def test_nothing_is_told_until_an_import_is_done(move, negotiation):
    TransferFactory(negotiation=negotiation, is_dry=False, state=TransferState.RUNNING)
    move()
    assert looked() == []
    Transfer.objects.update(state=TransferState.DONE)
    assert len(looked()) == 1


def test_feed_tells_the_same_changes_and_ends_with_its_address(move, clock, client, subscription):
    move()
    clock.shift(1)
    address = reverse("changes_feed", args=[renew_feed(by=subscription.user)])

    answer = client.get(address)
    assert "Zahira" in re.findall("<entry><title>(.*?)</title>", answer.content.decode())[0]
    assert client.get(address, headers={"If-None-Match": answer["ETag"]}).status_code == 304

    renew_feed(by=subscription.user)
    assert client.get(address).status_code == 404


def test_feed_tells_nothing_of_a_negotiation_its_reader_left(move, clock, client, subscription, negotiation):
    move()
    clock.shift(1)
    address = reverse("changes_feed", args=[renew_feed(by=subscription.user)])
    negotiation.memberships.all().delete()

    assert b"<entry>" not in client.get(address).content
    subscription.user.is_active = False
    subscription.user.save()
    assert client.get(address).status_code == 410


def test_alert_is_no_digest_and_its_period_may_lie_in_one(move):
    move()
    (alert,) = looked()
    Delivery.objects.create(subscription=alert.subscription, period_start=START, period_end=timezone.now())
    assert Delivery.objects.count() == 2


def test_negotiation_in_which_nothing_was_decided_is_not_read(clock, negotiation, django_assert_num_queries):
    with django_assert_num_queries(9):
        look(now=timezone.now() + timedelta(minutes=30))
    assert Watch.objects.get(negotiation=negotiation).read_until == NOW

    look(now=timezone.now() + timedelta(hours=2))
    assert Watch.objects.get(negotiation=negotiation).read_until > NOW


@pytest.mark.django_db(transaction=True)
def test_three_looks_at_once_write_each_change_down_once(move):
    move()
    now = timezone.now() + timedelta(seconds=1)

    def beat(_):
        try:
            look(now=now)
            return claim_alerts(now=now)
        finally:
            connection.close()

    with ThreadPoolExecutor(3) as beats:
        claimed = [alert for found in beats.map(beat, range(3)) for alert in found]
    assert (len(claimed), Alert.objects.count()) == (1, 1)
