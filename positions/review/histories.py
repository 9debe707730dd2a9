"""What became of one row: every change of it and of what hangs on it, with who made it and when."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Model, QuerySet

from positions.models import (
    Affiliation,
    Issue,
    Judgement,
    Link,
    Party,
    PartyAlias,
    Position,
    ScaleAnchor,
    Spokesperson,
    SpokespersonAlias,
    Statement,
    User,
)
from positions.review.actions import Row, events_of

STEPS_SHOWN = 200
DID = {"insert": "entered", "update": "changed", "delete": "removed"}
# What hangs on a row and has a history of its own, with the column that names the row.
HANGING: dict[type[Model], tuple[tuple[type[Model], str], ...]] = {
    Party: ((PartyAlias, "party"),),
    Spokesperson: ((SpokespersonAlias, "spokesperson"), (Affiliation, "spokesperson")),
    Issue: ((ScaleAnchor, "issue"),),
    Statement: ((Judgement, "statement"),),
    Position: ((Judgement, "position"),),
    Link: ((Judgement, "link"),),
}


@dataclass(frozen=True)
class Step:
    """One change of one row: `did` is entered, changed or removed.

    `before` and `after` have the columns that differ: all of a row entered or removed. `by` is None for a program, or a
    person who is gone; `action` is None for what was written outside any request.
    """

    at: datetime
    by: User | None
    action: UUID | None
    model: type[Model]
    did: str
    before: Row
    after: Row


def read_history(row: Model) -> list[Step]:
    """Return the changes of a row and of what hangs on it, the newest first, in a fixed number of queries."""
    own = [(type(row), events_of(type(row)).filter(pgh_obj_id=row.pk))]
    own += [(model, events_of(model).filter(**{column: row.pk})) for model, column in HANGING.get(type(row), ())]
    found = [(model, event, earlier) for model, events in own for event, earlier in _with_earlier(events)]
    found.sort(key=lambda each: (each[1].pgh_created_at, each[1].pgh_id), reverse=True)
    users = User.objects.in_bulk({who for _, event, _ in found if (who := _who(event))})
    steps = (_step(model, event, earlier, users) for model, event, earlier in found)
    return [step for step in steps if step.before or step.after][:STEPS_SHOWN]


def _with_earlier(events: QuerySet) -> Iterable[tuple[Any, Any]]:
    """Yield each event with the one before it of the same row, None for the first."""
    earlier: dict[int, Any] = {}
    for event in events.select_related("pgh_context").order_by("pgh_id"):
        yield event, earlier.get(event.pgh_obj_id)
        earlier[event.pgh_obj_id] = event


def _who(event: Any) -> int | None:
    return event.pgh_context.metadata.get("user") if event.pgh_context else None


def _step(model: type[Model], event: Any, earlier: Any, users: dict[int, User]) -> Step:
    after = {} if event.pgh_label == "delete" else _columns(model, event)
    before = {} if event.pgh_label == "insert" or earlier is None else _columns(model, earlier)
    if event.pgh_label == "delete":
        before = _columns(model, event)
    if before and after:
        names = [name for name, value in after.items() if before[name] != value]
        before, after = {name: before[name] for name in names}, {name: after[name] for name in names}
    by = users.get(_who(event) or 0)
    return Step(event.pgh_created_at, by, event.pgh_context_id, model, DID[event.pgh_label], before, after)


def _columns(model: type[Model], event: Any) -> Row:
    """Return the columns of a row as the history has them."""
    names = [column.attname for column in model._meta.concrete_fields if not column.primary_key]
    return {name: getattr(event, name) for name in names if hasattr(event, name)}
