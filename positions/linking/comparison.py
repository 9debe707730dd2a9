"""What two texts share and in what they differ: words, negation, numbers, names, direction, conditions, wording."""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import lru_cache

from django.utils.functional import cached_property  # without the lock that Python 3.11 takes each time

from positions.ladder import Wording, first_wording
from positions.linking.opposites import opposites_of, plain_opposites_of, without_prefix
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
PLACES = ("from", "to", "into", "against", "by", "between", "over", "before", "after", "than", "with", "for")
FEW_WORDS = 2  # as many as a slip of sense needs, and fewer than a second translation changes
MOST_TURNED = 4  # words that differ; from there on small words of direction differ as a matter of course
_FORM = frozenset(tokens("a an the that this these those then there also too very just so please both such"))


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
        return frozenset(map(_bare, self.tokens))

    @cached_property
    def words(self) -> frozenset[str]:
        """Every token but those of mere form."""
        return frozenset(self.tokens) - _FORM

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
        return _without(found, self.worded) if found else found

    @cached_property
    def names(self) -> list[str]:
        """Words with a capital inside a sentence, folded, each once, in order."""
        return list(dict.fromkeys(_bare(fold(name)) for name in _NAME.findall(self.text)))

    @cached_property
    def capitals(self) -> set[str]:
        """Every word printed with a capital anywhere, folded."""
        return {_bare(fold(word)) for word in _CAPITAL.findall(self.text)}

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


@dataclass(frozen=True)
class Comparison:
    """An earlier and a later text, laid beside each other."""

    earlier: Reading
    later: Reading

    @cached_property
    def shared(self) -> list[str]:
        """Stems that stand in both, in the order of the later text."""
        return [word for word in dict.fromkeys(self.later.matter) if word in self.earlier.matters]

    @cached_property
    def only_earlier(self) -> list[str]:
        return [word for word in dict.fromkeys(self.earlier.matter) if word not in self.later.matters]

    @cached_property
    def only_later(self) -> list[str]:
        return [word for word in dict.fromkeys(self.later.matter) if word not in self.earlier.matters]

    @cached_property
    def overlap(self) -> float:
        """Return the share of the two texts' distinct stems that they share (Dice), 0 to 1."""
        return overlap(self.earlier.matters, self.later.matters)

    @cached_property
    def exchanged(self) -> tuple[frozenset[str], frozenset[str]]:
        """Return the words that stand nowhere in the other text: the least that `changed` can hold, and soon found."""
        return self.earlier.words - self.later.words, self.later.words - self.earlier.words

    @cached_property
    def changed(self) -> tuple[list[str], list[str]]:
        """Return the tokens that stand in one text only, at their place; words of mere form left out."""
        removed, added = [], []
        matcher = SequenceMatcher(None, self.earlier.tokens, self.later.tokens, autojunk=False)
        for tag, a_start, a_end, b_start, b_end in matcher.get_opcodes():
            if tag != "equal":
                removed += [word for word in self.earlier.tokens[a_start:a_end] if word not in _FORM]
                added += [word for word in self.later.tokens[b_start:b_end] if word not in _FORM]
        return removed, added

    @cached_property
    def changes_few_words(self) -> bool:
        """Tell whether the texts differ, and by no more than FEW_WORDS put for as many others."""
        if max(map(len, self.exchanged)) > FEW_WORDS:
            return False
        return 1 <= max(map(len, self.changed)) <= FEW_WORDS

    @cached_property
    def is_negated(self) -> bool:
        """Tell whether an odd number of negations separates the two."""
        return (len(self.earlier.negations) - len(self.later.negations)) % 2 == 1

    @cached_property
    def opposites(self) -> list[tuple[str, str]]:
        """Return pairs of stems, earlier and later, that turn each other round."""
        if not self.holds_opposites:
            return []
        removed, added = ({stem(word) for word in side} - set(self.shared) for side in self.changed)
        if self.earlier.wording and self.later.wording:  # how those two differ is read on the ladder
            removed -= {stem(word) for word in self.earlier.worded}
            added -= {stem(word) for word in self.later.worded}
        return sorted((one, other) for one in removed for other in opposites_of(one) & added)

    @property
    def holds_opposites(self) -> bool:
        """Tell whether a word of one turns a word of the other round, wherever the two stand: soon found."""
        before, after = self.earlier, self.later
        return not (before.turned_by.isdisjoint(after.stems) and after.without_prefix.isdisjoint(before.stems))

    @cached_property
    def other_numbers(self) -> tuple[list[str], list[str]]:
        """Return the numbers that stand in the earlier text only and those in the later only."""
        before, after = self.earlier.numbers, self.later.numbers
        return sorted(_without(before, after)), sorted(_without(after, before))

    @cached_property
    def other_names(self) -> tuple[list[str], list[str]]:
        """Return names of the earlier text that the later does not print at all, and the other way round."""
        return (
            [name for name in self.earlier.names if name not in self.later.bare],
            [name for name in self.later.names if name not in self.earlier.bare],
        )

    @cached_property
    def swapped(self) -> list[str]:
        """Return the shared words that changed places, or an empty list when their order is the same.

        Names count wherever they stand; other words only where the two texts are all but the same words, since a
        paraphrase moves them freely.
        """
        names = [name for name in self.earlier.names if name in self.later.names]
        if names != [name for name in self.later.names if name in names]:
            return names
        capitals = self.earlier.capitals | self.later.capitals
        if all(_bare(word) in capitals for side in self.exchanged for word in side):
            exchanged = [_bare(word) for side in self.changed for word in side]
            if exchanged and {*exchanged} <= capitals:
                return list(dict.fromkeys(exchanged))
        if self.earlier.matters != self.later.matters or self.earlier.matter == self.later.matter:
            return []
        return self.shared if Counter(self.earlier.matter) == Counter(self.later.matter) else []

    @cached_property
    def turned(self) -> list[str]:
        """Return the small words of direction (from, to, before, after) that were put in or taken out."""
        if sum(map(len, self.exchanged)) > MOST_TURNED:
            return []
        removed, added = self.changed
        if not 1 <= len(removed) + len(added) <= MOST_TURNED:
            return []
        return [word for word in removed + added if word in PLACES]

    @cached_property
    def is_altered(self) -> bool:
        """Tell whether something makes the later text more than the earlier in other words."""
        return bool(
            self.is_negated
            or any(self.other_numbers)
            or all(self.other_names)
            or self.opposites
            or self.swapped
            or self.turned
        )

    @cached_property
    def condition_appeared(self) -> str:
        """Return the condition that only the later text sets, as written, or an empty string."""
        return self.later.conditions[0] if self.later.conditions and not self.earlier.conditions else ""

    @cached_property
    def condition_went(self) -> str:
        """Return the condition that only the earlier text set, as written, or an empty string."""
        return self.earlier.conditions[0] if self.earlier.conditions and not self.later.conditions else ""


def compare(earlier: str, later: str) -> Comparison:
    """Lay two texts beside each other."""
    return Comparison(read(earlier), read(later))


def overlap(matters: frozenset[str], others: frozenset[str]) -> float:
    """Return the share of distinct stems that two texts share (Dice), 0 to 1."""
    total = len(matters) + len(others)
    return 2 * len(matters & others) / total if total else 0.0


@lru_cache(maxsize=20_000)  # 8 kB each
def read(text: str) -> Reading:
    """Take a text apart; one that is compared with many is taken apart once."""
    return Reading(text)


def _without(words: Iterable[str], others: Iterable[str]) -> list[str]:
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
def _bare(word: str) -> str:
    return word.replace("’", "'").removesuffix("'s").removesuffix("'")
