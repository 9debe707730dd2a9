"""Measure suggested issues, stances, firmness, conditions, acts and modes against those that people labelled."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from positions.extraction.measures import Score
from positions.extraction.stances import Reading

BINS = (0.0, 0.5, 0.6, 0.7, 0.8, 0.9)  # lower edges of the reliability table


@dataclass(frozen=True, slots=True)
class Labelled:
    """A statement, the verb that reports it, and what people read in it, by issue."""

    id: str
    part: str
    words: str
    cue: str
    readings: Mapping[int, Reading]


@dataclass(frozen=True, slots=True)
class Figure:
    """A measure, and what always giving the most frequent answer would reach."""

    name: str
    value: float
    baseline: float


@dataclass(frozen=True, slots=True)
class Bin:
    """Suggestions of about one confidence: how many, how confident on average, what share was right."""

    count: int
    confidence: float
    right: float


def issue_score(gold: Sequence[set[int]], found: Sequence[set[int]]) -> Score:
    """Return precision and recall of the issues found."""
    right = sum(len(wanted & given) for wanted, given in zip(gold, found, strict=True))
    given, wanted = sum(map(len, found)), sum(map(len, gold))
    return Score(right / given if given else 0.0, right / wanted if wanted else 0.0)


def figures(gold: Sequence[Reading], found: Sequence[Reading]) -> list[Figure]:
    """Return the figures of readings on the right issue, pairwise; conditions and acts only where there are some."""
    pairs = list(zip(gold, found, strict=True))
    firm = [(g.firmness, f.firmness) for g, f in pairs if g.firmness]
    usual = Counter(wanted for wanted, _ in firm).most_common(1)[0][0] if firm else None
    near = [(wanted, given) for wanted, given in firm if wanted and given]
    stances = [(str(g.stance), str(f.stance)) for g, f in pairs]
    acts, modes = [(str(g.act), str(f.act)) for g, f in pairs], [(str(g.mode), str(f.mode)) for g, f in pairs]
    within = sum(abs(wanted - given) <= 1 for wanted, given in near) / len(firm) if firm else 0.0
    always = sum(abs(wanted - usual) <= 1 for wanted, _ in firm if wanted and usual) / len(firm) if firm else 0.0
    conditions = [(g.condition, f.condition) for g, f in pairs if g.condition or f.condition]
    found_figures = [
        _accuracy("stance accuracy", stances),
        _macro("stance macro-F1", stances),
        _accuracy("firmness exact", [(str(wanted), str(given)) for wanted, given in firm]),
        Figure("firmness within one rung", within, always),
    ]
    if conditions:
        found_figures.append(Figure("condition token-F1", _token_f1(conditions), 0.0))
    if any(wanted for wanted, _ in acts):
        found_figures += [_accuracy("act accuracy", acts), _macro("act macro-F1", acts)]
        found_figures += [_accuracy("mode accuracy", modes), _macro("mode macro-F1", modes)]
    return found_figures


def reliability(suggested: Iterable[tuple[float, bool]]) -> list[tuple[float, Bin]]:
    """Return the bins by lower edge, given each suggestion's confidence and whether issue and stance are right."""
    held: dict[float, list[tuple[float, bool]]] = {}
    for confidence, is_right in suggested:
        held.setdefault(max(edge for edge in BINS if edge <= confidence), []).append((confidence, is_right))
    return [
        (edge, Bin(len(some), sum(c for c, _ in some) / len(some), sum(right for _, right in some) / len(some)))
        for edge, some in sorted(held.items())
    ]


def macro_f1(pairs: Sequence[tuple[str, str]]) -> float:
    """Return the mean F1 of the classes that were wanted; a class that was never wanted has none."""
    classes = {wanted for wanted, _ in pairs}
    return sum(_f1(pairs, name) for name in classes) / len(classes) if classes else 0.0


def _f1(pairs: Sequence[tuple[str, str]], name: str) -> float:
    both = sum(wanted == given == name for wanted, given in pairs)
    either = sum((wanted == name) + (given == name) for wanted, given in pairs)
    return 2 * both / either if either else 0.0


def _usual(pairs: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
    most = Counter(wanted for wanted, _ in pairs).most_common(1)[0][0] if pairs else ""
    return [(wanted, most) for wanted, _ in pairs]


def _macro(name: str, pairs: Sequence[tuple[str, str]]) -> Figure:
    return Figure(name, macro_f1(pairs), macro_f1(_usual(pairs)))


def _accuracy(name: str, pairs: Sequence[tuple[str, str]]) -> Figure:
    return Figure(name, *(sum(w == g for w, g in some) / len(some) if some else 0.0 for some in (pairs, _usual(pairs))))


def _token_f1(pairs: Iterable[tuple[str, str]]) -> float:
    shared = wanted = given = 0
    for gold, found in pairs:
        one, other = Counter(gold.lower().split()), Counter(found.lower().split())
        shared += (one & other).total()
        wanted += one.total()
        given += other.total()
    return 2 * shared / (wanted + given) if wanted + given else 0.0
