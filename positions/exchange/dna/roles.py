"""Which of a DNA database's variables say who spoke, for whom, on what and how; found by name or told; pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from positions.enums import Stance
from positions.exchange.errors import ExchangeError

# By the variable's name, in lower case: DNA's own first, then what projects call them.
USUAL = {
    "organization": ("organization", "organisation", "party", "country", "actor"),
    "person": ("person", "speaker", "name"),
    "concept": ("concept", "issue", "category", "topic"),
    "agreement": ("agreement", "stance", "position", "support"),
}
KINDS = {
    "organization": ("short text",),
    "person": ("short text",),
    "concept": ("short text",),
    "agreement": ("boolean", "integer"),
}
UNSAID = "Say which is which: {} are options of the import."


@dataclass(frozen=True, slots=True)
class Variable:
    """A variable of a type of statement."""

    number: int
    name: str
    kind: str
    type: int
    type_name: str


@dataclass(frozen=True, slots=True)
class Roles:
    """The type of statement that is taken in, and its variables; None where it has none for that."""

    type: int
    organization: Variable | None
    person: Variable | None
    concept: Variable
    agreement: Variable | None

    @property
    def names(self) -> dict[str, str]:
        """Return the options that find them again."""
        found = {role: getattr(self, role) for role in USUAL}
        return {"statement_type": self.concept.type_name, **{role: each.name for role, each in found.items() if each}}


def find_roles(variables: Iterable[Variable], options: Mapping[str, Any]) -> Roles:
    """Return the first type of statement with a concept and with someone who speaks; raises ExchangeError without one.

    Options name variables (`organization`, `person`, `concept`, `agreement`) and the type (`statement_type`).
    """
    types: dict[int, list[Variable]] = {}
    for each in variables:
        types.setdefault(each.type, []).append(each)
    wanted = _told(options, "statement_type")
    chosen = {key: found for key, found in types.items() if wanted in {"", found[0].type_name.lower()}}
    for number in sorted(chosen):
        of = {role: _find(chosen[number], role, _told(options, role)) for role in USUAL}
        if of["concept"] and (of["organization"] or of["person"]):
            return Roles(number, of["organization"], of["person"], of["concept"], of["agreement"])
    raise ExchangeError(_what_there_is(types.values()))


def stance_of(value: int | None, kind: str) -> Stance:
    """Return what an agreement means: yes or no, or a number below, at or above 0; None says nothing either way."""
    if value is None:
        return Stance.NONE
    if kind == "boolean":
        return Stance.SUPPORTS if value else Stance.OPPOSES
    return Stance.SUPPORTS if value > 0 else Stance.OPPOSES if value < 0 else Stance.MIXED


def _told(options: Mapping[str, Any], name: str) -> str:
    return str(options.get(name) or "").strip().lower()


def _find(variables: list[Variable], role: str, told: str) -> Variable | None:
    fitting = {each.name.lower(): each for each in variables if each.kind in KINDS[role]}
    names = (told,) if told else USUAL[role]
    return next((fitting[name] for name in names if name in fitting), None)


def _what_there_is(types: Iterable[list[Variable]]) -> str:
    there = "; ".join(
        f"“{found[0].type_name}” has {', '.join(f'{each.name} ({each.kind})' for each in found)}" for found in types
    )
    options = ", ".join(["statement_type", *USUAL])
    return (
        "No type of statement in this database has these variables: a concept, and an organization or a person, as "
        f"short text. {there or 'It has no variables'}. {UNSAID.format(options)}"
    )
