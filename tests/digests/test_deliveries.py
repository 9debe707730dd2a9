"""Never twice, never silently missing: claiming and handing over on a real mail server."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from email import message_from_bytes, policy

import pytest
from django.db import connection

from positions.digests.deliveries import claim_due, deliver
from positions.digests.errors import DeliveryError
from positions.enums import DeliveryState, JobKind
from positions.models import Delivery, Job, Membership
from tests.digests.conftest import END, START

NOW = END + timedelta(minutes=3)


@pytest.fixture
def delivery(subscription):
    return Delivery.objects.create(subscription=subscription, period_start=START, period_end=END)


def test_due_digest_is_claimed_once_and_asks_for_its_job(subscription):
    (delivery,) = claim_due(now=NOW)
    assert claim_due(now=NOW) == []
    assert (delivery.period_start, delivery.period_end) == (START, END)
    assert list(Job.objects.values_list("kind", "payload")) == [(JobKind.DIGEST, {"delivery": delivery.pk})]


def test_outage_of_three_weeks_is_told_in_one_digest(subscription):
    claim_due(now=NOW)
    late = NOW + timedelta(weeks=3)
    claim_due(now=late)
    subscription.refresh_from_db()
    assert list(Delivery.objects.order_by("pk").values_list("period_start", "period_end")) == [
        (START, END),
        (END, END + timedelta(weeks=1)),
    ]
    assert subscription.due_at > late


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
    mail = message_from_bytes(envelope.content, policy=policy.default)
    assert envelope.rcpt_tos == ["rita@example.org"]
    assert [part.get_content_type() for part in mail.iter_parts()] == ["text/plain", "text/html"]
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert f"/unsubscribe/{delivery.subscription.token}/" in mail["List-Unsubscribe"]
    assert mail["Message-ID"] == delivery.message_id
    assert delivery.state == DeliveryState.SENT


def test_sent_digest_is_not_sent_again(delivery, inbox):
    for _ in range(2):
        deliver(delivery=Delivery.objects.get(pk=delivery.pk))
    assert len(inbox.mails) == 1


def test_refused_mail_stays_claimed_and_leaves_at_the_next_try_in_the_same_words(delivery, inbox):
    inbox.answer = "451 try later"
    with pytest.raises(DeliveryError, match="refused it") as refusal:
        deliver(delivery=delivery)
    delivery.refresh_from_db()
    words = delivery.text
    assert (delivery.state, refusal.value.permanent) == (DeliveryState.CLAIMED, False)

    inbox.answer = "250 OK"
    deliver(delivery=delivery)
    assert (delivery.state, delivery.text, len(inbox.mails)) == (DeliveryState.SENT, words, 1)


def test_broken_connection_leaves_a_doubt_for_a_person(delivery, inbox):
    inbox.answer = None
    with pytest.raises(DeliveryError, match="not known whether the mail server took it") as doubt:
        deliver(delivery=delivery)
    assert doubt.value.permanent
    delivery.refresh_from_db()
    assert delivery.state == DeliveryState.HANDED_OVER


def test_worker_killed_while_sending_does_not_send_twice_by_itself(delivery, inbox):
    delivery.state, delivery.text = DeliveryState.HANDED_OVER, "frozen words"
    delivery.save()
    with pytest.raises(DeliveryError) as doubt:
        deliver(delivery=delivery)
    assert (doubt.value.permanent, inbox.mails) == (True, [])

    deliver(delivery=delivery)  # a person looked and retries
    assert len(inbox.mails) == 1


def test_reader_who_left_meanwhile_gets_nothing(delivery, inbox):
    delivery.subscription.is_active = False
    deliver(delivery=delivery)
    assert (delivery.state, inbox.mails) == (DeliveryState.FAILED, [])


def test_opening_the_unsubscribe_address_asks_and_posting_ends(client, subscription):
    address = f"/unsubscribe/{subscription.token}/"
    client.get(address)
    subscription.refresh_from_db()
    assert subscription.is_active

    client.post(address, {"List-Unsubscribe": "One-Click"})
    subscription.refresh_from_db()
    assert not subscription.is_active
