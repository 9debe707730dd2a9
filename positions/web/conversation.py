"""The conversation on an issue: what the parties said in the order of time, shifts as steps, votes as events."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import date, datetime

from positions.analysis.entries import Utterances
from positions.analysis.evidence import Evidence, read_evidence
from positions.analysis.ledger import Entry, Ledger
from positions.analysis.steps import Shift, shifts_of
from positions.analysis.wording import Comparison, compare
from positions.enums import VoteChoice
from positions.models import Issue, Link, Party, Proposal, Vote


@dataclass(frozen=True)
class Node:
    """One coded position in the conversation; with a shift it is a step from one wording to another."""

    entry: Entry
    party: Party
    evidence: Evidence
    is_first: bool
    links: tuple[Link, ...] = ()
    shift: Shift | None = None
    before: Evidence | None = None
    comparison: Comparison | None = None
    at: datetime = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "at", self.entry.said_at)


@dataclass(frozen=True)
class Event:
    """The votes on one proposal of one day."""

    at: datetime
    precision: str
    proposal: Proposal
    votes: tuple[Vote, ...]

    @property
    def totals(self) -> list[tuple[str, int]]:
        """Return how many of the recorded parties voted how, in the usual order."""
        counts = Counter(vote.choice for vote in self.votes)
        return [(choice.label, counts[choice]) for choice in VoteChoice if counts[choice]]


@dataclass(frozen=True)
class Wish:
    """Which part of the conversation is wanted; empty parts restrict nothing."""

    parties: frozenset[int] = frozenset()
    first: date | None = None
    last: date | None = None
    only_shifts: bool = False
    only_confirmed: bool = False

    def wants(self, entry: Entry, shifts: dict[int, Shift]) -> bool:
        """Tell whether an entry is wanted."""
        return (
            (not self.parties or entry.party in self.parties)
            and (not self.first or entry.said_on >= self.first)
            and (not self.last or entry.said_on <= self.last)
            and (not self.only_shifts or entry.position in shifts)
            and (not self.only_confirmed or entry.is_confirmed)
        )


def shifts_by_opening(confirmed: Ledger, widened: Ledger) -> dict[int, Shift]:
    """Return the shift that each position opened: confirmed ones, and suggested ones where a suggestion opens them."""
    pencil = {shift.after.opening.position: shift for shift in shifts_of(widened) if shift.after.is_suggested}
    return pencil | {shift.after.opening.position: shift for shift in shifts_of(confirmed)}


def wanted_entries(entries: list[Entry], wish: Wish, shifts: dict[int, Shift]) -> list[Entry]:
    """Return the entries of words that are wanted, the latest first; votes come as events."""
    words = [entry for entry in entries if (entry.statement or entry.position in shifts) and wish.wants(entry, shifts)]
    return sorted(words, key=lambda entry: entry.sort_key, reverse=True)


def read_nodes(
    *, entries: list[Entry], everything: list[Entry], shifts: dict[int, Shift], utterances: Utterances,
    parties: dict[int, Party],
) -> list[Node]:  # fmt: skip
    """Return the nodes of entries with evidence and confirmed links, in the order given."""
    stepped = [shifts[entry.position].before.latest for entry in entries if entry.position in shifts]
    evidence = read_evidence(entries=[*entries, *stepped], utterances=utterances)
    links = read_links([entry.statement for entry in entries if entry.statement])
    first = first_words(everything)
    return [
        node_of(entry, shifts.get(entry.position), evidence, links, parties[entry.party], entry.position in first)
        for entry in entries
    ]


def node_of(
    entry: Entry, shift: Shift | None, evidence: dict[int, Evidence], links: dict[int, list[Link]], party: Party,
    is_first: bool,
) -> Node:  # fmt: skip
    """Return one node."""
    its, found = evidence[entry.position], tuple(links.get(entry.statement or 0, ()))
    if shift is None:
        return Node(entry, party, its, is_first, found)
    before = evidence[shift.before.latest.position]
    comparison = None if its.is_vote or before.is_vote else compare(before.words, its.words)
    return Node(entry, party, its, is_first, found, shift, before, comparison)


def first_words(entries: list[Entry]) -> set[int]:
    """Return the positions with which each party first spoke, confirmed and at first hand."""
    first: dict[int, int] = {}
    for entry in sorted(entries, key=lambda each: each.sort_key):
        if entry.is_confirmed and entry.is_first_hand:
            first.setdefault(entry.party, entry.position)
    return set(first.values())


def read_links(statements: list[int]) -> dict[int, list[Link]]:
    """Return the confirmed links back from statements, by statement."""
    found: dict[int, list[Link]] = defaultdict(list)
    links = Link.objects.confirmed().filter(later__in=statements).for_display()
    for link in links:
        found[link.later_id].append(link)
    return found


def read_events(issue: Issue, wish: Wish) -> list[Event]:
    """Return the votes on the issue's proposals as events."""
    votes = Vote.objects.filter(proposal__issues=issue).select_related("party", "proposal__negotiation")
    days: dict[tuple[int, date], list[Vote]] = defaultdict(list)
    for vote in votes.order_by("cast_at", "party__number"):
        days[vote.proposal_id, vote.cast_at.date()].append(vote)
    return [
        Event(its[0].cast_at, its[0].cast_at_precision, its[0].proposal, tuple(its))
        for (_, day), its in days.items()
        if (not wish.first or day >= wish.first) and (not wish.last or day <= wish.last) and not wish.only_shifts
    ]
