"""Writes statements that were weighed, with what they say on issues and with the verdicts of who imports."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

from positions.enums import Origin
from positions.exchange.comparing import OTHERS
from positions.exchange.copying import copy_rows, next_keys
from positions.exchange.drafts import PositionDraft, StatementDraft
from positions.exchange.names import Entry
from positions.exchange.weighing import Weighing
from positions.models import Judgement, Position, Statement, User
from positions.review.statements import MOVES_LINKS, keep_links_backwards
from positions.text import words_at

DRAFTED = ("speaker", "party")


def write_statements(weighing: Weighing, *, by: User, now: datetime) -> None:
    """Write new and changed statements of a batch; new ones by one COPY per table."""
    drafts = [*weighing.statements]
    new = [draft for draft in drafts if draft.is_new]
    changed = [draft for draft in drafts if not draft.is_new]
    for draft, key in zip(new, next_keys(Statement, len(new)), strict=True):
        draft.key = key
    method = f"import: {weighing.transfer.format}"
    _copy_statements(new, negotiation=weighing.negotiation.pk, method=method, now=now)
    for draft in changed:
        _update_statement(draft)
    for name in OTHERS:
        _write_others(name, drafts)
    positions = [(draft, position) for draft in drafts for position in draft.positions.values()]
    _write_positions(positions, method=method, now=now)
    _write_verdicts("statement", drafts, by=by, now=now)
    _write_verdicts("position", [position for _, position in positions], by=by, now=now)


def _copy_statements(drafts: Iterable[StatementDraft], *, negotiation: int, method: str, now: datetime) -> None:
    copy_rows(
        Statement,
        "id public_id negotiation_id version_id spans words kind speaker_as_written speaker_id party_id"
        " unresolved_reason reported_through_id said_at said_at_precision recorded_at origin method",
        (
            (draft.key, uuid.uuid4(), negotiation, draft.article.version, [list(span) for span in draft.spans],
             words_at(draft.article.text, draft.spans), draft.columns["kind"], draft.as_written, _key(draft.speaker),
             _key(draft.party), "", draft.carrier.key if draft.carrier else None, draft.said_at,
             draft.columns["said_at_precision"], now, Origin.PERSON.value, method)
            for draft in drafts
        ),
    )  # fmt: skip


def _update_statement(draft: StatementDraft) -> None:
    columns: dict[str, Any] = {name: draft.columns[name] for name in draft.fresh & draft.columns.keys()}
    columns |= {f"{name}_id": _key(getattr(draft, name)) for name in DRAFTED if name in draft.fresh}
    if "party" in draft.fresh:
        columns["unresolved_reason"] = ""
    if draft.carrier and "reported_through" in draft.fresh:
        columns["reported_through_id"] = draft.carrier.key
    if columns:
        Statement.objects.filter(pk__in=[draft.key]).update(**columns)
    if draft.fresh & MOVES_LINKS:
        keep_links_backwards(Statement.objects.get(pk__in=[draft.key]))


def _write_others(name: str, drafts: Iterable[StatementDraft]) -> None:
    through = getattr(Statement, name).through
    fresh = [draft for draft in drafts if name in draft.fresh]
    known = [draft.key for draft in fresh]
    through._default_manager.filter(statement__in=known).delete()
    pairs = dict.fromkeys((draft.key, _key(party)) for draft in fresh for party in draft.others[name])
    copy_rows(through, "statement_id party_id", pairs)


def _write_positions(found: list[tuple[StatementDraft, PositionDraft]], *, method: str, now: datetime) -> None:
    new = [(draft, position) for draft, position in found if position.key is None]
    for _, position in found:
        if position.key is not None and (fresh := position.fresh & position.columns.keys()):
            Position.objects.filter(pk=position.key).update(**{name: position.columns[name] for name in fresh})
    for (_, position), key in zip(new, next_keys(Position, len(new)), strict=True):
        position.key = key
    copy_rows(
        Position,
        "id statement_id issue_id proposal_id stance value firmness condition act mode origin method recorded_at",
        (
            (position.key, draft.key, _key(position.issue), _key(position.proposal), *_coded(position.columns),
             Origin.PERSON.value, method, now)
            for draft, position in new
        ),
    )  # fmt: skip


def _coded(columns: dict[str, Any]) -> Iterator[Any]:
    yield columns["stance"]
    yield from (columns.get(name) for name in ("value", "firmness"))
    yield from (columns.get(name) or "" for name in ("condition", "act", "mode"))


def _write_verdicts(what: str, drafts: Iterable[Any], *, by: User, now: datetime) -> None:
    """Pass the verdicts that a file says; those of earlier imports are superseded, a person's was not weighed so."""
    fresh = [draft for draft in drafts if "verdict" in draft.fresh]
    former = [draft.held.key for draft in fresh if draft.held]
    if former:
        Judgement.objects.filter(pk__in=former).update(superseded_at=now, superseded_by=by)
    copy_rows(
        Judgement,
        f"{what}_id verdict relation note by_id at",
        ((draft.key, draft.verdict, "", "", by.pk, now) for draft in fresh),
    )


def _key(entry: Entry | None) -> int | None:
    return entry.row.pk if entry else None
