"""Measures how far apart two parties stand, on one issue and over all, with what unknown positions leave open; pure.

On one issue: the points between their places on its scale. Where neither is placed, supports, mixed and opposes count
as 100, 50 and 0; where only one is, nothing can be compared. A party whose speakers are at odds stands wherever one of
them does, so that the distance is an interval.

Over all issues: the mean of the distances, weighted by salience, over the issues that can be compared (Gower 1971, "A
general coefficient of similarity and some of its properties", Biometrics 27: distances scaled by the range, weight 0
where a comparison is not valid). That mean is as if the unknown issues were like the known ones. `low` and `high` do
not suppose it: every issue that cannot be compared counts as 0 in the one and as 100 in the other (worst-case bounds:
Manski 2003, "Partial Identification of Probability Distributions").

The salience of an issue for a party is the share of its utterances with a coded position that are on the issue; for two
parties it is the mean of both. Other weights may be given.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from positions.analysis.ledger import Held, Ledger
from positions.enums import Stance

SCALE = 100
BY_STANCE = {Stance.SUPPORTS: 100, Stance.MIXED: 50, Stance.OPPOSES: 0}


@dataclass(frozen=True, slots=True)
class Gap:
    """Points from `low` to `high` on a scale of 100; both are the same unless a party is split."""

    low: float
    high: float

    @property
    def is_exact(self) -> bool:
        return self.low == self.high


@dataclass(frozen=True, slots=True)
class OnIssue:
    """Two parties on one issue; `gap` is None when they cannot be compared on it."""

    issue: int
    weight: float
    gap: Gap | None


@dataclass(frozen=True, slots=True)
class Distance:
    """Two parties over all issues, 0 to 100; `mean` is over the issues that can be compared.

    It is None when a party is split on one of these: only `low` and `high` then say what is known. `known_share` is the
    part of the weight that lies on issues that can be compared.
    """

    mean: float | None
    low: float
    high: float
    known_share: float
    issues: tuple[OnIssue, ...]


def gap(one: Held | None, other: Held | None) -> Gap | None:
    """Return the distance between two held positions, or None when it is unknown."""
    if one is None or other is None:
        return None
    found = [between(side, opposite) for side in one.sides or (one,) for opposite in other.sides or (other,)]
    known = [each for each in found if each is not None]
    if not known:
        return None
    # A pair of sides that cannot be compared may stand anywhere.
    return Gap(min(known), max(known)) if len(known) == len(found) else Gap(0, SCALE)


def between(one: Held, other: Held) -> float | None:
    """Return the points between two whole positions: by place, or by stance when neither is placed."""
    if one.value is not None and other.value is not None:
        return abs(one.value - other.value)
    here, there = BY_STANCE.get(Stance(one.stance)), BY_STANCE.get(Stance(other.stance))
    if one.value is not None or other.value is not None or here is None or there is None:
        return None
    return abs(here - there)


def distance(
    ledger: Ledger, one: int, other: int, *, issues: Iterable[int], weights: Mapping[int, float] | None = None
) -> Distance | None:
    """Return how far apart two parties stand by what they hold now; None when nothing can be compared.

    `weights` by issue take the place of salience; an issue without one has none. Negative ones are refused.
    """
    weights = salience(ledger, one, other) if weights is None else weights
    if any(weight < 0 for weight in weights.values()):
        raise ValueError("A weight is 0 or more.")
    found = tuple(
        OnIssue(issue, weights.get(issue, 0.0), gap(ledger.current(one, issue), ledger.current(other, issue)))
        for issue in issues
    )
    total = sum(each.weight for each in found)
    known = [(each.weight, each.gap) for each in found if each.gap is not None and each.weight > 0]
    if not known:
        return None
    share = sum(weight for weight, _ in known)
    low = sum(weight * each.low for weight, each in known)
    high = sum(weight * each.high for weight, each in known)
    return Distance(
        mean=low / share if all(each.is_exact for _, each in known) else None,
        low=low / total,
        high=(high + SCALE * (total - share)) / total,
        known_share=share / total,
        issues=found,
    )


def salience(ledger: Ledger, one: int, other: int) -> dict[int, float]:
    """Return the weight of each issue for two parties: the mean of the shares of their utterances on it."""
    weights: dict[int, float] = defaultdict(float)
    spoken = [counts for party in (one, other) if (counts := utterances(ledger, party))]
    for counts in spoken:
        for issue, number in counts.items():
            weights[issue] += number / counts.total() / len(spoken)
    return dict(weights)


def utterances(ledger: Ledger, party: int) -> Counter[int]:
    """Return in how many utterances a party said what it holds or held, by issue."""
    counts: Counter[int] = Counter()
    for (its, issue), held in ledger.held.items():
        if its == party:
            counts[issue] = sum(each.times_said for each in held)
    return counts
