"""Say who the sources of one article are, by the negotiation's names and by what the article said before."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from positions.extraction.addressees import find_addressees
from positions.extraction.attributions import Attribution
from positions.extraction.chain import Chain, Voice, find_stranger
from positions.extraction.keys import Part, parts_of
from positions.extraction.names import People, printed_name
from positions.extraction.offices import loose_role_of, office_of
from positions.extraction.phrases import (
    are_joined,
    count_of_parties,
    is_bystander,
    is_counterpart,
    is_plural_office,
    is_pronoun,
    is_unnamed,
    own_mentions,
    principal_of,
)
from positions.extraction.registry import Mention, PartyNames, PersonNames, Registry, Resolution


def resolve_sources(
    text: str, attributions: Sequence[Attribution], *, registry: Registry, day: date | None = None, byline: str = ""
) -> list[Resolution]:
    """Return who speaks in each attribution of one text, and with, to and against whom, in their order.

    A dated affiliation decides on `day`; what two people share, or nobody bears, stays open with its reason. `byline`
    names the author, who speaks where the text does so in the first person.
    """
    resolver = _Resolver(text, attributions, registry, day, byline)
    order = sorted(range(len(attributions)), key=lambda at: (_place(attributions[at]), at))
    found = {at: resolver.resolve(attributions[at]) for at in order}
    return [_with_others(text, one, found[at], registry, day) for at, one in enumerate(attributions)]


def _place(found: Attribution) -> int:
    return found.source[0] if found.source else found.content[0][0]


def _with_others(text: str, found: Attribution, known: Resolution, registry: Registry, day: date | None) -> Resolution:
    addressed, targets = find_addressees(text, found, registry=registry, day=day)
    own = {known.party, *known.joint}
    return replace(
        known,
        addressed=tuple(party for party in addressed if party not in own),
        targets=tuple(party for party in targets if party not in own),
    )


class _Resolver:
    def __init__(
        self, text: str, attributions: Sequence[Attribution], registry: Registry, day: date | None, byline: str
    ) -> None:
        self.text = text
        self.attributions = attributions
        self.registry = registry
        self.day = day
        self.people = People(text)
        self.chain = Chain(text, self.people, registry, day)
        self.author = self._author(byline)

    def resolve(self, found: Attribution) -> Resolution:
        """Return who speaks, and remember it for what follows."""
        if found.is_own:
            return self.author
        phrase = self.text[slice(*found.source)] if found.source else found.speaker or ""
        at = _place(found)
        known = self._of_phrase(phrase, at, found) if phrase.strip() else self._continued(found)
        if found.via is None:
            self.chain.remember(Voice(at, phrase, known.name, known.person, known.party, is_unnamed(phrase)))
        return known

    def _author(self, byline: str) -> Resolution:
        mentions = self.registry.mentions(byline)
        person = next((one.people[0] for one in mentions if len(one.people) == 1), None)
        if person:
            return self._person(person, byline)
        party = next((one.party for one in mentions if one.party), None)
        if party:
            return Resolution(party=party)
        return Resolution(reason="The text speaks in the first person; its title names nobody who is known here.")

    def _continued(self, found: Attribution) -> Resolution:
        voice = self.chain.latest if found.via is None and found.goes_on else None
        return self._as(voice) if voice else Resolution(reason="The text does not say who speaks.")

    def _of_phrase(self, phrase: str, at: int, found: Attribution) -> Resolution:
        if is_pronoun(phrase):
            return self._pronoun(phrase, at, found)
        parts = parts_of(phrase)
        mentions = list(self.registry.mentions_among(parts))
        own = own_mentions(parts, mentions)
        joint = self._joint(parts, own)
        people = next((one.people for one in own if one.people), ())
        stranger = find_stranger(phrase, self.people, self.registry)
        if stranger:
            people = ()
        if people and (person := self._one_of(people)):
            return replace(self._person(person, phrase), joint=joint)
        party = self.registry.party_named(principal_of(phrase)) or next((one.party for one in own if one.party), None)
        if people:
            names = " and ".join(one.name for one in people)
            return Resolution(party=party or self._shared_party(people), reason=f"“{phrase}” may be {names}.")
        if is_unnamed(phrase):
            party = None if is_bystander(phrase) else party or self._party_behind(phrase)
            return Resolution(party=party, joint=joint, reason=f"The source is not named: “{_short(phrase)}”.")
        if stranger:
            return self._unregistered(stranger.name, party or self.registry.party_named(stranger.party))
        return self._unnamed_role(phrase, at, party, joint, found)

    def _unnamed_role(
        self, phrase: str, at: int, party: PartyNames | None, joint: tuple[PartyNames, ...], found: Attribution
    ) -> Resolution:
        office = office_of(phrase)
        if office and not is_plural_office(phrase):
            return self._office(office, phrase, at, party, found)
        if party and is_counterpart(phrase):
            return replace(self._counterpart(phrase, party), joint=joint)
        if party:
            is_bare = self.registry.is_party(phrase) and found.via is None and not joint
            voice = self.chain.only_voice_of(party) if is_bare else None
            return self._as(voice) if voice else Resolution(party=party, joint=joint)
        role = loose_role_of(phrase)
        voice = self.chain.in_role(role) if role else self.chain.same_body(phrase)
        if voice and found.via is None:
            return self._as(voice)
        number = count_of_parties(phrase)
        named = self.chain.parties_before(at, number) if number else []
        if named and len(named) == number:
            return Resolution(party=named[0], joint=tuple(named[1:]))
        party = self.registry.party_named(found.party) if found.party else self._party_behind(phrase)
        return self._unregistered(printed_name(phrase), party)

    def _pronoun(self, phrase: str, at: int, found: Attribution) -> Resolution:
        if is_pronoun(phrase, single=True):
            voice = self.chain.antecedent(at) if found.via is None else self._within(found.via, at)
            if voice:
                return self._as(voice)
        return Resolution(reason=f"The text does not make sure whom “{phrase}” means.")

    def _within(self, outer: int, at: int) -> Voice | None:
        starts = (start for start, end in self.attributions[outer].content if start <= at < end)
        return next((self.chain.within(start, at) for start in starts), None)

    def _office(
        self, office: frozenset[str], phrase: str, at: int, party: PartyNames | None, found: Attribution
    ) -> Resolution:
        voice = self.chain.in_office(office, party, at)
        if voice and found.via is None:
            return self._as(voice)
        holders = self.registry.holders(office, party, self.day) if party else ()
        if party is None:
            near = self.chain.party_before(at)
            holders = self.registry.holders(office, near, self.day) if near else ()
            holders = holders or self.registry.holders(office, None, self.day)
        if len(holders) == 1:
            return self._person(holders[0], phrase)
        when = f" on {self.day.isoformat()}" if self.day else ""
        known = " and ".join(person.name for person in holders[:3])
        reason = f"“{_short(phrase)}” may be {known}." if holders else f"Nobody here is “{_short(phrase)}”{when}."
        return Resolution(party=party, reason=reason)

    def _counterpart(self, phrase: str, party: PartyNames) -> Resolution:
        """Return who holds in a party the office of somebody: "Ayrault's Russian counterpart", "her counterpart"."""
        named = [one.people[0] for one in self.registry.mentions(phrase) if len(one.people) == 1]
        latest = self.chain.latest.person if self.chain.latest else None
        person = named[0] if named else latest
        term = person.term_on(self.day) if person else None
        office = office_of(term.title) if term else frozenset()
        holders = self.registry.holders(office, party, self.day) if office else ()
        return self._person(holders[0], phrase) if len(holders) == 1 else Resolution(party=party)

    def _one_of(self, people: tuple[PersonNames, ...]) -> PersonNames | None:
        if len(people) == 1:
            return people[0]
        met = [person for person in people if self.chain.has_met(person)]
        return met[0] if len(met) == 1 else None

    def _person(self, person: PersonNames, phrase: str) -> Resolution:
        return self.registry.speaking(person, self.registry.party_named(phrase), self.day)

    def _unregistered(self, name: str, party: PartyNames | None) -> Resolution:
        return Resolution(party=party, reason=f"“{name}” is not among the negotiation's names.", name=name)

    def _as(self, voice: Voice) -> Resolution:
        """Return the resolution of somebody met before."""
        if voice.person:
            return self._person(voice.person, voice.phrase)
        if voice.is_unnamed or not voice.name:
            return Resolution(party=voice.party, reason=f"The source is not named: “{_short(voice.phrase)}”.")
        return self._unregistered(voice.name, voice.party)

    def _joint(self, parts: Sequence[Part], own: Sequence[Mention]) -> tuple[PartyNames, ...]:
        parties: list[PartyNames] = []
        for at, mention in enumerate(own):
            if at and not are_joined(parts, own[at - 1], mention):
                continue
            person = mention.people[0] if len(mention.people) == 1 else None
            party = mention.party or (self.registry.party_of(person, self.day) if person else None)
            if party and party not in parties:
                parties.append(party)
        return tuple(parties[1:])

    def _shared_party(self, people: Sequence[PersonNames]) -> PartyNames | None:
        parties = {self.registry.party_of(person, self.day) for person in people}
        return parties.pop() if len(parties) == 1 else None

    def _party_behind(self, phrase: str) -> PartyNames | None:
        """Return whose an unnamed source is: "an adviser to Ilka Brandt", "one of them"."""
        if phrase.lower().endswith(("of them", "d’eux", "из них")):
            return self.chain.latest.party if self.chain.latest else None
        people = [one.people for one in self.registry.mentions(phrase) if one.people]
        return self._shared_party(people[0]) if people else None


def _short(phrase: str) -> str:
    return phrase if len(phrase) <= 80 else phrase[:79] + "…"
