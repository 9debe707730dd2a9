"""What an earlier import carried of a DNA database, read row by row for the way back."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db.models import QuerySet

from positions.models import Carried, Negotiation

FORMAT = "dna"
AT_A_TIME = 500  # rows per query; a statement's is some hundred bytes
ROLES = "roles"


def kept(negotiation: Negotiation) -> QuerySet[Carried]:
    """Return all that is carried of a negotiation's DNA database."""
    return Carried.objects.filter(negotiation=negotiation, format=FORMAT)


def kept_at(negotiation: Negotiation, place: str) -> Any:
    """Return what is carried at a place: of a small table its rows; None where no DNA database came in."""
    return kept(negotiation).filter(place=place).values_list("content", flat=True).first()


def kept_rows(negotiation: Negotiation, table: str) -> Iterator[dict[str, Any]]:
    """Yield what is carried of each row of a table, in the order in which it came in."""
    rows = kept(negotiation).filter(place__startswith=f"{table} ").order_by("pk")
    yield from rows.values_list("content", flat=True).iterator(chunk_size=AT_A_TIME)
