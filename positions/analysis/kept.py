"""Reads from kept rows what the replay of a whole negotiation would tell as of a moment, in a fixed number of queries.

The replay goes on day by day, in UTC, so what was held at the end of a day is the beginning of the kept sequence up to
it. A moment cuts at most through the day it is in, and through the next one where the reader's day is ahead of UTC: a
cell of which all was said by the moment, or nothing, on those days is read at their end, or at their beginning. A cell
that the moment cuts through is replayed from its entries.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from django.contrib.postgres.aggregates import JSONBAgg
from django.db import connection
from django.db.models import Exists, Max, Min, OuterRef, Q, TextField

from positions.analysis.held_positions import bring_up_to_date, of_cells
from positions.analysis.kept_form import CONDITION, SPEAKER, entry_read, held_in, held_read
from positions.analysis.ledger import Entry, Held, Ledger
from positions.analysis.replay import replay_both
from positions.analysis.steps import Shift, place_of
from positions.models import HeldPosition, Issue, LedgerEntry, Negotiation, Party, Spokesperson

Cell = tuple[int, int]

# For each cell and both sequences: whether the moment cuts through it; else what was held last, with its last words
# and their number where it went on after the cut, and the last whole position before.
STANDING = """
    SELECT cell.party_id, cell.issue_id, sequence.is_widened, span.is_cut,
           held.number, held.content::text, entry.content::text, entry.times, earlier.content::text
      FROM (SELECT p.id AS party_id, i.id AS issue_id FROM positions_party p, positions_issue i
             WHERE p.negotiation_id = %(negotiation)s AND i.negotiation_id = %(negotiation)s) cell
     CROSS JOIN (VALUES (false), (true)) AS sequence (is_widened)
     CROSS JOIN LATERAL (
           SELECT coalesce(bool_or(is_said) AND NOT bool_and(is_said), false) AS is_cut,
                  CASE WHEN bool_and(is_said) IS NOT false THEN %(after)s::date ELSE %(first)s::date END AS before
             FROM (SELECT CASE WHEN e.is_exact THEN e.said_at <= %(moment)s ELSE e.said_on <= %(day)s END AS is_said
                     FROM positions_ledgerentry e
                    WHERE e.party_id = cell.party_id AND e.issue_id = cell.issue_id
                      AND e.said_on >= %(first)s AND e.said_on < %(after)s
                      AND e.is_first_hand AND (e.is_confirmed OR sequence.is_widened)) said
           ) span
      LEFT JOIN LATERAL (
           SELECT h.number, h.content, h.last_on FROM positions_heldposition h
            WHERE h.party_id = cell.party_id AND h.issue_id = cell.issue_id AND h.is_widened = sequence.is_widened
              AND h.opened_on < span.before AND NOT span.is_cut
            ORDER BY h.number DESC LIMIT 1
           ) held ON true
      LEFT JOIN LATERAL (
           SELECT e.content, CASE WHEN sequence.is_widened THEN e.widened_times ELSE e.confirmed_times END AS times
             FROM positions_ledgerentry e
            WHERE e.party_id = cell.party_id AND e.issue_id = cell.issue_id AND e.said_on < span.before
              AND held.number = CASE WHEN sequence.is_widened THEN e.widened_number ELSE e.confirmed_number END
              AND held.last_on >= span.before
            ORDER BY e.said_on DESC, times DESC LIMIT 1
           ) entry ON true
      LEFT JOIN LATERAL (
           SELECT h.content FROM positions_heldposition h
            WHERE h.party_id = cell.party_id AND h.issue_id = cell.issue_id AND h.is_widened = sequence.is_widened
              AND h.number < held.number AND NOT h.is_split
            ORDER BY h.number DESC LIMIT 1
           ) earlier ON true
     WHERE span.is_cut OR held.number IS NOT NULL
"""

SEQUENCES = """
    SELECT party_id, issue_id, moved_from, content::text
      FROM positions_heldposition
     WHERE negotiation_id = %s AND is_widened = %s
     ORDER BY party_id, issue_id, number
"""


@dataclass(frozen=True, slots=True)
class Standing:
    """What was held as of a moment.

    `ledger` has the whole sequence asked for, `pencil` what was held last with suggestions, and the last whole position
    before it. `shifts` are of all time, in order.
    """

    ledger: Ledger
    pencil: Ledger
    shifts: tuple[Shift, ...]


def read_standing(*, negotiation: Negotiation, as_of: datetime, widen: bool) -> Standing:
    """Return what each party held on each issue as of a moment in the reader's zone."""
    ledgers: dict[bool, dict[Cell, tuple[Held, ...]]] = {False: {}, True: {}}
    sequences, shifts = read_sequences(negotiation, widen)
    cut: set[Cell] = set()
    with connection.cursor() as cursor:
        cursor.execute(STANDING, {"negotiation": negotiation.pk, **cutting(as_of)})
        for party, issue, is_widened, is_cut, number, *texts in cursor.fetchall():
            if is_cut:
                cut.add((party, issue))
                continue
            earlier, last = standing_in(*texts)
            before = sequences[party, issue][:number] if is_widened == widen else earlier
            ledgers[is_widened][party, issue] = (*before, last)
    for cell, said in read_kept_entries(negotiation, cut).items() if cut else ():
        both = replay_both(entry for entry in said if entry.is_said_by(as_of))
        for ledger, held in zip((ledgers[False], ledgers[True]), both, strict=True):
            ledger.pop(cell, None)
            if held:
                ledger[cell] = held
    return Standing(Ledger(ledgers[widen]), Ledger(ledgers[True]), shifts)


def read_sequences(negotiation: Negotiation, widen: bool) -> tuple[dict[Cell, list[Held]], tuple[Shift, ...]]:
    """Return all positions ever held, by party and issue, and all shifts, in order of time."""
    found: dict[Cell, list[Held]] = defaultdict(list)
    shifts = []
    with connection.cursor() as cursor:
        cursor.execute(SEQUENCES, [negotiation.pk, widen])
        for party, issue, moved_from, content in cursor.fetchall():
            sequence = found[party, issue]
            sequence.append(held_in(content))
            if moved_from is not None:
                shifts.append(Shift(sequence[moved_from], sequence[-1]))
    return found, tuple(sorted(shifts, key=place_of))


def read_steps(*, negotiation: Negotiation, widen: bool) -> tuple[Shift, ...]:
    """Return what `shifts_of` returns of the whole record now, out of kept rows."""
    bring_up_to_date(negotiation=negotiation)
    return read_sequences(negotiation, widen)[1]


def read_steps_of(*, negotiation: Negotiation, cells: Collection[Cell]) -> list[Shift]:
    """Return the shifts of some cells of the record with its suggestions, out of kept rows."""
    bring_up_to_date(negotiation=negotiation)
    rows = HeldPosition.objects.filter(of_cells(cells), negotiation=negotiation, is_widened=True)
    found: dict[Cell, list[Held]] = defaultdict(list)
    shifts = []
    for row in rows.order_by("party", "issue", "number"):
        sequence = found[row.party_id, row.issue_id]
        sequence.append(held_read(row.content))
        if row.moved_from is not None:
            shifts.append(Shift(sequence[row.moved_from], sequence[-1]))
    return shifts


def read_spoken_of(*, negotiation: Negotiation, since: datetime, until: datetime) -> dict[Cell, tuple[Held, ...]]:
    """Return what was held, by confirmed words, in the cells in which something was said after `since` up to `until`.

    The rows must be up to date. These few are replayed from their entries: kept sequences have the first and the last
    words alone.
    """
    said = LedgerEntry.objects.filter(negotiation=negotiation, is_first_hand=True, is_confirmed=True)
    cells = set(said.filter(said_at__gt=since, said_at__lte=until).values_list("party_id", "issue_id"))
    return {cell: replay_both(its)[0] for cell, its in read_kept_entries(negotiation, cells).items()}


def cutting(as_of: datetime) -> dict[str, Any]:
    """Return the days through which a moment may cut, from `first` to before `after`, and what is said by it."""
    first = as_of.astimezone(UTC).date()
    after = max(first, as_of.date()) + timedelta(days=1)
    return {"first": first, "after": after, "moment": as_of, "day": as_of.date()}


def standing_in(held: str, last: str | None, times: int | None, earlier: str | None) -> tuple[tuple[Held, ...], Held]:
    """Return the whole position before, if there is one, and the position held, as far as it had been said by then."""
    shown = replace(held_in(held), until=None)
    if last is not None:
        latest = entry_read(json.loads(last))
        ends = (shown.opening,) if latest.position == shown.opening.position else (shown.opening, latest)
        shown = replace(shown, entries=ends, said=times)
    return ((held_in(earlier),) if earlier else ()), shown


def read_kept_entries(negotiation: Negotiation, cells: Collection[Cell]) -> dict[Cell, list[Entry]]:
    """Return the entries of some cells."""
    found: dict[Cell, list[Entry]] = defaultdict(list)
    for entry in entries_where(negotiation, of_cells(cells)):
        found[entry.party, entry.issue].append(entry)
    return found


class JSONAgg(JSONBAgg):
    """Values of rows as a text of JSON, written in a third of the time in which the database builds a JSONB of them."""

    function = "JSON_AGG"
    template = f"{JSONBAgg.template}::text"


def entries_where(negotiation: Negotiation, wanted: Q) -> list[Entry]:
    """Return the entries that rows hold, by position; as one JSON text, which is read faster than a row each."""
    rows = LedgerEntry.objects.filter(wanted, negotiation=negotiation)
    found = rows.aggregate(content=JSONAgg("content", order_by=("position", "pk"), output_field=TextField()))
    return [entry_read(written) for written in json.loads(found["content"] or "[]")]


def read_issue(*, negotiation: Negotiation, issue: Issue) -> list[Entry]:
    """Return what `read_entries` returns of one issue now, out of kept rows."""
    bring_up_to_date(negotiation=negotiation)
    return entries_where(negotiation, Q(issue=issue))


def read_parties(*, negotiation: Negotiation, parties: Collection[Party]) -> list[Entry]:
    """Return what `read_entries` returns of some parties now, out of kept rows."""
    bring_up_to_date(negotiation=negotiation)
    return entries_where(negotiation, Q(party__in=parties))


def read_conditional(
    *, negotiation: Negotiation, party: Party | None = None, issue: Issue | None = None
) -> list[Entry]:
    """Return all entries of the cells on which anybody set a condition."""
    wanted = Q(party=party) if party else Q()
    wanted &= Q(issue=issue) if issue else Q()
    return read_cells_with(negotiation, wanted & ~Q(**{f"content__{CONDITION}": ""}))


def read_cells_of(*, negotiation: Negotiation, person: Spokesperson) -> list[Entry]:
    """Return all entries of the cells on which a person spoke."""
    return read_cells_with(negotiation, Q(**{f"content__{SPEAKER}": str(person.pk)}))


def read_spoken_cells(*, negotiation: Negotiation, since: datetime | None, until: datetime | None) -> list[Entry]:
    """Return all entries of the cells in which something was said after `since` up to `until`."""
    wanted = Q(said_at__gt=since) if since else Q()
    return read_cells_with(negotiation, wanted & Q(said_at__lte=until) if until else wanted)


def read_cells_with(negotiation: Negotiation, wanted: Q) -> list[Entry]:
    """Return all entries of the cells of which any entry is wanted."""
    bring_up_to_date(negotiation=negotiation)
    same = LedgerEntry.objects.filter(wanted, party=OuterRef("party"), issue=OuterRef("issue"))
    return entries_where(negotiation, Q(Exists(same)))


def read_hearsay(*, negotiation: Negotiation, as_of: datetime) -> dict[Cell, datetime]:
    """Return when others last reported each party's position, by a moment."""
    by_then = Q(is_exact=True, said_at__lte=as_of) | Q(is_exact=False, said_on__lte=as_of.date())
    rows = LedgerEntry.objects.filter(by_then, negotiation=negotiation, is_first_hand=False)
    told = rows.values("party", "issue").annotate(last=Max("said_at"))
    return {(party, issue): last for party, issue, last in told.values_list("party", "issue", "last")}


def read_ends(*, negotiation: Negotiation) -> tuple[datetime | None, datetime | None]:
    """Return when the first and the last word at first hand was said."""
    rows = LedgerEntry.objects.filter(negotiation=negotiation, is_first_hand=True)
    ends = rows.aggregate(first=Min("said_at"), last=Max("said_at"))
    return ends["first"], ends["last"]
