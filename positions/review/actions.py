"""What a person did in one go, read from the history: which rows changed, from what to what.

All rows that one request writes carry the same context in the history. That is an action: an accepted statement with
its positions, a correction with its codings, words captured with a new person.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import pghistory
from django.apps import apps
from django.db.models import Max, Model, Q, QuerySet, Value
from pghistory.models import Context

from positions.enums import Origin
from positions.models import (
    Affiliation,
    ArticleVersion,
    Judgement,
    Link,
    PartyAlias,
    Position,
    Spokesperson,
    SpokespersonAlias,
    Statement,
    User,
)

# In the order in which undoing goes through them: what hangs on a row before the row.
FOLLOWED: tuple[type[Model], ...] = (
    Judgement,
    Position,
    Link,
    Statement,
    PartyAlias,
    SpokespersonAlias,
    Affiliation,
    Spokesperson,
)
ACTIONS_SHOWN = 30
Row = dict[str, Any]


@dataclass(frozen=True)
class Change:
    """One row before and after; `before` is None for a row entered, `after` for one removed.

    `is_known` is False when nothing is on record of how the row was before.
    """

    model: type[Model]
    pk: int
    before: Row | None
    after: Row | None
    is_known: bool = True

    @property
    def fields(self) -> set[str]:
        """Return the columns that differ; none for a row entered or removed."""
        if self.before is None or self.after is None:
            return set()
        return {name for name, value in self.after.items() if self.before[name] != value}

    @property
    def row(self) -> Row:
        """Return the row as it was last."""
        return self.after or self.before or {}


@dataclass(frozen=True)
class Action:
    """What `by` did at one moment; `by` is None for a program, or a person who is gone.

    `statements` are those it was about: judged, corrected, coded, captured, or at an end of a link. `undoes` is the id
    of the action that this one took back, empty for any other.
    """

    id: UUID
    by: User | None
    at: datetime
    changes: list[Change]
    statements: set[int]
    undoes: str = ""

    def of(self, model: type[Model]) -> list[Change]:
        """Return the changes of one table's rows."""
        return [change for change in self.changes if change.model is model]


def this_action() -> str:
    """Return the id that everything written in this request carries in the history."""
    with pghistory.context() as here:
        return str(here.id)


def events_of(model: type[Model]) -> QuerySet:
    """Return the history of a table's rows."""
    return apps.get_model("positions", f"{model.__name__}Event")._default_manager.all()


def events_on(version: ArticleVersion) -> list[QuerySet]:
    """Return the history of all that hangs on a text, one query per way in, so that each finds its index."""
    statements = Statement.objects.filter(version=version).values("pk")
    positions = Position.objects.filter(statement__in=statements).values("pk")
    links = Link.objects.filter(Q(later__in=statements) | Q(earlier__in=statements)).values("pk")
    return [
        events_of(Statement).filter(version=version),
        events_of(Position).filter(statement__in=statements),
        events_of(Link).filter(pgh_obj__in=links, origin=Origin.PERSON),
        events_of(Judgement).filter(statement__in=statements),
        events_of(Judgement).filter(position__in=positions),
        events_of(Judgement).filter(link__in=links),
    ]


def latest_on(version: ArticleVersion) -> str:
    """Return a word that is another one as soon as anything about a text's statements was decided or changed.

    It is asked for every few seconds by each open page, hence in one query: the last event on each way in.
    """
    first, *others = [
        events.order_by().annotate(way=Value(way)).values("way").annotate(last=Max("pgh_id")).values_list("way", "last")
        for way, events in enumerate(events_on(version))
    ]
    last = dict(first.union(*others, all=True))
    return "-".join(str(last.get(way) or 0) for way in range(len(others) + 1))


def actions_on(version: ArticleVersion, *, limit: int = ACTIONS_SHOWN) -> list[Action]:
    """Return what people last did with a text's statements, the newest first, in a fixed number of queries."""
    found: dict[UUID, datetime] = {}
    for events in events_on(version):
        latest = events.filter(pgh_context__isnull=False).order_by().values("pgh_context")
        for context, at in (
            latest.annotate(at=Max("pgh_created_at")).order_by("-at").values_list("pgh_context", "at")[:limit]
        ):
            found[context] = max(at, found.get(context, at))
    newest = sorted(found, key=lambda context: found[context], reverse=True)[:limit]
    return read_actions(newest)


def actions_since(version: ArticleVersion, known: str) -> list[Action]:
    """Return what people did with a text's statements since `latest_on` said `known`; nothing for any other word."""
    marks = known.split("-")
    if not all(mark.isascii() and mark.isdigit() and len(mark) < 19 for mark in marks):
        return []
    found: dict[UUID, None] = {}
    for events, mark in zip(events_on(version), marks, strict=False):
        fresh = events.filter(pgh_id__gt=int(mark), pgh_context__isnull=False).order_by("pgh_id")
        found |= dict.fromkeys(fresh.values_list("pgh_context", flat=True)[: ACTIONS_SHOWN * 10])
    return read_actions(list(found)[:ACTIONS_SHOWN])


def read_actions(ids: Collection[UUID]) -> list[Action]:
    """Return actions by their ids, in this order; one that left nothing in the history is left out.

    So is what an import wrote: its batches run across texts, and its report says what it did.
    """
    by_imports = Context.objects.filter(pk__in=[*ids], metadata__has_key="transfer")
    imported = set(by_imports.values_list("pk", flat=True))
    ids = [each for each in ids if each not in imported]
    changes: dict[UUID, list[Change]] = defaultdict(list)
    heads: dict[UUID, Any] = {}
    for model in FOLLOWED:
        for event, change in _changes_of(model, ids):
            changes[event.pgh_context_id].append(change)
            heads.setdefault(event.pgh_context_id, event)
    users = User.objects.in_bulk({user for head in heads.values() if (user := head.pgh_context.metadata.get("user"))})
    about = _statements_by_row([change for found in changes.values() for change in found])
    return [
        Action(
            id=key,
            by=users.get(heads[key].pgh_context.metadata.get("user")),
            at=heads[key].pgh_created_at,
            changes=changes[key],
            statements={pk for change in changes[key] for pk in about.get((change.model, change.pk), ())},
            undoes=heads[key].pgh_context.metadata.get("undoes", ""),
        )
        for key in ids
        if key in heads
    ]


def _statements_by_row(changes: list[Change]) -> dict[tuple[type[Model], int], list[int]]:
    """Return the statements that each changed row is about, in two queries."""
    judged = [change.row for change in changes if change.model is Judgement]
    positions = Position.objects.filter(pk__in=[row["position_id"] for row in judged])
    links = Link.objects.filter(pk__in=[row["link_id"] for row in judged])
    of_position = {pk: [statement] for pk, statement in positions.values_list("pk", "statement_id")}
    of_link = {pk: list(ends) for pk, *ends in links.values_list("pk", "later_id", "earlier_id")}
    about: dict[tuple[type[Model], int], list[int]] = {}
    for change in changes:
        row, key = change.row, (change.model, change.pk)
        if change.model is Statement:
            about[key] = [change.pk]
        elif change.model is Position:
            about[key] = [row["statement_id"]]
        elif change.model is Link:
            about[key] = [row["later_id"], row["earlier_id"]]
        elif change.model is Judgement:
            own = [row["statement_id"]] if row["statement_id"] else []
            about[key] = own or of_position.get(row["position_id"], of_link.get(row["link_id"], []))
    return {key: [pk for pk in pks if pk] for key, pks in about.items()}


def _changes_of(model: type[Model], ids: Collection[UUID]) -> Iterator[tuple[Any, Change]]:
    """Yield one change per row and action, with an event of it."""
    inside = events_of(model).filter(pgh_context__in=ids)
    events = events_of(model).filter(pgh_obj_id__in=inside.values("pgh_obj_id"))
    by_row: dict[int, list[Any]] = defaultdict(list)
    for event in events.select_related("pgh_context").order_by("pgh_id"):
        by_row[event.pgh_obj_id].append(event)
    wanted = set(ids)
    for pk, chain in by_row.items():
        for start, run in _runs(chain):
            if run[0].pgh_context_id in wanted:
                yield run[-1], _change(model, pk, chain[start - 1] if start else None, run)


def _runs(chain: list[Any]) -> Iterator[tuple[int, list[Any]]]:
    """Yield neighbouring events of one action, with the place of the first."""
    start = 0
    for at in range(1, len(chain) + 1):
        if at == len(chain) or chain[at].pgh_context_id != chain[start].pgh_context_id:
            yield start, chain[start:at]
            start = at


def _change(model: type[Model], pk: int, previous: Any, run: list[Any]) -> Change:
    columns = [column.attname for column in model._meta.concrete_fields if hasattr(run[0], column.attname)]
    is_entered = run[0].pgh_label == "insert"
    before = _values(previous, columns) if previous is not None and not is_entered else None
    after = None if run[-1].pgh_label == "delete" else _values(run[-1], columns)
    if after is None and before is None:
        before = _values(run[-1], columns)
    return Change(model, pk, before, after, is_known=is_entered or previous is not None)


def _values(event: Any, columns: Iterable[str]) -> Row:
    return {column: getattr(event, column) for column in columns}
