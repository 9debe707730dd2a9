"""Writes what the ledger's replay comes to as rows, anew for each cell that something changed; alone in `analysis`.

The database marks in the transaction of a change what it changes (`positions.models.marks`). A mark is deleted only by
whoever has replayed its cell after seeing it, so a change that is committed later keeps its mark and is replayed later.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from functools import reduce
from operator import or_

from django.db import connection, transaction
from django.db.models import Exists, OuterRef, Q

from positions.analysis.entries import Utterances, read_cells, read_utterances
from positions.analysis.kept_form import entry_written, held_written, kept_helds, places
from positions.analysis.ledger import Entry, Held
from positions.analysis.replay import replay_both
from positions.models import HeldPosition, JointStatement, LedgerEntry, LedgerMark, Negotiation, Position

# Any number that no other advisory lock of the product has.
LOCK = 41_008
ROWS_AT_A_TIME = 2_000

Cell = tuple[int, int]


def bring_up_to_date(*, negotiation: Negotiation) -> None:
    """Replay the cells that something changed since they were replayed last; one query when nothing did."""
    if LedgerMark.objects.filter(negotiation=negotiation).exists():
        replay_marked(negotiation=negotiation)


def rebuild(*, negotiation: Negotiation) -> None:
    """Replay all cells of a negotiation."""
    LedgerMark.objects.create(negotiation=negotiation)
    replay_marked(negotiation=negotiation)


def stale_negotiations() -> list[Negotiation]:
    """Return the negotiations of which something is to be replayed; marks of deleted ones go."""
    of_a_negotiation = Negotiation.objects.filter(pk=OuterRef("negotiation"))
    LedgerMark.objects.filter(~Exists(of_a_negotiation)).delete()
    return list(Negotiation.objects.filter(Exists(LedgerMark.objects.filter(negotiation=OuterRef("pk")))))


@transaction.atomic
def replay_marked(*, negotiation: Negotiation) -> None:
    """Replay the marked cells. A second reader waits for the first and then finds nothing left to do."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s::bigint::int)", [LOCK, negotiation.pk % 2**31])
    marks = list(LedgerMark.objects.filter(negotiation=negotiation))
    if not marks:
        return
    utterances = read_utterances(negotiation=negotiation)
    cells = marked_cells(negotiation, marks, utterances)
    write(negotiation, cells, read_cells(negotiation=negotiation, cells=cells, utterances=utterances))
    LedgerMark.objects.filter(pk__in=[mark.pk for mark in marks]).delete()


def marked_cells(negotiation: Negotiation, marks: list[LedgerMark], utterances: Utterances) -> set[Cell] | None:
    """Return the cells that marks mean; None for all of the negotiation."""
    if any(mark.issue_id is None and mark.statement_id is None for mark in marks):
        return None
    cells = {(mark.party_id, mark.issue_id) for mark in marks if mark.party_id and mark.issue_id}
    of_all = {mark.issue_id for mark in marks if mark.issue_id and mark.party_id is None}
    if of_all:
        cells |= {(party, issue) for party in negotiation.parties.values_list("pk", flat=True) for issue in of_all}
    return cells | cells_of_reports({mark.statement_id for mark in marks if mark.statement_id}, utterances)


def cells_of_reports(statements: set[int], utterances: Utterances) -> set[Cell]:
    """Return the cells on which any report of the utterances of some statements is coded."""
    if not statements:
        return set()
    said = {utterances.of(statement) for statement in statements}
    reports = statements | {report for report, first in utterances.first.items() if first in said}
    coded = Position.objects.filter(statement__in=reports).values_list("statement__party_id", "issue_id")
    joint = JointStatement.objects.filter(statement__in=reports)
    jointly = joint.values_list("party_id", "statement__positions__issue_id")
    return {(party, issue) for party, issue in [*coded, *jointly] if party and issue}


def write(negotiation: Negotiation, cells: Collection[Cell] | None, entries: Iterable[Entry]) -> None:
    """Put the replay of the entries in the place of the rows of these cells."""
    wanted = of_cells(cells)
    by_cell: dict[Cell, list[Entry]] = defaultdict(list)
    for entry in entries:
        by_cell[entry.party, entry.issue].append(entry)
    sequences = {cell: replay_both(said) for cell, said in by_cell.items()}
    for rows in (HeldPosition.objects, LedgerEntry.objects):
        rows.filter(wanted, negotiation=negotiation).delete()
    helds = [row for cell, both in sequences.items() for row in held_rows(negotiation, cell, *both)]
    HeldPosition.objects.bulk_create(helds, batch_size=ROWS_AT_A_TIME)
    said = [row for cell, both in sequences.items() for row in entry_rows(negotiation, by_cell[cell], *both)]
    LedgerEntry.objects.bulk_create(said, batch_size=ROWS_AT_A_TIME)


def of_cells(cells: Collection[Cell] | None) -> Q:
    """Return the condition that a row is of one of these cells."""
    if cells is None:
        return Q()
    parties: dict[int, set[int]] = defaultdict(set)
    for party, issue in cells:
        parties[issue].add(party)
    return reduce(or_, (Q(issue=issue, party__in=its) for issue, its in parties.items()), Q(pk__in=[]))


def held_rows(
    negotiation: Negotiation, cell: Cell, confirmed: tuple[Held, ...], widened: tuple[Held, ...]
) -> Iterator[HeldPosition]:
    """Yield the rows of both sequences of one cell."""
    for is_widened, sequence in ((False, confirmed), (True, widened)):
        for kept in kept_helds(sequence):
            yield HeldPosition(
                negotiation=negotiation,
                party_id=cell[0],
                issue_id=cell[1],
                is_widened=is_widened,
                number=kept.number,
                opened_on=kept.opened_on,
                last_on=kept.last_on,
                is_split=kept.held.is_split,
                moved_from=kept.moved_from,
                content=held_written(kept.held),
            )


def entry_rows(
    negotiation: Negotiation, entries: list[Entry], confirmed: tuple[Held, ...], widened: tuple[Held, ...]
) -> Iterator[LedgerEntry]:
    """Yield the rows of the entries of one cell."""
    of_confirmed, of_widened = places(confirmed), places(widened)
    for entry in entries:
        confirmed_place = of_confirmed.get(entry.position, (None, None))
        widened_place = of_widened.get(entry.position, (None, None))
        yield LedgerEntry(
            negotiation=negotiation,
            party_id=entry.party,
            issue_id=entry.issue,
            position=entry.position,
            said_at=entry.said_at,
            said_on=entry.said_on,
            is_exact=entry.is_exact,
            is_first_hand=entry.is_first_hand,
            is_confirmed=entry.is_confirmed,
            confirmed_number=confirmed_place[0],
            confirmed_times=confirmed_place[1],
            widened_number=widened_place[0],
            widened_times=widened_place[1],
            content=entry_written(entry),
        )
