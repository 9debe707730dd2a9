"""Names the steps between two held positions: direction and size; pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from positions.analysis.ledger import Held, Ledger
from positions.enums import Relation, Stance

MIDDLE = 50
SIDES = {Stance.SUPPORTS, Stance.OPPOSES}


@dataclass(frozen=True, slots=True)
class Shift:
    """The step from one held position to the next; `relation` is hardens, softens, reverses or refines.

    A step into a split, `after.is_split`, has neither size nor direction: it refines.
    """

    before: Held
    after: Held

    @property
    def at(self) -> datetime:
        """Return when the new position was first said."""
        return self.after.since

    @property
    def is_suggested(self) -> bool:
        """Tell whether either side is only suggested."""
        return self.before.is_suggested or self.after.is_suggested

    @property
    def size(self) -> int | None:
        """Return the points moved on the issue's scale, signed; None unless both positions are placed and whole."""
        if self.after.is_split or self.before.value is None or self.after.value is None:
            return None
        return self.after.value - self.before.value

    @property
    def relation(self) -> Relation:
        """Return the step's direction: the place decides, then the stance, then the firmness.

        Away from the middle of the scale hardens, towards it softens. Another side reverses, except that two
        places on one side of the middle only soften or harden, whatever the stance is called.
        """
        if self.after.is_split:
            return Relation.REFINES
        return by_place(self.before, self.after) or by_stance(self.before, self.after) or by_firmness(self)

    @property
    def summary(self) -> str:
        """Return what happened, after the party's name: softened by 28 points."""
        return f"may have {in_perfect(said(self))}" if self.is_suggested else said(self)


VERBS = {
    Relation.HARDENS: "hardened",
    Relation.SOFTENS: "softened",
    Relation.REVERSES: "reversed",
}
PERFECT = {"went": "gone", "gave": "given", "spoke": "spoken"}
VOICES = {2: "two", 3: "three", 4: "four"}


def by_place(before: Held, after: Held) -> Relation | None:
    """Return the direction of a move on the scale, or None without one."""
    if before.value is None or after.value is None or before.value == after.value:
        return None
    from_middle, to_middle = before.value - MIDDLE, after.value - MIDDLE
    if from_middle * to_middle < 0:
        return Relation.REVERSES
    return Relation.HARDENS if abs(to_middle) > abs(from_middle) else Relation.SOFTENS


def by_stance(before: Held, after: Held) -> Relation | None:
    """Return the direction of a change of stance, or None without one that takes or leaves a side."""
    if before.stance == after.stance or not {before.stance, after.stance} & SIDES:
        return None
    if {before.stance, after.stance} == SIDES:
        return Relation.REVERSES
    return Relation.HARDENS if after.stance in SIDES else Relation.SOFTENS


def by_firmness(shift: Shift) -> Relation:
    """Return the direction of a change of firmness; a change of condition alone, or a first placing, refines."""
    before, after = shift.before.firmness, shift.after.firmness
    if before is None or after is None or before == after:
        return Relation.REFINES
    return Relation.HARDENS if after > before else Relation.SOFTENS


def said(shift: Shift) -> str:
    """Return verb and measure of a shift."""
    before, after = shift.before, shift.after
    if after.is_split:
        return in_voices(after)
    if shift.relation == Relation.REFINES:
        return refinement(before, after)
    if shift.size:
        return f"{VERBS[shift.relation]} by {abs(shift.size)} point{'s' if abs(shift.size) != 1 else ''}"
    if before.stance != after.stance:
        return f"{VERBS[shift.relation]} from {Stance(before.stance).label} to {Stance(after.stance).label}"
    return f"{VERBS[shift.relation]} from {before.firmness_label} to {after.firmness_label}"


def in_voices(split: Held) -> str:
    """Return what a party did whose speakers were at odds."""
    return f"spoke with {VOICES.get(len(split.sides), 'many')} voices"


def in_perfect(words: str) -> str:
    """Return words that begin with a verb in the past, to stand after "have"."""
    verb, _, rest = words.partition(" ")
    return f"{PERFECT.get(verb, verb)} {rest}"


def refinement(before: Held, after: Held) -> str:
    """Return what a step that neither hardens nor softens changes."""
    if before.stance != after.stance:
        return f"went from {Stance(before.stance).label} to {Stance(after.stance).label}"
    if before.condition != after.condition:
        return "changed its condition" if before.condition else "set a condition"
    if before.value != after.value:
        return "gave its place on the scale"
    return "said how firm it is"


def shifts_between(held: Iterable[Held]) -> list[Shift]:
    """Return the steps of one party on one issue, in order of time.

    What was held before a split is compared with what is held after it: sides that disagree for a day move nothing.
    """
    found: list[Shift] = []
    whole: Held | None = None
    for each in held:
        if whole and not whole.is_same_as(each):
            found.append(Shift(whole, each))
        whole = whole if each.is_split else each
    return found


def shifts_of(ledger: Ledger, *, since: datetime | None = None, until: datetime | None = None) -> list[Shift]:
    """Return all steps of a ledger said after `since` and up to `until`, in order of time."""
    found = [shift for held in ledger.held.values() for shift in shifts_between(held)]
    wanted = [shift for shift in found if (not since or shift.at > since) and (not until or shift.at <= until)]
    return sorted(wanted, key=place_of)


def place_of(shift: Shift) -> tuple[Any, int]:
    """Return what orders shifts: the place of the opening words, then the party where they were said jointly."""
    return shift.after.opening.sort_key, shift.after.party
