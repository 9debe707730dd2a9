"""Migrations that take runs of additions to tables in one step, for Django renders a third of all models anew after each.

With some 400 of them that was most of the time in which a new database got its tables: 38 s of a processor, 13 in runs
(2026-11). The tables and the state of the models afterwards are the same.
"""

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Any

from django.db import migrations
from django.db.migrations.operations.base import Operation
from pgtrigger.migrations import AddTrigger, RemoveTrigger

# Each changes a table that was there before, and looks at nothing of its model that the rest of a run changes.
TAKEN_TOGETHER = (
    migrations.AddField,
    migrations.AddConstraint,
    migrations.AddIndex,
    migrations.RemoveConstraint,
    AddTrigger,
    RemoveTrigger,
)


class Together(Operation):
    """A run of such operations, with the models rendered once before and once after it."""

    def __init__(self, operations: Sequence[Operation]) -> None:
        self.operations = operations

    def state_forwards(self, app_label: str, state: Any) -> None:
        state.__dict__.pop("apps", None)  # rendered when an operation asks for a model
        for operation in self.operations:
            operation.state_forwards(app_label, state)

    def database_forwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        for operation in self.operations:
            operation.database_forwards(app_label, schema_editor, from_state, to_state)

    def database_backwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        for operation in reversed(self.operations):
            # What goes is named by the models that have it, columns and all; what comes back by those of before.
            comes_back = isinstance(operation, migrations.RemoveConstraint | RemoveTrigger)
            operation.database_backwards(app_label, schema_editor, from_state, to_state if comes_back else from_state)

    def describe(self) -> str:
        return "; ".join(operation.describe() for operation in self.operations)


def in_runs(operations: Sequence[Operation]) -> Iterator[Operation]:
    """Return the operations in their order, runs of those that can be taken together as one."""
    for are_together, run in groupby(operations, key=lambda operation: isinstance(operation, TAKEN_TOGETHER)):
        if are_together:
            yield Together(list(run))
        else:
            yield from run


class TogetherMigration(migrations.Migration):
    """A migration that takes its operations in runs."""

    def __init__(self, name: str, app_label: str) -> None:
        super().__init__(name, app_label)
        self.operations = list(in_runs(self.operations))
