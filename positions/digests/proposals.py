"""Finds what became of proposals in a period: put, answered, unanswered, voted on, across a red line."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Min, Prefetch

from positions.analysis.answers import Kind, Said, answered, kind_of, last_words, read_said
from positions.analysis.entries import Utterances
from positions.analysis.history import events_of
from positions.analysis.ledger import Entry, Ledger
from positions.digests.changes import Draft
from positions.digests.period import MOMENT, Period, read_confirmations
from positions.digests.quotations import Source, source_of
from positions.enums import ChangeKind, Firmness, Stance, VoteChoice
from positions.models import Negotiation, Party, Proposal, Vote

# After so many days without an answer it is told; each once.
WAITED = (7, 30, 90)
ANSWERS = {Kind.ACCEPTS: ChangeKind.PROPOSAL_ACCEPTED, Kind.REJECTS: ChangeKind.PROPOSAL_REJECTED}
OTHER_ANSWERS = {Kind.CONDITIONS, Kind.MIXED}
AGAINST = {Stance.SUPPORTS: Stance.OPPOSES, Stance.OPPOSES: Stance.SUPPORTS}

Place = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Table:
    """The proposals of a negotiation with what had been said about them before a period and by its end."""

    proposals: Sequence[Proposal]
    parties: Sequence[Party]
    put_on_record: Mapping[int, datetime]
    before: Mapping[Place, Said]
    after: Mapping[Place, Said]
    votes: Sequence[Vote]


def read_table(*, negotiation: Negotiation, period: Period, parties: Sequence[Party], utterances: Utterances) -> Table:
    """Return what is on the table, in a fixed number of queries."""
    proposals = list(
        negotiation.proposals.select_related("put_by").prefetch_related(
            Prefetch("sponsors", Party.objects.only("pk")), "issues"
        )
    )
    for proposal in proposals:
        proposal.negotiation = negotiation
    noted = events_of(Proposal).filter(negotiation=negotiation).values("pgh_obj").annotate(first=Min("pgh_created_at"))
    put_on_record = dict(noted.values_list("pgh_obj", "first"))
    said = read_said(negotiation, proposals, utterances, period.last)
    before, after = in_time(said, period)
    votes = Vote.objects.filter(proposal__in=proposals).order_by("cast_at", "pk")
    return Table(proposals, parties, put_on_record, before, after, list(votes))


def in_time(said: Mapping[Place, Said], period: Period) -> tuple[dict[Place, Said], dict[Place, Said]]:
    """Return what counted just before a period, and at its end."""
    if period.by_said:
        before = {place: [e for e in its.entries if e.is_said_by(period.start - MOMENT)] for place, its in said.items()}
        after = {place: its.entries for place, its in said.items()}
    else:
        stood = read_confirmations([entry for its in said.values() for entry in its.entries], period.end).stood
        before, after = (
            {place: [e for e in its.entries if e.is_confirmed and stood(e, moment)] for place, its in said.items()}
            for moment in (period.start, period.end)
        )
    return (
        {place: Said(entries, said[place].vote) for place, entries in before.items()},
        {place: Said(entries, said[place].vote) for place, entries in after.items()},
    )


def drafts_of(table: Table, ledger: Ledger, period: Period) -> Iterator[Draft]:
    """Yield what became of the proposals; `ledger` has the red lines that stand at the end of the period."""
    for proposal in table.proposals:
        yield from put(table, proposal, period)
        yield from answers(table, proposal)
        yield from unanswered(table, proposal, period)
        yield from crossed_lines(table, proposal, ledger)
        yield from tally(table, proposal, period)


def put(table: Table, proposal: Proposal, period: Period) -> Iterator[Draft]:
    """Yield a proposal that was put in the period, or came to the record in it; in the words of who put it, if any."""
    told_at = proposal.put_at if period.by_said else table.put_on_record.get(proposal.pk, proposal.put_at)
    if told_at is None or not period.holds(told_at) or proposal.put_at is None or proposal.put_at >= period.end:
        return
    own = last_words(table.after.get((proposal.pk, proposal.put_by_id or 0), Said()).entries)
    yield Draft(
        kind=ChangeKind.PROPOSAL_PUT,
        key=f"proposal-{proposal.pk}",
        at=told_at,
        party=proposal.put_by_id,
        proposal=proposal,
        after=source_of(own[-1]) if own and own[-1].is_confirmed else None,
        note=proposal.summary,
        named=tuple(silent_parties(table, proposal, period)),
        days=days_waited(proposal, period),
        said_at=proposal.put_at,
        precision=proposal.put_at_precision,
    )


def answers(table: Table, proposal: Proposal) -> Iterator[Draft]:
    """Yield the answers in words that the period added; an answer repeated is none, and a vote is counted."""
    for party in table.parties:
        place = (proposal.pk, party.pk)
        said = table.after.get(place, Said())
        last = last_words(said.entries)
        kind = kind_of(last, None)
        was = kind_of(last_words(table.before.get(place, Said()).entries), None)
        told = ANSWERS.get(kind) or (ChangeKind.PROPOSAL_ANSWERED if kind in OTHER_ANSWERS else None)
        if told is None or kind == was or last[-1].vote or proposal.put_by_id == party.pk:
            continue
        yield Draft(
            kind=told,
            key=f"answer-{proposal.pk}-{party.pk}-{last[-1].position}",
            at=max(entry.decided_at or entry.recorded_at for entry in last),
            party=party.pk,
            proposal=proposal,
            after=source_of(last[-1]),
            note="; ".join(dict.fromkeys(entry.condition.rstrip(".") for entry in last if entry.condition)),
        )


def unanswered(table: Table, proposal: Proposal, period: Period) -> Iterator[Draft]:
    """Yield who has not answered when a number of days worth telling has passed in the period."""
    if proposal.put_at is None:
        return
    passed = [days for days in WAITED if period.holds(proposal.put_at + timedelta(days=days))]
    silent = silent_parties(table, proposal, period) if passed else []
    if silent:
        yield Draft(
            kind=ChangeKind.PROPOSAL_UNANSWERED,
            key=f"unanswered-{proposal.pk}-{passed[-1]}",
            at=proposal.put_at + timedelta(days=passed[-1]),
            proposal=proposal,
            named=tuple(silent),
            days=days_waited(proposal, period),
            said_at=proposal.put_at,
            precision=proposal.put_at_precision,
            parties=frozenset(party.pk for party in silent),
        )


def silent_parties(table: Table, proposal: Proposal, period: Period) -> list[Party]:
    """Return the parties that owe an answer of which nothing is on record, not even a suggestion or an empty seat."""
    its = {place: said for place, said in table.after.items() if place[0] == proposal.pk}
    heard = {party for _, party in its}
    unquoted: Any = defaultdict(lambda: None)
    found = answered(proposal, table.parties, its, unquoted, period.last)
    return [each.party for each in found.unanswered if each.party.pk not in heard]


def days_waited(proposal: Proposal, period: Period) -> int | None:
    """Return for how many days a proposal has waited at the end of the period."""
    return (period.last.date() - proposal.put_at.date()).days if proposal.put_at else None


def crossed_lines(table: Table, proposal: Proposal, ledger: Ledger) -> Iterator[Draft]:
    """Yield the red lines of others that a proposal goes against by the confirmed words of who put it."""
    putting = {party.pk for party in proposal.sponsors.all()} | ({proposal.put_by_id} if proposal.put_by_id else set())
    for party in putting:
        place = (proposal.pk, party)
        old = {entry.position for entry in table.before.get(place, Said()).entries}
        fresh = [entry for entry in table.after.get(place, Said()).entries if entry.position not in old]
        for entry in fresh:
            if entry.is_confirmed and entry.is_first_hand and entry.stance in AGAINST:
                yield from lines_against(table, proposal, entry, ledger, putting)


def lines_against(
    table: Table, proposal: Proposal, entry: Entry, ledger: Ledger, putting: Collection[int]
) -> Iterator[Draft]:
    """Yield the red lines on the other side of what a proposal is for, or against, on one issue."""
    for party in table.parties:
        held = ledger.current(party.pk, entry.issue)
        if party.pk in putting or held is None or held.is_split or held.firmness != Firmness.RED_LINE:
            continue
        if held.stance == AGAINST[Stance(entry.stance)]:
            yield Draft(
                kind=ChangeKind.RED_LINE_CROSSED,
                key=f"crossed-{entry.position}-{party.pk}-{entry.issue}",
                at=entry.decided_at or entry.recorded_at,
                party=party.pk,
                other=entry.party,
                issue=entry.issue,
                proposal=proposal,
                before=source_of(held.latest),
                after=source_of(entry),
                held=held,
            )


def tally(table: Table, proposal: Proposal, period: Period) -> Iterator[Draft]:
    """Yield the votes on a proposal counted, if one of them is of the period; all count that were cast by its end."""
    votes = [vote for vote in table.votes if vote.proposal_id == proposal.pk and vote.cast_at < period.end]
    if not any(period.holds(vote.cast_at if period.by_said else vote.recorded_at) for vote in votes):
        return
    last = votes[-1]
    yield Draft(
        kind=ChangeKind.VOTE,
        key=f"vote-{proposal.pk}",
        at=max(vote.recorded_at for vote in votes),
        proposal=proposal,
        after=Source(vote=last.pk),
        note=last.meeting,
        counts=tuple((choice, sum(vote.choice == choice for vote in votes)) for choice in VoteChoice),
        said_at=last.cast_at,
        precision=last.cast_at_precision,
        url=proposal.get_absolute_url(),
        parties=frozenset(vote.party_id for vote in votes),
    )
