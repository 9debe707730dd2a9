"""The number beside Review in the row of pages."""

import pytest
from django.urls import reverse

from positions.enums import Verdict
from positions.models import Judgement
from tests.factories import LinkFactory, MembershipFactory

pytestmark = pytest.mark.django_db


def test_link_that_somebody_marked_unsure_is_not_counted_but_named_in_the_queue_of_others(client):
    nora = MembershipFactory()
    tomas = MembershipFactory(negotiation=nora.negotiation)
    links = LinkFactory.create_batch(2, negotiation=nora.negotiation)
    Judgement.objects.create(link=links[0], verdict=Verdict.UNSURE, by=nora.user)

    shown = {}
    for member in (nora, tomas):
        client.force_login(member.user)
        shown[member] = client.get(reverse("review_queue", args=[nora.negotiation.slug])).content.decode()

    assert all('Review <span class="count">1</span>' in page for page in shown.values())
    assert '<span class="num">1 left</span>' in shown[nora]
    assert "marked unsure by" not in shown[nora]
    assert '<span class="num">2 left</span>, 1 of them marked unsure by a colleague' in shown[tomas]
