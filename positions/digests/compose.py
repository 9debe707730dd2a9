"""Gathers what one subscriber is told of a period: what changed first, repetitions only as a count.

Only confirmed rows are used; suggestions are counted and left out. A digest that is sent takes what was *decided*
within its period, so that an old article read late is still told once; a preview may take what was *said* in it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from positions.analysis.entries import read_entries, read_utterances
from positions.analysis.evidence import Evidence, read_evidence
from positions.analysis.ledger import Entry, Held, Ledger
from positions.analysis.replay import build_ledger
from positions.analysis.shifts import ToldShift, tell
from positions.analysis.steps import shifts_of
from positions.digests.asked import Asked
from positions.enums import ArticleState, Stance, VoteChoice
from positions.models import Issue, Negotiation, Party, Proposal, Statement, Vote

MOST_REPEATED, MOST_SILENT = 10, 10  # rows; a digest is read in minutes
TWICE = 2  # a position said once is not missed when it is not said again

Inside = Callable[[Entry], bool]


@dataclass(frozen=True, slots=True)
class HeldRow:
    """A position held by a party on an issue, with the evidence that a row of the digest ends with."""

    party: Party
    issue: Issue
    held: Held
    evidence: Evidence
    times: int = 0
    days: int = 0

    @property
    def stance(self) -> str:
        return Stance(self.held.stance).label


@dataclass(frozen=True, slots=True)
class Tally:
    """The votes on one proposal."""

    proposal: Proposal
    cast_at: datetime
    meeting: str
    counts: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class Digest:
    """All that one digest tells, in its order; times are aware, `end` is not included."""

    negotiation: Negotiation
    start: datetime
    end: datetime
    shifts: tuple[ToldShift, ...]
    firsts: tuple[HeldRow, ...]
    conditions: tuple[HeldRow, ...]
    proposals: tuple[Proposal, ...]
    tallies: tuple[Tally, ...]
    repeated: tuple[HeldRow, ...]
    silent: tuple[HeldRow, ...]
    waiting: int
    failed: int
    statements: int
    outlets: int

    @property
    def is_quiet(self) -> bool:
        """Tell whether nothing changed: then one line says so."""
        return not (self.shifts or self.firsts or self.conditions or self.proposals or self.tallies)

    @property
    def title(self) -> str:
        """Return the finding: the widest moves of the period, in words."""
        widest = sorted(self.shifts, key=lambda told: -abs(told.shift.size or 0))[:2]
        if widest:
            return "; ".join(f"{told.party} {told.shift.summary} on {told.issue.title_in_sentence}" for told in widest)
        if self.firsts:
            first = self.firsts[0]
            return f"{first.party} spoke for the first time on {first.issue.title_in_sentence}"
        return "Nothing moved"


@dataclass(frozen=True, slots=True)
class Chosen:
    """The parties and issues a digest is about, by primary key; all of the negotiation's unless some are chosen."""

    parties: dict[int, Party]
    issues: dict[int, Issue]


def compose(*, subscription: Asked, start: datetime, end: datetime, by_said: bool = False) -> Digest:
    """Return the digest of a period, `start` included, `end` not; with `by_said` of what was said in it."""
    negotiation, chosen = subscription.negotiation, chosen_by(subscription)
    utterances = read_utterances(negotiation=negotiation)
    entries = [
        entry
        for entry in read_entries(negotiation=negotiation, utterances=utterances)
        if entry.party in chosen.parties and entry.issue in chosen.issues
    ]
    inside = _said_within(start, end) if by_said else _decided_within(start, end)
    last = end - timedelta(microseconds=1)
    ledger = build_ledger(entries, as_of=last.astimezone(UTC) if by_said else None, known_at=None if by_said else last)
    shifts = [shift for shift in shifts_of(ledger) if inside(shift.after.opening)]
    votes = [
        vote for vote in _votes(chosen, negotiation) if start <= (vote.cast_at if by_said else vote.recorded_at) < end
    ]
    read = [entry for entry in entries if entry.is_confirmed and inside(entry)]
    return Digest(
        negotiation=negotiation,
        start=start,
        end=end,
        shifts=tuple(tell(negotiation=negotiation, shifts=shifts, utterances=utterances)),
        firsts=rows_of(first_positions(ledger, inside), chosen),
        conditions=rows_of(new_conditions(ledger, inside), chosen),
        proposals=tuple(negotiation.proposals.filter(put_at__gte=start, put_at__lt=end).select_related("put_by")),
        tallies=tuple(tallied(votes)),
        repeated=rows_of(repetitions(ledger, inside), chosen)[:MOST_REPEATED],
        silent=rows_of(silences(ledger, inside, end), chosen)[:MOST_SILENT],
        waiting=Statement.objects.filter(negotiation=negotiation).undecided().count(),
        failed=negotiation.articles.filter(state=ArticleState.FAILED).count(),
        statements=len({entry.utterance for entry in read}),
        outlets=_outlets(read),
    )


def chosen_by(subscription: Asked) -> Chosen:
    """Return what a subscriber follows."""
    negotiation = subscription.negotiation
    parties = subscription.parties or negotiation.parties.all()
    issues = subscription.issues or negotiation.issues.all()
    return Chosen({party.pk: party for party in parties}, {issue.pk: issue for issue in issues})


def first_positions(ledger: Ledger, inside: Inside) -> list[tuple[Held, Entry, int, int]]:
    """Return the positions by which a party spoke on an issue for the first time, with the entry that did.

    Votes are left to the tallies.
    """
    firsts = (held[0] for held in ledger.held.values())
    return [
        (held, held.opening, held.times_said, 0) for held in firsts if inside(held.opening) and held.opening.statement
    ]


def new_conditions(ledger: Ledger, inside: Inside) -> list[tuple[Held, Entry, int, int]]:
    """Return the positions held now whose condition was set in the period, with the entry that set it."""
    current = (held[-1] for held in ledger.held.values() if held[-1].condition)
    setting = ((held, next((entry for entry in held.entries if entry.condition), None)) for held in current)
    return [(held, entry, held.times_said, 0) for held, entry in setting if entry and inside(entry)]


def repetitions(ledger: Ledger, inside: Inside) -> list[tuple[Held, Entry, int, int]]:
    """Return positions said again in the period, the most repeated first, with the last such entry."""
    found = []
    for held in (each for cell in ledger.held.values() for each in cell):
        again = [entry for entry in held.entries if inside(entry) and entry.utterance != held.opening.utterance]
        if again:
            found.append((held, again[-1], len({entry.utterance for entry in again}), 0))
    return sorted(found, key=lambda row: -row[2])


def silences(ledger: Ledger, inside: Inside, end: datetime) -> list[tuple[Held, Entry, int, int]]:
    """Return positions said at least twice and not in the period, the longest silent first."""
    current = (held[-1] for held in ledger.held.values())
    silent = [held for held in current if held.times_said >= TWICE and not any(map(inside, held.entries))]
    rows = [(held, held.latest, held.times_said, (end.date() - held.latest.said_on).days) for held in silent]
    return sorted(rows, key=lambda row: -row[3])


def rows_of(found: Iterable[tuple[Held, Entry, int, int]], chosen: Chosen) -> tuple[HeldRow, ...]:
    """Return rows with party, issue and evidence; each found one is position, telling entry, times and days."""
    found = list(found)
    evidence = read_evidence(entries=[entry for _, entry, _, _ in found])
    return tuple(
        HeldRow(chosen.parties[held.party], chosen.issues[held.issue], held, evidence[entry.position], times, days)
        for held, entry, times, days in found
    )


def tallied(votes: Iterable[Vote]) -> list[Tally]:
    """Return the votes counted by proposal, in order of time; choices nobody made count 0, absence only if any."""
    by_proposal: dict[Proposal, list[Vote]] = {}
    for vote in votes:
        by_proposal.setdefault(vote.proposal, []).append(vote)
    return [
        Tally(
            proposal=proposal,
            cast_at=cast[0].cast_at,
            meeting=cast[0].meeting,
            counts=tuple((choice.label, sum(vote.choice == choice for vote in cast)) for choice in VoteChoice),
        )
        for proposal, cast in by_proposal.items()
    ]


def _votes(chosen: Chosen, negotiation: Negotiation) -> Iterable[Vote]:
    votes = Vote.objects.filter(proposal__negotiation=negotiation)
    wanted = votes.filter(party__in=chosen.parties).values("proposal")
    return votes.filter(proposal__in=wanted).select_related("proposal__negotiation").order_by("cast_at", "pk")


def _outlets(entries: Iterable[Entry]) -> int:
    said = Statement.objects.filter(pk__in=[entry.statement for entry in entries if entry.statement])
    return said.values("version__article__source").distinct().count()


def _said_within(start: datetime, end: datetime) -> Inside:
    return lambda entry: start <= entry.said_at < end


def _decided_within(start: datetime, end: datetime) -> Inside:
    return lambda entry: entry.decided_at is not None and start <= entry.decided_at < end
