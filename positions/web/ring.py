"""Where the parties of a deadlock stand in its drawing: shares of the width, pixels of the height; pure."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from positions.models import Party

HEIGHT = 190
PAIR_HEIGHT = 96
# Of the way between two parties; the ends stay free for the markers.
FROM, TO = 0.14, 0.86
PAIR_OFFSET = 9.0  # pixels between the two arrows of a pair


@dataclass(frozen=True)
class Stand:
    """A party in the ring."""

    party: Party
    x: float
    y: float


@dataclass(frozen=True)
class Arrow:
    """From the party that waits to the one it waits for."""

    x1: float
    y1: float
    x2: float
    y2: float


@dataclass(frozen=True)
class Ring:
    """What is drawn of one deadlock."""

    stands: tuple[Stand, ...]
    arrows: tuple[Arrow, ...]
    height: int


def ring_of(parties: Sequence[Party]) -> Ring:
    """Return parties around a ring, each with an arrow to the next; two stand beside each other."""
    height = PAIR_HEIGHT if len(parties) == 2 else HEIGHT
    places = [place(number, len(parties), height) for number in range(len(parties))]
    stands = tuple(Stand(party, x, y) for party, (x, y) in zip(parties, places, strict=True))
    following = [*stands[1:], stands[0]]
    arrows = tuple(arrow(one, other, len(parties)) for one, other in zip(stands, following, strict=True))
    return Ring(stands, arrows, height)


def place(number: int, of: int, height: int) -> tuple[float, float]:
    """Return where a party stands, the first at the left."""
    angle = math.pi + 2 * math.pi * number / of
    return 0.5 + 0.34 * math.cos(angle), height / 2 - 8 + (height / 2 - 30) * math.sin(angle)


def arrow(one: Stand, other: Stand, of: int) -> Arrow:
    """Return the arrow from one party to the next; the two of a pair run beside each other."""
    shift = 0.0 if of != 2 else -PAIR_OFFSET if one.x < other.x else PAIR_OFFSET
    along = [(one.x + (other.x - one.x) * share, one.y + (other.y - one.y) * share + shift) for share in (FROM, TO)]
    return Arrow(*along[0], *along[1])
