"""Say in sentences an analyst accepts what two statements share and in what they differ."""

from positions.enums import Firmness, Stance
from positions.linking.comparison import Comparison
from positions.linking.words import printed

MOST_WORDS = 6


def what_is_shared(comparison: Comparison) -> str:
    """Name the words that stand in both, as the later text prints them."""
    surfaces = printed(comparison.later.text)
    words = [surfaces.get(stem, stem) for stem in comparison.shared]
    if not words:
        return "They share no words; their meanings are near."
    return f"Both speak of {quoted(words)}."


def what_differs(comparison: Comparison) -> list[str]:
    """Name each difference that makes the later text more than the earlier in other words."""
    return [
        *_negation(comparison),
        *(f"The earlier says “{one}” where the later says “{other}”." for one, other in _printed_opposites(comparison)),
        *_numbers(comparison),
        *_names(comparison),
        *_direction(comparison),
    ]


def what_is_said_more(comparison: Comparison) -> list[str]:
    """Name the words that only one of the texts holds."""
    sentences = []
    for label, text, stems in (
        ("Only the earlier", comparison.earlier.text, comparison.only_earlier),
        ("Only the later", comparison.later.text, comparison.only_later),
    ):
        if stems:
            surfaces = printed(text)
            sentences.append(f"{label} speaks of {quoted([surfaces.get(stem, stem) for stem in stems])}.")
    return sentences


def how_wording_moved(comparison: Comparison) -> str:
    """Name the two steps of the ladder and the words that stand on them."""
    before, after = comparison.earlier.wording, comparison.later.wording
    if before is None or after is None:
        return ""
    return (
        f"The wording moved from “{before.words}” to “{after.words}”: "
        f"from “{before.rung.name}” to “{after.rung.name}” on the ladder."
    )


def how_coding_moved(issue: str, what: str, before: object, after: object) -> str:
    """Name what changed in the coding of one issue."""
    return f"On {issue}, {what} went from {_named(before)} to {_named(after)}."


def quoted(words: list[str]) -> str:
    """Return words in quotation marks, the first few of many."""
    shown = ", ".join(f"“{word}”" for word in words[:MOST_WORDS])
    return f"{shown} and others" if len(words) > MOST_WORDS else shown


def _named(value: object) -> str:
    if value is None:
        return "not coded"
    return f"“{value.label}”" if isinstance(value, Stance | Firmness) else str(value)


def _negation(comparison: Comparison) -> list[str]:
    if not comparison.is_negated:
        return []
    longer, side = (
        (comparison.later, "later")
        if len(comparison.later.negations) > len(comparison.earlier.negations)
        else (comparison.earlier, "earlier")
    )
    return [f"The {side} one denies: “{longer.negations[0]}” stands there and not in the other."]


def _printed_opposites(comparison: Comparison) -> list[tuple[str, str]]:
    if not comparison.opposites:
        return []
    before, after = printed(comparison.earlier.text), printed(comparison.later.text)
    return [(before.get(one, one), after.get(other, other)) for one, other in comparison.opposites]


def _numbers(comparison: Comparison) -> list[str]:
    gone, come = comparison.other_numbers
    if gone and come:
        return [f"The number changed: {', '.join(gone)} became {', '.join(come)}."]
    if gone or come:
        return [f"Only the {'earlier' if gone else 'later'} one gives the number {', '.join(gone or come)}."]
    return []


def _names(comparison: Comparison) -> list[str]:
    gone, come = comparison.other_names
    if not gone or not come:
        return []
    before, after = printed(comparison.earlier.text), printed(comparison.later.text)
    names = quoted([before.get(name, name) for name in gone]), quoted([after.get(name, name) for name in come])
    return [f"The earlier names {names[0]}, the later {names[1]}."]


def _direction(comparison: Comparison) -> list[str]:
    if comparison.swapped:
        surfaces = printed(comparison.later.text)
        return [f"{quoted([surfaces.get(word, word) for word in comparison.swapped])} changed places."]
    if comparison.turned:
        return [f"The direction may differ: {quoted(comparison.turned)} stands in one only."]
    return []
