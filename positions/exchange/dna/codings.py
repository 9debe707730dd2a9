"""Reads a negotiation's confirmed statements as DNA codes them: one row for each party and issue of a statement."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from positions.enums import Stance
from positions.models import Negotiation, Position, Statement
from positions.text import Span

AT_A_TIME = 1000  # statements per query


@dataclass(frozen=True, slots=True)
class Row:
    """What a statement says on an issue for a party, by primary keys; 0 where nobody or nothing is known."""

    version: int
    span: Span
    person: int
    party: int
    issue: int
    stance: Stance


def read_rows(negotiation: Negotiation) -> Iterator[Row]:
    """Yield confirmed first-hand statements in the order of their text, each with its confirmed positions.

    One without any has a row with issue 0; a joint one has a row for each party. Between two spans counts as inside,
    because DNA marks one passage.
    """
    statements = (
        Statement.objects.filter(negotiation=negotiation)
        .confirmed()
        .first_hand()
        .order_by("version", "start", "pk")
        .values_list("pk", "version_id", "spans", "speaker_id", "party_id")
        .iterator(chunk_size=AT_A_TIME)
    )
    while chunk := list(islice(statements, AT_A_TIME)):
        keys = [pk for pk, *_ in chunk]
        said, jointly = positions_of(keys), parties_of(keys)
        for pk, version, spans, person, party in chunk:
            span = (min(start for start, _ in spans), max(end for _, end in spans))
            for each in dict.fromkeys([party, *jointly[pk]]):
                for issue, stance in said[pk] or [(0, Stance.NONE)]:
                    yield Row(version, span, person or 0, each or 0, issue, stance)


def positions_of(statements: list[int]) -> dict[int, list[tuple[int, Stance]]]:
    """Return the confirmed positions of statements: issue and stance."""
    found: dict[int, list[tuple[int, Stance]]] = defaultdict(list)
    rows = Position.objects.filter(statement__in=statements).confirmed().order_by("pk")
    for statement, issue, stance in rows.values_list("statement_id", "issue_id", "stance"):
        found[statement].append((issue, Stance(stance)))
    return found


def parties_of(statements: list[int]) -> dict[int, list[int]]:
    """Return the further parties of joint statements."""
    found: dict[int, list[int]] = defaultdict(list)
    rows = Statement.joint_with.through.objects.filter(statement__in=statements).order_by("party__number", "party")
    for statement, party in rows.values_list("statement_id", "party_id"):
        found[statement].append(party)
    return found
