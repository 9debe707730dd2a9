"""Small databases of DNA about invented people, and what is read out of any."""

import sqlite3  # noqa: TID251  # the file format of DNA

from positions.exchange.dna.database import created
from positions.exchange.dna.reading import read_dna
from positions.exchange.dna.schema import hashed, new_rows
from positions.exchange.records import CarriedRecord

DAY = 1_614_816_000  # 4 March 2021, 00:00
PERSON, ORGANIZATION, CONCEPT, AGREEMENT = 1, 2, 3, 4
COLUMNS_OF_TWO = {
    "SETTINGS": "Property, Value",
    "CODERS": "ID, Name, Red, Green, Blue, Password",
    "DOCUMENTS": "ID, Title, Text, Coder, Author, Source, Section, Notes, Type, Date",
    "STATEMENTTYPES": "ID, Label, Red, Green, Blue",
    "VARIABLES": "ID, Variable, DataType, StatementTypeId",
    "REGEXES": "Label, Red, Green, Blue",
    "CODERPERMISSIONS": "ID, Coder, Type, Permission",
    "CODERRELATIONS": "ID, Coder, OtherCoder, viewStatements, editStatements, viewDocuments, editDocuments",
    "STATEMENTS": "ID, StatementTypeId, DocumentId, Start, Stop, Coder",
    "STATEMENTLINKS": "ID, SourceId, TargetId",
    "DATABOOLEAN": "ID, StatementId, VariableId, StatementTypeId, Value",
    "DATAINTEGER": "ID, StatementId, VariableId, StatementTypeId, Value",
    "DATASHORTTEXT": "ID, StatementId, VariableId, StatementTypeId, Value",
    "DATALONGTEXT": "ID, StatementId, VariableId, StatementTypeId, Value",
    "ATTRIBUTES": "ID, VariableId, Value, Red, Green, Blue, Type, Alias, Notes, ChildOf",
}


class File:
    """Writes a database of DNA 3 row by row."""

    def __init__(self, database):
        self.database = database
        self.names = {}
        for table, rows in new_rows(hashed("secret", b"0123456789abcdef")).items():
            for row in rows:
                database.insert(table, row)

    def document(self, text, **columns):
        row = {"Title": "Dues at the pier", "Text": text, "Coder": 1, "Source": "Harbour Gazette", "Date": DAY}
        return self.database.insert("DOCUMENTS", row | columns)

    def name(self, variable, value, **columns):
        if (variable, value) not in self.names:
            row = {"VariableId": variable, "Value": value, "Red": 0, "Green": 0, "Blue": 0}
            self.names[variable, value] = self.database.insert("ENTITIES", row | columns)
        return self.names[variable, value]

    def attribute(self, entity, variable, value):
        row = {"EntityId": entity, "AttributeVariableId": variable, "AttributeValue": value}
        self.database.insert("ATTRIBUTEVALUES", row)

    def statement(self, document, start, stop, *, person="", organization="", concept="", agreement=1):
        row = {"StatementTypeId": 1, "DocumentId": document, "Start": start, "Stop": stop, "Coder": 1}
        number = self.database.insert("STATEMENTS", row)
        for variable, value in ((PERSON, person), (ORGANIZATION, organization), (CONCEPT, concept)):
            self.value("DATASHORTTEXT", number, variable, Entity=self.name(variable, value))
        self.value("DATABOOLEAN", number, AGREEMENT, Value=agreement)
        return number

    def value(self, table, statement, variable, **value):
        self.database.insert(table, {"StatementId": statement, "VariableId": variable} | value)


def make(path, write):
    """Have a database of DNA 3 written by a function of a `File`, and return its path."""
    with created(path) as database:
        write(File(database))
    return path


def make_two(path, rows):
    """Write a database of DNA 2: rows by table, each with all its columns."""
    connection = sqlite3.connect(path)
    for table, columns in COLUMNS_OF_TWO.items():
        connection.execute(f"CREATE TABLE {table}({columns})")
    for table, values in rows.items():
        for row in values:
            connection.execute(f"INSERT INTO {table} VALUES({', '.join('?' * len(row))})", row)
    connection.commit()
    connection.close()
    return path


def records(path, kind=None, **options):
    """Return the records of a kind that a database holds."""
    found = [row.record for row in read_dna(path, options) if row.record]
    return [each for each in found if kind is None or isinstance(each, kind)]


def carried(path, **options):
    """Return what is carried of a database, by place."""
    return {each.place: each.content for each in records(path, CarriedRecord, **options)}


def problems(path, **options):
    """Return the rows that could not be taken, by place."""
    return {row.place: row.problem for row in read_dna(path, options) if row.problem}


def content(path):
    """Return every row of every table with its rowid, in its order."""
    connection = sqlite3.connect(f"file:{path}?mode=ro&immutable=1", uri=True)
    tables = [name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
    query = "SELECT rowid, * FROM {} ORDER BY rowid"
    found = {name: connection.execute(query.format(name)).fetchall() for name in tables}
    connection.close()
    return found


def declarations(path):
    """Return how every table is declared."""
    connection = sqlite3.connect(f"file:{path}?mode=ro&immutable=1", uri=True)
    found = dict(connection.execute("SELECT name, sql FROM sqlite_master WHERE type = 'table'").fetchall())
    connection.close()
    return found


def said(path):
    """Return what the statements of a database of DNA 3 say: title, place, person, organization, concept, agreement."""
    connection = sqlite3.connect(f"file:{path}?mode=ro&immutable=1", uri=True)
    value = (
        "(SELECT e.Value FROM DATASHORTTEXT t JOIN ENTITIES e ON e.ID = t.Entity "
        "WHERE t.StatementId = s.ID AND t.VariableId = {})"
    )
    query = (
        "SELECT d.Title, s.Start, s.Stop, {}, a.Value FROM STATEMENTS s JOIN DOCUMENTS d ON d.ID = s.DocumentId "
        "JOIN DATABOOLEAN a ON a.StatementId = s.ID WHERE s.StatementTypeId = 1 ORDER BY s.ID"
    )
    found = connection.execute(query.format(", ".join(value.format(number) for number in (1, 2, 3)))).fetchall()
    connection.close()
    return found
