"""What a suggestion would do to what its party holds, beside what is held now: the counter-evidence of a statement."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from positions.analysis.entries import Utterances, read_entries, read_utterances
from positions.analysis.evidence import Evidence, read_evidence
from positions.analysis.ledger import Entry, Held
from positions.analysis.replay import build_ledger
from positions.analysis.steps import Shift, if_so, shifts_of
from positions.models import Issue, Position, Statement


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
    """Return what each position shown with a statement would do, if a person confirmed both."""
    if statement.party is None or statement.reported_through_id:
        return []
    utterances = read_utterances(negotiation=statement.negotiation)
    positions: list[Position] = statement.shown_positions  # type: ignore[attr-defined]  # by for_display()
    return [_consequence(statement, position, utterances) for position in positions]


def _consequence(statement: Statement, position: Position, utterances: Utterances) -> Consequence:
    entries = read_entries(
        negotiation=statement.negotiation, party=statement.party, issue=position.issue, utterances=utterances
    )
    now = timezone.now()
    others = [entry for entry in entries if entry.position != position.pk]
    chains = build_ledger(others).held.values()
    held = _held_at(next(iter(chains), ()), next((e for e in entries if e.position == position.pk), None))
    decided = [_confirmed(entry, position.pk, now) for entry in entries]
    step = next((each for each in shifts_of(build_ledger(decided)) if each.after.opening.position == position.pk), None)
    words = read_evidence(entries=[held.latest], utterances=utterances)[held.latest.position] if held else None
    return Consequence(position.issue, position, held, words, step)


def _confirmed(entry: Entry, position: int, now: datetime) -> Entry:
    return entry._replace(is_confirmed=True, decided_at=now) if entry.position == position else entry


def _held_at(chain: tuple[Held, ...] | list[Held], entry: Entry | None) -> Held | None:
    """Return what was held when an entry was said."""
    before = [held for held in chain if entry is None or held.opening.sort_key < entry.sort_key]
    return before[-1] if before else None
