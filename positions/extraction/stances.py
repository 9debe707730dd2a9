"""Read stance, firmness and condition from the wording of a statement, and the issues it touches from its words."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from positions.enums import Firmness, Stance
from positions.text import fold

# From the firmest wording to the most tentative; the first that fits decides. One pattern on each line.
LADDER = (
    (
        Stance.OPPOSES,
        Firmness.RED_LINE,
        r"""
        never (?:accept|agree|allow|recogni[sz]e)
        (?:will|would|can|could) not (?:accept|allow|tolerate)
        cannot (?:accept|agree|allow|tolerate)
        categorically (?:reject|oppose|against)\w*
        (?:totally|absolutely|completely) unacceptable
        under no circumstances
        red lines?
        in no way
        non-negotiable
        """,
    ),
    (
        Stance.OPPOSES,
        Firmness.FIRM,
        r"""
        (?:not|never|\w+n't|no longer) (?:ready|prepared|willing|support|agree|favou?r|back|intend)\w*
        unwilling
        oppos(?:e|es|ed|ing|ition to)
        reject(?:s|ed|ing)?
        refus(?:e|es|ed|ing)
        condemn(?:s|ed|ing)?
        denounc(?:e|es|ed)
        veto(?:ed)?
        against
        unacceptable
        senseless
        pointless
        must not
        should not
        cannot be
        no basis
        out of the question
        approach is not
        """,
    ),
    (
        Stance.SUPPORTS,
        Firmness.RED_LINE,
        r"""
        no other way
        no alternative
        only if
        indispensable
        precondition
        at all costs
        """,
    ),
    (
        Stance.SUPPORTS,
        Firmness.FIRM,
        r"""
        must
        shall
        should
        insist(?:s|ed|ing)?
        demand(?:s|ed|ing)?
        require[sd]?
        necessary
        need(?:s|ed)? to
        ha(?:s|ve) to
        call(?:s|ed|ing)? (?:for|on|upon)
        urge[sd]?
        support(?:s|ed|ing)?
        endorse[sd]?
        in favou?r of
        committed to
        """,
    ),
    (
        Stance.SUPPORTS,
        Firmness.OPEN,
        r"""
        (?:ready|prepared|willing|open) to
        agree[sd]? to
        welcome[sd]?
        propose[sd]?
        offer(?:s|ed)?
        look forward
        hope[sd]?
        want(?:s|ed)? to
        (?:will|would) (?:support|back|work)
        """,
    ),
    (
        Stance.SUPPORTS,
        Firmness.EXPLORATORY,
        r"""
        may
        might
        maybe
        could
        possibly
        perhaps
        option
        consider(?:s|ed)?
        can be (?:looked at|considered|discussed)
        right direction
        """,
    ),
)
_RUNGS = [
    (stance, firmness, re.compile(rf"\b(?:{'|'.join(line.strip() for line in table.strip().splitlines())})\b"))
    for stance, firmness, table in LADDER
]
# "prepared to support" is as open as "prepared to", however firm "support" alone would be.
_AFTER_READINESS = re.compile(r"\b((?:ready|prepared|willing|open) to)(?: \w+)?")
_CONDITION = re.compile(
    r"\b(?:(?:only |but )?if|provided that|on condition that|on the condition that|as long as|unless|until)\s+"
    r"([^,.;:!?\n]{8,200})",
    re.IGNORECASE,
)
_TITLE_WORD = re.compile(r"[^\W\d_]{5,}")


@dataclass(frozen=True, slots=True)
class Wording:
    """What the wording of a statement says of its stance; the condition is without its "if"."""

    stance: Stance
    firmness: Firmness
    condition: str = ""


@dataclass(frozen=True, slots=True)
class IssueTerms:
    """An issue and the words that point to it."""

    key: int
    title: str
    keywords: tuple[str, ...] = ()


def read_wording(words: str) -> Wording | None:
    """Return stance, firmness and condition as the wording tells them; None when it tells no stance."""
    condition = _CONDITION.search(words)
    clause = words[: condition.start()] + words[condition.end() :] if condition else words
    clause = _AFTER_READINESS.sub(r"\1", clause.lower().replace("’", "'"))
    for stance, firmness, pattern in _RUNGS:
        if pattern.search(clause):
            return Wording(stance, firmness, " ".join(condition[1].split()) if condition else "")
    return None


def touched_issues(words: str, issues: Iterable[IssueTerms]) -> list[tuple[int, int]]:
    """Return (key, number of its terms found) of the issues that words touch: the best, and others with two or more.

    A term of several words counts twice, an ending may differ; without keywords the long words of the title serve.
    """
    folded = fold(words)
    counts = [(sum(_weight(term) for term in _terms(issue) if _occurs(term, folded)), issue.key) for issue in issues]
    ranked = sorted(((count, key) for count, key in counts if count), key=lambda found: (-found[0], found[1]))
    return [(key, count) for at, (count, key) in enumerate(ranked) if at == 0 or count > 1]


def _terms(issue: IssueTerms) -> Sequence[str]:
    return [fold(term) for term in issue.keywords] or _TITLE_WORD.findall(fold(issue.title))


def _weight(term: str) -> int:
    return 2 if " " in term or "-" in term else 1


def _occurs(term: str, folded: str) -> bool:
    return re.search(rf"(?<!\w){re.escape(term)}(?:s|es|ed|ing)?(?!\w)", folded) is not None
