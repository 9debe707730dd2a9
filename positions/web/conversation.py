"""The conversation on an issue: what the parties said in the order of time, shifts as steps, and what happened."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from operator import attrgetter
from typing import Any

from positions.analysis.entries import Utterances
from positions.analysis.evidence import Evidence, read_evidence
from positions.analysis.lateness import Late, late_positions
from positions.analysis.ledger import Entry, Held, Ledger
from positions.analysis.shifts import ToldReading, opening_of, read_otherwise, told_readings
from positions.analysis.steps import Shift, in_voices, shifts_of
from positions.analysis.wording import Comparison, compare
from positions.enums import VoteChoice
from positions.models import Link, OutsideEvent, Party, Proposal, Vote


@dataclass(frozen=True)
class Node:
    """One coded position in the conversation; with a shift it is a step from one wording to another.

    With a `split` it opens a day on which the party's speakers were at odds; `sides` has what each side held, in whose
    words. `late` says when it was recorded, if that changed the past.
    """

    entry: Entry
    party: Party
    evidence: Evidence
    is_first: bool
    links: tuple[Link, ...] = ()
    shift: Shift | None = None
    before: Evidence | None = None
    comparison: Comparison | None = None
    split: Held | None = None
    sides: tuple[tuple[Held, Evidence], ...] = ()
    readings: tuple[ToldReading, ...] = ()
    late: Late | None = None
    at: datetime = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "at", self.entry.said_at)

    @property
    def headline(self) -> str:
        """Return what the party did with it, after its name; empty when it only spoke."""
        if self.shift:
            return self.shift.summary
        return in_voices(self.split) if self.split else ""

    @property
    def is_suggested(self) -> bool:
        """Tell whether the step, or the split, is only suggested."""
        return bool((self.split and self.split.is_suggested) or (self.shift and self.shift.is_suggested))


@dataclass(frozen=True)
class Opened:
    """What the ledgers say of the positions that open something, by party and position."""

    shifts: dict[tuple[int, int], Shift]
    splits: dict[tuple[int, int], Held]
    late: dict[tuple[int, int], Late]

    def shift(self, entry: Entry) -> Shift | None:
        """Return the shift that an entry opened."""
        return self.shifts.get(place_of(entry))

    def split(self, entry: Entry) -> Held | None:
        """Return the split that an entry opened."""
        return self.splits.get(place_of(entry))

    def opens(self, entry: Entry) -> bool:
        """Tell whether an entry opened a shift or a split."""
        return place_of(entry) in self.shifts or place_of(entry) in self.splits


def place_of(entry: Entry) -> tuple[int, int]:
    """Return what tells the entries of a joint statement apart."""
    return entry.party, entry.position


@dataclass(frozen=True)
class Event:
    """What happened between the words: votes on a proposal on one day, a proposal put, or an outside event."""

    at: datetime
    precision: str
    proposal: Proposal | None = None
    votes: tuple[Vote, ...] = ()
    outside: OutsideEvent | None = None

    @property
    def totals(self) -> list[tuple[str, int]]:
        """Return how many of the recorded parties voted how, in the usual order."""
        counts = Counter(vote.choice for vote in self.votes)
        return [(str(choice.label), counts[choice]) for choice in VoteChoice if counts[choice]]

    @property
    def totals_in_words(self) -> str:
        """Return how many voted how: 11 for, 2 against."""
        return ", ".join(f"{number} {label}" for label, number in self.totals)


@dataclass(frozen=True)
class Wish:
    """Which part of the conversation is wanted; empty parts restrict nothing."""

    parties: frozenset[int] = frozenset()
    first: date | None = None
    last: date | None = None
    only_shifts: bool = False
    only_confirmed: bool = False

    def spans(self, day: date) -> bool:
        """Tell whether a day is wanted."""
        return (not self.first or day >= self.first) and (not self.last or day <= self.last)

    def wants(self, entry: Entry, opened: Opened) -> bool:
        """Tell whether an entry is wanted."""
        return (
            (not self.parties or entry.party in self.parties)
            and self.spans(entry.said_on)
            and (not self.only_shifts or opened.opens(entry))
            and (not self.only_confirmed or entry.is_confirmed)
        )


def opened_by(confirmed: Ledger, widened: Ledger, shifts: Iterable[Shift]) -> Opened:
    """Return what each position opened: what is confirmed, and what is suggested where a suggestion opens it."""
    pencil = {opening_of(shift): shift for shift in shifts_of(widened) if shift.after.is_suggested}
    at_odds = [
        *(each for held in widened.held.values() for each in held if each.is_split and each.is_suggested),
        *(each for held in confirmed.held.values() for each in held if each.is_split),
    ]
    late = [each for held in confirmed.held.values() for each in late_positions(held)]
    return Opened(
        shifts=pencil | {opening_of(shift): shift for shift in shifts},
        splits={place_of(held.opening): held for held in at_odds},
        late={place_of(each.held.opening): each for each in late},
    )


def wanted_entries(entries: list[Entry], wish: Wish, opened: Opened) -> list[Entry]:
    """Return the entries of words that are wanted, the latest first; votes come as events."""
    words = [entry for entry in entries if entry.statement or opened.opens(entry)]
    if wish != Wish():
        words = [entry for entry in words if wish.wants(entry, opened)]
    return sorted(words, key=attrgetter("sort_key"), reverse=True)


def read_nodes(
    *, entries: list[Entry], everything: list[Entry], opened: Opened, utterances: Utterances,
    parties: dict[int, Party],
) -> list[Node]:  # fmt: skip
    """Return the nodes of entries with evidence, other readings and confirmed links, in the order given."""
    shifts = [shift for entry in entries if (shift := opened.shift(entry))]
    otherwise = read_otherwise(shifts, everything)
    wanted = [*entries, *(shift.before.latest for shift in shifts)]
    wanted += [reading.by for found in otherwise.values() for reading in found if reading.by]
    wanted += [side.latest for entry in entries if (split := opened.split(entry)) for side in split.sides]
    evidence = read_evidence(entries=wanted, utterances=utterances)
    links = read_links([entry.statement for entry in entries if entry.statement])
    first = first_words(everything)
    return [
        Node(
            entry=entry,
            party=parties[entry.party],
            evidence=evidence[entry.position],
            is_first=entry.position in first,
            links=tuple(links.get(entry.statement or 0, ())),
            split=opened.split(entry),
            sides=sides_of(opened.split(entry), evidence),
            readings=told_readings(otherwise.get(place_of(entry), ()), evidence),
            late=opened.late.get(place_of(entry)),
            **step_of(entry, opened.shift(entry), evidence),
        )
        for entry in entries
    ]


def step_of(entry: Entry, shift: Shift | None, evidence: dict[int, Evidence]) -> dict[str, Any]:
    """Return what a node shows of the shift that it opens: the words before, and both wordings compared."""
    if shift is None:
        return {}
    its, before = evidence[entry.position], evidence[shift.before.latest.position]
    comparison = None if its.is_vote or before.is_vote else compare(before.words, its.words)
    return {"shift": shift, "before": before, "comparison": comparison}


def sides_of(split: Held | None, evidence: dict[int, Evidence]) -> tuple[tuple[Held, Evidence], ...]:
    """Return what each side of a split held, with its words."""
    return tuple((side, evidence[side.latest.position]) for side in split.sides) if split else ()


def first_words(entries: list[Entry]) -> set[int]:
    """Return the positions with which each party first spoke, confirmed and at first hand."""
    first: dict[int, Entry] = {}
    for entry in entries:
        if entry.is_confirmed and entry.is_first_hand:
            known = first.setdefault(entry.party, entry)
            if entry.said_at <= known.said_at and entry.sort_key < known.sort_key:
                first[entry.party] = entry
    return {entry.position for entry in first.values()}


def read_links(statements: list[int]) -> dict[int, list[Link]]:
    """Return the confirmed links back from statements, by statement."""
    found: dict[int, list[Link]] = defaultdict(list)
    links = Link.objects.confirmed().filter(later__in=statements).for_display()
    for link in links:
        found[link.later_id].append(link)
    return found


def read_events(wish: Wish, outside: Iterable[OutsideEvent], proposals: Collection[Proposal]) -> list[Event]:
    """Return the votes on the issue's proposals, the proposals put and the outside events, as far as wanted."""
    if wish.only_shifts:
        return []
    found = read_votes(proposals) if proposals else []
    found += [Event(each.put_at, each.put_at_precision, proposal=each) for each in proposals if each.put_at]
    found += [Event(each.happened_at, each.happened_at_precision, outside=each) for each in outside]
    return [event for event in found if wish.spans(event.at.astimezone(UTC).date())]


def read_votes(proposals: Collection[Proposal]) -> list[Event]:
    """Return the votes on proposals by proposal and day."""
    votes = Vote.objects.filter(proposal__in=proposals).select_related("party", "proposal__negotiation")
    days: dict[tuple[int, date], list[Vote]] = defaultdict(list)
    for vote in votes.order_by("cast_at", "party__number"):
        days[vote.proposal_id, vote.cast_at.date()].append(vote)
    return [Event(its[0].cast_at, its[0].cast_at_precision, its[0].proposal, tuple(its)) for its in days.values()]
