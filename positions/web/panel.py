"""The evidence of one cell of the matrix, as the panel beside it shows it."""

from __future__ import annotations

from dataclasses import dataclass

from positions.analysis.entries import read_utterances
from positions.analysis.evidence import Evidence, read_evidence
from positions.analysis.ledger import Entry, Held
from positions.analysis.matrix import Cell
from positions.models import Negotiation

# More would push the earlier position out of sight; the page has all.
WORDS_SHOWN = 4


@dataclass(frozen=True)
class Panel:
    """The evidence of one cell: the newest words first, of a split each side's, and the position before."""

    cell: Cell
    words: list[Evidence]
    further: int
    sides: list[tuple[Held, Evidence]]
    suggestion: Evidence | None
    before: Evidence | None


def panel_of(negotiation: Negotiation, cell: Cell) -> Panel | None:
    """Return the evidence of a cell that holds something."""
    held = cell.held
    if held is None:
        return None
    shown = one_per_utterance([held.opening, *reversed(held.entries[1:])])
    wanted = [*shown[:WORDS_SHOWN], *(side.latest for side in held.sides)]
    wanted += [cell.before.latest] if cell.before else []
    wanted += [cell.suggestion.opening] if cell.suggestion else []
    evidence = read_evidence(entries=wanted, utterances=read_utterances(negotiation=negotiation))
    return Panel(
        cell=cell,
        words=[evidence[entry.position] for entry in shown[:WORDS_SHOWN]],
        further=max(len(shown) - WORDS_SHOWN, 0),
        sides=[(side, evidence[side.latest.position]) for side in held.sides],
        suggestion=evidence[cell.suggestion.opening.position] if cell.suggestion else None,
        before=evidence[cell.before.latest.position] if cell.before else None,
    )


def one_per_utterance(entries: list[Entry]) -> list[Entry]:
    """Return entries in their order, reports of one utterance once."""
    first: dict[str, Entry] = {}
    for entry in entries:
        first.setdefault(entry.utterance, entry)
    return list(first.values())
