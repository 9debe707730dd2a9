"""What came from DNA goes back to DNA as it was, except for what was changed here."""

import sqlite3  # noqa: TID251  # the file format of DNA

import pytest

from positions.analysis.network_rows import read_codings
from positions.analysis.networks import network
from positions.enums import Role, Stance
from positions.exchange.dna.reading import read_dna
from positions.exchange.dna.writing import write_dna
from positions.exchange.transfers import start_import
from positions.models import PartyAlias, Position, Statement
from tests.exchange.dna_files import DAY, ORGANIZATION, content, make, said
from tests.exchange.dna_samples import DATA, asked, expected_networks, ties, weights
from tests.exchange.taking import work
from tests.factories import MembershipFactory, PositionFactory, StatementFactory

TEXT = "\r\n😀 The dues will be halved, said Salma Haddun.\r\nNobody will pay them twice.  \n"
FIRST, SECOND = (5, 28), (50, 77)
pytestmark = pytest.mark.django_db


@pytest.fixture
def lead():
    return MembershipFactory(role=Role.LEAD)


@pytest.fixture
def negotiation(lead):
    return lead.negotiation


@pytest.fixture
def bring_in(lead, negotiation):
    def take(path, **options):
        transfer = start_import(
            content=[path.read_bytes()],
            file_name="some.dna",
            by=lead.user,
            negotiation=negotiation,
            format_name="dna",
            is_dry=False,
            options=options,
        )
        work(transfer)
        assert transfer.error == ""
        return transfer

    return take


@pytest.fixture
def export(negotiation, tmp_path):
    def write(name="export.dna", **options):
        path = tmp_path / name
        path.write_bytes(b"".join(write_dna(negotiation, options)))
        return path

    return write


@pytest.fixture
def invented(tmp_path):
    """Return a database with all that the tracker has no place for, and with two documents of one text."""

    def write(file):
        for text in (TEXT, TEXT, " ", "Quays."):
            file.document(text, Title=f"Dues {text[:9]!r}", Author="I. Brandt", Section="7", Type="news", Date=DAY)
        file.name(ORGANIZATION, "Zahira ", Red=9)
        long = "Whoever lands fish at the old pier before sunrise should pay half of the dues. " * 2
        for document, place, agreement, speaker in (
            (1, FIRST, 1, {"person": "Salma Haddun", "organization": "Zahira"}),
            (1, FIRST, 0, {"person": "Salma Haddun", "organization": "Zahira"}),
            (2, FIRST, 1, {"person": "Salma Haddun", "organization": "Zahira"}),
            (2, SECOND, 0, {"organization": "Zahira "}),
            (1, SECOND, 1, {"person": "Salma Haddun"}),
        ):
            file.statement(document, *place, concept=long, agreement=agreement, **speaker)
        file.statement(1, *FIRST, organization="Zahira")
        file.statement(4, 90, 99, organization="Zahira", concept="Quays")
        note = {"StatementTypeId": 3, "DocumentId": 1, "Start": 4, "Stop": 8, "Coder": 1}
        file.value("DATALONGTEXT", file.database.insert("STATEMENTS", note), 11, Value="Check the sum.")
        file.attribute(file.name(ORGANIZATION, "Zahira"), 2, "Coastal states")
        file.database.insert("REGEXES", {"Label": "dues", "Red": 1, "Green": 2, "Blue": 3})
        file.database.insert("VARIABLELINKS", {"SourceVariableId": 1, "TargetVariableId": 2})

    return make(tmp_path / "invented.dna", write)


def test_database_comes_back_row_by_row(bring_in, export, invented):
    bring_in(invented)

    assert content(export()) == content(invented)


def test_second_import_changes_nothing(bring_in, export, invented):
    first = bring_in(invented).totals
    second = bring_in(invented).totals

    assert first["create"] > 0
    assert (second["create"], second["change"], second["same"]) == (0, 0, first["create"] + first["same"])
    assert export("one.dna").read_bytes() == export("two.dna").read_bytes()


def test_what_was_changed_here_is_changed_in_dna(bring_in, export, negotiation, tmp_path):
    def write(file):
        document = file.document(TEXT, Date=DAY)
        for place, concept in ((FIRST, "Dues"), (FIRST, "Quays"), (SECOND, "Dues"), (SECOND, "Cranes")):
            file.statement(document, *place, person="Salma Haddun", organization="Zahira", concept=concept)

    bring_in(make(tmp_path / "invented.dna", write))
    first, second = Statement.objects.order_by("start")
    article = first.version.article
    article.title = "Dues are halved"
    article.save()
    Position.objects.filter(statement=first, issue__title="Dues").update(stance=Stance.OPPOSES)
    negotiation.issues.filter(title="Quays").update(title="Berths")
    second.positions.get(issue__title="Cranes").delete()
    PositionFactory(
        statement=StatementFactory(
            negotiation=negotiation, version=first.version, spans=[[2, 10]], party=first.party, speaker=None
        ),
        issue=negotiation.issues.get(title="Dues"),
        stance=Stance.OPPOSES,
    )

    found = said(export())

    assert found == [
        ("Dues are halved", *FIRST, "Salma Haddun", "Zahira", "Dues", 0),
        ("Dues are halved", *FIRST, "Salma Haddun", "Zahira", "Berths", 1),
        ("Dues are halved", *SECOND, "Salma Haddun", "Zahira", "Dues", 1),
        ("Dues are halved", 5, 13, "", "Zahira", "Dues", 0),
    ]
    assert [row[3] for row in content(export())["DOCUMENTS"]] == [TEXT]


def test_party_of_a_new_name_has_it_in_dna(bring_in, export, negotiation, invented):
    bring_in(invented)
    party = negotiation.parties.get(name="Zahira")  # in DNA “Zahira ” with a blank; the other one is “Zahira (2)” here
    PartyAlias.objects.create(party=party, name="Zahira")
    party.name = "Republic of Zahira"
    party.save()

    organizations = [each[4] for each in said(export())]
    assert organizations == ["Zahira", "Zahira", "Zahira", "Republic of Zahira", "", "Zahira", "Zahira"]


def test_article_that_was_removed_here_is_gone_with_its_statements(bring_in, export, negotiation, tmp_path):
    def write(file):
        for text in ("The dues will be halved.", "Nobody will pay them twice."):
            file.statement(file.document(text, Title=text[:3], Date=DAY), 0, 9, organization="Zahira", concept="Dues")

    bring_in(make(tmp_path / "invented.dna", write))
    negotiation.articles.get(title="The").delete()

    path = export()

    assert [row[2] for row in content(path)["DOCUMENTS"]] == ["Nob"]
    assert [each[0] for each in said(path)] == ["Nob"]


@pytest.mark.skipif(not DATA.exists(), reason=f"the samples of DNA are not at {DATA}")
@pytest.mark.parametrize("name", ["sample.dna", "sample_dna2.dna"])
def test_networks_of_a_sample_are_those_of_dna(bring_in, negotiation, name):
    bring_in(DATA / name)

    codings = read_codings(negotiation=negotiation)

    compared = 0
    for expected in expected_networks():
        # The codes of a combination are those of yes and no in DNA, of three stances here.
        if expected["qualifier_aggregation"] != "combine":
            found = network(codings, asked(expected, organization="party", concept="issue"))
            assert list(found.rows) == expected["rows"], expected["id"]
            assert weights(found) == pytest.approx(ties(expected), abs=1e-9), expected["id"]
            compared += 1
    assert compared > 50


@pytest.mark.skipif(not DATA.exists(), reason=f"the samples of DNA are not at {DATA}")
def test_sample_of_dna_3_comes_back_byte_for_byte_once_both_are_packed(bring_in, export, tmp_path):
    bring_in(DATA / "sample.dna")

    path = export()

    assert content(path) == content(DATA / "sample.dna")
    assert packed(path, tmp_path / "one") == packed(DATA / "sample.dna", tmp_path / "other")


@pytest.mark.skipif(not DATA.exists(), reason=f"the samples of DNA are not at {DATA}")
def test_sample_of_dna_2_goes_out_as_dna_3(bring_in, export, tmp_path):
    bring_in(DATA / "sample_dna2.dna")

    path = export()

    two, three = content(DATA / "sample_dna2.dna"), content(path)
    assert [(*row[:-1], row[-1] // 1000) for row in two["DOCUMENTS"]] == three["DOCUMENTS"]
    for table in ("STATEMENTS", "STATEMENTTYPES", "VARIABLES", "REGEXES", "CODERRELATIONS"):
        assert three[table] == two[table]
    names = {row[1]: row[3] for row in three["ENTITIES"]}
    assert [(*row[:4], names[row[4]]) for row in three["DATASHORTTEXT"]] == [
        (*row[:4], row[5]) for row in two["DATASHORTTEXT"]
    ]
    for table in ("DATABOOLEAN", "DATALONGTEXT"):
        assert three[table] == [(*row[:4], row[5]) for row in two[table]]
    attributes = {(row[2], row[3]): row[4] for row in three["ATTRIBUTEVALUES"]}
    of_variable = {row[2]: [] for row in three["ATTRIBUTEVARIABLES"]}
    for row in three["ATTRIBUTEVARIABLES"]:
        of_variable[row[2]].append(row[1])
    assert [
        (*row[1:7], *(attributes[row[1], number] for number in of_variable[row[2]])) for row in three["ENTITIES"]
    ] == [row[1:10] for row in two["ATTRIBUTES"]]
    assert {row.place for row in read_dna(path, {}) if row.problem} == set()


def packed(path, to):
    """Return a database as SQLite itself packs it: the same rows are the same bytes then."""
    copy = to.with_suffix(".copy")
    copy.write_bytes(path.read_bytes())
    connection = sqlite3.connect(copy)
    connection.execute("VACUUM INTO ?", [str(to)])
    connection.close()
    return to.read_bytes()
