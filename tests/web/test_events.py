"""Outside events: a lead enters, changes and removes them, and is told what is missing."""

import pytest
from django.urls import reverse

from positions.enums import EventEffect, Role
from positions.models import OutsideEvent
from tests.factories import IssueFactory, MembershipFactory, OutsideEventFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def lead(client):
    lead = MembershipFactory(role=Role.LEAD)
    client.force_login(lead.user)
    return lead


def enter(client, lead, **typed):
    return client.post(reverse("events", args=[lead.negotiation.slug]), typed, follow=True)


def test_event_is_entered_as_exactly_as_it_is_known(client, lead):
    issue = IssueFactory(negotiation=lead.negotiation)

    enter(client, lead, title="Truce begins", happened="2016-09", effect="opens", issues=[issue.pk], url="un.org/a")

    event = OutsideEvent.objects.get()
    assert (event.title, f"{event.happened_at:%Y-%m-%d}", event.happened_at_precision, event.effect, event.url) == (
        "Truce begins", "2016-09-01", "month", EventEffect.OPENS, "https://un.org/a",
    )  # fmt: skip
    assert list(event.issues.all()) == [issue]


def test_event_that_settles_nothing_is_told_with_what_was_typed(client, lead):
    page = enter(client, lead, title="Text adopted", happened="2016-09-01", effect="settles").content.decode()

    assert "Choose the issues that the event settles" in page
    assert 'value="Text adopted"' in page
    assert not OutsideEvent.objects.exists()


def test_event_of_one_day_is_entered_once(client, lead):
    event = OutsideEventFactory(negotiation=lead.negotiation)

    page = enter(client, lead, title=event.title, happened="2031-03-04")

    assert OutsideEvent.objects.count() == 1
    assert page.status_code == 200


def test_issues_of_another_negotiation_cannot_be_chosen(client, lead):
    enter(client, lead, title="Truce begins", happened="2016-09-12", issues=[IssueFactory().pk])

    assert not OutsideEvent.objects.exists()


def test_event_is_changed_and_removed(client, lead):
    event = OutsideEventFactory(negotiation=lead.negotiation, title="Truce begin", happened_at="2016-09-12T00:00Z")
    page = client.get(event.get_absolute_url()).content.decode()
    assert 'value="2016-09-12"' in page

    client.post(event.get_absolute_url(), {"title": "Truce begins", "happened": "2016-09-12"})
    event.refresh_from_db()
    assert event.title == "Truce begins"

    client.post(reverse("event_remove", args=[lead.negotiation.slug, event.pk]))
    assert not OutsideEvent.objects.exists()


def test_analyst_is_told_that_a_lead_enters_events(client):
    member = MembershipFactory(role=Role.ANALYST)
    client.force_login(member.user)

    page = client.get(reverse("events", args=[member.negotiation.slug]))

    assert (page.status_code, "needs the role lead" in page.content.decode()) == (403, True)
