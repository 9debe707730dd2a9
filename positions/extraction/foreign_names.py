"""Find who may be speaking in a sentence of another language: registered names, full names, the word by the verb."""

import re
from bisect import bisect_left
from collections.abc import Sequence
from itertools import islice, takewhile

from positions.extraction.words import BODY, ENDED
from positions.text import Span

_CAPITAL = r"(?![LDld][’'])[A-ZÀ-ÖØ-ÞĀŁŚŠŽА-ЯЁІЇЄҐ][\w’'-]+"
_PARTICLES = "de|del|della|al|bin|ibn|van|von|der|den|di|da|du|la|le|ben|el"
_FULL_NAME = re.compile(rf"{_CAPITAL}(?:[ \u00a0](?:(?:{_PARTICLES})[ \u00a0])*{_CAPITAL}){{1,4}}")
_ONE_WORD = re.compile(rf"(?:(?:L[ae]|l[ae]) |[Ll][’'])?{_CAPITAL}")
_NO_NAME = re.compile(
    r"(?:il|elle|ils|elles|on|le|la|les|un|une|ce|cette|der|die|das|er|sie|es|ein|eine|el|los|las|él|ella|"
    r"он|она|они|как|это|він|вона|вони|як|mais|aber|pero|но|але|pour|selon|laut|según|para|согласно)\b",
    re.IGNORECASE,
)
_MASKED = BODY + ENDED
_BLANK = re.compile("[ \u00a0]")
_CYRILLIC = re.compile("[а-яёіїєґ]", re.IGNORECASE)
_ENDING = re.compile("[аяоеийьіїюу]$")
_LONGEST_NAME = 80
MOST_NAMES = 2_000  # of a registry; one pattern of all of them is compiled per text


class Names:
    """The names known beforehand, in any case of Russian and Ukrainian; looked for in the whole text once."""

    def __init__(self, names: Sequence[str], text: str) -> None:
        known = {name.strip() for name in names if 2 <= len(name.strip()) <= _LONGEST_NAME}
        longest_first = sorted(known, key=lambda name: (-len(name), name))
        patterns = "|".join(_inflected(name) for name in longest_first[:MOST_NAMES])
        pattern = re.compile(rf"(?<!\w)(?:{patterns})(?!\w)" if patterns else r"(?!)")
        self._known = [match.span() for match in pattern.finditer(text)]

    def known(self, text: str, start: int, end: int) -> list[Span]:
        """Return where names of the registry stand in text, in which quotations may be masked."""
        first = bisect_left(self._known, (start, start))
        here = takewhile(lambda name: name[1] <= end, islice(self._known, first, None))
        return [name for name in here if text[name[0]] not in _MASKED]

    def all(self, text: str, start: int, end: int) -> list[Span]:
        """Return where names of the registry or capitalised full names stand, in order, none inside another."""
        found = self.known(text, start, end)
        for match in _FULL_NAME.finditer(text, start, end):
            begin, stop = match.span()
            head = _NO_NAME.match(text, begin, stop)
            begin = head.end() + 1 if head else begin
            if _BLANK.search(text, begin, stop) and all(stop <= other[0] or begin >= other[1] for other in found):
                found.append((begin, stop))
        return sorted(found)


def word_before(text: str, start: int, at: int) -> Span | None:
    """Return the one capitalised word that ends right before at: "La Zahira a réclamé"."""
    for match in _ONE_WORD.finditer(text, max(start, at - 40), at):
        if text[match.end() : at].isspace() and not _NO_NAME.match(text, *_bare(text, *match.span())):
            return match.span()
    return None


def word_after(text: str, at: int, end: int) -> Span | None:
    """Return the one capitalised word that begins right after at: "а Захира"; articles may stand between."""
    match = _ONE_WORD.match(text, at + 1, end) if text[at : at + 1].isspace() else None
    return match.span() if match and not _NO_NAME.match(text, *_bare(text, *match.span())) else None


def _bare(text: str, start: int, end: int) -> Span:
    """Return the span without its French article."""
    for article in ("La ", "Le ", "la ", "le ", "L’", "l’", "L'", "l'"):
        if text.startswith(article, start) and start + len(article) < end:
            return start + len(article), end
    return start, end


def _inflected(name: str) -> str:
    return r"[ \u00a0]".join(_stem(token) for token in name.split())


def _stem(token: str) -> str:
    if len(token) < 4 or not _CYRILLIC.search(token):
        return re.escape(token)
    return re.escape(_ENDING.sub("", token)) + r"\w{0,3}"
