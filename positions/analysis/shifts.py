"""Reads the shifts of a negotiation with both quotations, and with the words that went and came."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from positions.analysis.entries import Utterances, read_entries, read_utterances
from positions.analysis.evidence import Evidence, read_evidence
from positions.analysis.kept import read_spoken_cells
from positions.analysis.ledger import Entry, Held
from positions.analysis.readings import Kind, Reading, readings_of
from positions.analysis.replay import build_ledger
from positions.analysis.steps import Shift, shifts_of
from positions.analysis.wording import Comparison, compare
from positions.models import Issue, Negotiation, Party


@dataclass(frozen=True, slots=True)
class ToldReading:
    """Another reading of a step in words; `lead` says which, `outcome` what the party then did."""

    kind: Kind
    lead: str
    outcome: str
    is_same: bool
    evidence: Evidence | None = None


@dataclass(frozen=True, slots=True)
class ToldShift:
    """A shift with both quotations, and with the words that went and came.

    Of a step into a split `after` is a speaker who left what was held, and `sides` quotes each side.
    """

    shift: Shift
    party: Party
    issue: Issue
    before: Evidence
    after: Evidence
    sides: tuple[Evidence, ...] = ()
    readings: tuple[ToldReading, ...] = ()

    @property
    def voices(self) -> list[tuple[Held, Evidence]]:
        """Return what each side of a split holds, with its words; nothing when the party speaks with one voice."""
        return list(zip(self.shift.after.sides, self.sides, strict=True))

    @property
    def comparison(self) -> Comparison | None:
        """Return both wordings compared, or None where one of them is a vote."""
        if self.before.is_vote or self.after.is_vote:
            return None
        return compare(self.before.words, self.after.words)


def tell(
    *, negotiation: Negotiation, shifts: list[Shift], utterances: Utterances, entries: Iterable[Entry] = ()
) -> list[ToldShift]:
    """Return shifts with their evidence; the earlier position speaks through what it said last.

    With the `entries` they come from, suggestions and hearsay among them, also with their other readings.
    """
    readings = read_otherwise(shifts, entries)
    wanted = [entry for shift in shifts for entry in words_of(shift)]
    wanted += [reading.by for found in readings.values() for reading in found if reading.by]
    evidence = read_evidence(entries=wanted, utterances=utterances)
    parties = {party.pk: party for party in negotiation.parties.select_related("negotiation")}
    issues = {issue.pk: issue for issue in negotiation.issues.select_related("negotiation")}
    return [
        ToldShift(
            shift=shift,
            party=parties[shift.after.party],
            issue=issues[shift.after.issue],
            before=evidence[shift.before.latest.position],
            after=evidence[leaving(shift).position],
            sides=tuple(evidence[side.latest.position] for side in shift.after.sides),
            readings=told_readings(readings.get(opening_of(shift), ()), evidence),
        )
        for shift in shifts
    ]


def words_of(shift: Shift) -> list[Entry]:
    """Return the entries whose words a step is told with."""
    return [shift.before.latest, leaving(shift), *(side.latest for side in shift.after.sides)]


def leaving(shift: Shift) -> Entry:
    """Return the entry that left what was held: the opening one, or the last word of a side that says otherwise."""
    away = (side.latest for side in shift.after.sides if shift.before.gainsays(side.latest))
    return next(away, shift.after.opening)


def opening_of(shift: Shift) -> tuple[int, int]:
    """Return what tells a step from all others: a joint statement may open one for each party."""
    return shift.after.party, shift.after.opening.position


def read_otherwise(shifts: Iterable[Shift], entries: Iterable[Entry]) -> dict[tuple[int, int], list[Reading]]:
    """Return the other readings of steps, by party and opening position; none without entries."""
    cells: dict[tuple[int, int], list[Entry]] = defaultdict(list)
    for entry in entries:
        cells[entry.party, entry.issue].append(entry)
    return {
        opening_of(shift): readings_of(shift, cells[shift.after.party, shift.after.issue])
        for shift in shifts
        if (shift.after.party, shift.after.issue) in cells
    }


def told_readings(readings: Iterable[Reading], evidence: Mapping[int, Evidence]) -> tuple[ToldReading, ...]:
    """Return readings in words, with the words that one follows instead."""
    return tuple(
        ToldReading(
            reading.kind,
            reading.lead(name_of(reading.kind, evidence[reading.by.position]) if reading.by else ""),
            reading.outcome,
            reading.is_same,
            evidence[reading.by.position] if reading.by else None,
        )
        for reading in readings
    )


def name_of(kind: Kind, evidence: Evidence) -> str:
    """Return whom a reading follows: the outlet of another report, otherwise who speaks."""
    if evidence.is_vote:
        return _("the vote")
    return evidence.outlet if kind == Kind.REPORT else evidence.speaker or _("an unnamed speaker")


def read_shifts(
    *,
    negotiation: Negotiation,
    since: datetime | None = None,
    until: datetime | None = None,
    known_at: datetime | None = None,
    widen: bool = False,
) -> list[ToldShift]:
    """Return the shifts said after `since` and up to `until`, with both quotations, in order of time.

    Of now only the cells in which something was said in that time are replayed, from kept entries.
    """
    utterances = read_utterances(negotiation=negotiation, known_at=known_at)
    if known_at:
        entries = read_entries(negotiation=negotiation, utterances=utterances, known_at=known_at)
    else:
        entries = read_spoken_cells(negotiation=negotiation, since=since, until=until)
    ledger = build_ledger(entries, as_of=until, known_at=known_at, widen=widen)
    shifts = shifts_of(ledger, since=since, until=until)
    return tell(negotiation=negotiation, shifts=shifts, utterances=utterances, entries=entries)
