"""Reads the shifts of a negotiation with both quotations, and with the words that went and came."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from positions.analysis.entries import Utterances, read_entries, read_utterances
from positions.analysis.evidence import Evidence, read_evidence
from positions.analysis.ledger import build_ledger
from positions.analysis.steps import Shift, shifts_of
from positions.analysis.wording import Comparison, compare
from positions.models import Issue, Negotiation, Party


@dataclass(frozen=True, slots=True)
class ToldShift:
    """A shift with both quotations, and with the words that went and came."""

    shift: Shift
    party: Party
    issue: Issue
    before: Evidence
    after: Evidence

    @property
    def comparison(self) -> Comparison | None:
        """Return both wordings compared, or None where one of them is a vote."""
        if self.before.is_vote or self.after.is_vote:
            return None
        return compare(self.before.words, self.after.words)


def tell(*, negotiation: Negotiation, shifts: list[Shift], utterances: Utterances) -> list[ToldShift]:
    """Return shifts with their evidence; the earlier position speaks through what it said last."""
    entries = [entry for shift in shifts for entry in (shift.before.latest, shift.after.opening)]
    evidence = read_evidence(entries=entries, utterances=utterances)
    parties = {party.pk: party for party in negotiation.parties.select_related("negotiation")}
    issues = {issue.pk: issue for issue in negotiation.issues.select_related("negotiation")}
    return [
        ToldShift(
            shift=shift,
            party=parties[shift.after.party],
            issue=issues[shift.after.issue],
            before=evidence[shift.before.latest.position],
            after=evidence[shift.after.opening.position],
        )
        for shift in shifts
    ]


def read_shifts(
    *,
    negotiation: Negotiation,
    since: datetime | None = None,
    until: datetime | None = None,
    known_at: datetime | None = None,
    widen: bool = False,
) -> list[ToldShift]:
    """Return the shifts said after `since` and up to `until`, with both quotations, in order of time."""
    utterances = read_utterances(negotiation=negotiation, known_at=known_at)
    entries = read_entries(negotiation=negotiation, utterances=utterances, known_at=known_at)
    ledger = build_ledger(entries, as_of=until, known_at=known_at, widen=widen)
    shifts = shifts_of(ledger, since=since, until=until)
    return tell(negotiation=negotiation, shifts=shifts, utterances=utterances)
