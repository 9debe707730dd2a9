"""What the ledger is made of: coded positions, and the positions that each party has held by them; pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from positions.enums import Firmness, Precision, Stance
from positions.text import fold


class Entry(NamedTuple):
    """One coded position of one party on one issue, with as much of its evidence as replaying needs.

    A named tuple, because an issue's page makes thousands of them: a frozen dataclass took ten times as long.

    `utterance` is the same for all reports of one utterance. `order` breaks ties between entries of one moment.
    `decided_at` is None while nobody has confirmed it.
    """

    position: int
    party: int
    issue: int
    stance: str
    value: int | None
    firmness: int | None
    condition: str
    said_at: datetime
    precision: str
    order: tuple[int, int, int]
    utterance: str
    speaker: str
    recorded_at: datetime
    decided_at: datetime | None
    statement: int | None = None
    vote: int | None = None
    is_confirmed: bool = True
    is_first_hand: bool = True

    @property
    def said_on(self) -> date:
        """Return the day, in UTC, on which it was said."""
        said_at = self.said_at
        return (said_at if said_at.tzinfo is UTC else said_at.astimezone(UTC)).date()

    @property
    def sort_key(self) -> tuple[datetime, tuple[int, int, int], int]:
        """Return the place in time, then in the article."""
        return (self.said_at, self.order, self.position)

    @property
    def is_exact(self) -> bool:
        """Tell whether the minute is known in which it was said."""
        return self.precision == Precision.MINUTE

    def is_said_by(self, as_of: datetime) -> bool:
        """Tell whether it was said at as_of or before; of a partial date only the day, in UTC, counts."""
        if self.is_exact:
            return self.said_at <= as_of
        return self.said_on <= as_of.date()

    def is_known_by(self, known_at: datetime) -> bool:
        """Tell whether it stood in the ledger at known_at: confirmed by then, or, if suggested, recorded by then."""
        return (self.decided_at or self.recorded_at) <= known_at


@dataclass(frozen=True, slots=True)
class Held:
    """What a party held on an issue from `since` to `until`, with the entries that say so, the opening one first.

    When its speakers were at odds, `sides` has what each side held, in the order of their last words, and stance,
    value, firmness and condition are the last one's; nothing is averaged. Otherwise `sides` is empty. Read from kept
    rows it has the first and the last of its entries only, and `said` tells how often it was said.
    """

    stance: str
    value: int | None
    firmness: int | None
    condition: str
    entries: tuple[Entry, ...]
    until: datetime | None = None
    sides: tuple[Held, ...] = ()
    said: int | None = None

    @property
    def is_split(self) -> bool:
        """Tell whether the party's speakers were at odds on the day it began."""
        return bool(self.sides)

    @property
    def opening(self) -> Entry:
        """Return the entry that opened it."""
        return self.entries[0]

    @property
    def latest(self) -> Entry:
        """Return the entry that said it last; of several reports of that utterance the earliest."""
        return next(entry for entry in self.entries if entry.utterance == self.entries[-1].utterance)

    @property
    def party(self) -> int:
        return self.opening.party

    @property
    def issue(self) -> int:
        return self.opening.issue

    @property
    def since(self) -> datetime:
        """Return when it was said first."""
        return self.opening.said_at

    @property
    def last_said(self) -> datetime:
        """Return when it was said last."""
        return self.latest.said_at

    @property
    def times_said(self) -> int:
        """Return in how many distinct utterances it was said, however many outlets reported them."""
        return self.said or len({entry.utterance for entry in self.entries})

    @property
    def is_suggested(self) -> bool:
        """Tell whether nobody has confirmed the entry that opened it, or one of its sides."""
        return not all(each.opening.is_confirmed for each in self.sides or (self,))

    @property
    def stance_label(self) -> str:
        """Return the word for its stance."""
        return str(Stance(self.stance).label)

    @property
    def odds(self) -> str:
        """Return what the sides of a split hold, one after the other; empty when the party speaks with one voice."""
        sides = (
            side.stance_label if side.value is None else f"{side.stance_label} {side.value}" for side in self.sides
        )
        told = pgettext("between the sides of a split", " against ").join(sides)
        return _("its speakers at odds: %(sides)s") % {"sides": told} if self.is_split else ""

    @property
    def firmness_label(self) -> str:
        """Return the word for how firm it is; empty when the words do not tell."""
        return str(Firmness(self.firmness).label) if self.firmness else ""

    def gainsays(self, entry: Entry) -> bool:
        """Tell whether an entry says something else than is held; whatever follows a split does."""
        return (
            self.is_split
            or entry.stance != self.stance
            or (entry.value is not None and entry.value != self.value)
            or (entry.firmness is not None and entry.firmness != self.firmness)
            or bool(entry.condition and same_words(entry.condition) != same_words(self.condition))
        )

    def contradicts(self, entry: Entry) -> bool:
        """Tell whether both cannot be held at once; on what either is silent they agree."""
        return (
            entry.stance != self.stance
            or (None not in {entry.value, self.value} and entry.value != self.value)
            or (None not in {entry.firmness, self.firmness} and entry.firmness != self.firmness)
            or bool(entry.condition and self.condition and same_words(entry.condition) != same_words(self.condition))
        )

    def is_same_as(self, other: Held) -> bool:
        """Tell whether two parties, or one at two times, hold the same; the evidence may differ."""
        return {each.content for each in self.sides or (self,)} == {each.content for each in other.sides or (other,)}

    @property
    def content(self) -> tuple[str, int | None, int | None, str]:
        """Return what is held, without when and by which words."""
        return (self.stance, self.value, self.firmness, same_words(self.condition))


@dataclass(frozen=True, slots=True)
class Ledger:
    """For each party and issue, by primary key, the positions held, in order of time."""

    held: Mapping[tuple[int, int], tuple[Held, ...]]

    def of(self, party: int, issue: int) -> tuple[Held, ...]:
        """Return the positions party held on issue; none means unknown."""
        return self.held.get((party, issue), ())

    def current(self, party: int, issue: int) -> Held | None:
        """Return the position in force, or None when it is unknown."""
        held = self.of(party, issue)
        return held[-1] if held else None


def same_words(text: str) -> str:
    """Return text in the form in which two conditions are one."""
    return " ".join(fold(text).split()).rstrip(".")
