"""Reads the ledger out of kept rows where these say what a replay of the record would say.

What was known at an earlier moment stands in no kept row: it is replayed from the records.
"""

from __future__ import annotations

from datetime import datetime

from django.db.models import Q

from positions.analysis.entries import read_ledger
from positions.analysis.held_positions import bring_up_to_date
from positions.analysis.kept import entries_where, read_sequences, read_standing
from positions.analysis.ledger import Ledger
from positions.analysis.replay import build_ledger
from positions.models import Issue, Negotiation, Party


def read_full_ledger(
    *,
    negotiation: Negotiation,
    party: Party | None = None,
    issue: Issue | None = None,
    as_of: datetime | None = None,
    known_at: datetime | None = None,
    widen: bool = False,
) -> Ledger:
    """Return what `read_ledger` returns, with all words of every position; of now out of kept entries."""
    if known_at:
        return read_ledger(
            negotiation=negotiation, party=party, issue=issue, as_of=as_of, known_at=known_at, widen=widen
        )
    bring_up_to_date(negotiation=negotiation)
    wanted = Q(party=party) if party else Q()
    wanted &= Q(issue=issue) if issue else Q()
    wanted &= Q() if widen else Q(is_confirmed=True)
    entries = entries_where(negotiation, wanted & Q(is_first_hand=True))
    return build_ledger(entries, as_of=as_of, widen=widen)


def read_short_ledger(
    *, negotiation: Negotiation, as_of: datetime | None = None, known_at: datetime | None = None, widen: bool = False
) -> Ledger:
    """Return what `read_ledger` returns, of each position the first and the last words; of now without a replay."""
    if known_at:
        return read_ledger(negotiation=negotiation, as_of=as_of, known_at=known_at, widen=widen)
    bring_up_to_date(negotiation=negotiation)
    if as_of:
        return read_standing(negotiation=negotiation, as_of=as_of, widen=widen).ledger
    sequences, _ = read_sequences(negotiation, widen)
    return Ledger({cell: tuple(held) for cell, held in sequences.items()})
