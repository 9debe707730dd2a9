"""Name the speaker and the party of every draft, following the chain of mentions through the text."""

from collections.abc import Sequence
from dataclasses import dataclass

from positions.extraction.names import People, Person, printed_name, role_of
from positions.extraction.reading import Draft
from positions.extraction.titles import is_party, party_of
from positions.extraction.vocabulary import ANY_ROLE, HE, UNNAMED


@dataclass(frozen=True, slots=True)
class Speaker:
    """Who speaks; a party alone when the text names no person. None: not known."""

    name: str | None
    party: str | None
    person: Person | None = None


NOBODY = Speaker(None, None)


def name_speakers(text: str, drafts: Sequence[Draft]) -> list[Speaker]:
    """Return the speaker of each draft, in the order of drafts."""
    people = People(text)
    named: list[Speaker] = []
    chain = _Chain(people)
    for draft in drafts:
        if draft.follows is not None:
            speaker = named[draft.follows]
        elif draft.source is None:
            speaker = NOBODY
        else:
            speaker = chain.name(text[slice(*draft.source)], draft.depth)
        named.append(speaker)
        if draft.depth == 0:
            chain.remember(speaker)
    return named


class _Chain:
    """The speakers met so far: for "he", "the minister" and "Moscow"."""

    def __init__(self, people: People) -> None:
        self._people = people
        self._persons: list[Speaker] = []
        self._voices: dict[str, Speaker] = {}

    def remember(self, speaker: Speaker) -> None:
        if speaker.name is None:
            return
        if speaker.person:
            self._persons = [known for known in self._persons[-7:] if known.name != speaker.name] + [speaker]
            if speaker.party:
                self._voices[speaker.party] = speaker

    def name(self, phrase: str, depth: int) -> Speaker:
        low = " ".join(phrase.split()).lower()
        if low in HE:
            return self._persons[-1] if self._persons and depth == 0 else NOBODY
        if low in UNNAMED:
            return NOBODY
        person = self._people.find(phrase)
        if person:
            return Speaker(person.name, person.party or party_of(phrase), person)
        role = role_of(phrase)
        if role:
            return self._in_role(role, phrase) if depth == 0 else Speaker(printed_name(phrase), None)
        name = printed_name(phrase)
        party = party_of(phrase) or (name if name in self._people.parties else None)
        voice = self._voices.get(party if party and is_party(name) else name)
        if voice and depth == 0:
            return voice
        return Speaker(name or None, party)

    def _in_role(self, role: str, phrase: str) -> Speaker:
        titled = [known for known in self._persons if known.person and role in known.person.titles]
        candidates = titled or (self._persons if role in ANY_ROLE else [])
        return candidates[-1] if candidates else Speaker(printed_name(phrase), None)
