"""A negotiation with one issue and one party."""

import pytest

from tests.factories import IssueFactory, NegotiationFactory, PartyFactory


@pytest.fixture
def issue(db):
    return IssueFactory(negotiation=NegotiationFactory())


@pytest.fixture
def party(issue):
    return PartyFactory(negotiation=issue.negotiation)
