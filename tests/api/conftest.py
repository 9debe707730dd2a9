"""A negotiation with rows of every kind, and the programs that may read it."""

from typing import Any

import pytest
from rest_framework.test import APIClient

from positions.enums import Role
from positions.models import Negotiation, User
from positions.review.tokens import make_token
from tests import factories as make

TEXT = "Salma Haddun said: “We will pay the dues.” The envoy, she added, wants a pause. Nobody answered."


@pytest.fixture(autouse=True)
def _fresh_throttles(broker: object) -> None:
    """Rates are counted in the cache, which starts empty."""


@pytest.fixture
def negotiation(db: None) -> Negotiation:
    return make.NegotiationFactory(title="Harbour talks", slug="harbour-talks")


def member(negotiation: Negotiation, role: Role, username: str) -> User:
    return make.MembershipFactory(negotiation=negotiation, role=role, user__username=username).user


@pytest.fixture
def analyst(negotiation: Negotiation) -> User:
    return member(negotiation, Role.ANALYST, "ida")


@pytest.fixture
def lead(negotiation: Negotiation) -> User:
    return member(negotiation, Role.LEAD, "lena")


@pytest.fixture
def viewer(negotiation: Negotiation) -> User:
    return member(negotiation, Role.VIEWER, "vera")


def program_of(user: User, **wish: Any) -> APIClient:
    """Return a client that sends a token of the user, as a program does."""
    client = APIClient()
    _, token = make_token(by=user, **{"name": "test", **wish})
    client.credentials(HTTP_AUTHORIZATION=f"Token {token}")
    return client


@pytest.fixture
def program(analyst: User) -> APIClient:
    return program_of(analyst)


@pytest.fixture
def reader(viewer: User) -> APIClient:
    return program_of(viewer)


@pytest.fixture
def chief(lead: User) -> APIClient:
    """A program of a lead."""
    return program_of(lead)


@pytest.fixture
def stranger(db: None) -> APIClient:
    """A lead, but of another negotiation."""
    return program_of(make.MembershipFactory(role=Role.LEAD).user)


@pytest.fixture
def nobody() -> APIClient:
    return APIClient()


def sentences(answer: Any) -> dict[str, Any]:
    """Return the body of an error without its codes: what DRF itself would say."""
    return {name: said for name, said in answer.json().items() if name != "errors"}
