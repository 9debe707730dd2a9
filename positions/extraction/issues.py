"""Score how likely words bear on each issue: from its terms, its question, likeness of meaning and earlier codings."""

import math
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from positions.text import Span, fold

# Logistic weights, fitted on the part dev of the golden statements by training/issue_weights.py.
WEIGHTS = {"terms": 4.4, "title": 1.0, "question": 1.6, "likeness": 7.4, "coded": 0.7, "lead": 5.4}
BIAS = -5.1
LIKELY = 0.33  # what a keyword alone reaches: it is the analyst's word, so it is suggested, with this low a confidence
MOST_ISSUES = 3  # a statement seldom says something on more

LONG_TERM = 9  # letters from which a keyword is found by its stem: "negotiations" in "negotiating"
SAID_BEFORE = 0.85  # cosine from which what a person coded is said again, whatever the terms
UNLIKE = 0.3  # cosine that two statements of one negotiation have anyway

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


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of some words beside the words: cosines to gists and to coded statements, by key of the issue."""

    likeness: Mapping[int, float] = field(default_factory=dict)
    coded: Mapping[int, float] = field(default_factory=dict)


def touched_issues(words: str, issues: Sequence[IssueTerms], known: Known | None = None) -> list[Touched]:
    """Return the issues that words likely bear on, likeliest first, a child rather than its parent.

    Without `known`, words alone decide.
    """
    folded, known, common = fold(words), known or Known(), common_words(tuple(issues))
    found = []
    for issue in issues:
        spans = find_terms(folded, issue, common)
        said_before = known.coded.get(issue.key, 0.0)
        chance = likelihood(find_traits(folded, issue, spans, known, common))
        chance = max(chance, said_before if said_before >= SAID_BEFORE else 0.0)
        found.append(Touched(issue, chance, tuple(spans)))
    likely = sorted((one for one in found if one.likelihood >= LIKELY), key=lambda one: -one.likelihood)
    return [one for one in likely if not _is_told_by_child(one, likely)][:MOST_ISSUES]


def likelihood(traits: Mapping[str, float]) -> float:
    """Return the probability that an issue with these traits is touched."""
    return 1 / (1 + math.exp(-BIAS - sum(WEIGHTS[name] * value for name, value in traits.items())))


def find_terms(folded: str, issue: IssueTerms, common: frozenset[str] = frozenset()) -> list[Span]:
    """Return where keywords stand, an ending may differ; without keywords the long words of the title serve."""
    terms = [fold(term) for term in issue.keywords] + [fold(issue.title)]
    if not issue.keywords:
        long = (word for word in _LONG_WORD.findall(fold(issue.title)) if len(word) > 4 and word not in _COMMON)
        terms += [word for word in long if content_words(word).isdisjoint(common)]
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
    folded: str, issue: IssueTerms, spans: Sequence[Span], known: Known, common: frozenset[str]
) -> dict[str, float]:
    """Return the traits that WEIGHTS weighs, each from 0 to about 2; `common` are stems that say nothing here."""
    said, nearest = content_words(folded) - common, known.coded.get(issue.key, 0.0)
    others = max((cosine for key, cosine in known.coded.items() if key != issue.key), default=UNLIKE)
    usual = sum(known.likeness.values()) / len(known.likeness) if known.likeness else 0.0
    return {
        "terms": min(sum(1 + (" " in folded[start:end]) for start, end in spans) + 1, 4) / 2 if spans else 0.0,
        "title": _share(content_words(fold(issue.title)) - common, said),
        "question": _share(content_words(fold(f"{issue.question} {issue.description}")) - common, said),
        "likeness": 3 * max(known.likeness.get(issue.key, 0.0) - usual, 0.0),
        "coded": 3 * max(nearest - UNLIKE, 0.0),
        "lead": 3 * max(nearest - max(others, UNLIKE), 0.0),
    }


@lru_cache(maxsize=64)
def common_words(issues: tuple[IssueTerms, ...]) -> frozenset[str]:
    """Return the stems in the texts of more than a quarter of the issues: "Aleppo" tells none of them apart."""
    counts = Counter(
        stem for one in issues for stem in content_words(fold(f"{one.title} {one.question} {one.description}"))
    )
    return frozenset(stem for stem, count in counts.items() if count > max(2, len(issues) / 4))


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
