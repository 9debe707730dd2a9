"""Parties, people, issues and proposals of a negotiation as an import finds them, with those that it is to enter."""

from __future__ import annotations

import copy
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError

from positions.exchange.errors import BadRecord
from positions.models import Issue, Negotiation, Party, Proposal, Spokesperson
from positions.text import normalise

MODELS: dict[str, Any] = {"party": Party, "person": Spokesperson, "issue": Issue, "proposal": Proposal}
LONGEST_ALIAS = 120
NOT_CHECKED = {"negotiation", "slug", "number", "parent", "put_by"}  # set by us, or rows found by their names


class NamesChanged(Exception):
    """Somebody entered or removed a name after the names were read."""


@dataclass(frozen=True)
class Term:
    """For whom somebody speaks, as what, from when to when; `party` is the party's entry."""

    party: Entry
    title: str = ""
    starts_on: date | None = None
    ends_on: date | None = None

    def says(self, other: Term) -> bool:
        """Tell whether it says all that another one does, which may leave days and title open."""
        return self.party is other.party and all(
            not said or said == own
            for own, said in (
                (self.title, other.title),
                (self.starts_on, other.starts_on),
                (self.ends_on, other.ends_on),
            )
        )

    def holds_on(self, day: date) -> bool:
        """Tell whether it is in force on a day, as far as is known."""
        return (not self.starts_on or self.starts_on <= day) and (not self.ends_on or day <= self.ends_on)


@dataclass(eq=False)
class Entry:
    """One row as it is, or as it is to be; what is not in the table yet is `fresh`."""

    kind: str
    row: Any
    aliases: set[str] = field(default_factory=set)
    terms: list[Term] = field(default_factory=list)
    anchors: dict[int, str] = field(default_factory=dict)
    parent: Entry | None = None
    put_by: Entry | None = None
    sponsors: list[Entry] = field(default_factory=list)
    issues: list[Entry] = field(default_factory=list)
    fresh: set[str] = field(default_factory=set)

    @property
    def name(self) -> str:
        """Return its name or title."""
        return str(self.row.title if self.kind in {"issue", "proposal"} else self.row.name)

    @property
    def is_new(self) -> bool:
        """Tell whether there is no row of it yet."""
        return self.row.pk is None

    def speaks_for(self, day: date) -> Entry | None:
        """Return the party for which a person speaks on a day, the latest begun if there are several."""
        held = [term for term in self.terms if term.holds_on(day)]
        latest = max(held, key=lambda term: term.starts_on or date.min, default=None)
        return latest.party if latest else None

    def check(self) -> None:
        """Raise BadRecord where a field does not fit its column."""
        exclude = {each.name for each in self.row._meta.fields if each.name in NOT_CHECKED}
        try:
            self.row.clean_fields(exclude=exclude)
        except ValidationError as error:
            told = "; ".join(f"{name}: {' '.join(said)}" for name, said in error.message_dict.items())
            raise BadRecord(f"{told} Correct it in the file.") from error
        for alias in self.aliases:
            if len(alias) > LONGEST_ALIAS:
                raise BadRecord(f"The other name “{alias[:60]}…” has more than {LONGEST_ALIAS} characters. Shorten it.")


def clean_name(name: str) -> str:
    """Return a name as it is compared and stored: normal form, single blanks."""
    return " ".join(normalise(name).split())


class Names:
    """What a negotiation's rows are called, aliases included, and which rows are waiting to be entered."""

    def __init__(self, negotiation: Negotiation) -> None:
        self.negotiation = negotiation
        self.fresh: dict[Entry, None] = {}  # to be written, in the order in which they were named
        self.by_key: dict[tuple[str, int], Entry] = {}
        self._named: dict[tuple[str, str], Entry] = {}
        self._aliased: dict[tuple[str, str], list[Entry]] = defaultdict(list)
        for entry in _read(negotiation, self.by_key):
            self.add(entry)

    def add(self, entry: Entry) -> None:
        """Make an entry known by its names; one without a row waits to be entered."""
        if entry.is_new:
            self.touch(entry)
        self._named.setdefault((entry.kind, clean_name(entry.name)), entry)
        for alias in entry.aliases:
            self.add_alias(entry, alias)

    def add_alias(self, entry: Entry, alias: str) -> None:
        """Make an entry known by another name."""
        others = self._aliased[entry.kind, clean_name(alias)]
        if entry not in others:
            others.append(entry)

    def touch(self, entry: Entry) -> None:
        """Have an entry written, once."""
        self.fresh[entry] = None

    def find(self, kind: str, name: str) -> Entry | None:
        """Return what a name stands for; None for an unknown one. Raises BadRecord where it stands for several."""
        if named := self._named.get((kind, name)):
            return named
        aliased = self._aliased.get((kind, name), [])
        if len(aliased) > 1:
            meant = " and ".join(f"“{each.name}”" for each in aliased)
            raise BadRecord(f"“{name}” is another name of {meant}. Write which one is meant.")
        return aliased[0] if aliased else None


class Naming:
    """The names of one row of a file: finds entries, and makes new ones that count once the row is taken."""

    def __init__(self, names: Names, *, may_enter: bool) -> None:
        self.names, self.may_enter = names, may_enter
        self.made: dict[tuple[str, str], Entry] = {}

    def find(self, kind: str, name: str) -> Entry | None:
        """Return the entry of a name, made by this row or known before."""
        name = clean_name(name)
        return self.made.get((kind, name)) or self.names.find(kind, name)

    def name(self, kind: str, name: str) -> Entry:
        """Return the entry of a name; an unknown one is made, or refused where names are not to be entered."""
        if found := self.find(kind, name):
            return found
        if not self.may_enter:
            raise BadRecord(f"There is no {kind} “{clean_name(name)}” here. Enter it first, or correct the name.")
        return self.make(kind, name)

    def name_all(self, kind: str, names: Iterable[str]) -> list[Entry]:
        """Return the entries of several names, each once."""
        return list(dict.fromkeys(self.name(kind, each) for each in names if clean_name(each)))

    def make(self, kind: str, name: str, **columns: Any) -> Entry:
        """Return a new entry of this row. Raises BadRecord for no name or one too long."""
        name = clean_name(name)
        column = "title" if kind in {"issue", "proposal"} else "name"
        entry = Entry(kind, MODELS[kind](negotiation=self.names.negotiation, **{column: name}, **columns))
        entry.check()
        self.made[kind, name] = entry
        return entry

    def keep(self) -> list[Entry]:
        """Make what the row made known to the rows after it, and return it."""
        for entry in self.made.values():
            self.names.add(entry)
        return list(self.made.values())


def trial(entry: Entry) -> Entry:
    """Return a copy of an entry, to change and check before it counts."""
    tried = copy.copy(entry)
    tried.row = copy.copy(entry.row)
    tried.aliases, tried.anchors, tried.fresh = set(entry.aliases), dict(entry.anchors), set(entry.fresh)
    tried.terms, tried.sponsors, tried.issues = [*entry.terms], [*entry.sponsors], [*entry.issues]
    return tried


def _read(negotiation: Negotiation, by_key: dict[tuple[str, int], Entry]) -> Iterator[Entry]:
    """Yield what the tables hold: parties, then people, issues and proposals, a fixed number of queries in all."""
    for party in negotiation.parties.prefetch_related("aliases"):
        by_key["party", party.pk] = Entry("party", party, aliases={each.name for each in party.aliases.all()})
    for person in negotiation.spokespersons.prefetch_related("aliases", "affiliations"):
        terms = [
            Term(by_key["party", each.party_id], each.title, each.starts_on, each.ends_on)
            for each in person.affiliations.all()
        ]
        aliases = {each.name for each in person.aliases.all()}
        by_key["person", person.pk] = Entry("person", person, aliases=aliases, terms=terms)
    for issue in negotiation.issues.prefetch_related("anchors"):
        anchors = {each.value: each.meaning for each in issue.anchors.all()}
        by_key["issue", issue.pk] = Entry("issue", issue, anchors=anchors)
    for proposal in negotiation.proposals.prefetch_related("sponsors", "issues"):
        by_key["proposal", proposal.pk] = Entry(
            "proposal",
            proposal,
            put_by=by_key.get(("party", proposal.put_by_id or 0)),
            sponsors=[by_key["party", each.pk] for each in proposal.sponsors.all()],
            issues=[by_key["issue", each.pk] for each in proposal.issues.all()],
        )
    for (kind, _key), entry in by_key.items():
        if kind == "issue":
            entry.parent = by_key.get(("issue", entry.row.parent_id or 0))
    yield from by_key.values()
