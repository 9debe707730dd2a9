"""Reads the names that DNA's statements are coded with: parties, issues and people, and every name as it is carried."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from positions.enums import PartyKind
from positions.exchange.dna.database import Database
from positions.exchange.dna.names import Given, shortened
from positions.exchange.dna.roles import Roles, Variable
from positions.exchange.records import CarriedRecord, IssueRecord, PartyRecord, PersonRecord, Row, TermRecord
from positions.models import Issue, Party

LONGEST_NAME: int = Party._meta.get_field("name").max_length or 0
LONGEST_GROUP: int = Party._meta.get_field("group").max_length or 0
LONGEST_QUESTION: int = Issue._meta.get_field("question").max_length or 0

ATTRIBUTES = """SELECT v.ID, v.AttributeVariableId, v.AttributeValue, a.AttributeVariable
    FROM ATTRIBUTEVALUES v LEFT JOIN ATTRIBUTEVARIABLES a ON a.ID = v.AttributeVariableId
    WHERE v.EntityId = ? ORDER BY v.ID"""
# Who spoke for whom, as far as statements say.
TERMS = """SELECT DISTINCT p.Entity AS Person, o.Entity AS Organization
    FROM DATASHORTTEXT p JOIN DATASHORTTEXT o ON o.StatementId = p.StatementId AND o.VariableId = ?
    WHERE p.VariableId = ? ORDER BY p.Entity, o.Entity"""


@dataclass(slots=True)
class Book:
    """What the tracker calls the names of a role's variable, by the number of the name in DNA."""

    names: dict[int, str] = field(default_factory=dict)


def read_entities(database: Database, roles: Roles, book: Book) -> Iterator[Row]:
    """Yield every name as carried, then parties, issues and people; fills the book."""
    variables = [each for each in (roles.organization, roles.person, roles.concept) if each]
    given = {each.number: Given(LONGEST_NAME) for each in variables}
    for row in database.rows("SELECT * FROM ENTITIES ORDER BY ID"):
        if row["VariableId"] in given:
            book.names[row["ID"]] = given[row["VariableId"]].give(row["Value"])
        yield Row(f"ENTITIES {row['ID']}", carried_entity(database, dict(row), book.names.get(row["ID"])))
    yield from read_parties(database, roles.organization, book)
    yield from read_issues(database, roles.concept, book)
    yield from read_people(database, roles, book)


def carried_entity(database: Database, row: dict[str, Any], name: str | None) -> CarriedRecord:
    """Return a name with its colour, parent and attributes; `name` is added where the tracker's is another."""
    attributes = [list(each)[:3] for each in database.rows(ATTRIBUTES, row["ID"])]
    content: dict[str, Any] = {"row": row, "attributes": attributes}
    if name is not None and name != row["Value"]:
        content["name"] = name
    return CarriedRecord(f"ENTITIES {row['ID']}", content)


def attributes_of(database: Database, entity: int) -> dict[str, str]:
    """Return a name's attributes, of which DNA begins with Type, Alias and Notes."""
    return {row["AttributeVariable"] or "": row["AttributeValue"] for row in database.rows(ATTRIBUTES, entity)}


def entities_of(database: Database, variable: Variable | None, book: Book) -> Iterator[tuple[dict[str, Any], str]]:
    """Yield the rows of a variable's names and what the tracker calls them, without the empty one."""
    number = variable.number if variable else 0
    for row in database.rows("SELECT * FROM ENTITIES WHERE VariableId = ? ORDER BY ID", number):
        if name := book.names[row["ID"]]:
            yield dict(row), name


def read_parties(database: Database, variable: Variable | None, book: Book) -> Iterator[Row]:
    """Yield organizations as parties; those of one Type stand together."""
    for row, name in entities_of(database, variable, book):
        told = attributes_of(database, row["ID"])
        group, alias = told.get("Type", ""), shortened(told.get("Alias", ""), LONGEST_NAME)
        yield Row(
            f"ENTITIES {row['ID']}",
            PartyRecord(
                name,
                kind=PartyKind.ORGANISATION,
                group=shortened(group, LONGEST_GROUP),
                aliases=(alias,) if alias else (),
            ),
        )


def read_issues(database: Database, variable: Variable, book: Book) -> Iterator[Row]:
    """Yield concepts as issues, each after the one it belongs to; a name too long for a title is the question."""
    waiting = {row["ID"]: (row, name) for row, name in entities_of(database, variable, book)}
    while waiting:
        ready = [number for number, (row, _) in waiting.items() if row["ChildOf"] not in waiting]
        is_circle = not ready
        for number in ready or [min(waiting)]:
            row, name = waiting.pop(number)
            parent = "" if is_circle else book.names.get(row["ChildOf"] or 0, "")
            yield Row(f"ENTITIES {number}", issue(row["Value"], name, parent, attributes_of(database, number)))


def issue(value: str, name: str, parent: str, attributes: dict[str, str]) -> IssueRecord:
    """Return a concept as an issue."""
    question = value if value != name and len(value) <= LONGEST_QUESTION else ""
    longer = [value] if len(value) > LONGEST_QUESTION else []
    description = "\n\n".join([*longer, *filter(None, [attributes.get("Notes", "")])])
    return IssueRecord(name, question=question, description=description, parent=parent)


def read_people(database: Database, roles: Roles, book: Book) -> Iterator[Row]:
    """Yield people with the organizations that statements show them to speak for."""
    terms: dict[int, list[str]] = {}
    if roles.person and roles.organization:
        for row in database.rows(TERMS, roles.organization.number, roles.person.number):
            terms.setdefault(row["Person"], []).append(book.names.get(row["Organization"], ""))
    for person, name in entities_of(database, roles.person, book):
        parties = tuple(TermRecord(party) for party in terms.get(person["ID"], ()) if party)
        alias = shortened(attributes_of(database, person["ID"]).get("Alias", ""), LONGEST_NAME)
        yield Row(f"ENTITIES {person['ID']}", PersonRecord(name, aliases=(alias,) if alias else (), terms=parties))
