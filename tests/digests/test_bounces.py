"""An address whose mail comes back is paused, told so by the mail service."""

import base64
import json

import pytest
from django.test import override_settings
from django.urls import include, path

import tracker.urls
from positions.models import Subscription
from tests.factories import SubscriptionFactory

urlpatterns = [*tracker.urls.urlpatterns, path("mail-events/", include("anymail.urls"))]
SECRET = {"WEBHOOK_SECRET": "service:a long secret"}
ADDRESS = "/mail-events/postmark/tracking/"
HARD = {
    "RecordType": "Bounce", "Type": "HardBounce", "TypeCode": 1, "Email": "Rita@example.org", "MessageID": "1",
    "Details": "550 no such mailbox", "BouncedAt": "2031-03-04T12:00:00Z",
}  # fmt: skip
SPAM = {"RecordType": "SpamComplaint", "Email": "rita@example.org", "MessageID": "1", "Details": "", "Type": "x"}
SOFT = HARD | {"Type": "Transient", "TypeCode": 2}

pytestmark = [pytest.mark.django_db, pytest.mark.urls(__name__)]


@pytest.fixture
def tell(client):
    """Tell what the service tells, with the secret or another."""

    def tell(event, login="service:a long secret"):
        header = f"Basic {base64.b64encode(login.encode()).decode()}"
        with override_settings(ANYMAIL=SECRET):
            return client.post(
                ADDRESS, json.dumps(event), content_type="application/json", headers={"Authorization": header}
            )

    return tell


@pytest.fixture
def subscription():
    SubscriptionFactory(user__email="other@example.org")
    return SubscriptionFactory(user__email="rita@example.org")


@pytest.mark.parametrize(("event", "reason"), [(HARD, "bounced"), (SPAM, "complained"), (SOFT, None)])
def test_what_the_service_tells_pauses_its_reader_alone(tell, subscription, event, reason):
    assert tell(event).status_code == 200

    subscription.refresh_from_db()
    assert subscription.paused_reason == reason
    assert Subscription.objects.filter(paused_at__isnull=False).count() == (reason is not None)


def test_reason_says_what_the_mail_server_told(tell, subscription):
    tell(HARD)
    subscription.refresh_from_db()
    assert subscription.paused_because == "Postmark: 550 no such mailbox"


def test_nobody_without_the_secret_pauses_anybody(tell, subscription):
    assert tell(HARD, "service:guessed").status_code == 400
    subscription.refresh_from_db()
    assert subscription.paused_at is None
