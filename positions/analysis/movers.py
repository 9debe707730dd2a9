"""Says who moved first on an issue, who followed and how much later, and who has not moved; pure.

A party has *moved* when it left the position that it held when its ledger on the issue starts: with its first step that
hardens, softens or reverses. Saying for the first time how firm it is, a condition, a place on the scale or a day on
which its speakers are at odds is no move. That one moved later than another does not say that it moved because of it.
"""

from __future__ import annotations

from dataclasses import dataclass

from positions.analysis.distance import gap
from positions.analysis.ledger import Held, Ledger
from positions.analysis.steps import Shift, shifts_between
from positions.enums import Precision, Relation


@dataclass(frozen=True, slots=True)
class Mover:
    """A party's first move, and the days from the first mover's to its own; `is_about` when a month is all we know.

    `nearer` and `farther` are the parties to which the move brought it closer, or from which away, by what they held
    that day.
    """

    shift: Shift
    lag_days: int
    is_about: bool
    nearer: tuple[int, ...] = ()
    farther: tuple[int, ...] = ()

    @property
    def party(self) -> int:
        return self.shift.after.party


@dataclass(frozen=True, slots=True)
class FirstMoves:
    """The parties that moved on an issue, in order of time, and those that hold what they held at first."""

    movers: tuple[Mover, ...]
    unmoved: tuple[int, ...]

    @property
    def first(self) -> tuple[Mover, ...]:
        """Return who moved first; several when they moved on one day, none while nobody did."""
        return tuple(mover for mover in self.movers if mover.lag_days == 0)

    @property
    def followers(self) -> tuple[Mover, ...]:
        """Return who moved later, the earliest first."""
        return tuple(mover for mover in self.movers if mover.lag_days > 0)


def first_moves(ledger: Ledger, issue: int) -> FirstMoves:
    """Return who moved first on an issue, by the positions of a ledger."""
    cells = {party: held for (party, its), held in ledger.held.items() if its == issue}
    steps = [step for held in cells.values() if (step := first_step(held))]
    steps.sort(key=lambda step: (step.after.opening.said_on, step.after.opening.sort_key))
    movers = tuple(mover_of(step, steps[0], cells) for step in steps)
    moved = {mover.party for mover in movers}
    return FirstMoves(movers, tuple(party for party in cells if party not in moved))


def first_step(held: tuple[Held, ...]) -> Shift | None:
    """Return the first step that leaves the position held at first, or None."""
    return next((step for step in shifts_between(held) if step.relation != Relation.REFINES), None)


def mover_of(step: Shift, first: Shift, cells: dict[int, tuple[Held, ...]]) -> Mover:
    """Return a party's first move beside the first of all, and beside what the others held that day."""
    own, other = step.after.opening, first.after.opening
    nearer: list[int] = []
    farther: list[int] = []
    for party, held in cells.items():
        theirs = next((each for each in reversed(held) if each.opening.said_on <= own.said_on), None)
        change = 0.0 if party == own.party or theirs is None else closing(step, theirs)
        if change:
            (nearer if change > 0 else farther).append(party)
    is_about = own.position != other.position and Precision.MONTH in {own.precision, other.precision}
    return Mover(step, (own.said_on - other.said_on).days, is_about, tuple(nearer), tuple(farther))


def closing(step: Shift, theirs: Held) -> float:
    """Return by how much a step came closer to what another party holds; 0 where that cannot be told."""
    before, after = gap(step.before, theirs), gap(step.after, theirs)
    if before is None or after is None or not (before.is_exact and after.is_exact):
        return 0.0
    return before.low - after.low
