"""Tables out and in again: what was exported is read as the records that it came from."""

import csv
from collections.abc import Iterator
from datetime import UTC, date, datetime
from io import BytesIO, StringIO
from pathlib import Path
from zipfile import ZipFile

import pytest
from openpyxl import load_workbook

from positions.enums import (
    Firmness,
    PartyKind,
    PartyRole,
    Precision,
    SpeechKind,
    Stance,
)
from positions.exchange.errors import ExchangeError
from positions.exchange.records import (
    ArticleRecord,
    IssueRecord,
    PartyRecord,
    PersonRecord,
    PositionRecord,
    ProposalRecord,
    Row,
    StatementRecord,
    TermRecord,
)
from positions.exchange.tables.catalogue import READABLE, TABLES
from positions.exchange.tables.csv_writing import write_csv
from positions.exchange.tables.reading import read_csv, read_xlsx
from positions.exchange.tables.workbook import write_xlsx
from positions.models import Negotiation, Statement
from tests.factories import (
    SAID_AT,
    AffiliationFactory,
    ArticleFactory,
    ArticleVersionFactory,
    ConditionVerdictFactory,
    IssueFactory,
    LinkFactory,
    NegotiationFactory,
    OutsideEventFactory,
    PartyAliasFactory,
    PartyFactory,
    PositionFactory,
    ProposalFactory,
    ScaleAnchorFactory,
    SourceFactory,
    SpokespersonFactory,
    StatementFactory,
    SuggestionFactory,
    VoteFactory,
    refuse,
)

pytestmark = pytest.mark.django_db

WORDS = "=We will “pay”, half;\nthe rest\tlater"
TEXT = f"{WORDS}, said Salma Haddun. Oduya “heard” her."
TITLE = "@Talks; a beginning"


@pytest.fixture
def negotiation() -> Negotiation:
    """A negotiation that has something of everything that is imported."""
    negotiation = NegotiationFactory(title="Harbour talks", slug="harbour-talks")
    zahira = PartyFactory(negotiation=negotiation, name="Zahira", group="-North", kind=PartyKind.STATE, number=1)
    envoy = PartyFactory(
        negotiation=negotiation, name="The envoy", kind=PartyKind.ENVOY, role=PartyRole.MEDIATES, number=2
    )
    PartyAliasFactory(party=zahira, name="the Zahiri; side")
    PartyAliasFactory(party=zahira, name="Захира")
    salma = SpokespersonFactory(negotiation=negotiation, name="Salma Haddun")
    AffiliationFactory(spokesperson=salma, party=zahira, starts_on=date(2030, 1, 1), ends_on=date(2030, 12, 31))
    AffiliationFactory(spokesperson=salma, party=envoy, title="adviser", starts_on=date(2031, 1, 1))
    dues = IssueFactory(negotiation=negotiation, title="Dues", number=2, keywords=["dues", "toll;fee"], status_quo=40)
    ScaleAnchorFactory(issue=dues, value=100, meaning="full dues")
    ScaleAnchorFactory(issue=dues, value=0, meaning="no dues")
    berths = IssueFactory(negotiation=negotiation, title="Berths", number=1, parent=dues, question="Are berths shared?")
    plan = ProposalFactory(
        negotiation=negotiation, title="Plan", put_by=zahira, put_at=SAID_AT, put_at_precision=Precision.MONTH
    )
    plan.sponsors.add(envoy)
    plan.issues.add(dues)
    article = ArticleFactory(
        negotiation=negotiation, title=TITLE, source=SourceFactory(name="Northmark Gazette"), language="en"
    )
    version = ArticleVersionFactory(article=article, text=TEXT)
    first = StatementFactory(
        negotiation=negotiation, version=version, party=zahira, speaker=salma, spans=[[0, len(WORDS)]]
    )
    first.joint_with.add(envoy)
    PositionFactory(statement=first, issue=dues, value=28, condition="+the port opens", proposal=plan)
    PositionFactory(statement=first, issue=berths, stance=Stance.NONE, value=None, firmness=Firmness.RED_LINE)
    PositionFactory(statement=first, issue=dues, value=90, confirmed=False)
    inner = SuggestionFactory(
        negotiation=negotiation, version=version, party=None, spans=[[len(WORDS) + 21, len(TEXT)]],
        reported_through=first, kind=SpeechKind.MIXED, speaker_as_written="Oduya",
    )  # fmt: skip
    VoteFactory(proposal=plan, party=zahira)
    OutsideEventFactory(negotiation=negotiation, title="Storm")
    link = LinkFactory(negotiation=negotiation, later=inner, earlier=first)
    refuse(link=link)
    ConditionVerdictFactory(position=first.positions.get(value=28), party=zahira)
    return negotiation


@pytest.fixture
def records(negotiation: Negotiation) -> list[object]:
    first, inner = Statement.objects.filter(negotiation=negotiation).order_by("pk")
    article = str(first.version.article.public_id)
    return [
        PartyRecord("Zahira", PartyKind.STATE, PartyRole.NEGOTIATES, "-North", ("the Zahiri; side", "Захира")),
        PartyRecord("The envoy", PartyKind.ENVOY, PartyRole.MEDIATES),
        PersonRecord(
            "Salma Haddun",
            terms=(
                TermRecord("Zahira", "foreign minister", date(2030, 1, 1), date(2030, 12, 31)),
                TermRecord("The envoy", "adviser", date(2031, 1, 1)),
            ),
        ),
        IssueRecord(
            "Dues", keywords=("dues", "toll;fee"), status_quo=40, anchors=((0, "no dues"), (100, "full dues"))
        ),
        IssueRecord("Berths", "Are berths shared?", parent="Dues"),
        ProposalRecord(
            "Plan", put_by="Zahira", sponsors=("The envoy",), issues=("Dues",), put_at=SAID_AT,
            put_at_precision=Precision.MONTH,
        ),
        ArticleRecord(article, TITLE, TEXT, SAID_AT, Precision.DAY, "Northmark Gazette", language="en"),
        StatementRecord(
            key=str(first.public_id), article=article, spans=((0, len(WORDS)),), words=WORDS, kind=SpeechKind.DIRECT,
            speaker_as_written="Salma Haddun", speaker="Salma Haddun", party="Zahira", said_at=SAID_AT,
            joint_with=("The envoy",), version=1,
            positions=(
                PositionRecord("Dues", Stance.SUPPORTS, 28, Firmness.FIRM, "+the port opens", proposal="Plan"),
                PositionRecord("Berths", Stance.NONE, None, Firmness.RED_LINE),
            ),
        ),
        StatementRecord(
            key=str(inner.public_id), article=article, words="Oduya “heard” her.",
            spans=((len(WORDS) + 21, len(TEXT)),),
            kind=SpeechKind.MIXED, speaker_as_written="Oduya", said_at=SAID_AT, reported_through=str(first.public_id),
            verdict=None, version=1,
        ),
    ]  # fmt: skip


@pytest.fixture
def file(tmp_path: Path) -> Iterator[Path]:
    return tmp_path / "file"


def told(rows: Iterator[Row]) -> list[object]:
    return [row.record for row in rows if row.record]


@pytest.mark.parametrize("options", [{}, {"bom": "on"}, {"escape_formulas": False}], ids=str)
def test_archive_of_all_tables_is_read_as_it_was_written(
    negotiation: Negotiation, records: list[object], file: Path, options: dict
):
    file.write_bytes(b"".join(write_csv(negotiation, options)))
    assert told(read_csv(file, options)) == records


@pytest.mark.parametrize("options", [{}, {"escape_formulas": "on"}], ids=str)
def test_workbook_is_read_as_it_was_written(negotiation: Negotiation, records: list[object], file: Path, options: dict):
    file.write_bytes(b"".join(write_xlsx(negotiation, options)))
    assert told(read_xlsx(file, options)) == records


def test_tables_that_are_not_imported_are_named_in_one_row(negotiation: Negotiation, file: Path):
    file.write_bytes(b"".join(write_csv(negotiation, {})))
    rows = [row for row in read_csv(file, {}) if row.record is None]
    assert [(row.place, row.problem) for row in rows] == [
        (
            "negotiation, sources, positions, votes, events, links, judgements, condition_verdicts, held_positions",
            f"Tables hold these for reading only. Imported are {', '.join(READABLE)}.",
        )
    ]


def test_one_table_is_a_file_in_the_form_of_rfc_4180(negotiation: Negotiation):
    content = b"".join(write_csv(negotiation, {"table": "parties"}))
    assert content.decode() == (
        "name,slug,kind,role,group,aliases,number\r\n"
        f"Zahira,{negotiation.parties.get(number=1).slug},state,negotiates,'-North,the Zahiri\\; side; Захира,1\r\n"
        f"The envoy,{negotiation.parties.get(number=2).slug},envoy,mediates,,,2\r\n"
    )


def test_archive_is_the_same_whenever_it_is_written(negotiation: Negotiation):
    assert [*write_csv(negotiation, {})] == [*write_csv(negotiation, {})]
    assert [*write_xlsx(negotiation, {})] == [*write_xlsx(negotiation, {})]


def rows_of(negotiation: Negotiation, table: str) -> list[dict[str, str]]:
    content = b"".join(write_csv(negotiation, {"table": table, "escape_formulas": False}))
    return [*csv.DictReader(StringIO(content.decode(), newline=""))]


def test_each_position_is_a_row_of_its_statement(negotiation: Negotiation):
    rows = rows_of(negotiation, "statements")
    asked = ("speaker_as_written", "issue", "value", "verdict", "position_verdict")
    assert [tuple(row[name] for name in asked) for row in rows] == [
        ("Salma Haddun", "Dues", "28", "confirm", "confirm"),
        ("Salma Haddun", "Berths", "", "confirm", "confirm"),
        ("Salma Haddun", "Dues", "90", "confirm", "undecided"),
        ("Oduya", "", "", "undecided", "undecided"),
    ]  # fmt: skip


def test_ledger_tells_what_was_held_and_by_which_words():
    issue = IssueFactory(title="Dues")
    party = PartyFactory(negotiation=issue.negotiation, name="Zahira")
    earlier, later = (
        StatementFactory(negotiation=issue.negotiation, party=party, said_at=datetime(2031, 3, day, 12, tzinfo=UTC))
        for day in (1, 5)
    )
    PositionFactory(statement=earlier, issue=issue, value=80)
    PositionFactory(statement=later, issue=issue, value=60, condition="the port opens")
    held = rows_of(issue.negotiation, "held_positions")
    assert [(row["number"], row["value"], row["since"], row["until"], row["opened_by"]) for row in held] == [
        ("1", "80", "2031-03-01T12:00:00+00:00", "2031-03-05T12:00:00+00:00", str(earlier.public_id)),
        ("2", "60", "2031-03-05T12:00:00+00:00", "", str(later.public_id)),
    ]
    (shift,) = rows_of(issue.negotiation, "shifts")
    assert shift == {
        "party": "Zahira", "issue": "Dues", "at": "2031-03-05T12:00:00+00:00", "at_precision": "day",
        "direction": "softens", "points": "-20", "what_happened": "softened by 20 points",
        "stance_before": "supports", "value_before": "80", "firmness_before": "firm", "condition_before": "",
        "stance_after": "supports", "value_after": "60", "firmness_after": "firm",
        "condition_after": "the port opens", "is_split": "no",
        "statement_before": str(earlier.public_id), "statement_after": str(later.public_id),
        "words_before": earlier.words, "words_after": later.words, "state": "confirmed",
    }  # fmt: skip


def test_every_table_is_a_file_of_the_archive_and_a_sheet_of_the_workbook(negotiation: Negotiation):
    with ZipFile(BytesIO(b"".join(write_csv(negotiation, {})))) as archive:
        assert archive.namelist() == [f"{name}.csv" for name in TABLES]
        assert archive.testzip() is None
    book = load_workbook(BytesIO(b"".join(write_xlsx(negotiation, {}))))
    assert book.sheetnames == [*TABLES]
    assert {name: [cell.value for cell in book[name][1]] for name in TABLES} == {
        name: table.names for name, table in TABLES.items()
    }


def test_tables_of_another_negotiation_are_not_in_the_file(negotiation: Negotiation):
    other = NegotiationFactory()
    content = {name: rows_of(other, name) for name in TABLES if name != "negotiation"}
    assert content == {name: [] for name in TABLES if name != "negotiation"}


def test_unknown_table_is_refused_with_those_there_are(negotiation: Negotiation):
    with pytest.raises(ExchangeError, match=r"There is no table “speeches”. Choose all or one of negotiation, parties"):
        write_csv(negotiation, {"table": "speeches"})


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize("table", [*TABLES])
def test_query_count_does_not_grow(django_assert_num_queries, table: str, count: int):
    issue = IssueFactory()
    party = PartyFactory(negotiation=issue.negotiation)
    for day in range(1, count + 1):
        statement = StatementFactory(
            negotiation=issue.negotiation, party=party, said_at=datetime(2031, 3, day, 12, tzinfo=UTC)
        )
        PositionFactory(statement=statement, issue=issue, value=10 * day)
    [*write_csv(issue.negotiation, {"table": table})]  # brings the ledger up to date
    more = {"held_positions": 2, "shifts": 2 if count > 1 else 1}
    with django_assert_num_queries(1 + more.get(table, 0)):
        [*write_csv(issue.negotiation, {"table": table})]


def test_documentation_has_every_column_of_every_table():
    page = (Path(__file__).parents[2] / "docs/exchange.md").read_text()
    lines = [f"### `{name}`" for name in TABLES]
    for table in TABLES.values():
        told = {True: " yes |", False: "  |"} if table.is_read else {True: "", False: ""}
        lines += [table.says, *(f"| `{each.name}` | {each.says} |{told[each.is_read]}" for each in table.columns)]
    assert [line for line in lines if line not in page.splitlines()] == []
    assert [*READABLE] == ["parties", "people", "issues", "proposals", "articles", "statements"]
