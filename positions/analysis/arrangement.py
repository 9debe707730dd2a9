"""Puts the rows of a matrix in an order that a reader chose, and finds what is known best of a large one; pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import TextChoices
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from positions.analysis.distance import Distance, distance
from positions.analysis.matrix import Matrix, Row, narrowed
from positions.enums import PartyRole

ROLES = {role: place for place, role in enumerate(PartyRole.values)}


class Sort(TextChoices):
    """In which order parties stand; the first is the negotiation's own."""

    NUMBER = "", _("as set up")
    NAME = "name", _("by name")
    ROLE = "role", _("by role")
    MOVED = "moved", _("most moved first")
    UNKNOWN = "unknown", _("most unknown first")
    NEAR = "near", _("nearest first")


@dataclass(frozen=True, slots=True)
class Arranged:
    """A matrix in its order; `notes` say by what a party stands where it does, by primary key."""

    matrix: Matrix
    notes: dict[int, str]


def arranged(found: Matrix, *, sort: str = "", near: str = "", is_grouped: bool = True) -> Arranged:
    """Return a matrix sorted, within its groups or as one list; `near` is the slug of the party for `Sort.NEAR`."""
    key, note = order_of(found, sort, near)
    whole = found.groups if is_grouped else (("", found.rows),)
    if key is None:
        return Arranged(replace(found, groups=whole), {})
    groups = [(group, tuple(sorted(rows, key=key))) for group, rows in whole]
    # A group stands where its first party would stand without groups.
    groups.sort(key=lambda each: key(each[1][0]) if each[1] else ())
    return Arranged(replace(found, groups=tuple(groups)), {row.party.pk: note(row) for row in found.rows})


def best_known(found: Matrix, *, parties: int, issues: int, keep: Collection[str] = ()) -> Matrix:
    """Return the matrix with at most so many parties and issues: those of which most cells are known, in their order.

    Those whose slugs are in `keep` stay besides.
    """
    of_party = Counter({row.party.slug: sum(cell.held is not None for cell in row.cells) for row in found.rows})
    on_issue = Counter({issue.slug: 0 for issue in found.issues})
    on_issue.update(cell.issue.slug for cell in found.cells if cell.held)
    return narrowed(
        found,
        parties={*keep, *(slug for slug, _number in of_party.most_common(parties))},
        issues={*keep, *(slug for slug, _number in on_issue.most_common(issues))},
    )


def order_of(found: Matrix, sort: str, near: str) -> tuple[Callable[[Row], Any] | None, Callable[[Row], str]]:
    """Return by what rows are sorted, and what is said of it in the row."""
    if sort == Sort.NAME:
        return lambda row: row.party.name.casefold(), lambda row: ""
    if sort == Sort.ROLE:
        return lambda row: (ROLES[row.party.role], row.party.number), lambda row: ""
    if sort == Sort.UNKNOWN:
        return lambda row: (
            -row.unknown,
            row.party.number,
        ), lambda row: gettext("unknown on %(number)s") % {"number": row.unknown}
    if sort == Sort.MOVED:
        moves = moves_of(found)
        return (
            lambda row: (-moves[row.party.pk][0], -moves[row.party.pk][1], row.party.number),
            lambda row: moves_in_words(*moves[row.party.pk]),
        )
    if sort == Sort.NEAR and any(row.party.slug == near for row in found.rows):
        apart = distances_to(found, near)
        return lambda row: nearness(apart[row.party.pk], row), lambda row: in_words(apart[row.party.pk])
    return None, lambda row: ""


def moves_of(found: Matrix) -> dict[int, tuple[int, int]]:
    """Return the confirmed shifts of each party on the matrix's issues up to its day, and the points moved in them."""
    moves = {row.party.pk: (0, 0) for row in found.rows}
    for shift in found.shifts:
        if shift.after.party in moves and not shift.is_suggested and shift.after.opening.is_said_by(found.as_of):
            number, points = moves[shift.after.party]
            moves[shift.after.party] = number + 1, points + abs(shift.size or 0)
    return moves


def moves_in_words(number: int, points: int) -> str:
    """Return moves and points: 3 moves, 48 points."""
    if not number:
        return gettext("no move")
    moves = ngettext("%(number)s move", "%(number)s moves", number) % {"number": number}
    moved = ngettext("%(points)s points", "%(points)s points", points) % {"points": points}
    return f"{moves}, {moved}" if points else moves


def distances_to(found: Matrix, slug: str) -> dict[int, Distance | None]:
    """Return how far each party stands from one, itself among them, on the issues shown; None where unknown."""
    other = next(row.party for row in found.rows if row.party.slug == slug)
    issues = [issue.pk for issue in found.issues]
    others = [row.party.pk for row in found.rows if row.party != other]
    apart = {party: distance(found.ledger, party, other.pk, issues=issues) for party in others}
    return {**apart, other.pk: Distance(mean=0, low=0, high=0, known_share=1, issues=())}


def nearness(apart: Distance | None, row: Row) -> tuple[bool, float, int]:
    """Return where a party stands: by its mean distance, a split one by the middle of its bounds, unknown last."""
    if apart is None:
        return True, 0.0, row.party.number
    middle = (apart.low + apart.high) / 2 if apart.mean is None else apart.mean
    return False, middle, row.party.number


def in_words(apart: Distance | None) -> str:
    """Return a distance in words, with how much of it is known."""
    if apart is None:
        return gettext("cannot be compared")
    if not apart.issues:
        return gettext("compared with")
    if apart.mean is None:
        far = gettext("%(low)s to %(high)s apart") % {"low": f"{apart.low:.0f}", "high": f"{apart.high:.0f}"}
    else:
        far = gettext("%(points)s apart") % {"points": f"{apart.mean:.0f}"}
    share = f"{apart.known_share * 100:.0f}\N{NO-BREAK SPACE}%"
    return gettext("%(far)s, %(share)s comparable") % {"far": far, "share": share} if apart.known_share < 1 else far
