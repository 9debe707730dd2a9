"""What the address of the network page asks for; what it does not know or the kind does not have is the default."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import TypeVar

from django.db.models import TextChoices
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from positions.analysis.kernels import Kernel, Unit
from positions.analysis.network_settings import (
    NORMALIZATIONS,
    QUALIFIERS,
    Duplicates,
    Normalization,
    Qualifier,
    Settings,
    Shape,
)
from positions.web.moments import read_day

Choice = TypeVar("Choice", bound=TextChoices)


class Kind(TextChoices):
    """What ties mean on the page."""

    SHARED = "shared", _("who shares stances with whom")
    SPOKEN = "spoken", _("who speaks on what")
    ANSWERS = "answers", _("who answers whom")


class Actors(TextChoices):
    PARTY = "party", _("parties")
    PERSON = "person", _("people")


LONGEST = 999  # units in a window; a person means no more
USUAL = {Kind.SHARED: Qualifier.CONGRUENCE, Kind.SPOKEN: Qualifier.SUBTRACT}
# What the words for two parties are of a party and an issue.
ON_ISSUES = {
    Qualifier.IGNORE: _("spoke on it"),
    Qualifier.SUBTRACT: _("for minus against"),
    Qualifier.COMBINE: _("which stances it takes"),
}
ON_ANSWERS = {
    Qualifier.IGNORE: _("supports, opposes, answers or quotes"),
    Qualifier.CONGRUENCE: _("supports"),
    Qualifier.CONFLICT: _("opposes"),
    Qualifier.SUBTRACT: _("supports minus opposes"),
}
NAMED = {Kind.SPOKEN: ON_ISSUES, Kind.ANSWERS: ON_ANSWERS}
SHAPES = {Kind.SHARED: Shape.ONE_MODE, Kind.SPOKEN: Shape.TWO_MODE}


@dataclass(frozen=True)
class Window:
    """So many units of time that the network is made of at once, and the place of the one shown.

    The place is a number from the slider, or a day near its middle; without both the last is shown that is not thin.
    """

    size: int
    unit: Unit
    kernel: Kernel
    number: int | None
    day: date | None


@dataclass(frozen=True)
class NetworkAsked:
    """What is wanted; the choices are what the kind has. Without a window, all days are one network."""

    kind: Kind
    actors: Actors
    qualifier: Qualifier
    normalization: Normalization
    duplicates: Duplicates
    first: date | None
    last: date | None
    is_backbone: bool
    window: Window | None

    @property
    def settings(self) -> Settings:
        """Return it as settings of a network; not for answers."""
        return Settings(
            shape=SHAPES[self.kind],
            of=self.actors,
            by="issue",
            qualifier=self.qualifier,
            normalization=self.normalization,
            duplicates=self.duplicates,
            start=datetime.combine(self.first, time.min) if self.first else None,
            stop=datetime.combine(self.last, time(23, 59, 59)) if self.last else None,
        )

    @property
    def stances(self) -> list[tuple[str, str]]:
        """Return the ways in which stances can count, each with its label."""
        named = NAMED.get(self.kind, {})
        return [(each.value, str(named.get(each, each.label))) for each in qualifiers_of(self.kind)]

    @property
    def normalizations(self) -> Sequence[Normalization]:
        return NORMALIZATIONS[SHAPES[self.kind]] if self.kind in SHAPES else ()

    def covers(self, when: datetime) -> bool:
        """Tell whether a moment lies between the days asked for, both included."""
        return (self.first is None or self.first <= when.date()) and (self.last is None or when.date() <= self.last)


def qualifiers_of(kind: Kind) -> Sequence[Qualifier]:
    """Return how stances can count."""
    return QUALIFIERS[SHAPES[kind]] if kind in SHAPES else tuple(ON_ANSWERS)


def network_asked(query: QueryDict) -> NetworkAsked:
    """Read the address."""
    kind = _chosen(query.get("kind"), tuple(Kind), Kind.SHARED)
    shape = SHAPES.get(kind, Shape.ONE_MODE)
    return NetworkAsked(
        kind=kind,
        actors=_chosen(query.get("of"), tuple(Actors), Actors.PARTY),
        qualifier=_chosen(query.get("stance"), qualifiers_of(kind), USUAL.get(kind, Qualifier.IGNORE)),
        normalization=_chosen(query.get("weigh"), NORMALIZATIONS[shape], Normalization.NO),
        duplicates=_chosen(query.get("repeats"), tuple(Duplicates), Duplicates.INCLUDE),
        first=read_day(query.get("from")),
        last=read_day(query.get("to")),
        is_backbone=kind is Kind.SHARED and query.get("backbone") == "1",
        window=None if kind is Kind.ANSWERS else window_asked(query),
    )


def window_asked(query: QueryDict) -> Window | None:
    """Read the window; None when none is asked for, or no number of units says how long."""
    size = _number(query.get("window"))
    if not size:
        return None
    return Window(
        size=min(size, LONGEST),
        unit=_chosen(query.get("unit"), tuple(Unit), Unit.WEEKS),
        kernel=_chosen(query.get("kernel"), tuple(Kernel), Kernel.NO),
        number=_number(query.get("slice")),
        day=read_day(query.get("at")),
    )


def _number(value: str | None) -> int | None:
    with suppress(TypeError, ValueError):
        return max(0, int(value or ""))
    return None


def _chosen(value: str | None, choices: Sequence[Choice], usual: Choice) -> Choice:
    return next((each for each in choices if each.value == value), usual)
