"""Alter a sentence so that it says something else in nearly the same words: none of these restates the original."""

import re
from collections.abc import Callable, Iterator

from positions.linking.opposites import PAIRS

_AUXILIARY = re.compile(
    r"\b(is|are|was|were|will|would|can|could|should|must|has|have|had|does|do|did|may|might|shall)\b(?! not)",
)
_DENIAL = re.compile(r"\b(is|are|was|were|will|would|could|should|must|has|have|had|does|do|did|may|might) not\b")
_NUMBER = re.compile(r"\b\d+\b")
_NAMES = re.compile(r"(?<!^)(?<![.!?] )\b[A-Z][a-z]{2,}\b")
_FROM_TO = re.compile(r"\bfrom ([^\W\d]+) to ([^\W\d]+)\b")


def alter(text: str) -> Iterator[str]:
    """Yield twins of text that are denied, or differ in a number, a word of sense, or a direction; each differs."""
    for change in (_denied, _affirmed, _counted_otherwise, _turned_round, _names_exchanged, _redirected):
        twin = change(text)
        if twin is not None and twin != text:
            yield twin


def _once(pattern: re.Pattern[str], replacement: str | Callable[[re.Match[str]], str], text: str) -> str | None:
    changed, times = pattern.subn(replacement, text, count=1)
    return changed if times else None


def _denied(text: str) -> str | None:
    return _once(_AUXILIARY, r"\1 not", text)


def _affirmed(text: str) -> str | None:
    return _once(_DENIAL, r"\1", text)


def _counted_otherwise(text: str) -> str | None:
    return _once(_NUMBER, lambda found: str(int(found[0]) * 2 + 1), text)


def _turned_round(text: str) -> str | None:
    """Put the first word that has an opposite in its place."""
    for found in re.finditer(r"[^\W\d]+", text):
        for one, other in PAIRS:
            if found[0] == one:
                return f"{text[: found.start()]}{other}{text[found.end() :]}"
    return None


def _names_exchanged(text: str) -> str | None:
    names = list(dict.fromkeys(_NAMES.findall(text)))
    if len(names) == 1 or not names:
        return None
    first, second = names[:2]
    exchange = {first: second, second: first}
    return re.sub(rf"\b(?:{first}|{second})\b", lambda found: exchange[found[0]], text)


def _redirected(text: str) -> str | None:
    return _once(_FROM_TO, r"from \2 to \1", text)
