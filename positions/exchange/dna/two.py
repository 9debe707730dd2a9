"""Shows a database of DNA 2 as DNA 3 would hold it, so that one reader serves both: views and tables in front of it.

DNA 2 had no table of names (it repeats them in every statement, and keeps colour and notes of each in ATTRIBUTES), no
limits, permissions of coders in rows, and dates in milliseconds at which a day began on the computer it ran on.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from positions.exchange.dna.database import Database
from positions.exchange.dna.schema import ATTRIBUTES, PERMISSIONS, hashed, new_rows
from positions.exchange.dna.schema import PASSWORD as NEW_PASSWORD

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
# What DNA 3 has no place for; carried as it is.
OWN_TABLES = ("SETTINGS", "CODERS", "CODERPERMISSIONS", "STATEMENTLINKS")
SALT = b"positions.dna.2\x00"  # DNA 2 kept passwords as they were typed and let coders in without; DNA 3 does neither

DOCUMENTS = """CREATE TEMP VIEW DOCUMENTS AS SELECT ID, coalesce(Title, '') AS Title, coalesce(Text, '') AS Text, Coder,
    coalesce(Author, '') AS Author, coalesce(Source, '') AS Source, coalesce(Section, '') AS Section,
    coalesce(Notes, '') AS Notes, coalesce(Type, '') AS Type, seconds(Date) AS Date FROM main.DOCUMENTS"""
# One row for each name, also of names that stand in statements alone.
ENTITIES = """CREATE TEMP TABLE ENTITIES AS
    SELECT min(ID) AS ID, VariableId, Value, Red, Green, Blue, NULL AS ChildOf, ChildOf AS Parent, Type, Alias, Notes
    FROM main.ATTRIBUTES GROUP BY VariableId, Value"""
UNLISTED = """INSERT INTO temp.ENTITIES
    SELECT (SELECT coalesce(max(ID), 0) FROM temp.ENTITIES) + row_number() OVER (ORDER BY VariableId, Value),
           VariableId, Value, 0, 0, 0, NULL, '', '', '', ''
    FROM (SELECT DISTINCT VariableId, coalesce(Value, '') AS Value FROM main.DATASHORTTEXT) said
    WHERE NOT EXISTS (SELECT 1 FROM temp.ENTITIES e WHERE e.VariableId = said.VariableId AND e.Value = said.Value)"""
PARENTS = """UPDATE temp.ENTITIES SET ChildOf = (
    SELECT ID FROM temp.ENTITIES p WHERE p.VariableId = ENTITIES.VariableId AND p.Value = ENTITIES.Parent
        AND p.ID <> ENTITIES.ID) WHERE Parent <> ''"""
ATTRIBUTE_VARIABLES = """CREATE TEMP TABLE ATTRIBUTEVARIABLES AS
    SELECT row_number() OVER (ORDER BY name.Place, v.ID) AS ID, v.ID AS VariableId, name.AttributeVariable
    FROM main.VARIABLES v, (SELECT 1 AS Place, ? AS AttributeVariable UNION SELECT 2, ? UNION SELECT 3, ?) name
    WHERE v.DataType = 'short text'"""
ATTRIBUTE_VALUES = """CREATE TEMP TABLE ATTRIBUTEVALUES AS
    SELECT row_number() OVER (ORDER BY e.ID, a.ID) AS ID, e.ID AS EntityId, a.ID AS AttributeVariableId,
           coalesce(CASE a.AttributeVariable WHEN 'Type' THEN e.Type WHEN 'Alias' THEN e.Alias ELSE e.Notes END, '')
               AS AttributeValue
    FROM temp.ENTITIES e JOIN temp.ATTRIBUTEVARIABLES a ON a.VariableId = e.VariableId"""
CODERS = """INSERT INTO temp.CODERS(ID, Name, Red, Green, Blue, Password)
    SELECT ID, coalesce(Name, ''), coalesce(Red, 0), coalesce(Green, 0), coalesce(Blue, 0),
           hashed(Password) FROM main.CODERS"""
SHORT_TEXTS = """CREATE TEMP VIEW DATASHORTTEXT AS SELECT d.ID, d.StatementId, d.VariableId, e.ID AS Entity
    FROM main.DATASHORTTEXT d JOIN temp.ENTITIES e ON e.VariableId = d.VariableId AND e.Value = coalesce(d.Value, '')"""


def show_as_three(database: Database, zone: ZoneInfo) -> None:
    """Put DNA 3's tables in front of those of DNA 2; a date is the day and hour it had in `zone`."""
    database.define("seconds", local_seconds(zone))
    for sql in (DOCUMENTS, ENTITIES, "CREATE INDEX temp.ENTITY ON ENTITIES(VariableId, Value)", UNLISTED, PARENTS):
        database.run(sql)
    database.run(ATTRIBUTE_VARIABLES, *ATTRIBUTES)
    for sql in (ATTRIBUTE_VALUES, "CREATE INDEX temp.OF_ENTITY ON ATTRIBUTEVALUES(EntityId)", SHORT_TEXTS):
        database.run(sql)
    database.run(
        "CREATE TEMP VIEW VARIABLELINKS AS SELECT 1 AS ID, 1 AS SourceVariableId, 2 AS TargetVariableId WHERE 0"
    )
    _show_coders(database)


def local_seconds(zone: ZoneInfo) -> Callable[[Any], int | None]:
    """Return what makes of milliseconds the seconds at which DNA 3 has the same day and hour."""

    def seconds(milliseconds: Any) -> int | None:
        try:
            local = (EPOCH + timedelta(milliseconds=milliseconds)).astimezone(zone)
        except (TypeError, OverflowError):
            return None
        return int((local.replace(tzinfo=UTC) - EPOCH).total_seconds() // 1)

    return seconds


def _show_coders(database: Database) -> None:
    """Give coders the permissions they had, and the password of new databases where they had none."""
    database.run("CREATE TEMP TABLE SETTINGS(Property TEXT, Value TEXT)")
    for row in new_rows(NEW_PASSWORD)["SETTINGS"]:
        database.run("INSERT INTO temp.SETTINGS VALUES(?, ?)", row["Property"], row["Value"])
    columns = ", ".join(f"{name} INTEGER DEFAULT 1" for name in PERMISSIONS)
    database.run(
        "CREATE TEMP TABLE CODERS(ID INTEGER, Name TEXT, Red INTEGER, Green INTEGER, Blue INTEGER, "
        f"Password TEXT, {columns})"
    )
    database.define("hashed", lambda password: hashed(password or NEW_PASSWORD, SALT))
    database.run(CODERS)
    for column, of_two in _permissions():
        database.run(
            f"UPDATE temp.CODERS SET {column} = coalesce((SELECT Permission FROM main.CODERPERMISSIONS p "  # noqa: S608
            "WHERE p.Coder = temp.CODERS.ID AND p.Type = ?), 1)",
            of_two,
        )


def _permissions() -> Iterator[tuple[str, str]]:
    """Yield the column of each permission and DNA 2's name for it: PermissionAddDocuments, addDocuments."""
    for column in PERMISSIONS:
        name = column.removeprefix("Permission")
        yield column, name[0].lower() + name[1:]
