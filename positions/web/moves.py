"""Who moved first on an issue, who followed, and who says no more what it holds, as the issue's page tells it."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from positions.analysis.ledger import Ledger
from positions.analysis.matrix import Cell
from positions.analysis.movers import Mover, first_moves
from positions.analysis.rhythm import Rhythm, rhythm_of
from positions.models import Issue, Party


@dataclass(frozen=True)
class Move:
    """A party's first move on the issue, with the parties it came nearer to or went away from."""

    party: Party
    mover: Mover
    nearer: list[Party]
    farther: list[Party]

    @property
    def toward(self) -> str:
        """Return whom it came nearer to, to stand after what it did: , nearer to Zahira; empty when nobody."""
        nearer, farther = (", ".join(party.name for party in its) for its in (self.nearer, self.farther))
        told = [_("nearer to %(parties)s") % {"parties": nearer}] if nearer else []
        told += [_("away from %(parties)s") % {"parties": farther}] if farther else []
        return "".join(f", {each}" for each in told)

    @property
    def later(self) -> str:
        """Return how much later than the first mover it moved: about 3 days later."""
        about = ngettext("about %(days)s day later", "about %(days)s days later", self.mover.lag_days)
        exactly = ngettext("%(days)s day later", "%(days)s days later", self.mover.lag_days)
        return (about if self.mover.is_about else exactly) % {"days": self.mover.lag_days}


@dataclass(frozen=True)
class Moves:
    """Who moved first, several on one day; who followed; who still holds what it held at first."""

    first: list[Move]
    followers: list[Move]
    unmoved: list[Party]


@dataclass(frozen=True)
class Silence:
    """How often a party says what it holds, and whether it has stopped."""

    cell: Cell
    rhythm: Rhythm


def moves_of(confirmed: Ledger, shown: Issue, parties: dict[int, Party]) -> Moves | None:
    """Return who moved first and who followed, or None while nobody moved."""
    found = first_moves(confirmed, shown.pk)
    if not found.movers:
        return None
    movers = [move_of(mover, parties) for mover in found.movers]
    unmoved = [party for pk, party in parties.items() if pk in found.unmoved]
    return Moves(movers[: len(found.first)], movers[len(found.first) :], unmoved)


def move_of(mover: Mover, parties: dict[int, Party]) -> Move:
    """Return a party's first move with the parties it concerns."""
    nearer = [parties[pk] for pk in mover.nearer if pk in parties]
    farther = [parties[pk] for pk in mover.farther if pk in parties]
    return Move(parties[mover.party], mover, nearer, farther)


def silences_of(cells: list[Cell], as_of: datetime) -> list[Silence]:
    """Return the held positions that are said in a rhythm, those said no more first, then the longest unsaid."""
    found = [Silence(cell, rhythm_of(cell.held, as_of)) for cell in cells if cell.held]
    known = [each for each in found if each.rhythm.usual_days is not None]
    return sorted(known, key=lambda each: (not each.rhythm.has_stopped, -each.rhythm.silent_days))
