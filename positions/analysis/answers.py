"""Says what each party answered to a proposal: accepts, rejects, sets conditions, or has not answered since when.

The answer is the last word or vote of a party about the proposal that a person confirmed, at first hand. Where that
says different things on different issues of the proposal, it is mixed. Silence is told in days and never as a no.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from positions.analysis.entries import COLUMNS, Utterances, entries_of, joint_parties, read_utterances, shown_positions
from positions.analysis.evidence import Evidence, read_evidence
from positions.analysis.ledger import Entry
from positions.enums import PartyRole, Stance, VoteChoice
from positions.models import Negotiation, Party, Proposal, Vote


class Kind(StrEnum):
    """What an answer comes to, to stand after a party's name."""

    PUT = "put it"
    ACCEPTS = "accepts"
    CONDITIONS = "sets conditions"
    REJECTS = "rejects"
    MIXED = "answers yes and no"
    ABSTAINS = "takes no side"
    REPORTED = "only reported by others"
    SUGGESTED = "an answer is suggested"
    SILENT = "has not answered"

    @property
    def label(self) -> str:
        """Return the words after one party, in the reader's language."""
        return str(LABELS[self])

    @property
    def plural(self) -> str:
        """Return the words after several parties: accept, have not answered."""
        return str(PLURAL.get(self, LABELS[self]))


LABELS = {
    Kind.PUT: _("put it"),
    Kind.ACCEPTS: _("accepts"),
    Kind.CONDITIONS: _("sets conditions"),
    Kind.REJECTS: _("rejects"),
    Kind.MIXED: _("answers yes and no"),
    Kind.ABSTAINS: _("takes no side"),
    Kind.REPORTED: _("only reported by others"),
    Kind.SUGGESTED: _("an answer is suggested"),
    Kind.SILENT: _("has not answered"),
}
PLURAL = {
    Kind.ACCEPTS: _("accept"),
    Kind.CONDITIONS: _("set conditions"),
    Kind.REJECTS: _("reject"),
    Kind.MIXED: _("answer yes and no"),
    Kind.ABSTAINS: _("take no side"),
    Kind.SILENT: _("have not answered"),
}
BY_STANCE = {
    Stance.SUPPORTS: Kind.ACCEPTS,
    Stance.OPPOSES: Kind.REJECTS,
    Stance.MIXED: Kind.MIXED,
    Stance.NONE: Kind.ABSTAINS,
}
BY_VOTE = {VoteChoice.FOR: Kind.ACCEPTS, VoteChoice.AGAINST: Kind.REJECTS, VoteChoice.ABSTAIN: Kind.ABSTAINS}
UNANSWERED = {Kind.SILENT, Kind.REPORTED, Kind.SUGGESTED}


@dataclass(frozen=True, slots=True)
class Answer:
    """What one party answered to one proposal, in whose words; `waited_days` only while it has not answered.

    `vote` stands beside the words; `conditions` are those its last word sets.
    """

    party: Party
    kind: Kind
    evidence: Evidence | None = None
    vote: Vote | None = None
    conditions: tuple[str, ...] = ()
    waited_days: int | None = None

    @property
    def is_unanswered(self) -> bool:
        return self.kind in UNANSWERED


@dataclass(frozen=True, slots=True)
class Answered:
    """A proposal with the answers of all parties, in the order of the kinds.

    `since` is when it came to the table as far as is known; with `is_by_then` only the first word or vote about it is
    on record, so that it has been there at least as long.
    """

    proposal: Proposal
    answers: tuple[Answer, ...]
    since: datetime | None = None
    is_by_then: bool = False

    @property
    def unanswered(self) -> tuple[Answer, ...]:
        """Return the parties that have not answered."""
        return tuple(answer for answer in self.answers if answer.is_unanswered)

    @property
    def given(self) -> tuple[Answer, ...]:
        """Return the answers given."""
        return tuple(answer for answer in self.answers if not answer.is_unanswered)

    @property
    def totals(self) -> list[tuple[Kind, int]]:
        """Return how many parties answered how."""
        kinds = [answer.kind for answer in self.answers]
        return [(kind, kinds.count(kind)) for kind in Kind if kind in kinds]

    @property
    def waited(self) -> str:
        """Return for how long those that have not answered have not, in words; empty when that is not known."""
        days = next((answer.waited_days for answer in self.unanswered if answer.waited_days is not None), None)
        if days is None:
            return ""
        exactly = ngettext("for %(days)s day", "for %(days)s days", days)
        by_then = ngettext("for at least %(days)s day", "for at least %(days)s days", days)
        return (by_then if self.is_by_then else exactly) % {"days": days}

    def of(self, party: Party) -> Answer | None:
        """Return what a party answered."""
        return next((answer for answer in self.answers if answer.party == party), None)


@dataclass(slots=True)
class Said:
    """What is on record of one party about one proposal."""

    entries: list[Entry] = field(default_factory=list)
    vote: Vote | None = None

    @property
    def moments(self) -> list[datetime]:
        """Return when something was said about it, or voted."""
        return [entry.said_at for entry in self.entries] + ([self.vote.cast_at] if self.vote else [])


def read_answers(
    *, negotiation: Negotiation, proposals: QuerySet[Proposal], as_of: datetime, utterances: Utterances | None = None
) -> list[Answered]:
    """Return what the parties answered to proposals by a moment in the reader's zone, in a fixed number of queries."""
    shown = list(proposals.select_related("negotiation", "put_by__negotiation").prefetch_related("sponsors", "issues"))
    if not shown:
        return []
    utterances = utterances or read_utterances(negotiation=negotiation)
    parties = list(negotiation.parties.select_related("negotiation").for_display())
    said = read_said(negotiation, shown, utterances, as_of)
    wanted = [entry for each in said.values() for entry in last_words(each.entries)]
    evidence = read_evidence(entries=wanted, utterances=utterances)
    return [answered(proposal, parties, said, evidence, as_of) for proposal in shown]


def read_said(
    negotiation: Negotiation, proposals: Sequence[Proposal], utterances: Utterances, as_of: datetime
) -> dict[tuple[int, int], Said]:
    """Return what is on record by a moment, by proposal and party."""
    said: dict[tuple[int, int], Said] = defaultdict(Said)
    partners = joint_parties(negotiation)
    rows = shown_positions(negotiation).filter(proposal__in=proposals).values(*COLUMNS, "proposal_id")
    for row in rows:
        for entry in entries_of(row, partners, utterances):
            if entry.is_said_by(as_of):
                said[row["proposal_id"], entry.party].entries.append(entry)
    votes = Vote.objects.filter(proposal__in=proposals, cast_at__lte=as_of).select_related("proposal__negotiation")
    for vote in votes:
        said[vote.proposal_id, vote.party_id].vote = vote
    return said


def answered(
    proposal: Proposal, parties: Sequence[Party], said: Mapping[tuple[int, int], Said],
    evidence: Mapping[int, Evidence], as_of: datetime,
) -> Answered:  # fmt: skip
    """Return a proposal with the answers; observers who said nothing owe none."""
    put = {proposal.put_by_id, *(party.pk for party in proposal.sponsors.all())}
    its = {party.pk: said.get((proposal.pk, party.pk), Said()) for party in parties}
    since = proposal.put_at or min((moment for each in its.values() for moment in each.moments), default=None)
    waited = days_since(since, as_of)
    found = [answer_of(party, its[party.pk], evidence, waited, has_put=party.pk in put) for party in parties]
    owed = [answer for answer in found if answer.kind != Kind.SILENT or answer.party.role != PartyRole.OBSERVES]
    order = list(Kind)
    answers = tuple(sorted(owed, key=lambda answer: order.index(answer.kind)))
    return Answered(proposal, answers, since, is_by_then=proposal.put_at is None)


def days_since(since: datetime | None, as_of: datetime) -> int | None:
    """Return the calendar days since a moment; None when it is not known or still to come."""
    if since is None or since > as_of:
        return None
    return max((as_of.date() - since.astimezone(UTC).date()).days, 0)


def answer_of(
    party: Party, said: Said, evidence: Mapping[int, Evidence], waited: int | None, *, has_put: bool
) -> Answer:
    """Return what one party answered."""
    last = last_words(said.entries)
    words = evidence[last[-1].position] if last else None
    kind = kind_of(last, said.vote)
    if has_put and kind in {Kind.SILENT, Kind.ACCEPTS}:
        return Answer(party, Kind.PUT, words, said.vote)
    conditions = tuple(dict.fromkeys(entry.condition for entry in last if entry.condition))
    return Answer(party, kind, words, said.vote, conditions, waited if kind in UNANSWERED else None)


def last_words(entries: list[Entry]) -> list[Entry]:
    """Return the entries of the last utterance that counts most: confirmed, else reported by others, else suggested."""
    for counts in (
        lambda entry: entry.is_confirmed and entry.is_first_hand,
        lambda entry: entry.is_confirmed,
        lambda entry: True,
    ):
        counted = sorted((entry for entry in entries if counts(entry)), key=lambda entry: entry.sort_key)
        if counted:
            return [entry for entry in counted if entry.utterance == counted[-1].utterance]
    return []


def kind_of(last: Sequence[Entry], vote: Vote | None) -> Kind:
    """Return what the last words come to; a vote without any position counts by its choice."""
    if not last:
        return BY_VOTE.get(VoteChoice(vote.choice), Kind.SILENT) if vote else Kind.SILENT
    if not last[0].is_confirmed:
        return Kind.SUGGESTED
    if not last[0].is_first_hand:
        return Kind.REPORTED
    stances = {Stance(entry.stance) for entry in last}
    if stances == {Stance.OPPOSES}:
        return Kind.REJECTS
    if any(entry.condition for entry in last):
        return Kind.CONDITIONS
    return BY_STANCE[stances.pop()] if len(stances) == 1 else Kind.MIXED
