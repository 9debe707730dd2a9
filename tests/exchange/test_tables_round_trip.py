"""Tables out of one negotiation and into another, and into the same again."""

from collections import Counter

import pytest

from positions.enums import Role, Stance
from positions.exchange.registry import FORMATS
from positions.exchange.transfers import start_import
from positions.models import Negotiation, Transfer, User
from tests.exchange.taking import article, outcomes, statement, take, work
from tests.factories import (
    IssueFactory,
    MembershipFactory,
    NegotiationFactory,
    PartyFactory,
    ProposalFactory,
    ScaleAnchorFactory,
)

pytestmark = pytest.mark.django_db

IMPORTED = ("parties", "people", "issues", "proposals", "articles", "statements")


@pytest.fixture
def analyst() -> User:
    return MembershipFactory(role=Role.LEAD).user


@pytest.fixture
def negotiation(analyst: User) -> Negotiation:
    """Talks with statements of several positions, one within another, one refused and one open."""
    talks = NegotiationFactory(title="Harbour talks", slug="harbour-talks")
    MembershipFactory(negotiation=talks, user=analyst, role=Role.LEAD)
    PartyFactory(negotiation=talks, name="Zahira", slug="zahira", group="=North", number=1)
    issue = IssueFactory(negotiation=talks, title="Dues", slug="dues", description="Who pays;\nand what", number=1)
    ScaleAnchorFactory(issue=issue, value=0, meaning="no dues; none")
    ProposalFactory(negotiation=talks, title="Plan", slug="plan")
    take(
        talks,
        analyst,
        article(),
        statement("s1"),
        statement("s2", spans=((44, 66),), speaker="Ilka Brandt", party="Northmark", reported_through="s1"),
        statement("s3", spans=((88, 105),), speaker="", party="", speaker_as_written="She", positions=(), verdict=None),
    )
    return talks


def file_of(negotiation: Negotiation, name: str, **options: str) -> bytes:
    write = FORMATS[name].write
    assert write is not None
    return b"".join(write(negotiation, options))


def bring(content: bytes, into: Negotiation, by: User, name: str, **options: str) -> Transfer:
    suffix = ".zip" if name == "csv" else ".xlsx"
    return work(
        start_import(
            content=[content], file_name=f"tables{suffix}", by=by, negotiation=into, is_dry=False, options=options
        )
    )


@pytest.mark.parametrize("name", ["csv", "xlsx"])
def test_importing_what_was_exported_changes_nothing(negotiation: Negotiation, analyst: User, name: str):
    content = file_of(negotiation, name)
    found = bring(content, negotiation, analyst, name)
    assert [row for row in outcomes(found) if row[0] not in {"same", "bad"}] == []
    assert Counter(outcome for outcome, _ in outcomes(found)) == {"same": 10, "bad": 1}
    assert file_of(negotiation, name) == content


@pytest.mark.parametrize("name", ["csv", "xlsx"])
def test_exported_tables_make_the_same_negotiation_elsewhere(negotiation: Negotiation, analyst: User, name: str):
    other = NegotiationFactory(title="Copy", slug="copy")
    MembershipFactory(negotiation=other, user=analyst)
    found = bring(file_of(negotiation, name), other, analyst, name)
    assert Counter(outcome for outcome, _ in outcomes(found)) == {"create": 10, "bad": 1}
    for table in ("people", "issues", "proposals"):
        assert file_of(other, "csv", table=table) == file_of(negotiation, "csv", table=table)
    coded = [
        (said.words, said.speaker_as_written, said.verdict, said.reported_through and said.reported_through.words)
        for said in (*negotiation.statements.in_order(), *other.statements.in_order())
    ]
    assert coded[:3] == coded[3:]
    assert {each.stance for said in other.statements.all() for each in said.positions.all()} == {Stance.SUPPORTS}
