"""What the coding of two statements says of their relation: it decides, the words only explain."""

from collections.abc import Iterator

from positions.enums import Relation, Stance
from positions.linking import reasons
from positions.linking.comparison import Comparison
from positions.linking.utterances import Coding, Evidence, Utterance

# Points on a scale of 100 that coders differ by on one statement without meaning to.
SAME_PLACE = 5
FAR_APART = 50
MIDDLE = 50
MUCH_SHARED = 0.5  # of the words; from there on two texts are versions of each other


def coded_on_one_issue(earlier: Utterance, later: Utterance) -> list[tuple[Coding, Coding]]:
    after = {coding.issue: coding for coding in later.codings}
    return [(coding, after[coding.issue]) for coding in earlier.codings if coding.issue in after]


def own_side(before: Coding, after: Coding, comparison: Comparison) -> Iterator[Evidence]:
    """Yield how one party's coded position on an issue moved."""
    moves = list(_moves(before, after))
    for relation, weight, sentence in moves:
        yield Evidence(relation, weight, (sentence,))
    if moves:
        return
    sentence = f"On {before.issue}, both are coded alike."
    if comparison.overlap > MUCH_SHARED and comparison.is_altered:
        yield Evidence(Relation.REFINES, 0.9, (sentence,))
    else:
        yield Evidence(Relation.RESTATES, 0.9, (sentence,))


def _moves(before: Coding, after: Coding) -> Iterator[tuple[Relation, float, str]]:
    issue, clear = before.issue, (Stance.SUPPORTS, Stance.OPPOSES)
    if before.stance != after.stance:
        sentence = reasons.how_coding_moved(issue, "the stance", before.stance, after.stance)
        if before.stance in clear and after.stance in clear:
            yield Relation.REVERSES, 1.0, sentence
        elif after.stance in clear:
            yield Relation.HARDENS, 0.95, sentence
        else:
            yield Relation.SOFTENS, 0.95, sentence
    if before.value is not None and after.value is not None and abs(after.value - before.value) > SAME_PLACE:
        sentence = reasons.how_coding_moved(issue, "the place on the scale", before.value, after.value)
        yield _along_the_scale(before.value, after.value), 0.97, sentence
    if before.firmness and after.firmness and before.firmness != after.firmness:
        relation = Relation.HARDENS if after.firmness > before.firmness else Relation.SOFTENS
        yield relation, 0.93, reasons.how_coding_moved(issue, "the firmness", before.firmness, after.firmness)
    if bool(before.condition) != bool(after.condition):
        narrows = bool(after.condition) == (after.stance != Stance.OPPOSES)
        verb = "appeared" if after.condition else "was dropped"
        sentence = f"On {issue}, a condition {verb}: “{after.condition or before.condition}”."
        yield (Relation.HARDENS if narrows else Relation.SOFTENS), 0.92, sentence


def _along_the_scale(before: int, after: int) -> Relation:
    """Away from the middle is harder, towards it softer, across it by much a reversal."""
    if (before - MIDDLE) * (after - MIDDLE) < 0 and abs(after - before) >= FAR_APART:
        return Relation.REVERSES
    return Relation.HARDENS if abs(after - MIDDLE) > abs(before - MIDDLE) else Relation.SOFTENS


def other_side(before: Coding, after: Coding, comparison: Comparison) -> Iterator[Evidence]:
    """Yield how one party's coded position stands to another's."""
    issue, stances = before.issue, {before.stance, after.stance}
    apart = 0 if before.value is None or after.value is None else abs(after.value - before.value)
    if stances == {Stance.SUPPORTS, Stance.OPPOSES}:
        yield Evidence(Relation.OPPOSES, 1.0, (f"On {issue}, one supports and the other opposes.",))
    elif apart >= FAR_APART:
        yield Evidence(Relation.OPPOSES, 0.95, (f"On {issue}, they stand {apart} points apart.",))
    elif len(stances) == 1 and stances <= {Stance.SUPPORTS, Stance.OPPOSES}:
        yield Evidence(Relation.SUPPORTS, 0.95, (f"On {issue}, both are coded “{before.stance.label}”.",))
    else:
        yield Evidence(Relation.RESPONDS_TO, 0.8, (f"Both are coded on {issue}.",))
