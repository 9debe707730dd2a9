"""Reads codings and verdicts as they stood at an earlier moment, in a fixed number of queries.

Verdicts are superseded and never overwritten, so those of then are still there. Rows change in place; what they said
then is the last state that `pghistory` noted by that moment. Only rows changed or deleted since are taken from there,
so rows without a history, as after a bulk load, count as they are. The further parties of a joint statement have no
history: those of now are used.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.apps import apps
from django.db.models import Model, OuterRef, Q, QuerySet, Subquery

from positions.enums import Relation, Verdict
from positions.models import Judgement, Negotiation, Position, Statement, Vote

POSITION_COLUMNS = ("issue_id", "stance", "value", "firmness", "condition", "recorded_at", "statement_id", "vote_id")
STATEMENT_COLUMNS = (
    "party_id", "speaker_id", "speaker_as_written", "said_at", "said_at_precision", "version_id", "start",
    "reported_through_id",
)  # fmt: skip
VOTE_COLUMNS = ("party_id", "cast_at", "cast_at_precision")

# The database generates the start from the spans, so that the history has only these.
NOTED = {"start": "spans"}

Row = dict[str, Any]
Ruling = tuple[str, datetime | None]


@dataclass(frozen=True, slots=True)
class Records:
    """Rows by primary key as they stood at one moment, and the verdicts then in force on them, with their moment."""

    positions: Mapping[int, Row]
    statements: Mapping[int, Row]
    votes: Mapping[int, Row]
    on_positions: Mapping[int, Ruling]
    on_statements: Mapping[int, Ruling]


def read_records(negotiation: Negotiation, known_at: datetime) -> Records:
    """Return all coded positions of a negotiation that were recorded by known_at, refused ones too, and on what."""
    positions = as_of(Position, POSITION_COLUMNS, Q(issue__negotiation=negotiation), known_at)
    stated = Q(negotiation=negotiation)
    statements = as_of(Statement, STATEMENT_COLUMNS, stated, known_at)
    votes = as_of(Vote, VOTE_COLUMNS, Q(proposal__negotiation=negotiation), known_at)
    on_positions, on_statements = verdicts(negotiation, known_at)
    return Records(
        positions={pk: row | {"pk": pk} for pk, row in positions.items()},
        statements=statements,
        votes=votes,
        on_positions=on_positions,
        on_statements=on_statements,
    )


def as_of(model: type[Model], columns: tuple[str, ...], wanted: Q, moment: datetime) -> dict[int, Row]:
    """Return rows as they stood at a moment, by primary key: the present ones, with what changed since put back."""
    present = model._default_manager.filter(wanted, recorded_at__lte=moment)
    rows = {pk: dict(zip(columns, row, strict=True)) for pk, *row in present.values_list("pk", *columns)}
    events = events_of(model)
    since = events.filter(wanted, pgh_created_at__gt=moment, pgh_label__in=("update", "delete"))
    noted = [NOTED.get(column, column) for column in columns]
    then = (
        events.filter(wanted, pgh_created_at__lte=moment, pgh_obj__in=since.values("pgh_obj"))
        .order_by("pgh_obj", "-pgh_id")
        .distinct("pgh_obj")
        .values_list("pgh_obj", *noted)
    )
    for pk, *row in then:
        rows[pk] = dict(zip(columns, row, strict=True))
        if "start" in columns:
            rows[pk]["start"] = rows[pk]["start"][0][0]
    return rows


def verdicts(negotiation: Negotiation, moment: datetime) -> tuple[dict[int, Ruling], dict[int, Ruling]]:
    """Return verdicts in force at a moment on positions and on statements, also on those deleted since."""
    own = Q(position__issue__negotiation=negotiation) | Q(statement__negotiation=negotiation)
    columns = ("position_id", "statement_id", "verdict", "at")
    kept = in_force(Judgement._default_manager.filter(own), moment).values_list(*columns)
    gone = in_force(events_of(Judgement).filter(pgh_label="delete", pgh_created_at__gt=moment), moment)
    on_positions: dict[int, Ruling] = {}
    on_statements: dict[int, Ruling] = {}
    for position, statement, verdict, at in [*gone.values_list(*columns), *kept]:
        if position:
            on_positions[position] = (verdict, at)
        elif statement:
            on_statements[statement] = (verdict, at)
    return on_positions, on_statements


def in_force(judgements: QuerySet, moment: datetime) -> QuerySet:
    """Return judgements, or their events, that were in force at a moment."""
    return judgements.filter(Q(superseded_at=None) | Q(superseded_at__gt=moment), at__lte=moment)


def utterance_pairs(negotiation: Negotiation, moment: datetime) -> list[tuple[int, int]]:
    """Return the pairs of statements that at a moment a person held to be reports of one utterance."""
    links = apps.get_model("positions", "LinkEvent").objects
    then = links.filter(pgh_obj=OuterRef("link"), pgh_created_at__lte=moment).order_by("-pgh_id").values("relation")
    judged = in_force(Judgement.objects.filter(link__negotiation=negotiation, verdict=Verdict.CONFIRM), moment)
    rows: Iterable[tuple[str, str, str | None, int, int]] = judged.annotate(suggested=Subquery(then[:1])).values_list(
        "relation", "link__relation", "suggested", "link__earlier_id", "link__later_id"
    )
    return [
        (earlier, later)
        for named, now, suggested, earlier, later in rows
        if (named or suggested or now) == Relation.SAME_UTTERANCE
    ]


def events_of(model: type[Model]) -> QuerySet:
    """Return the history of a model's rows."""
    return apps.get_model("positions", f"{model.__name__}Event")._default_manager.all()
