"""A sender killed at any of its lines sends no mail twice and loses none unseen."""

import logging

import pytest

from bench.delivery_crashes import crash, mail_server
from positions.models import Subscription
from tests.factories import FollowFactory

RUNS = 20  # `python -m bench.delivery_crashes` does a thousand


@pytest.mark.django_db(transaction=True)
def test_killed_senders_send_nothing_twice_and_lose_nothing_unseen(caplog):
    caplog.set_level(logging.CRITICAL)
    FollowFactory(subscription__user__email="rita@example.org")
    assert Subscription.objects.count() == 1

    with mail_server() as server:
        outcome = crash(server, RUNS, say=lambda line: None)

    assert outcome.wrong.total() == 0
    assert (outcome.runs, len(outcome.places) > RUNS / 2) == (RUNS + 1, True)
    # Sent by the next worker, and shown to be sent by the button; the third end is met once in fifty.
    assert len(outcome.ends) >= 2, outcome.ends
