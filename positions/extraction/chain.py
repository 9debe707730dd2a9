"""The chain of mentions through one article: for "she", "the minister", "the ministry" and "the two countries"."""

import re
from bisect import bisect_left
from dataclasses import dataclass
from datetime import date

from positions.extraction.keys import parts_of
from positions.extraction.names import People, Person, find_names
from positions.extraction.offices import is_held, loose_role_of, office_of
from positions.extraction.registry import PartyNames, PersonNames, Registry
from positions.extraction.titles import REACH
from positions.extraction.vocabulary import DETERMINERS, words_of

_SENTENCE_END = re.compile(r"[.!?…\n][\"“”»’')]*\s")
MEMORY = 60  # mentions looked back for a title, so that time grows with the length of the text only
_PUNCTUATION = re.compile(r"[,.;:!?()\n]")
_OPENING = 80  # characters between the head of a sentence and the name that is its subject: titles only
_BODIES = words_of(
    "source sources aide ministry government delegation army embassy office presidency secretariat ministère "
    "gouvernement"
)


@dataclass(frozen=True, slots=True)
class Voice:
    """Somebody who spoke or was named at a place of the text; without person and name a party or nobody named."""

    at: int
    phrase: str
    name: str = ""
    person: PersonNames | None = None
    party: PartyNames | None = None
    is_unnamed: bool = False

    @property
    def is_somebody(self) -> bool:
        """Tell whether "he" or "she" can mean this voice."""
        return bool(self.person or self.name or self.is_unnamed)


class Chain:
    """Who spoke so far, and who is named where in the text."""

    def __init__(self, text: str, people: People, registry: Registry, day: date | None) -> None:
        self._text = text
        self._registry = registry
        self._day = day
        self._voices: list[Voice] = []
        self._named = _named(text, people, registry, day)
        self._places = [voice.at for voice in self._named]

    @property
    def latest(self) -> Voice | None:
        """Return who spoke last."""
        return self._voices[-1] if self._voices else None

    def remember(self, voice: Voice) -> None:
        """Add who speaks; a source that could not be told at all is not remembered."""
        if voice.person or voice.name or voice.party or voice.is_unnamed:
            self._voices.append(voice)

    def has_met(self, person: PersonNames) -> bool:
        """Tell whether the text names this person in full or he spoke before."""
        full = {one.person for one in self._named if one.person and " " in one.phrase}
        return person in full or any(voice.person == person for voice in self._voices)

    def antecedent(self, at: int) -> Voice | None:
        """Return whom "he" at a place means: who spoke last, or later than that opened a sentence as its subject."""
        spoke = next((voice for voice in reversed(self._voices) if voice.is_somebody), None)
        subject = next((one for one in reversed(self._before(at)) if self._is_subject(one)), None)
        if subject is None or (spoke and spoke.at >= subject.at):
            return spoke
        return subject

    def within(self, start: int, at: int) -> Voice | None:
        """Return whom "he" inside somebody's words means: the one person these words name before it."""
        people = {one.name: one for one in self._before(at) if one.at >= start}
        return next(iter(people.values())) if len(people) == 1 else None

    def in_office(self, office: frozenset[str], party: PartyNames | None, at: int) -> Voice | None:
        """Return who was last named before a place and holds an office, by the registry or by the words beside him."""
        for voice in sorted([*self._before(at), *self._voices[-MEMORY:]], key=lambda one: one.at, reverse=True):
            if party and voice.party != party:
                continue
            if voice.person and self._registry.holds(voice.person, office, party, self._day):
                return voice
            if (voice.name or voice.is_unnamed) and is_held(office, office_of(voice.phrase)):
                return voice
        return None

    def in_role(self, role: str) -> Voice | None:
        """Return who spoke last under a role, else the last person, for "the diplomat" and "the official"."""
        called = (voice for voice in reversed(self._voices) if loose_role_of(voice.phrase) == role)
        return next(called, None) or next((voice for voice in reversed(self._voices) if voice.person), None)

    def only_voice_of(self, party: PartyNames) -> Voice | None:
        """Return the one known person who has spoken for a party so far, None with others: "Moscow" after Lavrov."""
        voices = {voice.name: voice for voice in self._voices if voice.party == party and voice.name}
        voice = next(iter(voices.values())) if len(voices) == 1 else None
        return voice if voice and voice.person else None

    def same_body(self, phrase: str) -> Voice | None:
        """Return whose "ministry" or "delegation" spoke last, for "the ministry"."""
        bodies = {part.key for part in parts_of(phrase)} & _BODIES
        return next((voice for voice in reversed(self._voices) if bodies & {*voice.phrase.lower().split()}), None)

    def parties_before(self, at: int, number: int) -> list[PartyNames]:
        """Return the parties named last before a place, in the order of their naming."""
        start = max(0, at - 400)
        named = [one.party for one in self._registry.mentions(self._text[start:at]) if one.party]
        latest: list[PartyNames] = []
        for party in reversed(named):
            if party not in latest:
                latest.insert(0, party)
            if len(latest) == number:
                break
        return latest

    def party_before(self, at: int) -> PartyNames | None:
        """Return the party named last before a place, or else that of the person named last."""
        named = self.parties_before(at, 1) or [one.party for one in self._before(at)[-1:] if one.party]
        return named[0] if named else None

    def _before(self, at: int) -> list[Voice]:
        end = bisect_left(self._places, at)
        return self._named[max(0, end - MEMORY) : end]

    def _is_subject(self, voice: Voice) -> bool:
        """Tell whether only titles, articles or an opening clause stand before the name in its sentence."""
        head = self._text[max(0, voice.at - _OPENING) : voice.at]
        ends = list(_SENTENCE_END.finditer(head))
        if not ends and voice.at > _OPENING:
            return False
        opening = head[ends[-1].end() :] if ends else head
        if opening.rstrip().endswith(","):  # "Asked about the ferry, Mirel Osei …"
            return True
        return all(part.is_capitalised or part.key in DETERMINERS for part in parts_of(opening)) and "," not in opening


def find_stranger(phrase: str, people: People, registry: Registry) -> Person | None:
    """Return whom the text names in full and the registry does not know, though it may know the last name."""
    known = people.find(phrase)
    return known if known and not office_of(known.name) and not registry.mentions(known.name) else None


def _named(text: str, people: People, registry: Registry, day: date | None) -> list[Voice]:
    """Return the people whom the text names: those of the registry, and full names that it does not know."""
    parts = parts_of(text)
    voices: dict[int, Voice] = {}
    for mention in registry.mentions_among(parts):
        if len(mention.people) == 1:
            person = mention.people[0]
            start, end = parts[mention.first].start, parts[mention.after - 1].end
            if mention.after - mention.first == 1 and find_stranger(text[start:end], people, registry):
                continue
            voices[start] = Voice(start, text[start:end], person.name, person, registry.party_of(person, day))
    taken = [range(voice.at, voice.at + len(voice.phrase)) for voice in voices.values()]
    for start, end, name in find_names(text):
        if (
            not registry.mentions(name)
            and not office_of(name)
            and not any(start in place or end - 1 in place for place in taken)
        ):
            title = _PUNCTUATION.split(text[max(0, start - REACH) : start])[-1]
            voices[start] = Voice(start, title + text[start:end], name, party=registry.party_named(title))
    return [voices[at] for at in sorted(voices)]
