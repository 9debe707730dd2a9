"""Never twice, never silently missing: claiming and handing over on a real mail server."""

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from email import message_from_bytes, policy
from uuid import uuid4

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.utils import timezone

from positions import tasks
from positions.digests.deliveries import IN_HAND, PAUSES, ask_again, claim_due, claim_now, deliver, send_now
from positions.digests.errors import DeliveryError
from positions.digests.schedule import due_until
from positions.digests.subscriptions import rhythm_of
from positions.enums import DeliveryState, JobKind, JobState, PauseReason, WhenQuiet
from positions.models import Delivery, Job, Membership, Subscription
from positions.review.errors import NotAllowed, ReviewError
from tests.digests.conftest import END, START
from tests.factories import UserFactory

NOW = END + timedelta(minutes=3)


@pytest.fixture
def delivery(subscription):
    return Delivery.objects.create(subscription=subscription, period_start=START, period_end=END)


def fresh(delivery):
    """Return the row as a worker reads it."""
    return Delivery.objects.select_related("subscription__user").get(pk=delivery.pk)


def message_of(envelope):
    return message_from_bytes(envelope.content, policy=policy.default)


def test_due_digest_is_claimed_once_and_asks_for_its_job(subscription):
    (delivery,) = claim_due(now=NOW)
    assert claim_due(now=NOW) == []
    assert (delivery.period_start, delivery.period_end) == (START, END)
    assert list(Job.objects.values_list("kind", "payload")) == [(JobKind.DIGEST, {"delivery": delivery.pk})]


@pytest.mark.parametrize("silence", [timedelta(days=1), timedelta(weeks=5)])
def test_outage_of_beat_is_told_in_one_digest(subscription, silence):
    claim_due(now=NOW)
    subscription.refresh_from_db()
    late = subscription.due_at + silence

    claim_due(now=late)

    subscription.refresh_from_db()
    assert list(Delivery.objects.order_by("pk").values_list("period_start", "period_end")) == [
        (START, END),
        (END, due_until(rhythm_of(subscription), late)),
    ]
    assert subscription.due_at > late


def test_digest_by_hand_tells_up_to_now_and_the_next_goes_on_from_there(subscription):
    claim_due(now=NOW)
    with time_machine.travel(END + timedelta(days=2), tick=False):
        by_hand = claim_now(by=subscription.user)

    subscription.refresh_from_db()
    (next_one,) = claim_due(now=subscription.due_at)

    assert (by_hand.period_start, by_hand.period_end) == (END, next_one.period_start)
    Subscription.objects.update(told_until=timezone.now())
    with pytest.raises(ReviewError, match="less than a minute ago"):
        claim_now(by=subscription.user)


@pytest.mark.parametrize("reason", ["inactive", "no member", "not due"])
def test_nobody_is_sent_what_is_not_due(subscription, reason):
    if reason == "inactive":
        subscription.is_active = False
        subscription.save()
    if reason == "no member":
        Membership.objects.all().delete()
    assert claim_due(now=END - timedelta(hours=1) if reason == "not due" else NOW) == []


@pytest.mark.django_db(transaction=True)
def test_three_beats_at_once_claim_one_digest(subscription):
    def beat(_):
        try:
            return claim_due(now=NOW)
        finally:
            connection.close()

    with ThreadPoolExecutor(3) as beats:
        claimed = [delivery for found in beats.map(beat, range(3)) for delivery in found]
    assert [claimed[0]] == claimed == list(Delivery.objects.all())


def test_delivered_mail_holds_both_forms_and_leaves_in_one_click(delivery, inbox):
    deliver(delivery=delivery)

    (envelope,) = inbox.mails
    mail = message_of(envelope)
    assert envelope.rcpt_tos == ["rita@example.org"]
    assert [part.get_content_type() for part in mail.iter_parts()] == ["text/plain", "text/html"]
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert f"/unsubscribe/{delivery.subscription.token}/" in mail["List-Unsubscribe"]
    assert (mail["Auto-Submitted"], mail["List-Id"]) == ("auto-generated", "Positions <digest.localhost>")
    assert mail["Date"].datetime == delivery.handed_over_at.replace(microsecond=0)
    assert mail["Message-ID"] == delivery.message_id == f"<digest-{delivery.public_id}@localhost>"
    assert delivery.state == DeliveryState.SENT


def test_sent_digest_is_not_sent_again(delivery, inbox):
    for _ in range(2):
        deliver(delivery=Delivery.objects.get(pk=delivery.pk))
    assert len(inbox.mails) == 1


def test_refused_mail_leaves_at_the_next_try_in_the_same_words(delivery, inbox):
    inbox.answer = "451 try later"
    deliver(delivery=delivery)
    words = delivery.text
    assert (delivery.state, delivery.tries) == (DeliveryState.CLAIMED, 1)
    assert delivery.error == "The mail server refused it: 451 try later. It is tried again by itself."

    inbox.answer = "250 OK"
    assert ask_again(now=timezone.now()) == 0
    assert [ask_again(now=timezone.now() + PAUSES[0]) for _ in range(3)] == [1, 0, 0]
    deliver(delivery=fresh(delivery))
    assert (fresh(delivery).state, fresh(delivery).text, len(inbox.mails)) == (DeliveryState.SENT, words, 1)


def test_mail_server_that_is_down_for_an_hour_costs_nothing_and_longer_is_shown(delivery, settings, inbox):
    port, settings.EMAIL_PORT, waited = settings.EMAIL_PORT, 1, timedelta(0)
    for pause in PAUSES:
        deliver(delivery=fresh(delivery))
        waited += pause
    assert fresh(delivery).state == DeliveryState.CLAIMED
    assert waited > timedelta(hours=24)

    deliver(delivery=fresh(delivery))
    failed = fresh(delivery)
    assert (failed.state, failed.try_at) == (DeliveryState.FAILED, None)
    assert re.match(r"The mail server cannot be reached: .* It was tried 10 times\.", failed.error)

    settings.EMAIL_PORT = port
    send_now(delivery=failed, by=failed.subscription.user)
    deliver(delivery=fresh(delivery))
    assert len(inbox.mails) == 1


def test_address_refused_for_good_is_paused_and_the_reader_told_why(delivery, inbox):
    inbox.answer_rcpt = "550 no such mailbox"
    deliver(delivery=delivery)

    subscription = Subscription.objects.get()
    assert (delivery.state, subscription.paused_reason) == (DeliveryState.FAILED, PauseReason.REFUSED)
    assert "550 no such mailbox" in subscription.paused_because
    assert claim_due(now=NOW + timedelta(weeks=2)) == []


def test_address_refused_for_now_is_not_paused(delivery, inbox):
    inbox.answer_rcpt = "450 mailbox busy"
    deliver(delivery=delivery)

    assert (fresh(delivery).state, Subscription.objects.get().paused_at) == (DeliveryState.CLAIMED, None)


def test_mail_refused_for_its_words_fails_and_pauses_nobody(delivery, inbox):
    inbox.answer = "554 looks like spam"
    deliver(delivery=delivery)

    assert (delivery.state, Subscription.objects.get().paused_at) == (DeliveryState.FAILED, None)


@pytest.mark.parametrize("how", ["drops", "slow"])
def test_connection_broken_after_the_mail_was_told_leaves_a_doubt_for_a_person(delivery, inbox, settings, how):
    settings.EMAIL_TIMEOUT = 1
    inbox.answer, inbox.is_slow = (None, False) if how == "drops" else ("250 OK", True)
    with pytest.raises(DeliveryError, match="not known whether the mail server took it"):
        deliver(delivery=delivery)
    assert (fresh(delivery).state, fresh(delivery).error != "") == (DeliveryState.HANDED_OVER, True)

    inbox.answer, inbox.is_slow = "250 OK", False
    sent = len(inbox.mails)
    with pytest.raises(DeliveryError):
        deliver(delivery=fresh(delivery))
    assert len(inbox.mails) == sent  # nobody sends it again by itself

    send_now(delivery=fresh(delivery), by=delivery.subscription.user)
    deliver(delivery=fresh(delivery))
    assert len(inbox.mails) == sent + 1
    assert len({message_of(envelope)["Message-ID"] for envelope in inbox.mails}) == 1


def test_mail_in_the_hands_of_a_worker_cannot_be_sent_by_hand_too(delivery):
    delivery.state, delivery.handed_over_at = DeliveryState.HANDED_OVER, timezone.now()
    delivery.save()
    with pytest.raises(ReviewError, match="being told right now"):
        send_now(delivery=delivery, by=delivery.subscription.user)

    Delivery.objects.update(handed_over_at=timezone.now() - IN_HAND)
    send_now(delivery=fresh(delivery), by=delivery.subscription.user)
    assert fresh(delivery).state == DeliveryState.CLAIMED


def test_nobody_sends_the_mail_of_somebody_else(delivery):
    Delivery.objects.update(state=DeliveryState.FAILED)
    with pytest.raises(NotAllowed):
        send_now(delivery=fresh(delivery), by=UserFactory())


def test_reader_who_wants_no_mail_when_nothing_changed_gets_none(delivery, inbox):
    Subscription.objects.update(when_quiet=WhenQuiet.NOTHING)
    deliver(delivery=fresh(delivery))
    assert (fresh(delivery).state, inbox.mails) == (DeliveryState.QUIET, [])


def test_reader_who_left_meanwhile_gets_nothing(delivery, inbox):
    Subscription.objects.update(is_active=False)
    deliver(delivery=delivery)
    assert (delivery.state, inbox.mails) == (DeliveryState.FAILED, [])


def test_delivery_that_no_worker_could_write_is_shown_as_failed(delivery):
    job = Job.objects.create(
        kind=JobKind.DIGEST, key="digest", payload={"delivery": delivery.pk}, state=JobState.RUNNING,
        attempts=3, lease_until=START,
    )  # fmt: skip
    tasks.sweep()
    job.refresh_from_db()
    assert (fresh(delivery).state, fresh(delivery).error) == (DeliveryState.FAILED, job.error)


@pytest.mark.parametrize("is_former", [False, True])
def test_opening_the_unsubscribe_address_asks_and_posting_ends(subscription, is_former):
    if is_former:
        subscription.former_tokens = [uuid4()]
        subscription.save()
    token = subscription.former_tokens[0] if is_former else subscription.token
    client, address = Client(enforce_csrf_checks=True), f"/unsubscribe/{token}/"
    client.get(address)
    subscription.refresh_from_db()
    assert subscription.is_active

    client.post(address, {"List-Unsubscribe": "One-Click"})
    subscription.refresh_from_db()
    assert not subscription.is_active
