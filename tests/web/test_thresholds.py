"""The page of the two thresholds, and what they do in the review queue."""

import pytest
from django.urls import reverse

from positions.enums import Role
from positions.models import Membership
from positions.review.thresholds import ENOUGH
from tests.factories import LinkFactory, confirm, refuse

pytestmark = pytest.mark.django_db


@pytest.fixture
def lead_client(analyst_client, analyst):
    Membership.objects.filter(user=analyst).update(role=Role.LEAD)
    return analyst_client


def text(response) -> str:
    assert response.status_code == 200
    return response.content.decode()


def page(client, negotiation) -> str:
    return text(client.get(reverse("thresholds", args=[negotiation.slug])))


def decide(negotiation, *, confirmed: int, refused: int, score: float = 0.95) -> None:
    for number in range(confirmed + refused):
        link = LinkFactory(negotiation=negotiation, score=score)
        (confirm if number < confirmed else refuse)(link=link)


def test_page_without_decisions_says_what_to_do(analyst_client, negotiation):
    LinkFactory(negotiation=negotiation)

    shown = page(analyst_client, negotiation)

    assert "Nobody has decided on a suggested link yet" in shown
    assert "1 link is suggested." in shown
    assert reverse("review_queue", args=[negotiation.slug]) in shown
    assert "<figure" not in shown


def test_page_with_few_decisions_says_so(analyst_client, negotiation):
    decide(negotiation, confirmed=2, refused=1)

    shown = page(analyst_client, negotiation)

    assert f"Too few decisions yet: 3 of the {ENOUGH} that a share needs" in shown
    assert ", too few)" in shown


def test_title_says_what_the_decisions_say(analyst_client, negotiation):
    decide(negotiation, confirmed=18, refused=2)
    decide(negotiation, confirmed=0, refused=10, score=0.6)

    shown = page(analyst_client, negotiation)

    assert "Of the links shown, 60% of those judged were confirmed; of the pre-accepted, 90%" in shown
    assert '<th scope="row">0.95</th><td>20</td><td>20.0</td><td>20</td><td>18</td>' in shown


@pytest.mark.parametrize("count", [1, 3])
def test_page_query_count_does_not_grow(analyst_client, django_assert_num_queries, negotiation, count):
    decide(negotiation, confirmed=count, refused=count)
    with django_assert_num_queries(9):
        page(analyst_client, negotiation)


def test_csv_holds_the_numbers_of_the_chart(analyst_client, negotiation):
    decide(negotiation, confirmed=18, refused=2)

    lines = text(analyst_client.get(reverse("thresholds_csv", args=[negotiation.slug]))).splitlines()

    assert lines[0] == "threshold,links,links_a_week,judged,confirmed,share,low,high,enough"
    assert lines[1] == "0.40,20,20.0,20,18,0.9000,0.6990,0.9721,yes"
    assert lines[-1] == "1.00,0,0.0,0,0,,,,no"


def test_lead_sets_both(lead_client, negotiation):
    address = reverse("thresholds_set", args=[negotiation.slug])

    response = lead_client.post(address, {"show": "0.55", "pre_accept": "0.85"})

    assert response.url == reverse("thresholds", args=[negotiation.slug])
    negotiation.refresh_from_db()
    assert (negotiation.show_threshold, negotiation.pre_accept_threshold) == (0.55, 0.85)


@pytest.mark.parametrize(
    ("show", "pre_accept", "reason"),
    [
        ("0.9", "0.8", "give pre-accept the higher threshold"),
        ("2", "3", "less than or equal to 1"),
        ("x", "", "number"),
    ],
)
def test_form_keeps_what_cannot_be_with_the_reason(lead_client, negotiation, show, pre_accept, reason):
    address = reverse("thresholds_set", args=[negotiation.slug])

    shown = text(lead_client.post(address, {"show": show, "pre_accept": pre_accept}))

    assert reason in shown
    assert f'value="{show}"' in shown
    negotiation.refresh_from_db()
    assert (negotiation.show_threshold, negotiation.pre_accept_threshold) == (0.5, 0.9)


def test_analyst_sees_no_form_and_sets_nothing(analyst_client, negotiation):
    assert "A lead sets them." in page(analyst_client, negotiation)

    response = analyst_client.post(reverse("thresholds_set", args=[negotiation.slug]), {"show": "0", "pre_accept": "1"})

    assert response.status_code == 403


def test_queue_marks_what_is_pre_accepted_and_shows_it_alone_on_demand(analyst_client, negotiation):
    strong = LinkFactory(negotiation=negotiation, score=0.93)
    LinkFactory(negotiation=negotiation, score=0.89)
    queue = reverse("review_queue", args=[negotiation.slug])

    first = text(analyst_client.get(queue))
    alone = text(analyst_client.get(queue, {"show": "expected"}))

    assert "pre-accepted: restates, 0.93" in first
    assert "2 left" in first
    assert "1 left" in alone
    assert str(strong.public_id) in alone
    assert not strong.verdict


def test_queue_leaves_out_what_is_weaker_than_the_threshold(analyst_client, negotiation):
    LinkFactory(negotiation=negotiation, score=0.49)

    assert "No link waits for a decision" in text(analyst_client.get(reverse("review_queue", args=[negotiation.slug])))


def test_one_key_confirms_what_is_pre_accepted(analyst_client, analyst, negotiation):
    strong = LinkFactory(negotiation=negotiation, score=0.93)
    shown = text(analyst_client.get(reverse("review_queue", args=[negotiation.slug])))
    assert 'value="confirm" data-key="a"' in shown

    analyst_client.post(
        reverse("link_judge", args=[negotiation.slug, strong.public_id]), {"verdict": "confirm", "seen": ""}
    )

    assert strong.judgements.get().by == analyst
