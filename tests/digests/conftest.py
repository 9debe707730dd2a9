"""A week of talks with a move in it, and a real mail server."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from django.conf import LazySettings

from positions.models import Issue, Negotiation, Party, Subscription
from tests.factories import (
    FollowFactory,
    IssueFactory,
    NegotiationFactory,
    PartyFactory,
    PositionFactory,
    SubscriptionFactory,
    UserFactory,
)
from tests.mailserver import Inbox, serving

START, END = datetime(2016, 10, 3, tzinfo=UTC), datetime(2016, 10, 10, tzinfo=UTC)


@pytest.fixture
def inbox(settings: LazySettings) -> Iterator[Inbox]:
    with serving() as inbox:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", inbox.port, 5
        yield inbox


@pytest.fixture
def negotiation(db: None) -> Negotiation:
    return NegotiationFactory(title="Harbour talks", slug="harbour-talks")


@pytest.fixture
def party(negotiation: Negotiation) -> Party:
    return PartyFactory(negotiation=negotiation, name="Zahira", slug="zahira", number=1)


@pytest.fixture
def issue(negotiation: Negotiation) -> Issue:
    return IssueFactory(negotiation=negotiation, title="Harbour dues", slug="harbour-dues")


@pytest.fixture
def subscription(negotiation: Negotiation) -> Subscription:
    reader = UserFactory(username="rita", email="rita@example.org")
    row = SubscriptionFactory(user=reader, due_at=END, hour=0)
    FollowFactory(subscription=row, negotiation=negotiation)
    return row


@pytest.fixture
def say(negotiation: Negotiation, party: Party, issue: Issue):
    """Have the party take a position on a day of October 2016."""

    def say(day: int, stance: str = "supports", **fields):
        fields.setdefault("statement__party", party)
        return PositionFactory(
            issue=fields.pop("issue", issue),
            stance=stance,
            statement__said_at=datetime(2016, 10, day, 12, tzinfo=UTC),
            **fields,
        )

    return say
