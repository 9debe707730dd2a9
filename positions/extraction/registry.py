"""The names of one negotiation, and where a phrase mentions its people and parties."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from difflib import SequenceMatcher
from itertools import pairwise

from positions.extraction.keys import SHORT, Part, parts_of
from positions.extraction.offices import is_held, office_of
from positions.extraction.places import ABROAD, PARTIES
from positions.extraction.vocabulary import DETERMINERS, TITLES, words_of

LONGEST = 8  # words of a name
_CLOSE = 0.6  # likeness of given names that are spellings of one: Sergei and Sergey have 0.83, Bo and Berit 0.57
_SCOPED = frozenset({"envoy", "ambassador", "mediator", "representative", "negotiator", "посол", "спецпосланник"})
_SCOPES = frozenset({"for", "to", "on", "in", "at"})  # "the envoy for Zahira" speaks for somebody else


# Words before a last name that are no given name, though a capital may open the sentence with them.
_PARTICLES = words_of(
    "m mme de del al bin van von der den di da du la le les el the and et и a but in on by for with "
    "according selon то по"
)


@dataclass(frozen=True, slots=True)
class PartyNames:
    """A party: its key, the name pages show, and every name it goes by."""

    key: int
    name: str
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Term:
    """For which party a person speaks from when to when, and as what; None leaves a side open."""

    party: int
    starts_on: date | None = None
    ends_on: date | None = None
    title: str = ""

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

    def term_on(self, day: date | None) -> Term | None:
        """Return the term in force on day, the latest begun if there are several."""
        terms = [term for term in self.terms if term.includes(day)]
        return max(terms, key=lambda term: term.starts_on or date.min, default=None)


@dataclass(frozen=True, slots=True)
class Mention:
    """Where a phrase names somebody, as `[first, after)` of its words; several people share one name."""

    first: int
    after: int
    people: tuple[PersonNames, ...] = ()
    party: PartyNames | None = None


@dataclass(frozen=True, slots=True)
class Resolution:
    """Who a source stands for; `name` is the name that could be entered, `reason` why person or party stay open."""

    person: PersonNames | None = None
    party: PartyNames | None = None
    joint: tuple[PartyNames, ...] = ()
    addressed: tuple[PartyNames, ...] = ()
    targets: tuple[PartyNames, ...] = ()
    reason: str = ""
    name: str = ""


@dataclass(frozen=True)
class Registry:
    """The parties and spokespersons of one negotiation."""

    parties: tuple[PartyNames, ...] = ()
    people: tuple[PersonNames, ...] = ()
    _by_name: dict[str, set[PersonNames]] = field(init=False, repr=False, compare=False, default_factory=dict)
    _by_last: dict[str, set[PersonNames]] = field(init=False, repr=False, compare=False, default_factory=dict)
    _party_names: dict[str, tuple[str, PartyNames]] = field(init=False, repr=False, compare=False, default_factory=dict)
    _parties: dict[int, PartyNames] = field(init=False, repr=False, compare=False, default_factory=dict)

    def __post_init__(self) -> None:
        for person in self.people:
            for name in (person.name, *person.aliases):
                words = _keys(name)
                if words:
                    self._by_name.setdefault(" ".join(words), set()).add(person)
                    self._by_last.setdefault(words[-1], set()).add(person)
        countries: dict[str, PartyNames] = {}
        for party in self.parties:
            self._parties[party.key] = party
            for name in (party.name, *party.aliases):
                self._party_names.setdefault(" ".join(_keys(name)), ("", party) if len(name) > SHORT else (name, party))
                country = PARTIES.get(name) or ABROAD.get(name)
                if country:
                    countries.setdefault(country, party)
        for name, country in {**ABROAD, **PARTIES}.items():
            if country in countries:
                self._party_names.setdefault(" ".join(_keys(name)), (name, countries[country]))

    @property
    def names(self) -> tuple[str, ...]:
        """Return every name and alias of a person or a party."""
        people = (name for person in self.people for name in (person.name, *person.aliases))
        return (*people, *(name for party in self.parties for name in (party.name, *party.aliases)))

    def party(self, key: int) -> PartyNames | None:
        """Return the party with a key."""
        return self._parties.get(key)

    def party_named(self, phrase: str | None) -> PartyNames | None:
        """Return the first party that a phrase names for itself."""
        return next((found.party for found in self.mentions(phrase or "") if found.party), None)

    def is_party(self, phrase: str) -> bool:
        """Tell whether a phrase is only a party's proper name, no body of it such as "the harbour board"."""
        parts = [part for part in parts_of(phrase) if part.key not in DETERMINERS]
        found = list(self.mentions_among(parts))
        if not all(part.is_capitalised for part in parts):
            return False
        return len(found) == 1 and found[0].party is not None and found[0].after - found[0].first == len(parts)

    def party_of(self, person: PersonNames, day: date | None) -> PartyNames | None:
        """Return for whom a person speaks on day."""
        term = person.term_on(day)
        return self._parties.get(term.party) if term else None

    def speaking(self, person: PersonNames, named: PartyNames | None, day: date | None) -> Resolution:
        """Resolve to a person whose affiliation on day decides; a party named beside him serves without one."""
        party = self.party_of(person, day)
        if party or named:
            return Resolution(person, party or named, name=person.name)
        when = f" on {day.isoformat()}" if day else ""
        return Resolution(person, reason=f"{person.name} speaks for no party{when}.", name=person.name)

    def holders(self, office: frozenset[str], party: PartyNames | None, day: date | None) -> tuple[PersonNames, ...]:
        """Return who holds an office on day, of one party or of any."""
        return tuple(person for person in self.people if self.holds(person, office, party, day))

    def holds(self, person: PersonNames, office: frozenset[str], party: PartyNames | None, day: date | None) -> bool:
        """Tell whether one of a person's titles on day has all words of the office."""
        return any(
            is_held(office, office_of(term.title))
            for term in person.terms
            if term.includes(day) and (party is None or term.party == party.key)
        )

    def mentions(self, phrase: str) -> list[Mention]:
        """Return the people and parties that a phrase names, in its order; "envoy for Zahira" names no Zahira."""
        return list(self.mentions_among(parts_of(phrase)))

    def mentions_among(self, parts: Sequence[Part]) -> Iterator[Mention]:
        """Yield the people and parties that words name, the longest name first where two begin together."""
        at = 0
        while at < len(parts):
            found = self._mention_at(parts, at)
            if found is None or _is_scope(parts, at):
                at = found.after if found else at + 1
                continue
            yield found
            at = found.after

    def _mention_at(self, parts: Sequence[Part], at: int) -> Mention | None:
        for after in range(min(len(parts), at + LONGEST), at, -1):
            words = " ".join(part.key for part in parts[at:after])
            if words in self._by_name:
                return Mention(at, after, _in_order(self._by_name[words]))
            known = self._party_names.get(words)
            if known and _is_so_written(parts[at:after], known[0]):
                return Mention(at, after, party=known[1])
        if parts[at].is_capitalised and not (at and parts[at - 1].key in TITLES and parts[at].key in TITLES):
            called = [one for one in self._by_last.get(parts[at].key, ()) if _may_be_called(one, parts, at)]
            if called:
                return Mention(at, at + 1, _in_order(called))
        return None


def _keys(name: str) -> list[str]:
    return [part.key for part in parts_of(name)]


def _in_order(people: set[PersonNames] | list[PersonNames]) -> tuple[PersonNames, ...]:
    return tuple(sorted(people, key=lambda person: person.name))


def _is_so_written(parts: Sequence[Part], name: str) -> bool:
    """Tell whether words are written like a name of the tables: "turkey" is no country and "us" not the US."""
    if not name:
        return True
    if len(name) <= SHORT or len(name.replace(".", "")) <= SHORT:
        return parts[0].printed.removesuffix("'s").removesuffix("’s").endswith(name)
    return name[0].islower() or parts[0].is_capitalised


def _is_scope(parts: Sequence[Part], at: int) -> bool:
    while at and parts[at - 1].key in DETERMINERS:
        at -= 1
    return at > 1 and parts[at - 1].key in _SCOPES and parts[at - 2].key in _SCOPED


def _may_be_called(person: PersonNames, parts: Sequence[Part], at: int) -> bool:
    """Tell whether a last name may mean a person: no name before it, his own, an initial or a spelling of it."""
    if not at:
        return True
    before = parts[at - 1]
    is_apart = any(one.end + 2 < two.start for one, two in pairwise(parts[at - 1 : at + 1]))
    if (
        is_apart
        or not before.is_capitalised
        or before.key in TITLES
        or before.key in _PARTICLES
        or before.is_possessive
    ):
        return True
    if before.printed in PARTIES or before.printed in ABROAD or len(before.key) < 2:
        return len(before.key) > 1 or any(_keys(name)[0].startswith(before.key) for name in _names(person))
    givens = [_keys(name)[0] for name in _names(person) if len(_keys(name)) > 1]
    return not givens or any(SequenceMatcher(None, given, before.key).ratio() >= _CLOSE for given in givens)


def _names(person: PersonNames) -> tuple[str, ...]:
    return person.name, *person.aliases
