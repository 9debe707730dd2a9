"""Compares what the parties held at two moments: which cells of the matrix changed in between, and how; pure."""

from __future__ import annotations

from dataclasses import dataclass, replace

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from positions.analysis.matrix import Cell, Matrix, Row
from positions.analysis.steps import Shift
from positions.models import Party


@dataclass(frozen=True, slots=True)
class Difference:
    """One cell at two moments, the earlier first."""

    then: Cell
    now: Cell

    @property
    def shift(self) -> Shift | None:
        """Return the step from the one to the other, however many lay between; None without one."""
        before, after = self.then.held, self.now.held
        return Shift(before, after) if before and after and not before.is_same_as(after) else None

    @property
    def is_first(self) -> bool:
        """Tell whether the position was unknown then and is not now."""
        return self.then.held is None and self.now.held is not None

    @property
    def is_changed(self) -> bool:
        """Tell whether something else is held than was; that it was said again changes nothing."""
        return self.is_first or self.shift is not None

    @property
    def direction(self) -> str:
        """Return the word for the change: first, hardens, softens, reverses or refines; empty without one."""
        if self.is_first:
            return pgettext("change", "first")
        return str(self.shift.relation.label) if self.shift else ""

    @property
    def summary(self) -> str:
        """Return what the party did in between, after its name; empty when it holds what it held."""
        if self.is_first:
            return _("took its first position")
        if self.shift and self.shift.before.is_split and not self.shift.after.is_split:
            return _("came to speak with one voice")
        return self.shift.summary if self.shift else ""


@dataclass(frozen=True, slots=True)
class ComparedRow:
    """The differences of one party, in the order of the issues."""

    party: Party
    differences: tuple[Difference, ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two matrices of the same parties and issues, laid over each other; groups and order are the later one's."""

    then: Matrix
    now: Matrix
    groups: tuple[tuple[str, tuple[ComparedRow, ...]], ...]

    @property
    def differences(self) -> tuple[Difference, ...]:
        """Return all differences, row after row."""
        return tuple(each for _, rows in self.groups for row in rows for each in row.differences)

    @property
    def changed(self) -> tuple[Difference, ...]:
        """Return the changed ones: steps before first positions, the largest step first."""
        found = [each for each in self.differences if each.is_changed]
        return tuple(sorted(found, key=lambda each: (each.is_first, -abs((each.shift and each.shift.size) or 0))))


def compare(then: Matrix, now: Matrix) -> Comparison:
    """Return the difference of every cell of `now` to the same cell of `then`."""
    cells = {(cell.party.pk, cell.issue.pk): cell for cell in then.cells}

    def laid_over(row: Row) -> ComparedRow:
        pairs = (Difference(cells[row.party.pk, cell.issue.pk], cell) for cell in row.cells)
        return ComparedRow(row.party, tuple(pairs))

    return Comparison(then, now, tuple((group, tuple(map(laid_over, rows))) for group, rows in now.groups))


def only_changed(found: Comparison) -> Comparison:
    """Return a comparison with the parties and issues that have a change, and no others."""
    changed = {each.now.issue.pk for each in found.changed}
    places = [place for place, issue in enumerate(found.now.issues) if issue.pk in changed]
    groups = [
        (
            group,
            tuple(
                ComparedRow(row.party, tuple(row.differences[place] for place in places))
                for row in rows
                if any(each.is_changed for each in row.differences)
            ),
        )
        for group, rows in found.groups
    ]
    now = replace(found.now, issues=tuple(found.now.issues[place] for place in places))
    return replace(found, now=now, groups=tuple((group, rows) for group, rows in groups if rows))
