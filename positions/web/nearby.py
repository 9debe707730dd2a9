"""Guesses who says the selected words, and on which issue, from what stands around them."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from positions.text import Span, fold


@dataclass(frozen=True)
class Neighbour:
    """A statement of the same text: where it is, who says it, on which issue; ids, None where not known."""

    start: int
    end: int
    speaker: int | None
    party: int | None
    issue: int | None


@dataclass(frozen=True)
class Guess:
    """Ids to fill in; None where nothing points anywhere."""

    speaker: int | None = None
    party: int | None = None
    issue: int | None = None


def guess(
    text: str,
    span: Span,
    neighbours: Iterable[Neighbour],
    people: Sequence[tuple[int, Sequence[str]]],
    issues: Sequence[tuple[int, Sequence[str]]],
) -> Guess:
    """Return the person named nearest in the paragraph, else the speaker of the nearest statement; the issue by words.

    `people` and `issues` are ids with the names or words that point to them.
    """
    paragraph = _paragraph(text, span)
    everywhere = list(neighbours)
    here = [other for other in everywhere if _distance(paragraph, (other.start, other.end)) == 0]
    near = min(here or everywhere, key=lambda other: _distance(span, (other.start, other.end)), default=None)
    person = _named(text, span, paragraph, people)
    issue = _issue(text[span[0] : span[1]], issues)
    if issue is None and near and here:
        issue = near.issue
    if person is not None:
        theirs = [other for other in everywhere if other.speaker == person and other.party is not None]
        last = min(theirs, key=lambda other: _distance(span, (other.start, other.end)), default=None)
        return Guess(person, last.party if last else None, issue)
    return Guess(near.speaker, near.party, issue) if near else Guess(issue=issue)


def _paragraph(text: str, span: Span) -> Span:
    start = text.rfind("\n", 0, span[0]) + 1
    end = text.find("\n", span[1])
    return start, len(text) if end == -1 else end


def _distance(span: Span, other: Span) -> int:
    """Return the characters between two spans; what stands after counts double, since names mostly come first."""
    if other[1] <= span[0]:
        return span[0] - other[1]
    return max(0, other[0] - span[1]) * 2


def _named(text: str, span: Span, paragraph: Span, people: Sequence[tuple[int, Sequence[str]]]) -> int | None:
    """Return the person whose full name or last name stands nearest outside the selected words."""
    found = []
    for person, names in people:
        for name in {part for full in names for part in (full, full.split()[-1])}:
            for match in re.finditer(rf"\b{re.escape(name)}\b", text[paragraph[0] : paragraph[1]]):
                place = (paragraph[0] + match.start(), paragraph[0] + match.end())
                if place[1] <= span[0] or place[0] >= span[1]:
                    found.append((_distance(span, place), person))
    return min(found)[1] if found else None


def _issue(words: str, issues: Sequence[tuple[int, Sequence[str]]]) -> int | None:
    """Return the issue whose keywords occur most in the words; the first of equals."""
    folded = fold(words)
    hits = [(sum(fold(keyword) in folded for keyword in keywords if keyword), issue) for issue, keywords in issues]
    best = max(hits, key=lambda hit: hit[0], default=(0, 0))
    return best[1] if best[0] else None
