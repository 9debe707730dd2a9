"""Score how likely words bear on each issue: from its terms, its question, likeness of meaning and earlier codings."""

import math
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from positions.text import Span, fold

# Logistic weights, fitted on the part dev of the golden statements by training/issue_weights.py.
WEIGHTS = {"terms": 4.4, "title": 0.7, "question": 3.3, "likeness": 6.1, "coded": 0.9, "lead": 7.2}
BIAS = -4.1
LIKELY = 0.5  # a less likely issue is not suggested
MOST_ISSUES = 3  # a statement seldom says something on more

LONG_TERM = 9  # letters from which a keyword is found by its stem: "negotiations" in "negotiating"
SAID_BEFORE = 0.85  # cosine from which what a person coded is said again, whatever the terms
UNLIKE = 0.3  # cosine that two sentences of one negotiation have anyway

_LONG_WORD = re.compile(r"[^\W\d_]{4,}")
_COMMON_WORDS = """
    about after again against all also among and any are be been before being both but can could do does each
    every everybody for from had has have how if in into is it its made more most must need not of on once one or
    other our out over party parties should so some such take than that the their them there these they this those
    through to until up was were what when where which while who whom will with within without would
"""
_COMMON = frozenset(_COMMON_WORDS.split())


@dataclass(frozen=True, slots=True)
class IssueTerms:
    """An issue and the words that point to it; `parent` is the key of the wider issue."""

    key: int
    title: str
    keywords: tuple[str, ...] = ()
    question: str = ""
    description: str = ""
    parent: int | None = None

    @property
    def gist(self) -> str:
        """Return the sentence whose meaning stands for the issue."""
        return f"{self.title}. {self.question}".strip()


@dataclass(frozen=True, slots=True)
class Touched:
    """An issue that words bear on: how likely, and where in the folded words its terms stand."""

    issue: IssueTerms
    likelihood: float
    spans: tuple[Span, ...] = ()


def touched_issues(
    words: str,
    issues: Sequence[IssueTerms],
    likeness: Mapping[int, float] | None = None,
    coded: Mapping[int, float] | None = None,
) -> list[Touched]:
    """Return the issues that words likely bear on, likeliest first, a child rather than its parent.

    `likeness` holds the cosine of words and gist by key, `coded` that of words and the nearest statement that a person
    coded on the issue; without them words alone decide.
    """
    folded = fold(words)
    found = []
    for issue in issues:
        spans = find_terms(folded, issue)
        traits = find_traits(folded, issue, spans, likeness or {}, coded or {})
        said_before = (coded or {}).get(issue.key, 0.0)
        chance = max(likelihood(traits), said_before if said_before >= SAID_BEFORE else 0.0)
        found.append(Touched(issue, chance, tuple(spans)))
    likely = sorted((one for one in found if one.likelihood >= LIKELY), key=lambda one: -one.likelihood)
    return [one for one in likely if not _is_told_by_child(one, likely)][:MOST_ISSUES]


def likelihood(traits: Mapping[str, float]) -> float:
    """Return the probability that an issue with these traits is touched."""
    return 1 / (1 + math.exp(-BIAS - sum(WEIGHTS[name] * value for name, value in traits.items())))


def find_terms(folded: str, issue: IssueTerms) -> list[Span]:
    """Return where keywords stand, an ending may differ; without keywords the long words of the title serve."""
    terms = [fold(term) for term in issue.keywords] + [fold(issue.title)]
    if not issue.keywords:
        terms += [word for word in _LONG_WORD.findall(fold(issue.title)) if len(word) > 4 and word not in _COMMON]
    found = {match.span() for term in terms if term for match in _term(term).finditer(folded)}
    spans: list[Span] = []
    for start, end in sorted(found, key=lambda span: (span[0], -span[1])):
        if not spans or end > spans[-1][1]:  # not inside the one before
            spans.append((start, end))
    return spans


def content_words(text: str) -> set[str]:
    """Return the stems of the words of folded text that carry its matter."""
    return {word[:6] for word in _LONG_WORD.findall(text) if word not in _COMMON}


def find_traits(
    folded: str, issue: IssueTerms, spans: Sequence[Span], likeness: Mapping[int, float], coded: Mapping[int, float]
) -> dict[str, float]:
    """Return the traits that WEIGHTS weighs, each from 0 to about 2."""
    said, nearest = content_words(folded), coded.get(issue.key, 0.0)
    others = max((cosine for key, cosine in coded.items() if key != issue.key), default=UNLIKE)
    return {
        "terms": min(sum(1 + (" " in folded[start:end]) for start, end in spans) + 1, 4) / 2 if spans else 0.0,
        "title": _share(content_words(fold(issue.title)), said),
        "question": _share(content_words(fold(f"{issue.question} {issue.description}")), said),
        "likeness": 3 * max(likeness.get(issue.key, 0.0) - UNLIKE, 0.0),
        "coded": 3 * max(nearest - UNLIKE, 0.0),
        "lead": 3 * max(nearest - max(others, UNLIKE), 0.0),
    }


def _share(wanted: set[str], said: set[str]) -> float:
    return len(wanted & said) / len(wanted) if wanted else 0.0


@lru_cache(maxsize=4096)
def _term(term: str) -> re.Pattern[str]:
    """Return what finds a term: a long single word by its stem, any other with a usual ending."""
    if term.isalpha() and len(term) >= LONG_TERM:
        return re.compile(rf"(?<!\w){term[: max(len(term) - 4, 7)]}\w*")
    stem = r"\s+".join(re.escape(word) for word in term.split())
    return re.compile(rf"(?<!\w){stem.removesuffix('s') if len(stem) > 4 else stem}(?:s|es|ed|ing)?(?!\w)")


def _is_told_by_child(one: Touched, likely: Iterable[Touched]) -> bool:
    """Tell whether a likely child of the issue stands on the same words: the most specific wins."""
    for other in likely:
        if other.issue.parent == one.issue.key:
            own = [span for span in one.spans if not any(s < span[1] and span[0] < e for s, e in other.spans)]
            if not own:
                return True
    return False
