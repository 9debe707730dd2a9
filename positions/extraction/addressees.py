"""Find the parties to whom, and those about or against whom, something is said."""

import re
from datetime import date

from positions.extraction.attributions import Attribution
from positions.extraction.keys import Part, parts_of
from positions.extraction.phrases import WRITINGS, are_joined
from positions.extraction.registry import Mention, PartyNames, Registry
from positions.extraction.vocabulary import words_of

Parties = tuple[PartyNames, ...]

# Cues behind which stands who is spoken to …
_TO = words_of(
    "told tell tells telling urged urge urges urging asked ask asks asking informed inform informs assured assure "
    "assures reminded remind reminds replied reply replies notified warned warn warns wrote write writes answered "
    "appealed appeal appeals requested invited advised thanked briefed"
)
# … and those behind which stands who is blamed or of whom something is demanded.
_AGAINST = words_of(
    "accused accuse accuses accusing blamed blame blames blaming criticised criticise criticises criticized criticize "
    "criticizes condemned condemn condemns condemning demanded demand demands demanding threatened threaten threatens "
    "denounced denounce denounces attacked attack attacks slammed blasted rebuked rebuke rebukes faulted"
)
_CALLS = words_of("called call calls calling")
_SKIPPED = words_of("to on upon for by that the his her their its in reply answer response off out against at")
_STOPS = words_of(
    "that of for over with about after before not to if whether as when because but by from in on at is was were "
    "are had has have would will could should must"
)
_HOLDERS = words_of("government army ministry minister ministers president authorities republic navy leaders people")
_LETTER = re.compile(
    rf"\b(?:{'|'.join(sorted(WRITINGS))}) to (?P<whom>[^,.;:“”\"]{{2,60}})",
    re.IGNORECASE,
)
_BLAMES = words_of("blamed blame blames blaming")
_BLAMED = re.compile(r"^[^.;:“”\"\n]{2,60}? on (?P<whom>[^.;:“”\"\n]+)")  # "blamed the delay on Northmark"
_CALLED = re.compile(r"\b(?:on|upon)\b|\bfor\s+(?:the )?[^\W\d_a-z][^.,;:]{1,60} to\b")  # "called for Russia to stop"
_SENTENCE = re.compile(r"[^.!?\n]*$")
_REACH = 120  # characters after a cue in which its object stands


def find_addressees(text: str, found: Attribution, *, registry: Registry, day: date | None) -> tuple[Parties, Parties]:
    """Return the parties spoken to and those blamed or pressed, by the cue and by what stands right behind it."""
    words = [part.printed.lower() for part in parts_of(text[slice(*found.cue)])] if found.cue else []
    if found.cue is None or not words:  # a dash of a headline is a cue without words
        return (), ()
    behind = text[found.cue[1] : found.cue[1] + _REACH]
    addressed = _letter(text, found, registry, day)
    if any(word in _TO for word in words):
        addressed = addressed or _object(behind, registry, day)
    if any(word in _AGAINST for word in words) or (words[0] in _CALLS and _CALLED.search(f"{words[-1]} {behind}")):
        blamed = _BLAMED.search(behind) if words[-1] in _BLAMES else None
        return addressed, _object(behind, registry, day) or (_object(blamed["whom"], registry, day) if blamed else ())
    return addressed, ()


def _letter(text: str, found: Attribution, registry: Registry, day: date | None) -> Parties:
    """Return to whom the letter is: "In a letter to Zahira, Brandt wrote …", "Brandt’s letter to Zahira said …"."""
    place = found.cue or found.content[0]
    start = min(place[0], found.source[0]) if found.source else place[0]
    is_told_first = found.content[0][0] < start  # the letter would be one that the words themselves tell of
    opening = _SENTENCE.search(text[max(0, start - 200) : start]) if not is_told_first else None
    source = text[slice(*found.source)] if found.source else ""
    letter = _LETTER.search(source) or (_LETTER.search(opening.group()) if opening else None)
    return _object(letter["whom"], registry, day) if letter else ()


def _object(phrase: str, registry: Registry, day: date | None) -> Parties:
    """Return the parties of the first noun phrase: "the Zahiri navy for …", "Northmark and Zahira to …"."""
    parts = parts_of(re.split(r"[.;:“”\"!?\n]", phrase, maxsplit=1)[0])
    parties: list[PartyNames] = []
    last: Mention | None = None
    for mention in registry.mentions_among(parts):
        if last is None and not _opens(parts, mention.first):
            break
        if last is not None and not are_joined(parts, last, mention):
            break
        last = mention
        person = mention.people[0] if len(mention.people) == 1 else None
        party = mention.party or (registry.party_of(person, day) if person else None)
        if party and party not in parties:
            parties.append(party)
    return tuple(parties)


def _opens(parts: list[Part], first: int) -> bool:
    """Tell whether nothing but articles, titles and "the government of" stands before a name."""
    words = [part.printed.lower() for part in parts[:first]]
    while words and words[0] in _SKIPPED:
        words.pop(0)
    return not any(word in _STOPS and (at == 0 or words[at - 1] not in _HOLDERS) for at, word in enumerate(words))
