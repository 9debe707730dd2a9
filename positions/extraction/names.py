"""Who the speakers of one text are: full names, titles, and the party that a title or adjective names."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from positions.extraction.places import PARTIES
from positions.extraction.titles import REACH, Title, is_party, title_after, title_before
from positions.extraction.vocabulary import (
    DETERMINERS,
    INSTITUTIONS,
    OPENINGS,
    PREPOSITIONS,
    PRONOUNS,
    ROLES,
    STOPS,
    TIMES,
    TITLES,
)

_PARTICLES = "de|del|della|al|bin|ibn|van|von|der|den|di|da|du|la|le|ben|el|dos|ten|ter"
_UPPER = "".join(chr(point) for point in range(0x530) if chr(point).isupper())  # Latin, Greek and Cyrillic
_CAPITAL = rf"[{_UPPER}][\w’'.-]*"
# A longer word with a full stop ends a sentence, and the name with it; an initial or "Jr." does not.
_NAME = re.compile(rf"\b{_CAPITAL}(?:(?<!\w\w\w\.)[ \u00a0](?:(?:{_PARTICLES})[ \u00a0])*{_CAPITAL}){{1,9}}")
_APPOSITION = re.compile(r",| who | - | – |\(")
_TOKEN = re.compile(r"[\w.-]+(?:['’](?!s\b)\w+)*|[^\w\s]")
MOST_MENTIONS = 5  # of one name at which its title is looked for
LONGEST_NAME = 5  # words
_NO_NAMES = DETERMINERS | OPENINGS | PREPOSITIONS | PRONOUNS | STOPS | TIMES


@dataclass(slots=True)
class Person:
    """Somebody named in full in the text."""

    name: str
    titles: set[str] = field(default_factory=set)
    party: str | None = None
    mentions: int = 0

    def learn(self, title: Title) -> None:
        """Add a title found beside the name; the party named first stays."""
        self.titles |= title.words
        self.party = self.party or title.party


class People:
    """The persons of one text, found once; looked up by any phrase that holds the last part of their name."""

    def __init__(self, text: str) -> None:
        self._by_name: dict[str, Person] = {}
        self._by_last: dict[str, Person] = {}
        for start, end, name in find_names(text):
            person = self._by_name.setdefault(name, Person(name))
            self._by_last.setdefault(_last(name), person)
            if person.mentions < MOST_MENTIONS:
                person.mentions += 1
                person.learn(title_before(text[max(0, start - REACH) : start]))
                person.learn(title_after(text[end : end + REACH]))
        self.parties = frozenset(person.party for person in self._by_name.values() if person.party)

    def find(self, phrase: str) -> Person | None:
        """Return whom the phrase names, None when it names nobody known by full name, or two at once."""
        head = _APPOSITION.split(phrase, maxsplit=1)[0]
        if " and " in head:
            return None
        for part in (head, phrase):
            for _, _, name in find_names(part):
                return self._by_name.get(name)
            for token in reversed(_TOKEN.findall(part)):
                if token[0].isupper() and token in self._by_last and not is_party(token):
                    return self._by_last[token]
        return None


def printed_name(phrase: str) -> str:
    """Return the phrase as a name: blanks folded, article and apposition left out."""
    tokens = re.split(r",| who | which ", phrase, maxsplit=1)[0].split()
    while len(tokens) > 1 and tokens[0].lower() in DETERMINERS:
        tokens.pop(0)
    return " ".join(tokens).strip(" .:;-–—")


def role_of(phrase: str) -> str | None:
    """Return the role in "the minister", None when the phrase is no bare role."""
    tokens = phrase.lower().split()
    if 1 < len(tokens) <= 4 and tokens[0] in ("the", "that", "this") and tokens[-1] in ROLES:
        return tokens[-1]
    return None


def find_names(text: str) -> Iterator[tuple[int, int, str]]:
    """Yield where each full name begins, where it ends, and the name; titles before it do not count."""
    for match in _NAME.finditer(text):
        tokens = match.group().replace("\u00a0", " ").split(" ")
        cut = 0
        for at, token in enumerate(tokens):
            bare = token.strip(".,").lower().removesuffix("’s").removesuffix("'s")
            if bare in TITLES or bare in INSTITUTIONS or token.strip(".") in PARTIES or token.endswith(("’s", "'s")):
                cut = at + 1
        while cut < len(tokens) and tokens[cut].lower() in _NO_NAMES:
            cut += 1
        name = [part.strip(".,’'") if len(part) > 2 else part for part in tokens[cut:]]
        if 2 <= len(name) <= LONGEST_NAME and not ({part.lower() for part in name} & INSTITUTIONS):
            start = match.start() + sum(len(token) + 1 for token in tokens[:cut])
            yield start, match.end(), " ".join(name)


def _last(name: str) -> str:
    return name.rsplit(" ", 1)[-1]
