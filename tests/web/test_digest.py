"""The digest's page: subscribing, choosing, previewing any period, leaving."""

import pytest
from django.urls import reverse

from positions.models import Subscription
from tests.web.talks import make_issue, make_party


@pytest.fixture
def address(negotiation) -> str:
    return reverse("digest", args=[negotiation.slug])


def test_subscribing_to_some_parties_and_issues(analyst_client, negotiation, address):
    dues, zahira = make_issue(negotiation), make_party(negotiation)

    page = analyst_client.post(
        address,
        {"frequency": "weekly", "weekday": "0", "hour": "9", "parties": [zahira.pk], "issues": [dues.pk]},
        follow=True,
    ).content.decode()

    subscription = Subscription.objects.get()
    assert (list(subscription.parties.all()), list(subscription.issues.all())) == ([zahira], [dues])
    assert "Parties: 1 chosen" in page


def test_bad_hour_is_refused_beside_its_field(analyst_client, address):
    page = analyst_client.post(address, {"frequency": "weekly", "weekday": "0", "hour": "24"}).content.decode()

    assert "less than or equal to 23" in page
    assert not Subscription.objects.exists()


@pytest.mark.parametrize(
    ("first", "last", "sentence"),
    [
        ("2016-10-09", "2016-10-03", "The period ends before it starts."),
        ("0001-01-01", "2016-10-03", "Choose days on which somebody may have negotiated."),
        ("2016-10-03", "9999-12-31", "Choose days on which somebody may have negotiated."),
        ("x", "2016-10-03", "Enter a valid date."),
    ],
)
def test_period_that_cannot_be_shown_is_asked_for_again(analyst_client, negotiation, first, last, sentence):
    response = analyst_client.get(reverse("digest_preview", args=[negotiation.slug]), {"first": first, "last": last})

    assert (response.status_code, sentence in response.content.decode()) == (422, True)
