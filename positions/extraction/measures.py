"""Measure found attributions against those that people marked."""

from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from positions.text import Span


@dataclass(frozen=True, slots=True)
class Marking:
    """One attribution as sets of code points: letters and digits only, so that marks and blanks do not count."""

    content: frozenset[int]
    source: frozenset[int]
    cue: frozenset[int]


@dataclass(frozen=True, slots=True)
class Score:
    """Precision, recall and their harmonic mean."""

    precision: float
    recall: float

    @property
    def f1(self) -> float:
        both = self.precision + self.recall
        return 2 * self.precision * self.recall / both if both else 0.0


def marking(text: str, content: Iterable[Span], source: Iterable[Span], cue: Iterable[Span]) -> Marking:
    """Return the marking of spans in text."""
    return Marking(_points(text, content), _points(text, source), _points(text, cue))


def pair(gold: Sequence[Marking], found: Sequence[Marking]) -> list[tuple[int, int]]:
    """Return pairs of places in gold and found, one to one, those that share most characters first."""
    shared = [
        (len(g.content & f.content), -i, -j)
        for i, g in enumerate(gold)
        for j, f in enumerate(found)
        if g.content & f.content
    ]
    pairs: list[tuple[int, int]] = []
    taken_gold: set[int] = set()
    taken_found: set[int] = set()
    for _, i, j in sorted(shared, reverse=True):
        if i in taken_gold or j in taken_found:
            continue
        taken_gold.add(i)
        taken_found.add(j)
        pairs.append((-i, -j))
    return pairs


def tally(gold: Sequence[Marking], found: Sequence[Marking]) -> Counter[str]:
    """Count one text; the counts of several texts add up and go to `scores`. Markings without content are left out."""
    gold = [marked for marked in gold if marked.content]
    found = [marked for marked in found if marked.content]
    counts: Counter[str] = Counter(gold=len(gold), found=len(found))
    for side, markings in (("gold", gold), ("found", found)):
        counts[f"{side}_source"] = sum(bool(marked.source) for marked in markings)
        counts[f"{side}_cue"] = sum(bool(marked.cue) for marked in markings)
    for i, j in pair(gold, found):
        _count_pair(counts, gold[i], found[j])
    return counts


def scores(counts: Counter[str]) -> dict[str, Score]:
    """Return the scores of summed counts.

    detect: a pair exists; content soft: share of characters in each pair; content exact: equal; source and cue:
    equal or overlapping, against all found and all gold attributions that have one.
    """
    return {
        "detect": _score(counts["pairs"], counts["pairs"], counts["found"], counts["gold"]),
        "content soft": _score(counts["soft_found"], counts["soft_gold"], counts["found"], counts["gold"]),
        "content exact": _score(counts["exact"], counts["exact"], counts["found"], counts["gold"]),
        "source exact": _score(
            counts["source_exact"], counts["source_exact"], counts["found_source"], counts["gold_source"]
        ),
        "source overlap": _score(
            counts["source_overlap"], counts["source_overlap"], counts["found_source"], counts["gold_source"]
        ),
        "cue exact": _score(counts["cue_exact"], counts["cue_exact"], counts["found_cue"], counts["gold_cue"]),
    }


def part(
    gold: Sequence[Marking], found: Sequence[Marking], belongs: Callable[[Marking], bool]
) -> tuple[list[Marking], list[Marking]]:
    """Return the gold markings that belong and what was found of them; what pairs with none belongs by itself."""
    partner = {j: i for i, j in pair(gold, found)}
    return (
        [marked for marked in gold if belongs(marked)],
        [one for j, one in enumerate(found) if belongs(gold[partner[j]] if j in partner else one)],
    )


def right(gold: Sequence[Marking], found: Sequence[Marking]) -> list[bool]:
    """Tell of each found marking whether an analyst could take it: half of the words or more, and the source."""
    partner = {j: gold[i] for i, j in pair(gold, found)}
    return [j in partner and _is_usable(partner[j], one) for j, one in enumerate(found)]


def reliability(told: Iterable[tuple[float, bool]], edges: Sequence[float]) -> list[tuple[int, float, float]]:
    """Return (how many, mean confidence, share that was right) between each two edges, the last one included."""
    bins: list[list[tuple[float, bool]]] = [[] for _ in edges[1:]]
    for confidence, is_right in told:
        bins[min(max(bisect_right(edges, confidence) - 1, 0), len(bins) - 1)].append((confidence, is_right))
    return [
        (len(found), sum(c for c, _ in found) / len(found), sum(r for _, r in found) / len(found))
        for found in bins
        if found
    ]


def _is_usable(gold: Marking, found: Marking) -> bool:
    shared = len(gold.content & found.content)
    is_source = not found.source or bool(gold.source & found.source)
    return is_source and 2 * shared >= max(len(gold.content), len(found.content))


def _points(text: str, spans: Iterable[Span]) -> frozenset[int]:
    return frozenset(at for start, end in spans for at in range(start, min(end, len(text))) if text[at].isalnum())


def _count_pair(counts: Counter[str], gold: Marking, found: Marking) -> None:
    shared = len(gold.content & found.content)
    counts["pairs"] += 1
    counts["exact"] += gold.content == found.content
    # Counter accepts fractions at run time; its stubs know whole numbers only.
    counts["soft_found"] += shared / len(found.content)  # type: ignore[assignment]
    counts["soft_gold"] += shared / len(gold.content)  # type: ignore[assignment]
    if gold.source and found.source:
        counts["source_exact"] += gold.source == found.source
        counts["source_overlap"] += bool(gold.source & found.source)
    if gold.cue and found.cue:
        counts["cue_exact"] += gold.cue == found.cue


def _score(right_found: float, right_gold: float, found: int, gold: int) -> Score:
    return Score(right_found / found if found else 0.0, right_gold / gold if gold else 0.0)
