"""What the texts alone say of the relation of two statements: a proposal, never more."""

from collections.abc import Iterator
from datetime import timedelta

from positions.enums import Firmness, Relation, Stance
from positions.linking import reasons
from positions.linking.comparison import Comparison
from positions.linking.reading import read
from positions.linking.utterances import Evidence, Utterance

# Two translations of one passage in one news article lie at cosines of 0.80 and 0.84; sentences on one matter that do
# not say the same at up to 0.6.
NEARLY_THE_SAME = 0.70
MUCH_SHARED = 0.5  # of the words; from there on two texts are versions of each other
TOWARD_OTHERS = 0.9  # the most that anything weighs between two parties, unless one passes on what the other said
# Reports of one press conference carry the date of either day around midnight.
ONE_OCCASION = timedelta(hours=24)


def is_same_in_other_words(comparison: Comparison) -> bool:
    """Tell whether nothing was found that forbids to call the later text the earlier in other words.

    One word or two put for others are as likely to change the sense as to keep it, so they forbid it too.
    """
    if comparison.is_altered or comparison.condition_appeared or comparison.condition_went:
        return False
    if moved_to(comparison):
        return False
    return not comparison.changes_few_words


def own_side(comparison: Comparison, closeness: float) -> Iterator[Evidence]:
    """Yield what the texts alone say of two statements of one party."""
    yield Evidence(Relation.REFINES, 0.75)
    if closeness >= NEARLY_THE_SAME and is_same_in_other_words(comparison):
        yield Evidence(Relation.RESTATES, 0.97, ("It says the same in the same or other words.",))
    moved = moved_to(comparison)
    if moved:
        yield Evidence(moved, 0.9, (reasons.how_wording_moved(comparison),))
    elif comparison.is_negated or comparison.opposites:
        # The more the rest agrees, the surer it is that the denial is of the same thing.
        yield Evidence(Relation.REVERSES, 0.95 if comparison.overlap > MUCH_SHARED else 0.6)
    elif comparison.swapped and comparison.changes_few_words:
        # Where more is moved about, it is a paraphrase more often than an exchange of parts.
        yield Evidence(Relation.REVERSES, 0.8)
    yield from _condition(comparison)


def other_side(earlier: Utterance, later: Utterance, comparison: Comparison, closeness: float) -> Iterator[Evidence]:
    """Yield what the texts alone say of two parties' statements."""
    yield from _quotation(earlier, later)
    agree = _stances_agree(comparison)
    if agree is False or comparison.is_negated or comparison.opposites:
        why = (reasons.how_wording_moved(comparison),) if agree is False else ()
        yield Evidence(Relation.OPPOSES, TOWARD_OTHERS, why)
    elif (agree and comparison.overlap > MUCH_SHARED) or (
        closeness >= NEARLY_THE_SAME and is_same_in_other_words(comparison)
    ):
        yield Evidence(Relation.SUPPORTS, TOWARD_OTHERS, ("It takes the other party's side.",))
    yield Evidence(Relation.RESPONDS_TO, 0.75, ("It speaks to the same matter.",))


def _stances_agree(comparison: Comparison) -> bool | None:
    """Tell whether both stand on the same half of the ladder; None when one of them stands on no rung."""
    before, after = comparison.earlier.wording, comparison.later.wording
    return None if before is None or after is None else before.rung.stance == after.rung.stance


def _quotation(earlier: Utterance, later: Utterance) -> Iterator[Evidence]:
    if earlier.party in later.reports:
        yield Evidence(Relation.QUOTES, 1.0, ("It passes on what the other party said.",))
        return
    words = read(later.text).tokens
    for name in earlier.names:
        called = read(name).tokens
        if (
            called
            and called[0] in words
            and any(words[start : start + len(called)] == called for start in range(len(words)))
        ):
            yield Evidence(Relation.RESPONDS_TO, 0.85, (f"It names {name}.",))
            return


def one_utterance(earlier: Utterance, later: Utterance, comparison: Comparison, closeness: float) -> Iterator[Evidence]:
    """Yield the reading that both report one thing said once: one speaker, one occasion, nearly the same words."""
    if not earlier.speaker or earlier.speaker != later.speaker or closeness < NEARLY_THE_SAME:
        return
    if earlier.said_at is None or later.said_at is None or abs(later.said_at - earlier.said_at) > ONE_OCCASION:
        return
    if is_same_in_other_words(comparison):
        place = "in one article" if earlier.article and earlier.article == later.article else "on one day"
        yield Evidence(Relation.SAME_UTTERANCE, 1.0, (f"One speaker, {place}, nearly the same words.",))


def moved_to(comparison: Comparison) -> Relation | None:
    """Return where the wording went on the ladder, or None when it stayed or one text stands on no rung."""
    if comparison.earlier.wording is None or comparison.later.wording is None:
        return None
    before, after = comparison.earlier.wording.rung.height, comparison.later.wording.rung.height
    if before == after:
        return None
    if before * after > 0:
        return Relation.HARDENS if abs(after) > abs(before) else Relation.SOFTENS
    if Firmness.EXPLORATORY in (abs(before), abs(after)):
        return Relation.SOFTENS if after > before else Relation.HARDENS
    return Relation.REVERSES


def _condition(comparison: Comparison) -> Iterator[Evidence]:
    """Yield what a condition put in or dropped means: it narrows a yes and opens a no."""
    condition = comparison.condition_appeared or comparison.condition_went
    if not condition:
        return
    came = bool(comparison.condition_appeared)
    sentence = f"A condition {'appeared' if came else 'was dropped'}: “{condition}”."
    wording = comparison.later.wording or comparison.earlier.wording
    if wording is None:
        yield Evidence(Relation.REFINES, 0.85, (sentence,))
        return
    narrows = came == (wording.rung.stance == Stance.SUPPORTS)
    yield Evidence(Relation.HARDENS if narrows else Relation.SOFTENS, 0.85, (sentence,))
