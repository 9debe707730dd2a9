"""Writes entries and held positions as kept rows hold them, and reads them again; pure.

A change of what is written here needs a migration that marks every negotiation, as 0008 did: see `FORM`.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from positions.analysis.ledger import Entry, Held
from positions.analysis.rhythm import first_reports
from positions.analysis.steps import shifts_between

# What the rows hold, in this order.
FORM = Entry._fields
SAID_AT, RECORDED_AT, DECIDED_AT, ORDER, SPEAKER, CONDITION = (
    FORM.index(name) for name in ("said_at", "recorded_at", "decided_at", "order", "speaker", "condition")
)
moment_of = datetime.fromisoformat
# Positions remembered as they were read: some shifts of a few large negotiations, at 2 kB each.
REMEMBERED = 4_000


@dataclass(frozen=True, slots=True)
class KeptHeld:
    """A held position as its row has it; `moved_from` is the place of the one it stepped from, if it is a step."""

    number: int
    held: Held
    opened_on: date
    last_on: date
    moved_from: int | None


def kept_helds(held: tuple[Held, ...]) -> Iterator[KeptHeld]:
    """Yield the rows of a sequence of held positions."""
    numbers = {id(each): number for number, each in enumerate(held)}
    steps = {id(step.after): numbers[id(step.before)] for step in shifts_between(held)}
    for number, each in enumerate(held):
        yield KeptHeld(number, each, each.opening.said_on, each.latest.said_on, steps.get(id(each)))


def places(held: tuple[Held, ...]) -> dict[int, tuple[int, int]]:
    """Return for the first report of each utterance, by its position: which held position, how often said by then."""
    return {
        entry.position: (number, times)
        for number, each in enumerate(held)
        for times, entry in enumerate(first_reports(each.entries), start=1)
    }


def entry_written(entry: Entry) -> list[Any]:
    """Return an entry as JSON can hold it."""
    return [value.isoformat() if isinstance(value, datetime) else value for value in entry]


def entry_read(written: list[Any]) -> Entry:
    """Return an entry that `entry_written` wrote."""
    values = [*written]
    values[SAID_AT], values[RECORDED_AT] = moment_of(values[SAID_AT]), moment_of(values[RECORDED_AT])
    values[DECIDED_AT] = values[DECIDED_AT] and moment_of(values[DECIDED_AT])
    values[ORDER] = tuple(values[ORDER])
    return Entry._make(values)


def held_written(held: Held) -> dict[str, Any]:
    """Return a held position without what was said between its first and its last words."""
    return {
        "held": [held.stance, held.value, held.firmness, held.condition],
        "first": entry_written(held.opening),
        "last": entry_written(held.latest) if held.latest.position != held.opening.position else None,
        "said": held.times_said,
        "until": held.until.isoformat() if held.until else None,
        "sides": [held_written(side) for side in held.sides],
    }


def held_read(written: dict[str, Any]) -> Held:
    """Return a held position that `held_written` wrote, with its first and its last entry."""
    ends = [written["first"], written["last"]] if written["last"] else [written["first"]]
    stance, value, firmness, condition = written["held"]
    return Held(
        stance,
        value,
        firmness,
        condition,
        entries=tuple(map(entry_read, ends)),
        until=datetime.fromisoformat(written["until"]) if written["until"] else None,
        sides=tuple(map(held_read, written["sides"])),
        said=written["said"],
    )


@lru_cache(maxsize=REMEMBERED)
def held_in(text: str) -> Held:
    """Return the held position written in a row; the same text is the same position, so it is read once."""
    return held_read(json.loads(text))
