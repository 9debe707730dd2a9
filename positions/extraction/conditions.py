"""Find what a statement makes its position depend on, in its own words."""

import re
from dataclasses import dataclass

from positions.text import Span

SHORTEST, LONGEST = 4, 200  # characters of a condition

# What opens a condition; "while" and "before" do so only after a refusal, "after" only behind "only".
_ALWAYS = (
    r"(?:only |but |even )?(?<!as )if|provided(?: that)?|on (?:the )?condition(?: that)?|(?:as|so) long as|unless"
    r"|only (?:after|when|once)|once|in (?:exchange|return) for|depends? (?:up)?on|subject to|in case|without"
)
_AFTER_REFUSAL = r"until|before|while"
_REFUSES = re.compile(
    r"\b(?:not|no|never|cannot|oppos\w+|reject\w*|refus\w+|out of the question|unacceptable|will)\b|n['’]t\b"
)
# A condition ends with its clause: at a mark, before a contrast, or where the main clause sets in without a comma.
_END = (
    r"(?=[,.;:!?\n…]|\s+(?:but|and that|and (?:we|it|they) will)\b"
    r"|\s+(?:[A-Z]\w+|we|they|it|he|she|(?:the|its|our|all) \w+)\s+(?:will|would|shall|can|could)\s|\Z)"
)
_CONDITION = re.compile(
    rf"\b(?P<opens>(?i:{_ALWAYS}|{_AFTER_REFUSAL}))\s+(?P<text>.{{{SHORTEST},{LONGEST}}}?){_END}", re.DOTALL
)
_NO_CONDITION = re.compile(
    r"(?i)without (?:delay|exception|preconditions?|hindrance|any|further|the)\b|once (?:more|again|and)\b"
)


@dataclass(frozen=True, slots=True)
class Condition:
    """The words of a condition without what opens it, and the span of both."""

    text: str
    span: Span


def find_condition(words: str) -> Condition | None:
    """Return the first condition that words set; "until", "while" and "before" set one only to a refusal or a will."""
    at = 0
    while match := _CONDITION.search(words, at):
        if _is_condition(words, match):
            return Condition(" ".join(match["text"].split()), match.span())
        at = match.end("opens")
    return None


def _is_condition(words: str, match: re.Match[str]) -> bool:
    if _NO_CONDITION.match(words, match.start()):
        return False
    if match["opens"].lower() == "without" and match.start() > len("that "):
        return False  # "without" opens a condition only where it opens the statement
    if re.fullmatch(_AFTER_REFUSAL, match["opens"].lower()):
        return _REFUSES.search(words, 0, match.start()) is not None
    return True
