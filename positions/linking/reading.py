"""One text taken apart: words, negation, numbers, names, conditions, wording."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from django.utils.functional import cached_property  # without the lock that Python 3.11 takes each time

from positions.ladder import Wording, first_wording
from positions.linking.opposites import plain_opposites_of, without_prefix
from positions.linking.words import STOP_WORDS, stem, tokens
from positions.text import fold

_NEGATION = re.compile(
    r"(?:not|no|never|none|nobody|nothing|neither|nor|cannot|without|hardly|не|нет|ни|никогда)|.+n't"
)
# "One" is left out: it is more often a pronoun than a number.
_COUNTED = """
    two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen
    nineteen twenty
"""
_TENS = {"thirty": "30", "forty": "40", "fifty": "50", "sixty": "60", "hundred": "100", "thousand": "1000"}
_NUMBER_WORDS = _TENS | {word: str(number) for number, word in enumerate(tokens(_COUNTED), 2)}
_NAME = re.compile(r"(?<![.!?…:\"“”«»„(]\s)(?<!^)(?<=\s)[\"“«(]?([A-ZÀ-ÞА-ЯЁ][\w’'-]+)")
_CAPITAL = re.compile(r"\b[A-ZÀ-ÞА-ЯЁ][\w’']+")
_CONDITION = re.compile(
    r"\b(?:only )?(?:if|unless|provided(?: that)?|on (?:the )?condition(?: that)?|as long as|so long as|until|once"
    r"|only after|only when|in exchange for|in return for|in case|если|при условии)\b[^.;!?]*",
    re.IGNORECASE,
)
_CLAUSE_END = re.compile(r",(?=\s)")
FORM = frozenset(tokens("a an the that this these those then there also too very just so please both such"))


@dataclass(frozen=True)
class Reading:
    """One text taken apart once, for as many comparisons as are wanted."""

    text: str

    @cached_property
    def tokens(self) -> list[str]:
        return tokens(self.text)

    @cached_property
    def bare(self) -> frozenset[str]:
        """Every token without the ending of possession, as names are compared."""
        return frozenset(map(without_possession, self.tokens))

    @cached_property
    def words(self) -> frozenset[str]:
        """Every token but those of mere form."""
        return frozenset(self.tokens) - FORM

    @cached_property
    def stems(self) -> frozenset[str]:
        """The stems of all words, those that carry no matter among them."""
        return frozenset(map(stem, self.words))

    @cached_property
    def turned_by(self) -> frozenset[str]:
        """The stems that turn one of its words round, but for its words with a prefix: ten times as many."""
        return frozenset().union(*map(plain_opposites_of, self.stems))

    @cached_property
    def without_prefix(self) -> frozenset[str]:
        """The stems of its words that have a prefix, without it."""
        return frozenset().union(*map(without_prefix, self.stems))

    @cached_property
    def matter(self) -> list[str]:
        """Stems of the words that carry the matter, in order, numbers and negations left out."""
        return [carried for carried in map(_matter_of, self.tokens) if carried]

    @cached_property
    def matters(self) -> frozenset[str]:
        """The stems that carry the matter, each once."""
        return frozenset(self.matter)

    @cached_property
    def numbers(self) -> list[str]:
        """Every number in digits, however it is written, in order."""
        return [*filter(None, map(_number_of, self.tokens))]

    @cached_property
    def negations(self) -> list[str]:
        """Denials in order, but those that the step of the ladder already counts: `does not exclude` is one wording."""
        found = [token for token in self.tokens if _is_negation(token)]
        return without(found, self.worded) if found else found

    @cached_property
    def names(self) -> list[str]:
        """Words with a capital inside a sentence, folded, each once, in order."""
        return list(dict.fromkeys(without_possession(fold(name)) for name in _NAME.findall(self.text)))

    @cached_property
    def capitals(self) -> set[str]:
        """Every word printed with a capital anywhere, folded."""
        return {without_possession(fold(word)) for word in _CAPITAL.findall(self.text)}

    @cached_property
    def worded(self) -> list[str]:
        """The tokens of the step of the ladder."""
        return tokens(self.wording.words) if self.wording else []

    @cached_property
    def conditions(self) -> list[str]:
        """The clauses that make it depend on something, as written, up to the next comma or full stop."""
        return [_CLAUSE_END.split(found)[0].strip() for found in _CONDITION.findall(self.text)]

    @cached_property
    def wording(self) -> Wording | None:
        """The step of the ladder that the main clause stands on: the first outside its conditions."""
        main = self.text
        for condition in self.conditions:
            main = main.replace(condition, " ")
        return first_wording(main)


@lru_cache(maxsize=20_000)  # 8 kB each
def read(text: str) -> Reading:
    """Take a text apart; one that is compared with many is taken apart once."""
    return Reading(text)


def without(words: Iterable[str], others: Iterable[str]) -> list[str]:
    """Return the words, in order, without the others: each as often as it stands there."""
    rest = [*words]
    for other in others:
        if other in rest:
            rest.remove(other)
    return rest


@lru_cache(maxsize=100_000)
def _matter_of(token: str) -> str:
    """Return the stem of a word that carries the matter, nothing for one that does not."""
    return "" if token in STOP_WORDS or _number_of(token) or _is_negation(token) else stem(token)


@lru_cache(maxsize=100_000)
def _is_negation(token: str) -> bool:
    return _NEGATION.fullmatch(token) is not None


@lru_cache(maxsize=100_000)
def _number_of(token: str) -> str:
    """Return a number in digits, whether it is written in words or digits; nothing for another word."""
    return token.replace(",", ".") if token[0].isdigit() else _NUMBER_WORDS.get(token, "")


@lru_cache(maxsize=100_000)
def without_possession(word: str) -> str:
    """Return a word without `'s` or `'` at its end."""
    return word.replace("’", "'").removesuffix("'s").removesuffix("'")
