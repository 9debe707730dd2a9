"""A negotiation with one of each, and the people who may touch it."""

import pytest

from positions.enums import Role
from positions.models import Article, ArticleVersion, Membership, Negotiation, User
from tests.factories import ArticleFactory, ArticleVersionFactory, MembershipFactory, NegotiationFactory

TEXT = "Salma Haddun said: “We will pay the dues.” The envoy, she added, wants a pause. Nobody answered."


@pytest.fixture
def negotiation(db: None) -> Negotiation:
    return NegotiationFactory(title="Harbour talks", slug="harbour-talks")


@pytest.fixture
def analyst(negotiation: Negotiation) -> User:
    return MembershipFactory(negotiation=negotiation, role=Role.ANALYST, user__username="ida").user


@pytest.fixture
def colleague(negotiation: Negotiation) -> User:
    return MembershipFactory(negotiation=negotiation, role=Role.ANALYST, user__username="tom").user


@pytest.fixture
def lead(negotiation: Negotiation) -> User:
    return MembershipFactory(negotiation=negotiation, role=Role.LEAD, user__username="lea").user


@pytest.fixture
def article(negotiation: Negotiation) -> Article:
    return ArticleFactory(negotiation=negotiation, published_at="2016-10-07T00:00:00Z")


@pytest.fixture
def version(article: Article) -> ArticleVersion:
    version = ArticleVersionFactory(article=article, text=TEXT)
    version.article.refresh_from_db()
    return version


@pytest.fixture
def membership_of_a_stranger(db: None) -> Membership:
    return MembershipFactory(role=Role.LEAD)
