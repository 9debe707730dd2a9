"""The names of one negotiation, and how a name as printed is resolved to a person and a party."""

import re
from dataclasses import dataclass, field
from datetime import date

from positions.text import fold

_WORDS = re.compile(r"[^\W_]+(?:['’.-][^\W_]+)*")


@dataclass(frozen=True, slots=True)
class PartyNames:
    """A party: its key, the name pages show, and every name it goes by."""

    key: int
    name: str
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Term:
    """For which party a person speaks from when to when; None leaves a side open."""

    party: int
    starts_on: date | None = None
    ends_on: date | None = None

    def includes(self, day: date | None) -> bool:
        if day is None:
            return True
        return (self.starts_on is None or self.starts_on <= day) and (self.ends_on is None or day <= self.ends_on)


@dataclass(frozen=True, slots=True)
class PersonNames:
    """A spokesperson: key, name, other spellings, and for whom he speaks when."""

    key: int
    name: str
    aliases: tuple[str, ...] = ()
    terms: tuple[Term, ...] = ()


@dataclass(frozen=True, slots=True)
class Resolution:
    """Who a printed name stands for; `reason` says in a sentence why person or party stay open."""

    person: PersonNames | None = None
    party: PartyNames | None = None
    reason: str = ""


@dataclass(frozen=True)
class Registry:
    """The parties and spokespersons of one negotiation."""

    parties: tuple[PartyNames, ...] = ()
    people: tuple[PersonNames, ...] = ()
    _by_name: dict[str, set[PersonNames]] = field(init=False, repr=False, compare=False, default_factory=dict)
    _by_last: dict[str, set[PersonNames]] = field(init=False, repr=False, compare=False, default_factory=dict)
    _party_names: dict[str, PartyNames] = field(init=False, repr=False, compare=False, default_factory=dict)
    _parties: dict[int, PartyNames] = field(init=False, repr=False, compare=False, default_factory=dict)

    def __post_init__(self) -> None:
        for person in self.people:
            for name in (person.name, *person.aliases):
                words = _words(name)
                if words:
                    self._by_name.setdefault(" ".join(words), set()).add(person)
                    self._by_last.setdefault(words[-1], set()).add(person)
        for party in self.parties:
            self._parties[party.key] = party
            for name in (party.name, *party.aliases):
                if _words(name):
                    self._party_names.setdefault(" ".join(_words(name)), party)

    def resolve(
        self, *, speaker: str | None, party: str | None, written: str = "", day: date | None = None
    ) -> Resolution:
        """Return person and party for a speaker's full name, the party a reader found, and the words as printed.

        A person's affiliation on day decides his party; a name that two people share stays open.
        """
        found = self._people_named(speaker) or self._people_named(written) or self._people_called(speaker or written)
        if len(found) > 1:
            names = " and ".join(sorted(person.name for person in found))
            return Resolution(party=self._party_named(party), reason=f"“{speaker or written}” may be {names}.")
        if found:
            return self._with_party(next(iter(found)), party, day)
        named = self._party_named(speaker) or self._party_named(written) or self._party_named(party)
        if named:
            return Resolution(party=named)
        if not (speaker or written):
            return Resolution(reason="The text does not say who speaks.")
        return Resolution(reason=f"“{speaker or written}” is not among the negotiation's names.")

    def _with_party(self, person: PersonNames, party: str | None, day: date | None) -> Resolution:
        terms = [term for term in person.terms if term.includes(day)]
        keys = {term.party for term in terms}
        if len(keys) > 1:
            latest = max(terms, key=lambda term: term.starts_on or date.min)
            keys = {latest.party}
        if keys:
            return Resolution(person, self._parties.get(keys.pop()))
        named = self._party_named(party)
        when = f" on {day.isoformat()}" if day else ""
        return Resolution(person, named, "" if named else f"{person.name} speaks for no party{when}.")

    def _people_named(self, phrase: str | None) -> set[PersonNames]:
        words = _words(phrase or "")[:40]
        for length in range(min(len(words), 8), 0, -1):
            for at in range(len(words) - length + 1):
                found = self._by_name.get(" ".join(words[at : at + length]))
                if found:
                    return found
        return set()

    def _people_called(self, phrase: str) -> set[PersonNames]:
        """Return whom a last name alone, or behind a title, may mean; a party of that name goes first."""
        words = _words(phrase)
        if not words or " ".join(words) in self._party_names:
            return set()
        return self._by_last.get(words[-1], set())

    def _party_named(self, phrase: str | None) -> PartyNames | None:
        words = _words(phrase or "")[:40]
        for length in range(min(len(words), 8), 0, -1):
            for at in range(len(words) - length + 1):
                found = self._party_names.get(" ".join(words[at : at + length]))
                if found:
                    return found
        return None


def _words(name: str) -> list[str]:
    return [fold(word).removesuffix("'s").removesuffix("’s") for word in _WORDS.findall(name)]
