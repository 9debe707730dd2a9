"""REFI-QDA projects: valid, byte-equal when repeated, and read back as they were."""

import hashlib
from dataclasses import replace
from datetime import UTC, date, datetime
from io import BytesIO
from uuid import UUID, uuid5
from zipfile import ZipFile

import pytest
from lxml import etree

from positions.enums import (
    Firmness,
    Mode,
    PartyKind,
    PartyRole,
    Precision,
    RowOutcome,
    SpeechAct,
    SpeechKind,
    Stance,
    Verdict,
)
from positions.exchange.errors import ExchangeError
from positions.exchange.qda.codebook import read_codebook, write_codebook
from positions.exchange.qda.names import SPACE, guid
from positions.exchange.qda.project import write_project
from positions.exchange.qda.project_reading import read_project
from positions.exchange.records import (
    ArticleRecord,
    IssueRecord,
    PartyRecord,
    PersonRecord,
    PositionRecord,
    ProposalRecord,
    StatementRecord,
    TermRecord,
)
from positions.exchange.transfers import start_import
from positions.exchange.xml_pieces import clean, cleaned, inner, opening
from tests.exchange.taking import outcomes, work
from tests.factories import (
    AffiliationFactory,
    ArticleFactory,
    ArticleVersionFactory,
    IssueFactory,
    MembershipFactory,
    NegotiationFactory,
    PartyAliasFactory,
    PartyFactory,
    PositionFactory,
    ProposalFactory,
    ScaleAnchorFactory,
    SourceFactory,
    SpokespersonAliasFactory,
    SpokespersonFactory,
    StatementFactory,
    confirm,
)

Q = "{urn:QDA-XML:project:1.0}"
TEXT = "😀 «Мы заплатим», said Salma Haddun.\nThe envoy told her: the plan <stands> & holds. It rained.\nThe end."
FIRST, SECOND = (UUID(f"00000000-0000-4000-8000-00000000000{number}") for number in (1, 2))
ARTICLE = UUID("00000000-0000-4000-8000-0000000000aa")
SAID = datetime(2021, 3, 4, 12, tzinfo=UTC)  # past: an import refuses days to come


def spans_of(*words):
    return [[TEXT.index(each), TEXT.index(each) + len(each)] for each in words]


@pytest.fixture
def talks(db):
    """An article with a joint statement in two pieces and one told through an unconfirmed one."""
    talks = NegotiationFactory(title="Talks & tolls")
    zahira = PartyFactory(negotiation=talks, name="Zahira", kind=PartyKind.STATE, group="South", number=1)
    coast = PartyFactory(
        negotiation=talks, name="Побережье", kind=PartyKind.ARMED_GROUP, role=PartyRole.OBSERVES, number=2
    )
    PartyAliasFactory(party=zahira, name="the Zahiri side")
    haddun = SpokespersonFactory(negotiation=talks, name="Salma Haddun")
    SpokespersonAliasFactory(spokesperson=haddun, name="Selma Haddoun")
    AffiliationFactory(spokesperson=haddun, party=zahira, title="envoy", starts_on=date(2030, 1, 2))
    dues = IssueFactory(
        negotiation=talks, title="Dues", question="Who pays?", description="All dues.\n\nAlso tolls.", number=1,
        keywords=["dues", "toll"], status_quo=0,
    )  # fmt: skip
    ScaleAnchorFactory(issue=dues, value=0, meaning="none = free")
    ships = IssueFactory(negotiation=talks, title="Dues of ships", parent=dues, number=2)
    plan = ProposalFactory(
        negotiation=talks,
        title="Envoy's plan",
        reference="G/1",
        summary="Half.",
        put_by=zahira,
        put_at=SAID,
        put_at_precision=Precision.MINUTE,
    )
    plan.sponsors.set([coast])
    plan.issues.set([dues])
    article = ArticleFactory(
        negotiation=talks, public_id=ARTICLE, title="Day <one>", source=SourceFactory(name="Gazette"), language="en",
        url="https://gazette.example.org/?a=1&b=2", reference="G/2", published_at=SAID,
        published_at_precision=Precision.MINUTE,
    )  # fmt: skip
    version = ArticleVersionFactory(article=article, text=TEXT)
    first = StatementFactory(
        negotiation=talks, version=version, public_id=FIRST, party=zahira, speaker=haddun,
        spans=spans_of("«Мы заплатим»", "It rained."), kind=SpeechKind.MIXED, said_at=SAID,
        said_at_precision=Precision.MINUTE,
    )  # fmt: skip
    first.joint_with.set([coast])
    first.addressed_to.set([coast])
    first.targets.set([zahira])
    PositionFactory(
        statement=first, issue=dues, stance=Stance.SUPPORTS, value=60, firmness=Firmness.RED_LINE, act=SpeechAct.OFFER,
        mode=Mode.FUTURE, condition="the port opens\nand stays open", proposal=plan,
    )  # fmt: skip
    PositionFactory(statement=first, issue=ships, stance=Stance.NONE, value=None, firmness=None)
    PositionFactory(statement=first, issue=ships, stance=Stance.OPPOSES, proposal=plan, confirmed=False)
    carrier = StatementFactory(
        negotiation=talks, version=version, public_id=SECOND, party=None, speaker_as_written="The envoy",
        spans=spans_of("The envoy told her: the plan <stands> & holds."), confirmed=False, said_at=SAID,
        said_at_precision=Precision.MINUTE,
    )  # fmt: skip
    StatementFactory(
        negotiation=talks, version=version, public_id=UUID(int=FIRST.int + 2), party=coast,
        speaker_as_written="the coast",
        spans=spans_of("the plan <stands> & holds"), reported_through=carrier, said_at=SAID,
        said_at_precision=Precision.MINUTE,
    )  # fmt: skip
    return talks


def written(talks):
    return b"".join(write_project(talks, {}))


def rows_of(tmp_path, content):
    path = tmp_path / "talks.qdpx"
    path.write_bytes(content)
    return list(read_project(path, {}))


def span(words):
    return tuple(spans_of(words)[0])


EXPECTED = [
    PartyRecord("Zahira", PartyKind.STATE, PartyRole.NEGOTIATES, "South", ("the Zahiri side",)),
    PartyRecord("Побережье", PartyKind.ARMED_GROUP, PartyRole.OBSERVES),
    PersonRecord("Salma Haddun", ("Selma Haddoun",), (TermRecord("Zahira", "envoy", date(2030, 1, 2)),)),
    IssueRecord(
        "Dues", "Who pays?", "All dues.\n\nAlso tolls.", "", ("dues", "toll"), 0, ((0, "none = free"),)
    ),
    IssueRecord("Dues of ships", parent="Dues"),
    ProposalRecord("Envoy's plan", "G/1", "Half.", "", "Zahira", ("Побережье",), ("Dues",), SAID, Precision.MINUTE),
    ArticleRecord(
        str(ARTICLE), "Day <one>", TEXT, SAID, Precision.MINUTE, "Gazette", "https://gazette.example.org/?a=1&b=2",
        "G/2", "en",
    ),
    StatementRecord(
        key=str(FIRST),
        article=str(ARTICLE),
        spans=(span("«Мы заплатим»"), span("It rained.")),
        kind=SpeechKind.MIXED,
        speaker_as_written="Salma Haddun",
        speaker="Salma Haddun",
        party="Zahira",
        said_at=SAID,
        said_at_precision=Precision.MINUTE,
        joint_with=("Побережье",),
        addressed_to=("Побережье",),
        targets=("Zahira",),
        positions=(
            PositionRecord(
                "Dues", Stance.SUPPORTS, 60, Firmness.RED_LINE, "the port opens\nand stays open", SpeechAct.OFFER,
                Mode.FUTURE, "Envoy's plan",
            ),
            PositionRecord("Dues of ships", Stance.NONE),
        ),
    ),
    StatementRecord(
        key=str(SECOND),
        article=str(ARTICLE),
        spans=(span("The envoy told her: the plan <stands> & holds."),),
        kind=SpeechKind.DIRECT,
        speaker_as_written="The envoy",
        said_at=SAID,
        said_at_precision=Precision.MINUTE,
        verdict=None,
    ),
    StatementRecord(
        key=str(UUID(int=FIRST.int + 2)),
        article=str(ARTICLE),
        spans=(span("the plan <stands> & holds"),),
        kind=SpeechKind.DIRECT,
        speaker_as_written="the coast",
        party="Побережье",
        said_at=SAID,
        said_at_precision=Precision.MINUTE,
        reported_through=str(SECOND),
    ),
]  # fmt: skip


def test_everything_reads_back_as_it_was(talks, tmp_path):
    rows = rows_of(tmp_path, written(talks))

    assert [row.problem for row in rows] == [""] * len(EXPECTED)
    assert [row.record for row in rows] == EXPECTED
    assert rows[-1].place.startswith("TextSource “Day <one>”, words ")


def bare(record):
    """Leave out of a record what another negotiation gives anew."""
    match record:
        case StatementRecord():
            return replace(record, key="", article="", reported_through="another" if record.reported_through else "")
        case ArticleRecord():
            return replace(record, key="")
    return record


def taken(content, negotiation, by):
    return work(
        start_import(
            content=[content], file_name="talks.qdpx", by=by, negotiation=negotiation, options={}, is_dry=False
        )
    )


def test_a_project_imports_whole_into_another_negotiation_and_not_twice(talks, tmp_path):
    nora = MembershipFactory(user__username="nora").user
    other = nora.negotiations.get()

    first, second = (taken(written(talks), other, nora) for _ in range(2))

    assert outcomes(first) == [(RowOutcome.CREATE, "")] * len(EXPECTED)
    assert {outcome for outcome, _why in outcomes(second)} == {RowOutcome.SAME}
    rows = rows_of(tmp_path, written(other))
    assert [bare(row.record) for row in rows] == [bare(record) for record in EXPECTED]


def test_a_program_that_takes_every_code_for_a_theme_changes_nothing(talks, tmp_path):
    path = tmp_path / "again.qdpx"
    with ZipFile(BytesIO(written(talks))) as archive, ZipFile(path, "w") as again:
        for name in archive.namelist():
            again.writestr(name, archive.read(name).replace(b'isCodable="false"', b'isCodable="true"'))

    assert [row.record for row in read_project(path, {})] == EXPECTED


def test_the_same_negotiation_is_the_same_file(talks):
    assert hashlib.sha256(written(talks)).digest() == hashlib.sha256(written(talks)).digest()


def test_strings_are_the_xml_that_lxml_writes():
    odd = "".join(map(chr, range(0x20, 0x180))) + "\t\r\n\x00\x07\ufffe😀 ]]> &amp;"
    written = BytesIO()
    with etree.xmlfile(written, encoding="UTF-8") as document, document.element("Note", cleaned({"name": odd})):
        document.write(clean(odd))

    assert f"{opening('Note', {'name': odd})}{inner(odd)}</Note>" == written.getvalue().decode()


def test_identifiers_of_names_are_uuids_of_version_5():
    assert guid("issue", "Dues") == str(uuid5(SPACE, "issue\nDues"))


def test_the_archive_has_the_xml_and_the_texts(talks):
    with ZipFile(BytesIO(written(talks))) as archive:
        assert archive.namelist() == ["project.qde", f"sources/{ARTICLE}.txt"]
        assert archive.read(f"sources/{ARTICLE}.txt").decode() == TEXT
        assert {part.date_time for part in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def project(talks):
    with ZipFile(BytesIO(written(talks))) as archive:
        return etree.fromstring(archive.read("project.qde"))


def test_elements_stand_in_the_order_of_the_schema(talks):
    root = project(talks)

    assert [etree.QName(each).localname for each in root] == ["Users", "CodeBook", "Variables", "Cases", "Sources"]
    source = root.find(f"{Q}Sources")[0]
    names = [etree.QName(each).localname for each in source]
    assert names == ["PlainTextSelection"] * 4 + ["VariableValue"] * 6
    assert [etree.QName(each).localname for each in source[0]][:2] == ["Description", "Coding"]
    required = {"Code": {"guid", "name", "isCodable"}, "Case": {"guid", "name"}, "Coding": {"guid"},
                "PlainTextSelection": {"guid", "startPosition", "endPosition"}, "TextSource": {"guid", "plainTextPath"},
                "Variable": {"guid", "name", "typeOfVariable"}, "User": {"guid", "name"}}  # fmt: skip
    for name, attributes in required.items():
        assert all(attributes <= set(each.attrib) for each in root.iter(f"{Q}{name}"))
    guids = [each.get("guid") for each in root.iter() if each.get("guid")]
    assert all(str(UUID(each)) == each for each in guids)
    cases = {each.get("guid") for each in root.iter(f"{Q}Case")}
    assert len(guids) - len(set(guids)) == len(cases) == 3  # parties and speakers are codes and cases at once


def test_every_reference_has_its_target(talks):
    root = project(talks)

    codes, users = ({each.get("guid") for each in root.iter(f"{Q}{name}")} for name in ("Code", "User"))
    assert {each.get("targetGUID") for each in root.iter(f"{Q}CodeRef")} - codes == set()
    assert {each.get("creatingUser") for each in root.iter()} - users == {None}
    variables = {each.get("guid") for each in root.iter(f"{Q}Variable")}
    assert {each.get("targetGUID") for each in root.iter(f"{Q}VariableRef")} - variables == set()


def test_positions_are_code_points_and_the_end_is_behind_the_last(talks):
    selection = next(each for each in project(talks).iter(f"{Q}PlainTextSelection") if each.get("guid") == str(FIRST))

    assert (selection.get("startPosition"), selection.get("endPosition")) == ("2", "15")
    assert TEXT[2:15] == selection.get("name") == "«Мы заплатим»"


def test_names_of_codes_are_unique(talks):
    names = [each.get("name") for each in project(talks).iter(f"{Q}Code")]

    assert len(names) == len(set(names))
    assert "Dues: supports" in names


def test_an_earlier_text_with_statements_is_a_source_of_its_own(talks, tmp_path):
    article = talks.articles.get()
    ArticleVersionFactory(article=article, number=2, text="All was changed.")

    articles = [row.record for row in rows_of(tmp_path, written(talks)) if isinstance(row.record, ArticleRecord)]

    assert articles == [
        replace(EXPECTED[6], key=guid("version", str(ARTICLE), "1")),
        replace(EXPECTED[6], text="All was changed."),
    ]


def test_articles_of_one_title_have_two_names(talks, tmp_path):
    other = ArticleFactory(negotiation=talks, title="Day <one>", published_at=SAID)
    ArticleVersionFactory(article=other)

    names = [each.get("name") for each in project(talks).iter(f"{Q}TextSource")]

    assert len(names) == len(set(names)) == 2
    articles = [row.record for row in rows_of(tmp_path, written(talks)) if isinstance(row.record, ArticleRecord)]
    assert [article.title for article in articles] == ["Day <one>"] * 2


def test_an_empty_negotiation_is_a_project(db, tmp_path):
    assert rows_of(tmp_path, written(NegotiationFactory())) == []


def test_a_codebook_reads_back_its_issues(talks, tmp_path):
    path = tmp_path / "talks.qdc"
    path.write_bytes(b"".join(write_codebook(talks, {})))

    assert [row.record for row in read_codebook(path, {})] == EXPECTED[3:5]
    root = etree.parse(path).getroot()
    assert root.tag == "{urn:QDA-XML:codebook:1.0}CodeBook"
    assert [each.get("name") for each in root[0][0]] == [
        None, "Dues: supports", "Dues: opposes", "Dues: mixed", "Dues: takes none", "Dues of ships",
    ]  # fmt: skip


def test_a_codebook_without_issues_is_refused(db):
    with pytest.raises(ExchangeError) as error:
        list(write_codebook(NegotiationFactory(), {}))
    assert str(error.value) == "There are no issues yet, and a codebook needs one. Add issues under Setup."


@pytest.mark.parametrize("more", [0, 3])
def test_query_count_does_not_grow(talks, django_assert_num_queries, more):
    for _ in range(more):
        PositionFactory(statement=StatementFactory(negotiation=talks), issue=talks.issues.first())
    with django_assert_num_queries(31):
        written(talks)


def test_who_decided_is_the_user_of_a_selection(talks):
    statement = talks.statements.get(public_id=SECOND)
    judgement = confirm(statement=statement)

    root = project(talks)

    users = {each.get("guid"): each.get("name") for each in root.iter(f"{Q}User")}
    selection = next(each for each in root.iter(f"{Q}PlainTextSelection") if each.get("guid") == str(SECOND))
    assert users[selection.get("creatingUser")] == judgement.by.username
    assert judgement.verdict == Verdict.CONFIRM
