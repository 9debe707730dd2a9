"""A DNA database is read as records, without loss and without a database of ours."""

from datetime import UTC, datetime

import pytest

from positions.enums import PartyKind, Precision, Stance
from positions.exchange.dna.reading import read_dna
from positions.exchange.errors import ExchangeError
from positions.exchange.records import (
    ArticleRecord,
    IssueRecord,
    PartyRecord,
    PersonRecord,
    PositionRecord,
    StatementRecord,
    TermRecord,
)
from positions.text import text_hash, words_at
from tests.exchange.dna_files import (
    AGREEMENT,
    CONCEPT,
    DAY,
    ORGANIZATION,
    PERSON,
    carried,
    make,
    make_two,
    problems,
    records,
)

TEXT = "The dues will be halved, said Salma Haddun. Nobody will pay them twice."
HALVED = (0, 23)


@pytest.fixture
def path(tmp_path):
    return tmp_path / "invented.dna"


def coded(file, **statement):
    """Write one document with one statement on its first words."""
    file.statement(file.document(TEXT), *HALVED, **statement)


def test_statement_becomes_a_position_of_its_speaker(path):
    speaker = {"person": "Salma Haddun", "organization": "Zahira"}
    make(path, lambda file: coded(file, **speaker, concept="Halve the dues", agreement=0))

    assert records(path, PartyRecord) == [PartyRecord("Zahira", kind=PartyKind.ORGANISATION)]
    assert records(path, PersonRecord) == [PersonRecord("Salma Haddun", terms=(TermRecord("Zahira"),))]
    assert records(path, IssueRecord) == [IssueRecord("Halve the dues")]
    assert records(path, ArticleRecord) == [
        ArticleRecord(
            "DOCUMENTS 1", "Dues at the pier", TEXT, datetime(2021, 3, 4, tzinfo=UTC), source="Harbour Gazette"
        )
    ]
    assert records(path, StatementRecord) == [
        StatementRecord(
            "STATEMENTS 1",
            "DOCUMENTS 1",
            spans=(HALVED,),
            speaker_as_written="Salma Haddun",
            speaker="Salma Haddun",
            party="Zahira",
            positions=(PositionRecord("Halve the dues", Stance.OPPOSES),),
        )
    ]


def test_article_of_an_hour_is_known_to_the_minute(path):
    make(path, lambda file: file.document(TEXT, Date=DAY + 3600))

    [article] = records(path, ArticleRecord)

    assert (article.published_at, article.published_at_precision) == (
        datetime(2021, 3, 4, 1, tzinfo=UTC),
        Precision.MINUTE,
    )


def test_places_are_turned_from_utf_16_units_into_code_points(path):
    text = "😀 said 😀 that the dues 😀 will be halved."
    words = "the dues 😀 will"
    start = len(text[: text.index(words)].encode("utf-16-le")) // 2
    stop = start + len(words.encode("utf-16-le")) // 2
    make(path, lambda file: file.statement(file.document(text), start, stop, organization="Zahira", concept="Dues"))

    [statement] = records(path, StatementRecord)

    assert start == text.index(words) + 2
    assert words_at(text, statement.spans) == words


def test_concepts_at_one_place_are_positions_of_one_statement(path):
    def write(file):
        document = file.document(TEXT)
        for concept, agreement in (("Halve the dues", 1), ("Double the dues", 0)):
            file.statement(document, *HALVED, organization="Zahira", concept=concept, agreement=agreement)

    [statement] = records(make(path, write), StatementRecord)

    assert (statement.speaker_as_written, statement.positions) == (
        "Zahira",
        (PositionRecord("Halve the dues", Stance.SUPPORTS), PositionRecord("Double the dues", Stance.OPPOSES)),
    )


def test_concept_coded_twice_at_one_place_is_two_statements(path):
    def write(file):
        document = file.document(TEXT)
        for agreement in (1, 1, 0):
            file.statement(document, *HALVED, person="Salma Haddun", concept="Dues", agreement=agreement)
        file.statement(document, *HALVED, person="Salma Haddun", organization="Zahira", concept="Dues")

    found = records(make(path, write), StatementRecord)

    assert [(each.speaker_as_written, each.party, each.positions[0].stance) for each in found] == [
        ("Salma Haddun", "", Stance.SUPPORTS),
        ("Salma Haddun (2)", "", Stance.SUPPORTS),
        ("Salma Haddun (3)", "", Stance.OPPOSES),
        ("Salma Haddun (4)", "Zahira", Stance.SUPPORTS),
    ]


def test_documents_with_one_text_are_one_article(path):
    def write(file):
        for text in (TEXT, TEXT.replace(". ", ".\n\n")):
            document = file.document(text)
            start = text.index("Nobody")
            for concept, stop in (("Dues", len(text)), ("Quays", start + 6))[:document]:
                file.statement(document, start, stop, organization="Zahira", concept=concept)

    make(path, write)

    assert [each.key for each in records(path, ArticleRecord)] == ["DOCUMENTS 1"]
    assert problems(path) == {
        "DOCUMENTS 2": "It has the text of DOCUMENTS 1, and one text is one article; its statements are taken in there."
    }
    found = records(path, StatementRecord)
    assert {(each.article, words_at(TEXT, each.spans), each.positions[0].issue) for each in found} == {
        ("DOCUMENTS 1", "Nobody will pay them twice.", "Dues"),
        ("DOCUMENTS 1", "Nobody", "Quays"),
    }


def test_numbers_of_agreement_are_stances(path):
    def write(file):
        number = file.database.insert("VARIABLES", {"Variable": "stance", "DataType": "integer", "StatementTypeId": 1})
        document = file.document(TEXT)
        for place, value in enumerate((-3, 0, 2)):
            statement = file.statement(document, place, place + 9, organization="Zahira", concept="Dues")
            file.value("DATAINTEGER", statement, number, Value=value)

    found = records(make(path, write), StatementRecord, agreement="stance")

    assert [each.positions[0].stance for each in found] == [Stance.OPPOSES, Stance.MIXED, Stance.SUPPORTS]


def test_variables_of_other_names_are_named_by_options(path):
    def write(file):
        for of, name in ((PERSON, "orator"), (ORGANIZATION, "camp"), (CONCEPT, "claim"), (AGREEMENT, "yes")):
            file.database.run("UPDATE VARIABLES SET Variable = ? WHERE ID = ?", name, of)
        coded(file, person="Salma Haddun", organization="Zahira", concept="Dues")

    make(path, write)

    with pytest.raises(ExchangeError, match=r"“DNA Statement” has orator \(short text\), camp .* yes \(boolean\)"):
        records(path)
    [statement] = records(path, StatementRecord, person="Orator", organization="camp", concept="claim", agreement="yes")
    assert (statement.speaker, statement.party, statement.positions) == (
        "Salma Haddun",
        "Zahira",
        (PositionRecord("Dues", Stance.SUPPORTS),),
    )


def test_names_longer_than_ours_are_shortened_and_stay_apart(path):
    long = "Whoever lands fish at the old pier before sunrise should pay half of the dues that the " * 2

    def write(file):
        document = file.document(TEXT)
        for place, last in enumerate("ab"):
            file.statement(document, place, 20, organization="Zahira", concept=(long + last)[: 190 - place])

    one, other = records(make(path, write), IssueRecord)

    assert (len(one.title), len(other.title), other.title[-5:]) == (120, 120, "… (2)")
    assert (one.question, other.question) == (long + "a", long + "b")


def test_attributes_and_parents_are_taken_where_there_is_a_place(path):
    def write(file):
        coded(file, organization="Zahira", concept="Halve the dues")
        file.attribute(file.name(ORGANIZATION, "Zahira"), 2, "Coastal states")
        file.attribute(file.name(ORGANIZATION, "Zahira"), 5, "Republic of Zahira")
        file.attribute(file.name(CONCEPT, "Halve the dues"), 9, "Any cut by half.")
        parent = file.name(CONCEPT, "Dues")
        file.database.run("UPDATE ENTITIES SET ChildOf = ? WHERE Value = 'Halve the dues'", parent)

    make(path, write)

    assert records(path, PartyRecord) == [
        PartyRecord("Zahira", PartyKind.ORGANISATION, group="Coastal states", aliases=("Republic of Zahira",))
    ]
    assert records(path, IssueRecord) == [
        IssueRecord("Dues"),
        IssueRecord("Halve the dues", description="Any cut by half.", parent="Dues"),
    ]


def test_concepts_that_are_their_own_ancestors_end(path):
    def write(file):
        one, other = file.name(CONCEPT, "Dues"), file.name(CONCEPT, "Halve the dues")
        for child, parent in ((one, other), (other, one)):
            file.database.run("UPDATE ENTITIES SET ChildOf = ? WHERE ID = ?", parent, child)

    assert records(make(path, write), IssueRecord) == [
        IssueRecord("Dues"),
        IssueRecord("Halve the dues", parent="Dues"),
    ]


def test_bad_rows_are_told_and_the_good_ones_taken(path):
    def write(file):
        file.document(" \n")
        file.document(TEXT + " Once.", Date=10**15)
        file.document(TEXT + " Twice.", Date=64_000_000_000)
        good = file.document(TEXT)
        for document, start, stop in ((1, 0, 1), (good, 60, 72), (good, 3, 4), (good, 0, 3)):
            file.statement(document, start, stop, organization="Zahira", concept="Dues")

    make(path, write)

    assert problems(path) == {
        "DOCUMENTS 1": "It has no text, so that it is no article here. It is kept for DNA.",
        "DOCUMENTS 2": "Its date (1000000000000000) is in no calendar, so that it is no article here; date it in DNA. "
        "It is kept for DNA.",
        "DOCUMENTS 3": "Its date, 3998-01-29, is in the future. Correct it. It is kept for DNA.",
        "STATEMENTS 1": "Its document (1) is missing or no article here. It is kept for DNA.",
        "STATEMENTS 2": "It stands from 60 to 72 of a text of 71 characters. Mark its words anew in DNA. "
        "It is kept for DNA.",
        "STATEMENTS 3": "There are no words where it stands. Mark its words anew in DNA. It is kept for DNA.",
    }
    assert [each.spans for each in records(path, StatementRecord)] == [((0, 3),)]
    assert carried(path)["DOCUMENTS 1"]["row"]["Text"] == " \n"


def test_what_has_no_column_is_carried(path):
    def write(file):
        coded(file, organization="Zahira", concept="Dues")
        note = {"StatementTypeId": 3, "DocumentId": 1, "Start": 4, "Stop": 8, "Coder": 1}
        file.value("DATALONGTEXT", file.database.insert("STATEMENTS", note), 11, Value="Check the sum.")

    found = carried(make(path, write))

    assert found["STATEMENTS 2"] == {
        "row": {"ID": 2, "StatementTypeId": 3, "DocumentId": 1, "Start": 4, "Stop": 8, "Coder": 1},
        "values": {"DATALONGTEXT": [[1, 11, "Check the sum."]]},
    }
    assert found["DOCUMENTS 1"] == {
        "row": {
            "ID": 1, "Title": "Dues at the pier", "Coder": 1, "Author": "", "Source": "Harbour Gazette", "Section": "",
            "Notes": "", "Type": "", "Date": DAY,
        },
        "text": text_hash(TEXT),
    }  # fmt: skip
    assert [each["Label"] for each in found["STATEMENTTYPES"]] == ["DNA Statement", "NPF Story Element", "Annotation"]


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"\x8e\x01 no database at all", "it is encrypted"),
        (b"<?xml version='1.0'?><dna>", "a file of DNA 1"),
        (b"-- MySQL dump 10.13", "a copy of a MySQL database"),
        (b"--\n-- PostgreSQL database dump", "a copy of a PostgreSQL database"),
        (b"SQLite format 3\x00" + b"\x00" * 200, "is damaged"),
    ],
)
def test_what_is_no_database_of_dna_is_refused(path, content, says):
    path.write_bytes(content)

    with pytest.raises(ExchangeError, match=says):
        list(read_dna(path, {}))


def test_database_of_another_program_is_refused(path):
    make(path, lambda file: file.database.run("DROP TABLE STATEMENTS"))

    with pytest.raises(ExchangeError, match="not of DNA: it lacks STATEMENTS"):
        list(read_dna(path, {}))


def test_table_of_somebody_else_is_told(path):
    make(path, lambda file: file.database.run("CREATE TABLE COFFEE(ID INTEGER)"))

    assert problems(path) == {"COFFEE": "A table that neither DNA 2 nor DNA 3 has; it is left out."}


def test_dna_2_is_read_as_dna_3_would_hold_it(path):
    make_two(
        path,
        {
            "SETTINGS": [("version", "2.0 beta 24"), ("activeCoder", "1")],
            "CODERS": [(1, "Admin", 1, 2, 3, "")],
            "CODERPERMISSIONS": [(1, 1, "editRegex", 0)],
            "STATEMENTTYPES": [(1, "DNA Statement", 9, 9, 9)],
            "VARIABLES": [
                (1, "organization", "short text", 1),
                (2, "concept", "short text", 1),
                (3, "agreement", "boolean", 1),
            ],
            "DOCUMENTS": [(1, "Dues", TEXT, 1, None, None, None, None, None, (DAY - 3600) * 1000)],
            "STATEMENTS": [(1, 1, 1, *HALVED, 1)],
            "DATASHORTTEXT": [(1, 1, 1, 1, "Zahira"), (2, 1, 2, 1, "Halve the dues")],
            "DATABOOLEAN": [(1, 1, 3, 1, 0)],
            "ATTRIBUTES": [(7, 1, "Zahira", 4, 5, 6, "Coastal states", "", "Founded at the pier.", "")],
        },
    )  # fmt: skip

    found = carried(path, zone="Europe/Berlin")

    assert records(path, PartyRecord) == [PartyRecord("Zahira", PartyKind.ORGANISATION, group="Coastal states")]
    assert [each.published_at for each in records(path, ArticleRecord, zone="Europe/Berlin")] == [
        datetime(2021, 3, 4, tzinfo=UTC)
    ]
    assert [each.positions for each in records(path, StatementRecord)] == [
        (PositionRecord("Halve the dues", Stance.OPPOSES),)
    ]
    assert found["STATEMENTS 1"]["values"]["DATASHORTTEXT"] == [[1, 1, 7], [2, 2, 8]]
    assert found["ENTITIES 7"]["attributes"][2][2] == "Founded at the pier."
    assert found["DNA 2 SETTINGS"][1] == {"Property": "activeCoder", "Value": "1"}
    [coder] = found["CODERS"]
    assert (coder["PermissionEditRegex"], coder["PermissionEditCoders"], len(coder["Password"])) == (0, 1, 64)


def test_zone_that_does_not_exist_is_refused(path):
    make_two(path, {})

    with pytest.raises(ExchangeError, match="There is no time zone “Berlin”"):
        list(read_dna(path, {"zone": "Berlin"}))
