"""Reads a negotiation's confirmed positions as coded statements, and its confirmed links as exchanges.

The number of queries does not depend on how much there is.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime

import numpy as np
from django.db.models import F

from positions.analysis.codings import STANCES, Codings, Names
from positions.analysis.entries import read_entries
from positions.analysis.exchanges import ANSWERING, Exchange
from positions.analysis.ledger import Entry
from positions.enums import Relation, Stance
from positions.models import Link, Negotiation, Statement

# `held` is annotated: the relation that a person confirmed.
ENDS = ("later__party__name", "earlier__party__name", "held")
ON_SCALE = {Stance.OPPOSES: -1, Stance.MIXED: 0, Stance.SUPPORTS: 1}


def read_codings(*, negotiation: Negotiation) -> Codings:
    """Return one coded statement per party, issue and utterance: confirmed first-hand positions, and votes.

    Several reports of one utterance count once, a joint statement once per party; a position that takes no stance is
    left out. The columns are *party*, *person* (whoever is known to speak), *issue* and *document*.
    """
    entries = list(_once_each(read_entries(negotiation=negotiation)))
    parties = dict(negotiation.parties.values_list("pk", "name"))
    issues = dict(negotiation.issues.values_list("pk", "title"))
    statements = Statement.objects.filter(negotiation=negotiation, positions__isnull=False)
    said = {
        pk: (str(version), speaker)
        for pk, version, speaker in statements.values_list("pk", "version_id", "speaker__name")
    }
    sources = [said.get(each.statement or 0, (f"vote {each.vote}", None)) for each in entries]
    return Codings(
        when=np.array([each.said_at.astimezone(UTC).replace(tzinfo=None) for each in entries], dtype="datetime64[s]"),
        columns={
            "party": Names.of(parties[each.party] for each in entries),
            "issue": Names.of(issues[each.issue] for each in entries),
            "person": Names.of(speaker or "" for _, speaker in sources),
            "document": Names.of(version for version, _ in sources),
        },
        agreement=np.array([ON_SCALE[Stance(each.stance)] for each in entries], dtype=np.int64),
        scale=STANCES,
    )


def _once_each(entries: Iterable[Entry]) -> Iterator[Entry]:
    seen = set()
    for each in sorted(entries, key=lambda entry: entry.sort_key):
        key = (each.party, each.issue, each.utterance)
        if each.is_confirmed and each.is_first_hand and each.stance in ON_SCALE and key not in seen:
            seen.add(key)
            yield each


def read_exchanges(*, negotiation: Negotiation) -> list[Exchange]:
    """Return the links that a person confirmed by which one party takes up another's words, in order of time."""
    links = Link.objects.filter(negotiation=negotiation).confirmed().holding(ANSWERING)
    between = links.exclude(later__party=F("earlier__party")).exclude(later__party=None).exclude(earlier__party=None)
    return [
        Exchange(row["later__party__name"], row["earlier__party__name"], Relation(row["held"]), _naive(row["said_at"]))
        for row in between.order_by("later__said_at", "pk").values(*ENDS, said_at=F("later__said_at"))
    ]


def _naive(when: datetime) -> datetime:
    return when.astimezone(UTC).replace(tzinfo=None)
