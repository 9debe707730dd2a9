"""Figures by which ranking and relations are judged."""

from collections.abc import Collection, Sequence


def average_precision(ranked: Sequence[str], right: Collection[str], cut: int = 5) -> float:
    """Return average precision at cut: precision at each right one found, over as many as could have been found."""
    found, total = 0, 0.0
    for place, name in enumerate(ranked[:cut], 1):
        if name in right:
            found += 1
            total += found / place
    return total / min(len(right), cut)


def recall(ranked: Sequence[str], right: Collection[str], cut: int = 20) -> float:
    """Return the share of the right ones among the first cut."""
    return len(set(right) & set(ranked[:cut])) / len(right)


def f1(label: str, expected: Sequence[str], given: Sequence[str]) -> float:
    """Return the harmonic mean of precision and recall of one label; 0 when it occurs on neither side."""
    both = sum(one == other == label for one, other in zip(expected, given, strict=True))
    total = expected.count(label) + given.count(label)
    return 2 * both / total if total else 0.0
