"""Names the steps between two held positions: direction and size; pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from positions.analysis.ledger import Held, Ledger
from positions.enums import Relation, Stance

MIDDLE = 50
Forms = tuple[Any, Any, Any]
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
        return perhaps(self) if self.is_suggested else said(self)


# What happened, what may have happened, and what would have.
BY_POINTS = {
    Relation.HARDENS: (
        ngettext_lazy("hardened by %(points)s point", "hardened by %(points)s points", "points"),
        ngettext_lazy("may have hardened by %(points)s point", "may have hardened by %(points)s points", "points"),
        ngettext_lazy("would have hardened by %(points)s point", "would have hardened by %(points)s points", "points"),
    ),
    Relation.SOFTENS: (
        ngettext_lazy("softened by %(points)s point", "softened by %(points)s points", "points"),
        ngettext_lazy("may have softened by %(points)s point", "may have softened by %(points)s points", "points"),
        ngettext_lazy("would have softened by %(points)s point", "would have softened by %(points)s points", "points"),
    ),
    Relation.REVERSES: (
        ngettext_lazy("reversed by %(points)s point", "reversed by %(points)s points", "points"),
        ngettext_lazy("may have reversed by %(points)s point", "may have reversed by %(points)s points", "points"),
        ngettext_lazy("would have reversed by %(points)s point", "would have reversed by %(points)s points", "points"),
    ),
}
FROM_TO = {
    Relation.HARDENS: (
        _("hardened from %(before)s to %(after)s"),
        _("may have hardened from %(before)s to %(after)s"),
        _("would have hardened from %(before)s to %(after)s"),
    ),
    Relation.SOFTENS: (
        _("softened from %(before)s to %(after)s"),
        _("may have softened from %(before)s to %(after)s"),
        _("would have softened from %(before)s to %(after)s"),
    ),
    Relation.REVERSES: (
        _("reversed from %(before)s to %(after)s"),
        _("may have reversed from %(before)s to %(after)s"),
        _("would have reversed from %(before)s to %(after)s"),
    ),
    Relation.REFINES: (
        _("went from %(before)s to %(after)s"),
        _("may have gone from %(before)s to %(after)s"),
        _("would have gone from %(before)s to %(after)s"),
    ),
}
VOICES = {
    2: (_("spoke with two voices"), _("may have spoken with two voices"), _("would have spoken with two voices")),
    3: (_("spoke with three voices"), _("may have spoken with three voices"), _("would have spoken with three voices")),
    4: (_("spoke with four voices"), _("may have spoken with four voices"), _("would have spoken with four voices")),
}
MANY_VOICES = (
    _("spoke with many voices"),
    _("may have spoken with many voices"),
    _("would have spoken with many voices"),
)
CHANGED_CONDITION = (
    _("changed its condition"),
    _("may have changed its condition"),
    _("would have changed its condition"),
)
SET_CONDITION = _("set a condition"), _("may have set a condition"), _("would have set a condition")
GAVE_PLACE = (
    _("gave its place on the scale"),
    _("may have given its place on the scale"),
    _("would have given its place on the scale"),
)
SAID_FIRMNESS = _("said how firm it is"), _("may have said how firm it is"), _("would have said how firm it is")


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
    forms, measure = in_words(shift)
    return str(forms[0] % measure)


def perhaps(shift: Shift) -> str:
    """Return the same as a possibility: may have softened by 28 points."""
    forms, measure = in_words(shift)
    return str(forms[1] % measure)


def if_so(shift: Shift) -> str:
    """Return the same of what is not so: would have softened by 28 points."""
    forms, measure = in_words(shift)
    return str(forms[2] % measure)


def in_words(shift: Shift) -> tuple[Forms, dict[str, object]]:
    """Return the forms of what happened, and what stands in them."""
    before, after = shift.before, shift.after
    if after.is_split:
        return VOICES.get(len(after.sides), MANY_VOICES), {}
    if shift.relation != Relation.REFINES and shift.size:
        return BY_POINTS[shift.relation], {"points": abs(shift.size)}
    if before.stance != after.stance:
        return FROM_TO[shift.relation], {"before": before.stance_label, "after": after.stance_label}
    if shift.relation != Relation.REFINES:
        return FROM_TO[shift.relation], {"before": before.firmness_label, "after": after.firmness_label}
    return refinement(before, after), {}


def in_voices(split: Held) -> str:
    """Return what a party did whose speakers were at odds."""
    return str(VOICES.get(len(split.sides), MANY_VOICES)[0])


def refinement(before: Held, after: Held) -> Forms:
    """Return what a step that neither hardens nor softens changes under the same stance."""
    if before.condition != after.condition:
        return CHANGED_CONDITION if before.condition else SET_CONDITION
    return GAVE_PLACE if before.value != after.value else SAID_FIRMNESS


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
