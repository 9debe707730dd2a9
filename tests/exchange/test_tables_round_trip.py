"""Tables out of one negotiation and into another, and into the same again."""

import csv
from collections import Counter
from io import StringIO

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from positions.enums import Role, Stance
from positions.exchange.registry import FORMATS
from positions.exchange.transfers import start_import
from positions.models import Negotiation, Transfer, User
from tests.exchange.taking import PUBLISHED, article, outcomes, statement, take, work
from tests.factories import (
    ArticleVersionFactory,
    IssueFactory,
    MembershipFactory,
    NegotiationFactory,
    PartyFactory,
    ProposalFactory,
    ScaleAnchorFactory,
    StatementFactory,
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


def read_again(negotiation: Negotiation) -> None:
    """Have the article read once more, and a statement coded in the later text, where its words stand twice."""
    article = negotiation.articles.get()
    text = f"{article.latest_version.text}\n\n“We will pay the dues,” she said again."
    later = ArticleVersionFactory(article=article, number=2, text=text)
    StatementFactory(negotiation=negotiation, version=later, spans=[[1, 21]], said_at=PUBLISHED)


def edited(content: bytes, **cells: str) -> bytes:
    """Return a table with these cells in its first line."""
    rows = [*csv.DictReader(StringIO(content.decode(), newline=""))]
    rows[0] |= cells
    stream = StringIO(newline="")
    writer = csv.DictWriter(stream, rows[0])
    writer.writeheader()
    writer.writerows(rows)
    return stream.getvalue().encode()


def file_of(negotiation: Negotiation, name: str, **options: str) -> bytes:
    write = FORMATS[name].write
    assert write is not None
    return b"".join(write(negotiation, options))


def bring(content: bytes, into: Negotiation, by: User, name: str, **options: str) -> Transfer:
    file_name = {"csv": "tables.zip", "xlsx": "tables.xlsx"}.get(name, name)
    return work(
        start_import(content=[content], file_name=file_name, by=by, negotiation=into, is_dry=False, options=options)
    )


@pytest.mark.parametrize("name", ["csv", "xlsx"])
def test_importing_what_was_exported_changes_nothing(negotiation: Negotiation, analyst: User, name: str):
    read_again(negotiation)
    content = file_of(negotiation, name)
    found = bring(content, negotiation, analyst, name)
    assert [row for row in outcomes(found) if row[0] not in {"same", "bad"}] == []
    assert Counter(outcome for outcome, _ in outcomes(found)) == {"same": 12, "bad": 1}
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


def test_lone_table_of_statements_finds_their_articles_and_changes_what_was_edited(
    negotiation: Negotiation, analyst: User
):
    read_again(negotiation)
    content = file_of(negotiation, "csv", table="statements")
    assert outcomes(bring(content, negotiation, analyst, "statements.csv")) == [("same", "")] * 4
    assert file_of(negotiation, "csv", table="statements") == content
    found = bring(edited(content, value="30"), negotiation, analyst, "statements.csv")
    assert [*found.rows.values_list("outcome", "changes")] == [
        ("change", {"value on “Dues”": [70, 30]}), *[("same", {})] * 3
    ]  # fmt: skip


def test_rows_of_a_lone_table_that_were_kept_are_as_recorded(negotiation: Negotiation, analyst: User):
    head, _carrier, *kept = file_of(negotiation, "csv", table="statements").splitlines(keepends=True)
    found = bring(b"".join([head, *kept]), negotiation, analyst, "statements.csv")
    assert outcomes(found) == [("same", "")] * 2


def test_lone_table_of_statements_names_articles_by_title_where_one_has_it(negotiation: Negotiation, analyst: User):
    content = edited(file_of(negotiation, "csv", table="statements"), article="")
    assert outcomes(bring(content, negotiation, analyst, "statements.csv")) == [("same", "")] * 3
    ArticleVersionFactory(article__negotiation=negotiation, article__title="Talks go on")
    found = bring(content, negotiation, analyst, "statements.csv")
    said = (
        "“Talks go on” is the title of 2 articles here. Write the identifier of the one that is meant; it stands in "
        "the address of the article's page."
    )
    assert outcomes(found)[0] == ("bad", said)


def test_lone_statement_of_an_unknown_article_or_text_is_not_taken(negotiation: Negotiation, analyst: User):
    content = file_of(negotiation, "csv", table="statements")
    foreign = str(ArticleVersionFactory().article.public_id)
    unknown = (
        f"No row before this one is an article “{foreign}” that could be taken, and no article recorded here has this "
        "identifier. Add its row, or correct the identifier."
    )
    no_text = "The article has no text number 7 here. Correct the version, or leave it empty for the text read last."
    for cells, why in (({"article": foreign}, unknown), ({"version": "7"}, no_text)):
        found = bring(edited(content, **cells), negotiation, analyst, "statements.csv")
        assert outcomes(found)[0] == ("bad", why)
    assert negotiation.statements.count() == 3


def test_query_count_of_a_lone_table_does_not_grow_with_its_articles(analyst: User):
    def queries(count: int) -> int:
        talks = NegotiationFactory()
        MembershipFactory(negotiation=talks, user=analyst)
        party = PartyFactory(negotiation=talks)
        StatementFactory.create_batch(count, negotiation=talks, party=party, said_at=PUBLISHED)
        content = file_of(talks, "csv", table="statements")
        with CaptureQueriesContext(connection) as captured:
            found = bring(content, talks, analyst, "statements.csv")
        assert outcomes(found) == [("same", "")] * count
        return len(captured)

    assert queries(1) == queries(4)
