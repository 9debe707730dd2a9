"""The values of a DNA statement's variables on the way out: what was carried, and what the tracker says now."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from positions.enums import Stance
from positions.exchange.dna.database import Database
from positions.exchange.dna.roles import Roles, Variable, stance_of
from positions.exchange.dna.schema import VALUES
from positions.exchange.dna.subjects import Subjects

# DNA's numbers for the stances; what takes none is no statement there, unless its type has no agreement at all.
AGREEMENT = {
    "boolean": {Stance.SUPPORTS: 1, Stance.OPPOSES: 0},
    "integer": {Stance.SUPPORTS: 1, Stance.MIXED: 0, Stance.OPPOSES: -1},
}
UNCODED: dict[str, object] = {"boolean": 1, "integer": 0, "long text": ""}  # as DNA begins a statement


@dataclass(frozen=True, slots=True)
class Coded:
    """What the tracker says of a statement on an issue for a party, by primary keys; 0 is nobody or nothing."""

    number: int
    person: int
    party: int
    issue: int
    stance: Stance

    @property
    def rows(self) -> dict[str, int]:
        """Return the rows by DNA's roles."""
        return {"organization": self.party, "person": self.person, "concept": self.issue}


class Values:
    """Compares and writes the values of statements of the type that is taken in."""

    def __init__(self, database: Database, roles: Roles, subjects: Subjects) -> None:
        self._database, self._roles, self._subjects = database, roles, subjects
        named = {"organization": roles.organization, "person": roles.person, "concept": roles.concept}
        self._named: dict[str, Variable] = {role: each for role, each in named.items() if each}
        sql = "SELECT ID, DataType FROM VARIABLES WHERE StatementTypeId = ? ORDER BY ID"
        self._kinds = {row["ID"]: row["DataType"] for row in database.rows(sql, roles.type)}

    def likeness(self, values: Mapping[str, Any], coded: Coded) -> int:
        """Return how many of speaker, party and issue are the same; `len(coded.rows)` is all of them."""
        said = _by_variable(values)
        return sum(self._is_same(role, said, coded) for role in coded.rows)

    def has_stance(self, values: Mapping[str, Any], coded: Coded) -> bool:
        """Tell whether the agreement that was carried is the stance of today, or there is nothing to agree to."""
        agreement = self._roles.agreement
        if agreement is None or not coded.issue:
            return True
        return stance_of(_by_variable(values).get(agreement.number), agreement.kind) == coded.stance

    def can_say(self, coded: Coded) -> bool:
        """Tell whether DNA has a value for the stance."""
        agreement = self._roles.agreement
        return agreement is None or not coded.issue or coded.stance in AGREEMENT[agreement.kind]

    def keep(self, statement: int, values: Mapping[str, Any]) -> None:
        """Write values as they were carried."""
        for table, rows in values.items():
            for number, variable, value in rows:
                self._write(table, statement, variable, value, number)

    def change(self, statement: int, values: Mapping[str, Any], coded: Coded) -> None:
        """Write carried values, each as it was while the tracker says the same."""
        said, now = _by_variable(values), {}
        for role, variable in self._named.items():
            number = said.get(variable.number)
            is_today = number is None or self._subjects.is_by_name(role, number)
            if not (self._is_same(role, said, coded) and is_today):
                now[variable.number] = self._subjects.number_of(role, coded.rows[role])
        agreement = self._roles.agreement
        if agreement and not self.has_stance(values, coded):
            now[agreement.number] = AGREEMENT[agreement.kind][coded.stance]
        self._write_changed(statement, values, now)

    def begin(self, statement: int, coded: Coded) -> None:
        """Write the values of a new statement: one for each variable of its type, as DNA does."""
        named = {
            variable.number: self._subjects.number_of(role, coded.rows[role]) for role, variable in self._named.items()
        }
        agreement = self._roles.agreement
        if agreement and coded.issue:
            named[agreement.number] = AGREEMENT[agreement.kind][coded.stance]
        for variable, kind in self._kinds.items():
            uncoded = self._subjects.empty_of(variable) if kind == "short text" and variable not in named else None
            self._write(VALUES[kind], statement, variable, named.get(variable, UNCODED.get(kind, uncoded)))

    def _is_same(self, role: str, said: Mapping[int, Any], coded: Coded) -> bool:
        variable = self._named.get(role)
        if variable is None:
            return True
        number = said.get(variable.number)
        is_implied = role == "organization" and self._subjects.is_implied(number, coded.person, coded.party)
        return is_implied or self._subjects.is_of(role, number, coded.rows[role])

    def _write_changed(self, statement: int, values: Mapping[str, Any], now: dict[int, int]) -> None:
        for table, rows in values.items():
            for number, variable, value in rows:
                self._write(table, statement, variable, now.pop(variable, value), number)
        for variable, value in now.items():
            self._write(VALUES[self._kinds[variable]], statement, variable, value)

    def _write(self, table: str, statement: int, variable: int, value: object, number: int | None = None) -> None:
        column = "Entity" if table == VALUES["short text"] else "Value"
        row = {"ID": number, "StatementId": statement, "VariableId": variable, column: value}
        self._database.insert(table, row)


def _by_variable(values: Mapping[str, Any]) -> dict[int, Any]:
    return {variable: value for rows in values.values() for _, variable, value in rows}
