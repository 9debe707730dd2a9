"""What a suggestion would do to what its party holds, beside what is held now: the counter-evidence of a statement."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from django.utils import timezone

from positions.analysis.entries import read_cells, read_utterances
from positions.analysis.evidence import Evidence, read_evidence
from positions.analysis.ledger import Entry, Held
from positions.analysis.replay import build_ledger
from positions.analysis.steps import Shift, if_so, shifts_of
from positions.models import Issue, Party, Position, Statement


@dataclass(frozen=True)
class Consequence:
    """One position of a statement: what was held when it was said, in whose words, and the step it would be.

    `step` is None when nothing would move; `held` and `words` when nothing is on record yet.
    """

    issue: Issue
    position: Position
    held: Held | None
    words: Evidence | None
    step: Shift | None

    @property
    def outcome(self) -> str:
        """Return what the party would have done: would have softened by 15 points; empty when nothing moves."""
        return if_so(self.step) if self.step else ""

    @property
    def contradicts(self) -> bool:
        """Tell whether what is held speaks against it."""
        return self.held is not None and self.step is not None


def consequences_of(statement: Statement) -> list[Consequence]:
    """Return what each position shown with a statement would do, if a person confirmed both; in few queries."""
    party: Party | None = statement.party
    positions: list[Position] = statement.shown_positions  # type: ignore[attr-defined]  # by for_display()
    if party is None or statement.reported_through_id or not positions:
        return []
    utterances = read_utterances(negotiation=statement.negotiation)
    cells = {(party.pk, position.issue_id) for position in positions}
    entries = read_cells(negotiation=statement.negotiation, cells=cells, utterances=utterances)
    own = [entry for entry in entries if entry.party == party.pk]
    found = [_consequence(each, [entry for entry in own if entry.issue == each.issue_id]) for each in positions]
    latest = [each.held.latest for each in found if each.held]
    words = read_evidence(entries=latest, utterances=utterances)
    return [replace(each, words=words[each.held.latest.position]) if each.held else each for each in found]


def _consequence(position: Position, entries: list[Entry]) -> Consequence:
    now = timezone.now()
    others = [entry for entry in entries if entry.position != position.pk]
    chains = build_ledger(others).held.values()
    held = _held_at(next(iter(chains), ()), next((e for e in entries if e.position == position.pk), None))
    decided = [_confirmed(entry, position.pk, now) for entry in entries]
    step = next((each for each in shifts_of(build_ledger(decided)) if each.after.opening.position == position.pk), None)
    return Consequence(position.issue, position, held, None, step)


def _confirmed(entry: Entry, position: int, now: datetime) -> Entry:
    return entry._replace(is_confirmed=True, decided_at=now) if entry.position == position else entry


def _held_at(chain: tuple[Held, ...] | list[Held], entry: Entry | None) -> Held | None:
    """Return what was held when an entry was said."""
    before = [held for held in chain if entry is None or held.opening.sort_key < entry.sort_key]
    return before[-1] if before else None
