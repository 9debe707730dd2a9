"""How a later statement relates to an earlier one, and why: proposed from the texts, decided by the coding."""

from dataclasses import dataclass, field

from django.utils.functional import cached_property

from positions.enums import Polarity, Relation
from positions.linking import coded, reasons, told
from positions.linking.comparison import Comparison, compare
from positions.linking.utterances import Coding, Evidence, Utterance

__all__ = ["METHOD", "Coding", "RelationReading", "Utterance", "relate"]

METHOD = "relate-1"

# Of the public pairs of political statements, nine of ten on different matters lie under a cosine of 0.42.
RELATED = 0.45
# Half of those lie under 0.26, while nine of ten on one matter lie over 0.22.
ON_ONE_MATTER = 0.2
# From here on two texts on one matter are taken to agree unless something turns them round. Below, they were at odds
# four times of five in that set: a guess from a base rate, made for want of a model of what politics hold together.
AGREEING = 0.5
LEAST_CODED = 0.6  # a coded pair is shown even when the words have nothing in common

_TURNED = (Relation.REVERSES, Relation.OPPOSES)


@dataclass(frozen=True)
class RelationReading:
    """The relation proposed, or None where the two have nothing to do with each other.

    `scores` holds every relation considered, 0 to 1; `why` the reasons, a sentence each, the weightiest first. Polarity
    is read apart: two statements may be at odds without a relation worth a link. Both are worked out when they are
    asked for, since most readings are dropped for a stronger one.
    """

    relation: Relation | None
    scores: dict[Relation, float]
    comparison: Comparison = field(repr=False)
    closeness: float
    is_coded: bool = False
    evidence: tuple[str, ...] = ()  # what speaks for the relation beside what is shared and what differs

    @property
    def score(self) -> float:
        """Return the score of the relation proposed, 0 when there is none."""
        return self.scores[self.relation] if self.relation else 0.0

    @cached_property
    def polarity(self) -> Polarity:
        """Return whether the two agree, disagree or speak of different matters."""
        if self.relation in _TURNED:
            return Polarity.DISAGREE
        if self.is_coded:
            return Polarity.AGREE
        if self._is_on_other_matters:
            return Polarity.UNRELATED
        before, after = self.comparison.earlier.wording, self.comparison.later.wording
        other_stance = before is not None and after is not None and before.rung.stance != after.rung.stance
        is_turned = self.comparison.is_negated or self.comparison.opposites or self.comparison.swapped or other_stance
        return Polarity.DISAGREE if is_turned or self.closeness < AGREEING else Polarity.AGREE

    @cached_property
    def why(self) -> tuple[str, ...]:
        """Return the reasons in sentences."""
        if self._is_on_other_matters:
            return ("The two speak of different matters.",)
        return (
            *(self.evidence if self.relation else ("The two have little in common.",)),
            reasons.what_is_shared(self.comparison),
            *reasons.what_differs(self.comparison),
            *reasons.what_is_said_more(self.comparison),
        )

    @property
    def _is_on_other_matters(self) -> bool:
        return self.relation is None and self.closeness < ON_ONE_MATTER


def relate(earlier: Utterance, later: Utterance, *, similarity: float | None = None) -> RelationReading:
    """Return how later relates to earlier.

    `similarity` is the cosine of their vectors; without it the words alone are compared. Where both are coded on an
    issue the coding decides. Without parties the two count as one side's. A text that is denied, or differs in a
    number, a name or a direction, is never a restatement.
    """
    comparison = compare(earlier.text, later.text)
    closeness = _closeness(comparison, similarity or 0.0)
    issues = coded.coded_on_one_issue(earlier, later)
    if not issues and closeness < RELATED:
        return RelationReading(None, {}, comparison, closeness)
    own_side = _is_own_side(earlier, later)
    if issues:
        read = coded.own_side if own_side else coded.other_side
        found = [evidence for before, after in issues for evidence in read(before, after, comparison)]
        weight = LEAST_CODED + (1 - LEAST_CODED) * closeness
    else:
        weight = closeness
        if own_side:
            found = list(told.own_side(comparison, closeness))
        else:
            found = list(told.other_side(earlier, later, comparison, closeness))
    if all(evidence.relation in (Relation.RESTATES, Relation.REFINES) for evidence in found):
        found += told.one_utterance(earlier, later, comparison, closeness)
    strongest = max(found, key=lambda evidence: evidence.weight)
    return RelationReading(
        relation=strongest.relation,
        scores=_scores(found, weight),
        comparison=comparison,
        closeness=closeness,
        is_coded=bool(issues),
        evidence=strongest.why,
    )


def heaviest(earlier: Utterance, later: Utterance) -> float:
    """Return the most that anything can weigh that speaks for a relation of two; by as much closeness is multiplied."""
    is_own = _is_own_side(earlier, later)
    if is_own or earlier.party in later.reports or coded.coded_on_one_issue(earlier, later):
        return 1.0
    return told.TOWARD_OTHERS


def _is_own_side(earlier: Utterance, later: Utterance) -> bool:
    return not (earlier.party and later.party) or earlier.party == later.party


def _closeness(comparison: Comparison, similarity: float) -> float:
    """Return the greater of cosine and overlap; the vector of a text without words means nothing."""
    if not comparison.earlier.tokens or not comparison.later.tokens:
        return 0.0
    return min(max(similarity, comparison.overlap), 1.0)


def _scores(found: list[Evidence], weight: float) -> dict[Relation, float]:
    scores: dict[Relation, float] = {}
    for evidence in found:
        scores[evidence.relation] = max(scores.get(evidence.relation, 0.0), round(evidence.weight * weight, 4))
    return scores
