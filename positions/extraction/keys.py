"""Cut names and phrases into words, each with the form in which it is compared."""

import re
from dataclasses import dataclass

from positions.text import fold

_WORD = re.compile(r"[^\W_]+(?:['’.-][^\W_]+)*")
_ELIDED = re.compile(r"^(?:l|d|qu|n|s|j)['’](?=\w)")
_POSSESSIVE = re.compile(r"['’]s$")
_JOINT = re.compile("[-'’]")
_CYRILLIC = re.compile(r"[а-я]")
_ENDING = re.compile(
    r"(?<=[а-я]{3})(?:ыми|ими|ого|его|ому|ему|ами|ями|ая|яя|ые|ие|ий|ый|ой|ей|ою|ею|ом|ем|ым|им|ую|юю|[аяыиуюеоьй])$"
)
# Latin letters that fold() leaves: its breve is kept for й, and strokes are no accents.
_LETTERS = str.maketrans({"ğ": "g", "ă": "a", "ŭ": "u", "ı": "i", "ł": "l", "ø": "o", "đ": "d", "ð": "d", "æ": "ae"})
SHORT = 3  # letters up to which a name is compared with its capitals: "US" is not "us"


@dataclass(frozen=True, slots=True)
class Part:
    """A word: as printed, as compared, its place in the phrase, and whether it owns what follows ("Moscow's")."""

    printed: str
    key: str
    start: int
    end: int
    is_possessive: bool = False

    @property
    def is_capitalised(self) -> bool:
        """Tell whether it opens with a capital, a small "al-" or an elided article aside."""
        return self.printed[0].isupper() or any(part[:1].isupper() for part in _JOINT.split(self.printed)[1:])


def parts_of(phrase: str) -> list[Part]:
    """Return the words of phrase; offsets are those of phrase."""
    return [_part(match) for match in _WORD.finditer(phrase)]


def _part(match: re.Match[str]) -> Part:
    folded = fold(match.group()).translate(_LETTERS)
    owned = _POSSESSIVE.sub("", folded)
    key = _ELIDED.sub("", owned).replace(".", "")
    return Part(match.group(), without_ending(key), match.start(), match.end(), owned != folded)


def without_ending(word: str) -> str:
    """Return a Russian word without its case ending, any other as it is.

    One rule for all: the longest ending of a noun or adjective goes while three letters stay, so that Лаврову and
    Москвой are Лавров and Москва. Words that differ in the ending only fall together; among the few names of a
    negotiation that is rare.
    """
    return _ENDING.sub("", word) if _CYRILLIC.search(word) else word
