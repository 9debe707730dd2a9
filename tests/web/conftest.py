"""A negotiation with an analyst signed in."""

from collections.abc import Iterator

import pytest
from django.test import Client
from django.utils import translation

from positions.models import Negotiation, User
from tests.factories import MembershipFactory, NegotiationFactory, UserFactory


@pytest.fixture
def negotiation(db) -> Negotiation:
    return NegotiationFactory(title="Harbour talks")


@pytest.fixture
def analyst(negotiation) -> User:
    return MembershipFactory(negotiation=negotiation, user=UserFactory(username="nora")).user


@pytest.fixture
def analyst_client(analyst) -> Client:
    client = Client()
    client.force_login(analyst)
    return client


@pytest.fixture(autouse=True)
def _own_language() -> Iterator[None]:
    """Leave no reader's language to the next test."""
    yield
    translation.deactivate()
