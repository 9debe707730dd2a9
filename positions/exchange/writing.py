"""Writes what was weighed: names, articles, statements with positions and verdicts; all of a batch, or nothing."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import connection
from django.db.models import Max
from django.utils import timezone

from positions.enums import ArticleState, JobKind
from positions.exchange.copying import copy_rows, next_keys
from positions.exchange.drafts import ArticleDraft
from positions.exchange.formats import is_on
from positions.exchange.names import Entry, Names
from positions.exchange.sayings import write_statements
from positions.exchange.weighing import Weighing
from positions.models import (
    Affiliation,
    Article,
    ArticleVersion,
    Carried,
    Job,
    Negotiation,
    PartyAlias,
    ScaleAnchor,
    Source,
    SpokespersonAlias,
    Transfer,
    User,
)
from positions.review.slugs import free_slug

ALIASES: dict[str, tuple[Any, str]] = {"party": (PartyAlias, "party"), "person": (SpokespersonAlias, "spokesperson")}
ORDER = ("party", "person", "issue", "proposal")  # none names one of a later kind
ROWS = {"party": "parties", "person": "spokespersons", "issue": "issues", "proposal": "proposals"}
COLUMNS = {
    "party": ("kind", "role", "group"),
    "person": (),
    "issue": ("question", "description", "status_quo", "keywords", "parent"),
    "proposal": ("reference", "summary", "url", "put_at", "put_at_precision", "put_by"),
}


def write_weighed(weighing: Weighing, *, by: User) -> None:
    """Write a batch in the caller's transaction; constraints are checked before this returns."""
    now = timezone.now()
    for entry in sorted(weighing.names.fresh, key=lambda entry: ORDER.index(entry.kind)):
        _write_entry(weighing.names, weighing.negotiation, entry)
    _write_articles(weighing, by=by, now=now)
    write_statements(weighing, by=by, now=now)
    _write_carried(weighing)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")


def _write_entry(names: Names, negotiation: Negotiation, entry: Entry) -> None:
    """Write a party, person, issue or proposal; what it names is written before it."""
    row = entry.row
    _point(names, negotiation, entry)
    if entry.is_new:
        _give_place(negotiation, entry)
        row.save()
        names.by_key[entry.kind, row.pk] = entry
    elif columns := [name for name in COLUMNS[entry.kind] if name in entry.fresh]:
        row.save(update_fields=columns)
    if "aliases" in entry.fresh:
        _write_aliases(entry)
    for term in entry.terms if "terms" in entry.fresh else ():
        Affiliation.objects.get_or_create(
            spokesperson=row, party=term.party.row, title=term.title, starts_on=term.starts_on, ends_on=term.ends_on
        )
    for value, meaning in entry.anchors.items() if "anchors" in entry.fresh else ():
        ScaleAnchor.objects.update_or_create(issue=row, value=value, defaults={"meaning": meaning})
    for name in {"sponsors", "issues"} & entry.fresh:
        getattr(row, name).add(*(each.row for each in getattr(entry, name)))
    entry.fresh.clear()


def _write_aliases(entry: Entry) -> None:
    model, owner = ALIASES[entry.kind]
    known = set(model.objects.filter(**{owner: entry.row}).values_list("name", flat=True))
    model.objects.bulk_create(model(name=name, **{owner: entry.row}) for name in sorted(entry.aliases - known))


def _point(names: Names, negotiation: Negotiation, entry: Entry) -> None:
    """Set which other rows a new or changed one points to."""
    if entry.kind == "issue":
        if entry.parent and entry.parent.is_new:
            _write_entry(names, negotiation, entry.parent)
        entry.row.parent = entry.parent.row if entry.parent else None
    if entry.kind == "proposal":
        entry.row.put_by = entry.put_by.row if entry.put_by else None


def _give_place(negotiation: Negotiation, entry: Entry) -> None:
    """Give a new row its address, and its number after the others."""
    rows: Any = getattr(negotiation, ROWS[entry.kind])
    if entry.kind != "person":
        named = entry.row.reference if entry.kind == "proposal" else ""
        entry.row.slug = free_slug(rows.all(), named or entry.name)
    if entry.kind in {"party", "issue"}:
        entry.row.number = (rows.aggregate(last=Max("number"))["last"] or 0) + 1


def _write_articles(weighing: Weighing, *, by: User, now: datetime) -> None:
    is_read = is_on(weighing.transfer.options, "read_articles")
    state = ArticleState.WAITING if is_read else ArticleState.READ
    sources = _sources({draft.source for draft in weighing.articles})
    new = [draft for draft in weighing.articles if draft.is_new]
    for draft, key, version in zip(new, next_keys(Article, len(new)), next_keys(ArticleVersion, len(new)), strict=True):
        draft.row.pk, draft.version = key, version
    negotiation = weighing.negotiation.pk
    copy_rows(
        Article,
        "id public_id negotiation_id source_id title url reference language published_at published_at_precision"
        " recorded_at added_by_id state error",
        (
            (draft.row.pk, uuid.uuid4(), negotiation, sources[draft.source.casefold()], draft.row.title, draft.row.url,
             draft.row.reference, draft.row.language, draft.row.published_at, draft.row.published_at_precision, now,
             by.pk, state.value, "")
            for draft in new
        ),
    )  # fmt: skip
    copy_rows(
        ArticleVersion,
        "id article_id negotiation_id number text text_hash read_at",
        ((draft.version, draft.row.pk, negotiation, 1, draft.text, draft.text_hash, now) for draft in new),
    )
    for draft in weighing.articles:
        if draft not in new and draft.fresh:
            columns = {name: getattr(draft.row, name) for name in draft.fresh - {"source"}}
            if "source" in draft.fresh:
                columns["source_id"] = sources[draft.source.casefold()]
            Article.objects.filter(pk=draft.row.pk).update(**columns)
    if is_read:
        _ask_to_read(weighing.transfer, new)


def _sources(names: Iterable[str]) -> dict[str, int]:
    """Return the keys of outlets by their names, entering those that are not known."""
    found: dict[str, int] = {}
    for name in sorted(names):
        known = Source.objects.filter(name__iexact=name).order_by("pk").first()
        found[name.casefold()] = (known or Source.objects.get_or_create(name=name)[0]).pk
    return found


def _ask_to_read(transfer: Transfer, drafts: Iterable[ArticleDraft]) -> None:
    for draft in drafts:
        Job.objects.request(
            kind=JobKind.EXTRACT,
            key=f"extract:{draft.version}",
            payload={"version": draft.version},
            negotiation=transfer.negotiation,
            article_id=draft.row.pk,
            requested_by=transfer.requested_by,
        )


def _write_carried(weighing: Weighing) -> None:
    negotiation, name = weighing.negotiation, weighing.transfer.format
    rows = [
        Carried(negotiation=negotiation, format=name, place=place, content=content)
        for place, content in weighing.carried.items()
    ]
    Carried.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["negotiation", "format", "place"], update_fields=["content"]
    )
