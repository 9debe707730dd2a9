"""Reads the articles and statements of a negotiation that a batch of rows may be about, as drafts; so many queries."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from positions.exchange.drafts import ArticleDraft, Held, PositionDraft, StatementDraft, identity
from positions.exchange.names import Entry, NamesChanged
from positions.models import ArticleVersion, Carried, Judgement, Position, Statement, Transfer
from positions.review.actions import events_of

if TYPE_CHECKING:
    from positions.exchange.rests import Rests

OTHERS = ("joint_with", "addressed_to", "targets")


def load_articles(transfer: Transfer, hashes: Iterable[str]) -> dict[str, ArticleDraft]:
    """Return the negotiation's articles that have texts of these hashes."""
    found = ArticleVersion.objects.filter(negotiation=transfer.negotiation_id, text_hash__in=[*hashes])
    return {
        version.text_hash: ArticleDraft(
            version.article, version.article.source.name, version.text, version.text_hash, version.pk
        )
        for version in found.select_related("article__source").defer("search")
    }


def load_carried(transfer: Transfer, places: list[str]) -> dict[str, Any]:
    """Return what the negotiation carries at these places for the transfer's format."""
    found = Carried.objects.filter(negotiation=transfer.negotiation_id, format=transfer.format, place__in=places)
    return dict(found.values_list("place", "content"))


def load_statements(rests: Rests, *, is_locking: bool) -> None:
    """Read the statements recorded at the places of the batch's words, with positions and verdicts.

    With `is_locking` nobody judges or changes them before the batch is written.
    """
    hash_of = {draft.version: draft.text_hash for draft in rests.recorded.values()}
    spans = {tuple(each) for each in rests.places.values() if isinstance(each, tuple)}
    if not hash_of or not spans:
        return
    starts = {each[0][0] for each in spans}
    found = Statement.objects.filter(version__in=[*hash_of], start__in=starts).order_by("pk")
    rows = [row for row in found.values(*COLUMNS) if tuple(map(tuple, row["spans"])) in spans]
    keys = [row["id"] for row in rows]
    if is_locking and keys:
        list(Statement.objects.filter(pk__in=keys).order_by("pk").select_for_update(no_key=True).values("pk"))
        rows = list(Statement.objects.filter(pk__in=keys).order_by("pk").values(*COLUMNS))
    drafts = {row["id"]: _draft(rests, row, rests.recorded[hash_of[row["version_id"]]]) for row in rows}
    for draft in drafts.values():
        draft.carrier = drafts.get(draft.carrier_key or 0)
        rests.statements[identity(draft.article.text_hash, draft.spans)].append(draft)
    _load_others(rests, drafts)
    _load_positions(rests, drafts, is_locking=is_locking)


COLUMNS = (
    "id", "version_id", "spans", "speaker_as_written", "kind", "said_at", "said_at_precision", "speaker_id",
    "party_id", "reported_through_id", "reported_through__public_id",
)  # fmt: skip


def _draft(rests: Rests, row: dict[str, Any], article: ArticleDraft) -> StatementDraft:
    return StatementDraft(
        article,
        tuple((start, end) for start, end in row["spans"]),
        row["speaker_as_written"],
        {name: row[name] for name in ("kind", "said_at", "said_at_precision")},
        speaker=_entry(rests, "person", row["speaker_id"]),
        party=_entry(rests, "party", row["party_id"]),
        carrier_key=row["reported_through_id"],
        carrier_id=str(row["reported_through__public_id"] or ""),
        key=row["id"],
    )


def _entry(rests: Rests, kind: str, key: int | None) -> Entry | None:
    return _known(rests, kind, key) if key else None


def _known(rests: Rests, kind: str, key: int) -> Entry:
    """Return the entry of a row; raise NamesChanged where it was entered after the names were read."""
    try:
        return rests.names.by_key[kind, key]
    except KeyError:
        raise NamesChanged from None


def _load_others(rests: Rests, drafts: dict[int, StatementDraft]) -> None:
    for name in OTHERS:
        through = getattr(Statement, name).through._default_manager.filter(statement__in=[*drafts]).order_by("pk")
        for key, party in through.values_list("statement_id", "party_id"):
            drafts[key].others.setdefault(name, []).append(_known(rests, "party", party))


def _load_positions(rests: Rests, drafts: dict[int, StatementDraft], *, is_locking: bool) -> None:
    found = Position.objects.filter(statement__in=[*drafts]).order_by("pk")
    rows = list(found.select_for_update(no_key=True) if is_locking else found)
    positions = {}
    for row in rows:
        issue = _known(rests, "issue", row.issue_id)
        proposal = _entry(rests, "proposal", row.proposal_id)
        columns = {name: getattr(row, name) for name in POSITION_COLUMNS}
        positions[row.pk] = PositionDraft(issue, proposal, columns, key=row.pk)
        drafts[row.statement_id or 0].positions[issue, proposal] = positions[row.pk]
    _load_verdicts("statement", drafts)
    _load_verdicts("position", positions)


POSITION_COLUMNS = ("stance", "value", "firmness", "condition", "act", "mode")


def _load_verdicts(what: str, drafts: dict[int, Any]) -> None:
    """Read the verdicts in force, and which of them a person passed here instead of an import."""
    found = list(Judgement.objects.current().filter(**{f"{what}__in": [*drafts]}))
    inserted = events_of(Judgement).filter(pgh_obj__in=[each.pk for each in found], pgh_label="insert")
    imported = set(inserted.filter(pgh_context__metadata__has_key="transfer").values_list("pgh_obj", flat=True))
    for each in found:
        draft = drafts[getattr(each, f"{what}_id")]
        draft.verdict = each.verdict
        draft.held = Held(each.verdict, each.pk, "" if each.pk in imported else f"{each.by}, {each.at:%Y-%m-%d}")
