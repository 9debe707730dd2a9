"""The matrix, and the comparison of two dates, as rows of a CSV file; what is unknown is empty, not zero."""

from __future__ import annotations

from collections.abc import Iterator

from positions.analysis.between import Comparison, Difference
from positions.analysis.ledger import Held
from positions.analysis.matrix import Cell, Matrix
from positions.enums import Stance
from positions.exchange.tables.cells import escaped

COLUMNS = [
    "as_of", "party", "issue", "stance", "value", "firmness", "condition", "since", "last_said", "times_said", "state",
    "reason",
]  # fmt: skip
CHANGE_COLUMNS = [
    "from", "to", "party", "issue", "change", "direction", "points", "stance_then", "value_then", "firmness_then",
    "condition_then", "state_then", "stance_now", "value_now", "firmness_now", "condition_now", "state_now",
]  # fmt: skip


SHIFT_COLUMNS = [
    "day", "party", "issue", "what_happened", "direction", "points", "stance_before", "value_before", "stance_after",
    "value_after", "state",
]  # fmt: skip


def matrix_rows(found: Matrix) -> Iterator[list[object]]:
    """Yield the head and a row for every cell."""
    yield [*COLUMNS]
    yield from (cell_row(cell) for cell in found.cells)


def change_rows(found: Comparison) -> Iterator[list[object]]:
    """Yield the head and a row for every cell in which something else is held than was."""
    yield [*CHANGE_COLUMNS]
    yield from (change_row(each) for each in found.changed)


def shift_rows(found: Matrix) -> Iterator[list[object]]:
    """Yield the head and a row for every shift of all time, as far as its parties and issues are shown."""
    yield [*SHIFT_COLUMNS]
    parties = {row.party.pk: row.party.name for row in found.rows}
    issues = {issue.pk: issue.title for issue in found.issues}
    for shift in found.shifts:
        yield [
            f"{shift.after.opening.said_on:%Y-%m-%d}",
            escaped(parties[shift.after.party]),
            escaped(issues[shift.after.issue]),
            shift.summary,
            shift.relation.label,
            "" if shift.size is None else shift.size,
            *held_columns(shift.before)[:2],
            *held_columns(shift.after)[:2],
            "suggested" if shift.is_suggested else "confirmed",
        ]


def cell_row(cell: Cell) -> list[object]:
    """Return a cell as a row."""
    start: list[object] = [f"{cell.as_of:%Y-%m-%d}", escaped(cell.party.name), escaped(cell.issue.title)]
    held = cell.held
    if held is None:
        return [*start, *[""] * 7, "unknown", cell.reason]
    return [
        *start,
        *held_columns(held),
        f"{held.since:%Y-%m-%d}",
        f"{held.last_said:%Y-%m-%d}",
        held.times_said,
        state_of(held),
        held.odds,
    ]


def change_row(each: Difference) -> list[object]:
    """Return what changed in a cell as a row."""
    size = each.shift.size if each.shift else None
    return [
        f"{each.then.as_of:%Y-%m-%d}",
        f"{each.now.as_of:%Y-%m-%d}",
        escaped(each.now.party.name),
        escaped(each.now.issue.title),
        each.summary,
        each.direction,
        "" if size is None else size,
        *held_columns(each.then.held),
        state_of(each.then.held),
        *held_columns(each.now.held),
        state_of(each.now.held),
    ]


def held_columns(held: Held | None) -> list[object]:
    """Return stance, value, firmness and condition."""
    if held is None:
        return [""] * 4
    value = "" if held.value is None else held.value
    return [Stance(held.stance).label, value, held.firmness_label, escaped(held.condition)]


def state_of(held: Held | None) -> str:
    """Return unknown, suggested or confirmed."""
    if held is None:
        return "unknown"
    return "suggested" if held.is_suggested else "confirmed"
