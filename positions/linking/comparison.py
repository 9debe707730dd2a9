"""What two texts share and in what they differ: words, negation, numbers, names, direction, conditions, wording."""

from collections import Counter
from dataclasses import dataclass
from difflib import SequenceMatcher

from django.utils.functional import cached_property  # without the lock that Python 3.11 takes each time

from positions.linking.opposites import opposites_of
from positions.linking.reading import FORM, Reading, read, without, without_possession
from positions.linking.words import stem

PLACES = ("from", "to", "into", "against", "by", "between", "over", "before", "after", "than", "with", "for")
FEW_WORDS = 2  # as many as a slip of sense needs, and fewer than a second translation changes
MOST_TURNED = 4  # words that differ; from there on small words of direction differ as a matter of course


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
                removed += [word for word in self.earlier.tokens[a_start:a_end] if word not in FORM]
                added += [word for word in self.later.tokens[b_start:b_end] if word not in FORM]
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
        return sorted(without(before, after)), sorted(without(after, before))

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
        if all(without_possession(word) in capitals for side in self.exchanged for word in side):
            exchanged = [without_possession(word) for side in self.changed for word in side]
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
