"""Read the title beside a name: what its bearer is, and for which country or organisation he speaks."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from positions.extraction.places import LONGEST, PARTIES
from positions.extraction.vocabulary import OPENINGS, PREPOSITIONS, PRONOUNS, STOPS, TIMES, TITLES, words_of

REACH = 100  # characters beside a name in which its title stands
_TOKEN = re.compile(r"[\w.-]+(?:['’](?!s\b)\w+)*|[^\w\s]")
_GLUE = words_of("the of for to s ’ ' , and affairs")
_SCOPES = words_of("for to on in")  # "envoy for Zahira" speaks for somebody else
_NO_PARTY = OPENINGS | PREPOSITIONS | PRONOUNS | STOPS | TIMES
_APPOSITION = re.compile(r",\s+(?:(?:the|a|an)\s+)?(?P<body>[^,.;:()\n\"“”«»]{3,90})")
_CAPITALS = r"[^\W\d_a-z][\w-]*(?: [^\W\d_a-z][\w-]*){0,3}"
_POSSESSOR = re.compile(rf"({_CAPITALS})['’]s?\s")
_OF = re.compile(rf"\bof (?:the )?({_CAPITALS})")


@dataclass(frozen=True, slots=True)
class Title:
    """The words of a title in lower case, and the party it names as the table knows it or else as printed."""

    words: frozenset[str] = frozenset()
    party: str | None = None


def title_before(before: str) -> Title:
    """Read the title that ends where a name begins: "Northmark Foreign Minister", "the envoy of Zahira,"."""
    tokens = _tokens(before)
    words: set[str] = set()
    party: str | None = None
    at = len(tokens) - 1
    while at >= 0 and _belongs(tokens, at):
        words |= {part for part in tokens[at].lower().split("-") if part in TITLES}
        if not (at > 0 and tokens[at - 1] in _SCOPES):
            party = _party_ending(tokens, at) or party
        at -= 1
    if not words:
        return Title()
    return Title(frozenset(words), party or _printed_party(tokens, at))


def title_after(after: str) -> Title:
    """Read the title in the apposition that follows a name: ", the foreign minister of Northmark,"."""
    apposition = _APPOSITION.match(after)
    if apposition is None:
        return Title()
    body = apposition["body"]
    words = {part for token in _tokens(body) for part in token.lower().split("-") if part in TITLES}
    if not words:
        return Title()
    printed = _POSSESSOR.match(body) or _OF.search(body)
    return Title(frozenset(words), party_of(body) or (printed[1] if printed else None))


def party_of(phrase: str) -> str | None:
    """Return the country or organisation of the table that a phrase names: "our French colleagues", "Moscow"."""
    tokens = _tokens(phrase)
    for at in range(len(tokens)):
        found = _party_at(tokens, at)
        if found and not (at and tokens[at - 1] in _SCOPES):
            return found
    return None


def is_party(name: str) -> bool:
    """Tell whether the name alone is a country, an organisation or a capital of the table."""
    return name.strip(".") in PARTIES


def _tokens(phrase: str) -> list[str]:
    return [token.strip(".") if len(token) > 1 else token for token in _TOKEN.findall(phrase)]


def _belongs(tokens: list[str], at: int) -> bool:
    low = tokens[at].lower()
    if low in _GLUE or all(part in TITLES for part in low.split("-")):
        return True
    return any(_party_ending(tokens, end) for end in range(at, min(at + LONGEST, len(tokens))))


def _printed_party(tokens: list[str], at: int) -> str | None:
    end = at + 1
    while at >= 0 and tokens[at][:1].isupper() and tokens[at].lower() not in _NO_PARTY:
        at -= 1
    return " ".join(tokens[at + 1 : end]) or None


def _party_at(tokens: list[str], at: int) -> str | None:
    return _first_known(" ".join(tokens[at : at + length]) for length in range(min(LONGEST, len(tokens) - at), 0, -1))


def _party_ending(tokens: list[str], at: int) -> str | None:
    return _first_known(" ".join(tokens[at + 1 - length : at + 1]) for length in range(min(LONGEST, at + 1), 0, -1))


def _first_known(names: Iterable[str]) -> str | None:
    return next((PARTIES[name] for name in names if name in PARTIES), None)
