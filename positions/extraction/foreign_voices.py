"""Tell whose words they are that a verb of another language reports."""

import re
from dataclasses import dataclass

from positions.extraction.foreign_cues import Grammar
from positions.extraction.foreign_names import Names, word_after, word_before
from positions.extraction.words import BODY, ENDED
from positions.text import Span

REACH = 80  # characters between a name and the verb or the quotation that it belongs to
_WORDS_BEFORE = re.compile(r"(?:(\w+)\s)?(\w+)\s\Z")
_NEXT_WORD = re.compile(r"\s(\w+)")
_BESIDE_QUOTATION = BODY + ENDED + '—–―-»”"'


@dataclass(frozen=True, slots=True)
class Voice:
    """Whose words they are: a name, or else the speaker before ("a-t-il ajouté"), or nobody that is known."""

    source: Span | None = None
    goes_on: bool = False


class Voices:
    """Finds the voices of one text: registered and full names, the word beside a verb, or who spoke before."""

    def __init__(self, names: Names, grammar: Grammar) -> None:
        self._names = names
        self._grammar = grammar

    def find(self, text: str, verb: re.Match[str], within: Span) -> Voice:
        """Return who speaks by the verb: the name nearest to it, the word beside it, or who spoke before."""
        start, end = max(within[0], verb.start() - REACH), min(within[1], verb.end() + REACH)
        if self.has_pronoun(text, verb, start, end):
            return Voice(goes_on=True)
        named = self._names.all(text, start, verb.start()) + self._names.all(text, verb.end(), end)
        beside = word_after(text, verb.end(), end) or word_before(text, start, verb.start())
        if named:
            nearest = min(named, key=lambda name: gap(name, verb.span()))
            if beside is None or gap(nearest, verb.span()) <= 1:
                return Voice(nearest)
        if beside:
            return Voice(beside)
        return Voice(goes_on=_is_bare(text, verb, within))

    def has_pronoun(self, text: str, verb: re.Match[str], start: int, end: int) -> bool:
        """Tell whether the verb's subject is "il", "она" and the like; a word may stand between them."""
        before = _WORDS_BEFORE.search(text, start, verb.start())
        after = _NEXT_WORD.match(text, verb.end(), end)
        words = [word for match in (before, after) if match for word in match.groups() if word]
        words += verb.group().split()[0].rsplit("-", 1)[1:]
        return any(self._grammar.pronoun.fullmatch(word) for word in words)

    def nearest(self, text: str, at: Span, within: Span) -> Span | None:
        """Return the registry's name nearest to the span at, of those in reach."""
        start, end = max(within[0], at[0] - REACH), min(within[1], at[1] + REACH)
        return min(self._names.known(text, start, end), key=lambda name: gap(name, at), default=None)


def _is_bare(text: str, verb: re.Match[str], within: Span) -> bool:
    """Tell whether the verb has no subject at all: it opens the sentence, or only the quotation is beside it."""
    if _NEXT_WORD.match(text, verb.end(), within[1]) and verb.start() > within[0]:
        return False
    before = text[max(within[0], verb.start() - 4) : verb.start()].strip(" ,\u00a0")
    return not before or before[-1] in _BESIDE_QUOTATION


def gap(one: Span, other: Span) -> int:
    """Return how many characters stand between two spans."""
    return max(one[0] - other[1], other[0] - one[1], 0)
