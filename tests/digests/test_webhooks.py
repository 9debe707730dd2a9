"""Webhooks: signed as Standard Webhooks has it, tried again ever later, given up visibly, never inwards."""

import json
import threading
from base64 import b64decode, b64encode
from datetime import timedelta
from hashlib import sha256
from hmac import new as hmac_of
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from django.utils import timezone

from positions import tasks
from positions.digests import webhooks
from positions.digests.backoff import PAUSES
from positions.digests.webhooks import GIVEN_UP, add_webhook, ask_again, call_once, resume_webhook, try_webhook
from positions.enums import CallState
from positions.ingestion.fetch import Reach
from positions.models import Call, Job, Webhook
from positions.review.errors import ReviewError
from tests.factories import CallFactory, UserFactory, WebhookFactory

pytestmark = pytest.mark.django_db


class Listener(HTTPServer):
    """Keeps what it is told, and answers with `status`."""

    status = 204

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Told)
        self.told = []


class Told(BaseHTTPRequestHandler):
    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.told.append((dict(self.headers), body))
        self.send_response(self.server.status)
        self.send_header("Location", "/elsewhere")
        self.end_headers()
        self.wfile.write(b"thank you")

    def log_message(self, *words):
        """Say nothing."""


@pytest.fixture
def listener(monkeypatch):
    server = Listener()
    port = server.server_port
    monkeypatch.setattr(webhooks, "reach", Reach(allow_loopback=True, ports=frozenset({443, port}), seconds=5))
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def call(listener):
    """A call to the listener, which the table would ask to be encrypted."""
    call = CallFactory()
    call.webhook.url = f"http://127.0.0.1:{listener.server_port}/"
    return call


def test_call_is_signed_so_that_the_receiver_can_tell(call, listener):
    call_once(call=call)

    ((headers, body),) = listener.told
    assert json.loads(body) == call.payload
    key = b64decode(call.webhook.secret.removeprefix("whsec_"))
    signed = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
    assert headers["webhook-signature"] == f"v1,{b64encode(hmac_of(key, signed, sha256).digest()).decode()}"
    assert (headers["webhook-id"], len(key)) == (str(call.public_id), 32)
    assert (call.state, call.status, call.tries) == (CallState.TAKEN, 204, 0)


def test_signature_is_that_of_the_standard():
    """The example of the specification's own libraries."""
    signed = webhooks.signature(
        "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "msg_p5jXN8AQM9LWM0D4loKWxJek", "1614265330", b'{"test": 2432232314}'
    )
    assert signed == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


def test_call_that_is_taken_is_not_made_again(call, listener):
    call_once(call=call)
    call_once(call=call)
    assert len(listener.told) == 1


@pytest.mark.parametrize("status", [500, 302, 404])
def test_call_that_is_not_taken_is_made_again_ever_later_then_given_up(call, listener, status):
    listener.status = status
    for number, pause in enumerate(PAUSES, start=1):
        before = timezone.now()
        call_once(call=call)
        assert (call.state, call.tries) == (CallState.WAITING, number)
        assert timedelta(0) <= call.try_at - before - pause < timedelta(seconds=10)
    call_once(call=call)

    assert (call.state, call.status, len(listener.told)) == (CallState.FAILED, status, len(PAUSES) + 1)
    assert Webhook.objects.get().failures == 1


def test_later_try_is_asked_for_once(call, listener):
    listener.status = 500
    call_once(call=call)
    for _ in range(2):
        ask_again(now=timezone.now() + PAUSES[0])
    assert [job.payload for job in Job.objects.all()] == [{"call": call.pk}]


def test_webhook_that_never_takes_anything_is_paused_and_resumed_by_its_owner(call, listener):
    Webhook.objects.update(failures=GIVEN_UP - 1)
    listener.status, call.tries = 500, len(PAUSES)
    call_once(call=call)

    row = Webhook.objects.get()
    assert row.paused_because == "5 calls in a row were given up."
    resume_webhook(webhook=row)
    assert list(Webhook.objects.open()) == [row]


def test_webhook_that_is_gone_is_paused_at_once(call, listener):
    listener.status = 410
    call_once(call=call)
    assert (call.state, Webhook.objects.get().paused_because) == (CallState.FAILED, "It answered that it is gone.")


def test_test_is_made_once_and_counts_for_nothing(call, listener):
    listener.status = 500
    test = try_webhook(webhook=call.webhook)
    call_once(call=test)
    assert (test.state, test.status, test.answer, Webhook.objects.get().failures) == ("failed", 500, "thank you", 0)


def test_worker_makes_the_call(listener):
    test = try_webhook(webhook=WebhookFactory(url="https://127.0.0.1/"))
    tasks.run(Job.objects.get().pk)
    test.refresh_from_db()
    assert (test.state, test.status, test.answer) == (
        "failed",
        None,
        "The site cannot be reached.",
    )


@pytest.mark.parametrize(
    "url", ["https://127.0.0.1/", "https://10.0.0.1/", "https://[::1]/", "https://169.254.169.254/"]
)
def test_nothing_is_told_to_a_private_network(url):
    test = try_webhook(webhook=WebhookFactory(url=url))
    call_once(call=test)
    assert (test.state, test.status) == ("failed", None)
    assert "private network" in test.answer


@pytest.mark.parametrize(
    ("url", "sentence"),
    [
        ("http://hooks.example/", "must begin with https"),
        ("https://rita:word@hooks.example/", "name or password"),
        ("https://hooks.example:22/", "not one of the web's"),
        ("https://hooks.example/a", "told already"),
    ],
)
def test_address_that_cannot_be_told_is_refused_with_a_sentence(url, sentence):
    user = UserFactory()
    WebhookFactory(user=user, url="https://hooks.example/a")
    with pytest.raises(ReviewError, match=sentence):
        add_webhook(url=url, by=user)


def test_person_has_ten_at_most():
    user = UserFactory()
    for number in range(webhooks.MOST):
        add_webhook(url=f"hooks.example/{number}", by=user)
    with pytest.raises(ReviewError, match="10 webhooks already"):
        add_webhook(url="https://hooks.example/", by=user)
    assert Call.objects.count() == 0
