"""The site administrator, and a data keeper with rights and a role."""

import pytest
from django.contrib.auth.models import Permission
from django.test import Client

from positions.enums import Role
from positions.models import Negotiation, User
from tests import factories as make


@pytest.fixture
def negotiation(db: None) -> Negotiation:
    return make.NegotiationFactory(title="Harbour talks", slug="harbour-talks")


@pytest.fixture
def administrator(db: None) -> User:
    return make.UserFactory(username="root", is_staff=True, is_superuser=True)


@pytest.fixture
def site(administrator: User) -> Client:
    client = Client()
    client.force_login(administrator)
    return client


@pytest.fixture
def keeper(negotiation: Negotiation) -> User:
    """An analyst with every right in the admin, but no superuser."""
    user = make.MembershipFactory(
        negotiation=negotiation, role=Role.ANALYST, user__username="kim", user__is_staff=True
    ).user
    user.user_permissions.set(Permission.objects.filter(content_type__app_label="positions"))
    return user


@pytest.fixture
def desk(keeper: User) -> Client:
    client = Client()
    client.force_login(keeper)
    return client
