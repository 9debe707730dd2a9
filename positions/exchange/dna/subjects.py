"""The names in DNA's statements on the way out: which party, person or issue each carried one is, and new ones.

A carried name stays as DNA had it while it still is a name of the row that a statement has now; where it became an
alias, after a merge or a new name, DNA gets the name of today.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from positions.exchange.dna.database import Database
from positions.exchange.dna.names import Given, shortened
from positions.exchange.dna.roles import Roles, Variable
from positions.exchange.dna.schema import ATTRIBUTES, LONGEST
from positions.exchange.errors import BadRecord
from positions.exchange.names import Entry, Names, clean_name

KINDS = {"organization": "party", "person": "person", "concept": "issue"}
NOBODY, UNKNOWN = 0, -1  # no name at all, and one that the tracker no longer has
BLACK = {"Red": 0, "Green": 0, "Blue": 0}


@dataclass(slots=True)
class Subject:
    """The names of one variable: what each is in the tracker, and by which of them a row goes."""

    variable: Variable
    rows: dict[int, int] = field(default_factory=dict)  # by the number of the name in DNA
    aliased: set[int] = field(default_factory=set)
    numbers: dict[int, int] = field(default_factory=dict)  # by the primary key of the row; 0 is nobody


class Subjects:
    """The names of all variables, written into the database as they are first needed."""

    def __init__(self, database: Database, roles: Roles, names: Names) -> None:
        self._database, self._names = database, names
        self._given: dict[int, Given] = {}
        self._attributes: dict[int, list[tuple[int, str]]] = {}
        variables = {"organization": roles.organization, "person": roles.person, "concept": roles.concept}
        self._of = {role: Subject(each) for role, each in variables.items() if each}
        self._roles = {each.variable.number: role for role, each in self._of.items()}
        for row in database.rows("SELECT ID, VariableId, AttributeVariable FROM ATTRIBUTEVARIABLES ORDER BY ID"):
            self._attributes.setdefault(row["VariableId"], []).append((row["ID"], row["AttributeVariable"]))

    def put_back(self, entities: Iterable[dict[str, Any]]) -> None:
        """Write carried names, their parents and attributes, with DNA's own numbers."""
        for entity in entities:
            row = entity["row"]
            value = self._unique(row["VariableId"], row["Value"])
            self._database.insert("ENTITIES", row | {"Value": value})
            for number, variable, told in entity["attributes"]:
                self._put_attribute(row["ID"], variable, told, number)
            if role := self._roles.get(row["VariableId"]):
                self._meet(self._of[role], row["ID"], KINDS[role], entity.get("name", row["Value"]))

    def is_of(self, role: str, number: int | None, row: int) -> bool:
        """Tell whether a name of DNA still stands for a row of the tracker; 0 and the empty name are nobody."""
        subject = self._of.get(role)
        if subject is None or number is None:
            return subject is None or row == NOBODY
        return subject.rows.get(number, UNKNOWN) == row

    def is_implied(self, number: int | None, person: int, party: int) -> bool:
        """Tell whether DNA has no organization and the party is one for which the person speaks.

        The import fills it in then, which is no reason to change the file.
        """
        entry = self._names.by_key.get(("person", person))
        parties = {term.party.row.pk for term in entry.terms} if entry else set()
        return party in parties and (number is None or self._of["organization"].rows.get(number) == NOBODY)

    def is_by_name(self, role: str, number: int) -> bool:
        """Tell whether a name of DNA is the row's name of today rather than an alias."""
        return number not in self._of[role].aliased

    def number_of(self, role: str, row: int) -> int:
        """Return the number in DNA of a party, person or issue, for which a name is made where there is none."""
        subject = self._of[role]
        if row not in subject.numbers:
            subject.numbers[row] = self._make(subject.variable.number, self._entry(role, row))
        return subject.numbers[row]

    def empty_of(self, variable: int) -> int:
        """Return the number of the empty name of any variable."""
        sql = "SELECT ID FROM ENTITIES WHERE VariableId = ? AND Value = ''"
        found = self._database.first(sql, variable)
        return found["ID"] if found else self._make(variable, None)

    def _meet(self, subject: Subject, number: int, kind: str, name: str) -> None:
        entry = self._find(kind, name)
        row = entry.row.pk if entry else UNKNOWN if name.strip() else NOBODY
        subject.rows[number] = row
        if entry and clean_name(entry.name) != clean_name(name):
            subject.aliased.add(number)
        elif row != UNKNOWN:
            subject.numbers.setdefault(row, number)

    def _find(self, kind: str, name: str) -> Entry | None:
        try:
            return self._names.find(kind, clean_name(name))
        except BadRecord:
            return None

    def _entry(self, role: str, row: int) -> Entry | None:
        return self._names.by_key.get((KINDS[role], row))

    def _make(self, variable: int, entry: Entry | None) -> int:
        value = self._unique(variable, clean_name(entry.name) if entry else "")
        number = self._database.insert("ENTITIES", {"VariableId": variable, "Value": value, **BLACK})
        told = _told(entry)
        for attribute, name in self._attributes.get(variable, []):
            self._put_attribute(number, attribute, told.get(name, ""))
        return number

    def _unique(self, variable: int, value: str) -> str:
        """Return a value that DNA can hold and no other name of the variable has."""
        given = self._given.setdefault(variable, Given(LONGEST))
        return given.keep(value)

    def _put_attribute(self, entity: int, variable: int, value: str, number: int | None = None) -> None:
        row = {"ID": number, "EntityId": entity, "AttributeVariableId": variable, "AttributeValue": shortened(value)}
        self._database.insert("ATTRIBUTEVALUES", row)


def _told(entry: Entry | None) -> dict[str, str]:
    """Return what DNA's three attributes hold of a row that came from elsewhere."""
    if entry is None:
        return {}
    type_, alias, notes = ATTRIBUTES
    group = str(getattr(entry.row, "group", ""))
    return {type_: group, alias: "; ".join(sorted(entry.aliases)), notes: str(getattr(entry.row, "description", ""))}
