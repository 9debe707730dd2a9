"""The two samples of DNA are read without loss, and what is read makes the networks that DNA computed; in place."""

import sqlite3  # noqa: TID251  # the file format of DNA
from collections import Counter
from functools import cache

import pytest

from positions.analysis.coding_rows import read_codings
from positions.analysis.networks import network
from positions.enums import Stance
from positions.exchange.dna.schema import declaration
from positions.exchange.records import ArticleRecord, StatementRecord
from positions.text import words_at
from tests.exchange.dna_files import carried, content, problems, records
from tests.exchange.dna_samples import DATA, asked, expected_networks, lines, ties, weights

SAMPLES = ("sample.dna", "sample_dna2.dna")
pytestmark = pytest.mark.skipif(not DATA.exists(), reason=f"the samples of DNA are not at {DATA}")


@cache
def codings(name):
    """Return what the records say as rows of coded statements."""
    articles = {each.key: each for each in records(DATA / name, ArticleRecord)}
    return [
        {
            "date": articles[statement.article].published_at.date().isoformat(),
            "person": statement.speaker,
            "organization": statement.party,
            "concept": position.issue,
            "agreement": {Stance.SUPPORTS: "1", Stance.OPPOSES: "0"}[position.stance],
            "document": statement.article,
            "text": words_at(articles[statement.article].text, statement.spans),
        }
        for statement in records(DATA / name, StatementRecord)
        for position in statement.positions
    ]


def counted(rows):
    return Counter(tuple(sorted(row.items())) for row in rows)


@pytest.mark.parametrize("name", SAMPLES)
def test_statements_and_documents_are_those_that_are_known(name):
    known = [
        {
            "date": line["date"],
            "person": line["person"],
            "organization": line["organization"],
            "concept": line["concept"],
            "agreement": str(int(line["agreement"])),
            "document": f"DOCUMENTS {line['document_id']}",
            "text": line["text"],
        }
        for line in lines("statements.jsonl")
        if line["statement_type"] == "DNA Statement"
    ]
    documents = [(f"DOCUMENTS {line['document_id']}", line["title"], line["text"]) for line in lines("documents.jsonl")]

    assert problems(DATA / name) == {}
    assert counted(codings(name)) == counted(known)
    assert [(each.key, each.title, each.text) for each in records(DATA / name, ArticleRecord)] == documents


@pytest.mark.parametrize("name", SAMPLES)
def test_networks_of_what_is_read_are_those_of_dna(name):
    rows = read_codings(codings(name))

    for expected in expected_networks():
        found = network(rows, asked(expected))
        assert list(found.rows) == expected["rows"], expected["id"]
        assert weights(found) == pytest.approx(ties(expected), abs=1e-9), expected["id"]


def test_every_row_of_dna_3_is_in_the_records():
    kept, tables = carried(DATA / "sample.dna"), content(DATA / "sample.dna")
    texts = {int(each.key.split()[1]): each.text for each in records(DATA / "sample.dna", ArticleRecord)}
    columns = declared_columns(DATA / "sample.dna")

    def rows(table):
        return [dict(zip(columns[table], row[1:], strict=True)) for row in tables[table]]

    for table in ("SETTINGS", "CODERS", "STATEMENTTYPES", "VARIABLES", "VARIABLELINKS", "REGEXES", "CODERRELATIONS"):
        assert kept[table] == rows(table)
    assert [kept[f"ENTITIES {row['ID']}"]["row"] for row in rows("ENTITIES")] == rows("ENTITIES")
    assert sorted(
        (number, of, variable, value)
        for place, entity in kept.items() if place.startswith("ENTITIES")
        for of in [entity["row"]["ID"]] for number, variable, value in entity["attributes"]
    ) == [row[1:] for row in tables["ATTRIBUTEVALUES"]]  # fmt: skip
    assert [
        kept[f"DOCUMENTS {row['ID']}"]["row"] | {"Text": texts[row["ID"]]} for row in rows("DOCUMENTS")
    ] == rows("DOCUMENTS")  # fmt: skip
    assert [kept[f"STATEMENTS {row['ID']}"]["row"] for row in rows("STATEMENTS")] == rows("STATEMENTS")
    for table in ("DATABOOLEAN", "DATAINTEGER", "DATASHORTTEXT", "DATALONGTEXT"):
        assert sorted(
            (number, statement["row"]["ID"], variable, value)
            for place, statement in kept.items() if place.startswith("STATEMENTS")
            for number, variable, value in statement["values"].get(table, [])
        ) == [row[1:] for row in tables[table]]  # fmt: skip


def declared_columns(path):
    connection = sqlite3.connect(f"file:{path}?mode=ro&immutable=1", uri=True)
    tables = connection.execute("SELECT name, sql FROM sqlite_master WHERE type = 'table'").fetchall()
    found = {name: [row[1] for row in connection.execute(f"PRAGMA table_info({name})")] for name, _ in tables}
    connection.close()
    assert dict(tables) == {name: declaration(name) for name, _ in tables}
    return found
