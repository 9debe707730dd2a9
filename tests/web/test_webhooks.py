"""The pages of webhooks: adding, the secret once, testing, resuming, removing; one's own only."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from positions.models import Call, Webhook
from tests.factories import CallFactory, WebhookFactory


@pytest.fixture
def owner(analyst_client):
    return analyst_client.get(reverse("settings")).wsgi_request.user


def test_secret_is_shown_once(analyst_client, owner):
    page = analyst_client.post(reverse("webhooks"), {"url": "https://hooks.example/"}, follow=True)

    row = Webhook.objects.get()
    assert row.secret in page.content.decode()
    assert row.secret not in analyst_client.get(row.get_absolute_url()).content.decode()


def test_address_that_is_refused_stays_in_its_field(analyst_client):
    response = analyst_client.post(reverse("webhooks"), {"url": "http://hooks.example/"})

    assert (response.status_code, Webhook.objects.count()) == (422, 0)
    page = response.content.decode()
    assert "must begin with https" in page
    assert "http://hooks.example/" in page


def test_test_resume_and_remove(analyst_client, owner):
    row = WebhookFactory(user=owner, paused_at=timezone.now(), paused_because="It answered that it is gone.")
    assert "It answered that it is gone." in analyst_client.get(row.get_absolute_url()).content.decode()

    def wish(wish):
        analyst_client.post(reverse("webhook_set", args=[row.public_id]), {"wish": wish})

    wish("resume")
    assert list(Webhook.objects.open()) == [row]
    wish("test")
    assert Call.objects.get().payload["type"] == "test"
    wish("remove")
    assert not Webhook.objects.exists()


def test_webhook_of_somebody_else_is_not_there(analyst_client):
    row = WebhookFactory()
    answers = [
        analyst_client.get(row.get_absolute_url()),
        analyst_client.post(reverse("webhook_set", args=[row.public_id]), {"wish": "remove"}),
    ]
    assert [answer.status_code for answer in answers] == [404, 404]
    assert row.url not in analyst_client.get(reverse("webhooks")).content.decode()


@pytest.mark.parametrize("count", [1, 3])
def test_pages_take_as_many_queries_for_three_rows(analyst_client, owner, count):
    row = WebhookFactory(user=owner)
    WebhookFactory.create_batch(count - 1, user=owner)
    CallFactory.create_batch(count, webhook=row)
    taken = []
    for page in (reverse("webhooks"), row.get_absolute_url()):
        with CaptureQueriesContext(connection) as queries:
            assert analyst_client.get(page).status_code == 200
        taken.append(len(queries))
    assert taken == [3, 4]
