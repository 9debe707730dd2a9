"""The words by which statements are compared: folded, without stop words, endings taken off."""

import re
from collections.abc import Mapping
from functools import lru_cache
from itertools import chain
from types import MappingProxyType

from positions.text import fold

_TOKEN = re.compile(r"\d+(?:[.,]\d+)*|\w+(?:['’]\w+)*")
_THOUSANDS = re.compile(r"(?<=\d),(?=\d{3})")
_LEAST_STEM = 4
_LONGEST = 100  # characters


def tokens(text: str) -> list[str]:
    """Return every word and number of text, folded, in order; `5,000` is one number."""
    pieces = text.split()  # no token crosses a blank
    return [*chain.from_iterable(map(_remembered_tokens if _are_short(pieces) else _tokens_of, pieces))]


def _are_short(pieces: list[str]) -> bool:
    """Tell whether these may be remembered: what is written without blanks is one piece, and may be megabytes."""
    return not pieces or max(map(len, pieces)) <= _LONGEST


def _tokens_of(piece: str) -> tuple[str, ...]:
    folded = _THOUSANDS.sub("", fold(piece)).replace("’", "'")
    return tuple(_TOKEN.findall(folded))


# A negotiation uses the same words over and over; a new statement meets 4,000.
_remembered_tokens = lru_cache(maxsize=30_000)(_tokens_of)


# Words of form, English and Russian, that say nothing of the matter. Negations are no part of the matter either: how
# they differ is read apart, in `reading`.
STOP_WORDS = frozenset(
    tokens(
        """
        a about after all also am an and any are as at be been before being but by can could did do does doing
        down each for from had has have having he her here hers him his how i if in into is it its itself just
        may me might more most must my no nor not of on once only or other our out over own s same shall she
        should so some such t than that the their them themselves then there these they this those through to
        too under until up us very was we were what when where which while who whom why will with would you
        your а без бы был была были было быть в во вот все всех вы где да для до его ее если есть еще же за и
        из или им их к как ко когда которые который ли мы на над не нет ни но о об он она они от по под при с
        со так также там то тоже только ты у уже чем что чтобы эта эти это этого этой этот я
        """
    )
)

# Longest first; what is left must keep four letters, so that short words stay themselves.
_ENDINGS = tokens(
    """
    izations isations ization isation ational fulness iveness ousness ations ation ments ment tions tion sions sion
    ities ness ings ing ers ity ive als ed er ly al es e s
    """
)


@lru_cache(maxsize=5_000)
def printed(text: str) -> Mapping[str, str]:
    """Return how each stem of text is printed there first: `{"harbour": "Harbour"}`."""
    surfaces: dict[str, str] = {}
    for surface in _TOKEN.findall(text):
        surfaces.setdefault(_stem_of(surface), surface)
    return MappingProxyType(surfaces)


def terms(text: str) -> list[str]:
    """Return what text is found by: its tokens without stop words, each cut to its stem, in order."""
    pieces = text.split()
    return [*chain.from_iterable(map(_remembered_terms if _are_short(pieces) else _terms_of, pieces))]


def _terms_of(piece: str) -> tuple[str, ...]:
    return tuple(stem(token) for token in _tokens_of(piece) if token not in STOP_WORDS)


_remembered_terms = lru_cache(maxsize=30_000)(_terms_of)


@lru_cache(maxsize=100_000)
def stem(word: str) -> str:
    """Return a word without its English ending; enough to bring `supported` and `supporting` together."""
    word = word.removesuffix("'s").removesuffix("'")
    if word.endswith("ies") and len(word) > _LEAST_STEM:
        return word.removesuffix("ies") + "y"
    if word.endswith("ss"):
        return word
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= _LEAST_STEM:
            return _undoubled(word.removesuffix(ending)).removesuffix("i")
    return word


@lru_cache(maxsize=100_000)
def _stem_of(surface: str) -> str:
    return stem(fold(surface).replace("’", "'"))


def _undoubled(word: str) -> str:
    """Return `stop` for `stopp`; `call` and `press` keep both letters."""
    return word[:-1] if word[-1] == word[-2] and word[-1] not in "ls" else word
