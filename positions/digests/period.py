"""The period of a digest: by the day of decision, or, for a preview, by the day of speech."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Q

from positions.analysis.kept import read_kept_entries
from positions.analysis.ledger import Entry, Held
from positions.analysis.replay import replay
from positions.enums import Verdict
from positions.models import Judgement, LedgerEntry, Negotiation, Position

Cell = tuple[int, int]
# A partial date is a day in UTC; the reader's day may begin or end one day apart from it.
A_DAY = timedelta(days=1)
# Of a partial date the day counts, in UTC: one that has begun in the farthest zone goes on for 38 hours.
TWO_DAYS = timedelta(days=2)
MOMENT = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class Period:
    """From `start` until before `end`, both aware; with `by_said` of what was said in it, not of what was decided."""

    start: datetime
    end: datetime
    by_said: bool = False

    @property
    def last(self) -> datetime:
        """Return its last moment."""
        return self.end - MOMENT

    def holds(self, moment: datetime) -> bool:
        """Tell whether a moment is in it."""
        return self.start <= moment < self.end


@dataclass(frozen=True, slots=True)
class Touched:
    """What one party held on one issue before a period and after it, with the entries that the period added."""

    before: tuple[Held, ...]
    after: tuple[Held, ...]
    fresh: tuple[Entry, ...]
    known: frozenset[str]

    @property
    def fresh_positions(self) -> frozenset[int]:
        return frozenset(entry.position for entry in self.fresh)


@dataclass(frozen=True, slots=True)
class Confirmations:
    """From when to when codings and words were confirmed, by primary key; None while they still are."""

    codings: dict[int, list[tuple[datetime, datetime | None]]]
    words: dict[int, list[tuple[datetime, datetime | None]]]

    def stood(self, entry: Entry, moment: datetime) -> bool:
        """Tell whether an entry stood in the ledger just before a moment."""
        return is_within(self.codings.get(entry.position, ()), moment) and (
            entry.statement is None or is_within(self.words.get(entry.statement, ()), moment)
        )


def is_within(times: Collection[tuple[datetime, datetime | None]], moment: datetime) -> bool:
    """Tell whether one of these times holds what comes just before a moment."""
    return any(since < moment and (until is None or until >= moment) for since, until in times)


def read_touched(*, negotiation: Negotiation, period: Period) -> list[Touched]:
    """Return the cells to which a period added confirmed words at first hand, in order of party and issue.

    A decision that only renews one that stood before adds nothing. The kept rows have to be up to date.
    """
    cells = set(said_in(negotiation, period) if period.by_said else decided_in(negotiation, period))
    entries = read_kept_entries(negotiation, cells) if cells else {}
    own = {
        cell: [entry for entry in said if entry.is_confirmed and entry.is_first_hand] for cell, said in entries.items()
    }
    if period.by_said:
        before, after = period.start - MOMENT, period.last
        sides = {
            cell: ([e for e in said if e.is_said_by(before)], [e for e in said if e.is_said_by(after)])
            for cell, said in own.items()
        }
    else:
        stood = read_confirmations([entry for said in own.values() for entry in said], period.end).stood
        sides = {
            cell: ([e for e in said if stood(e, period.start)], [e for e in said if stood(e, period.end)])
            for cell, said in own.items()
        }
    return [each for _, (then, now) in sorted(sides.items()) if (each := touched(then, now)).fresh]


def touched(before: list[Entry], after: list[Entry]) -> Touched:
    """Return what a cell came to by the entries before and those after a period."""
    old = {entry.position for entry in before}
    fresh = sorted((entry for entry in after if entry.position not in old), key=lambda entry: entry.sort_key)
    known = frozenset(entry.utterance for entry in before)
    return Touched(replay(before), replay(after), tuple(fresh), known)


def decided_in(negotiation: Negotiation, period: Period) -> Collection[Cell]:
    """Return the cells in which a coding, or the words of one, were confirmed in a period."""
    decided = Judgement.objects.filter(verdict=Verdict.CONFIRM, at__gte=period.start, at__lt=period.end)
    coded = Position.objects.filter(
        Q(pk__in=decided.values("position")) | Q(statement__in=decided.values("statement")),
        issue__negotiation=negotiation,
    )
    rows = LedgerEntry.objects.filter(negotiation=negotiation, is_confirmed=True, position__in=coded.values("pk"))
    return set(rows.values_list("party_id", "issue_id"))


def said_in(negotiation: Negotiation, period: Period) -> Collection[Cell]:
    """Return the cells of which something confirmed was said in a period, or on a day that may belong to it."""
    rows = LedgerEntry.objects.filter(
        negotiation=negotiation, is_confirmed=True, said_at__gte=period.start - A_DAY, said_at__lt=period.end + TWO_DAYS
    )
    return set(rows.values_list("party_id", "issue_id"))


def read_confirmations(entries: Collection[Entry], until: datetime) -> Confirmations:
    """Return from when to when each entry's coding and words were confirmed, as far as it began before a moment."""
    found: dict[str, dict[int, list[tuple[datetime, datetime | None]]]] = {}
    wanted: dict[str, set[int | None]] = {
        "position_id": {entry.position for entry in entries},
        "statement_id": {entry.statement for entry in entries},
    }
    for column, pks in wanted.items():
        rows = Judgement.objects.filter(**{f"{column}__in": pks - {None}}, verdict=Verdict.CONFIRM, at__lt=until)
        times = found[column] = defaultdict(list)
        for pk, since, superseded_at in rows.order_by().values_list(column, "at", "superseded_at"):
            times[pk].append((since, superseded_at))
    return Confirmations(found["position_id"], found["statement_id"])
