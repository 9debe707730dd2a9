"""Mail in the admin: what became of it, as it was sent, as a reader would get it, sent again, paused."""

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from positions.models import Delivery, Job, Negotiation, Subscription
from tests import factories as make
from tests.admin.pages import act

pytestmark = pytest.mark.django_db


@pytest.fixture
def delivery(negotiation: Negotiation) -> Delivery:
    follow = make.FollowFactory(negotiation=negotiation, subscription__user__first_name="Rita")
    return make.DeliveryFactory(
        subscription=follow.subscription, subject="It moved", html="<p>It moved.</p>", text="It moved.", state="failed"
    )


def mail_of(client: Client, row: Delivery | Subscription) -> tuple[int, str]:
    page = client.get(reverse(f"admin:{row._meta.model_name}_mail", args=[row.pk]))
    return page.status_code, page.content.decode()


def test_mail_is_shown_as_it_was_sent_and_as_its_reader_would_get_it(site: Client, delivery: Delivery) -> None:
    assert mail_of(site, delivery) == (200, "<p>It moved.</p>")
    status, mail = mail_of(site, delivery.subscription)
    assert (status, "Harbour talks" in mail) == (200, True)


def test_words_of_mails_are_for_site_administrators(desk: Client, delivery: Delivery) -> None:
    assert mail_of(desk, delivery)[0] == mail_of(desk, delivery.subscription)[0] == 403
    page = desk.get(reverse("admin:positions_delivery_change", args=[delivery.pk])).content.decode()
    assert ("not sent" in page, "It moved" in page) == (True, False)


def test_mail_of_who_follows_something_foreign_is_not_there(desk: Client, delivery: Delivery) -> None:
    make.FollowFactory(subscription=delivery.subscription)

    assert desk.get(reverse("admin:positions_delivery_change", args=[delivery.pk])).status_code == 302
    assert desk.get(reverse("admin:positions_subscription_change", args=[delivery.subscription.pk])).status_code == 302


def test_mail_is_sent_again(site: Client, delivery: Delivery) -> None:
    quiet = make.DeliveryFactory(state="quiet")

    assert act(site, "send", delivery, quiet)[-1] == "1 mails are on their way."
    assert Job.objects.get().payload == {"delivery": delivery.pk}


def test_subscriptions_are_paused_and_resumed(site: Client, negotiation: Negotiation) -> None:
    row = make.FollowFactory(negotiation=negotiation).subscription

    assert act(site, "pause", row) == ["1 subscriptions are paused."]
    assert Subscription.objects.filter(paused_at__lte=timezone.now()).exists()
    assert act(site, "resume", row)[-1] == "1 subscriptions are resumed."
    assert not Subscription.objects.filter(paused_at__isnull=False).exists()
