"""Reads coded positions from the tables as entries of the ledger, in a fixed number of queries."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import Case, FilteredRelation, Q, QuerySet, Value, When
from django.db.models.functions import Coalesce

from positions.analysis.history import (
    STATEMENT_COLUMNS,
    VOTE_COLUMNS,
    Records,
    read_records,
    utterance_pairs,
)
from positions.analysis.ledger import Entry, Ledger
from positions.analysis.replay import build_ledger
from positions.enums import Relation, Verdict
from positions.models import Issue, Judgement, Negotiation, Party, Position, Statement

COLUMNS = (
    "pk",
    "issue_id",
    "stance",
    "value",
    "firmness",
    "condition",
    "recorded_at",
    "statement_id",
    "statement__party_id",
    "statement__speaker_id",
    "statement__speaker_as_written",
    "statement__said_at",
    "statement__said_at_precision",
    "statement__version_id",
    "statement__start",
    "statement__reported_through_id",
    "vote_id",
    "vote__party_id",
    "vote__cast_at",
    "vote__cast_at_precision",
    "is_confirmed",
    "decided_at",
)


@dataclass(frozen=True, slots=True)
class Utterances:
    """Which statements are reports of one utterance, by confirmed links; a statement without any stands for itself."""

    first: Mapping[int, int] = field(default_factory=dict)

    def of(self, statement: int) -> int:
        """Return the statement that stands for the utterance."""
        return self.first.get(statement, statement)

    def others(self, statement: int) -> list[int]:
        """Return the other reports of a statement's utterance."""
        first = self.of(statement)
        return sorted(other for other, its in self.first.items() if its == first and other != statement)


def read_utterances(*, negotiation: Negotiation, known_at: datetime | None = None) -> Utterances:
    """Return which statements a person said to be one utterance, by the verdicts in force now or at known_at."""
    if known_at:
        return Utterances(merged(utterance_pairs(negotiation, known_at)))
    same = Q(relation=Relation.SAME_UTTERANCE) | Q(relation="", link__relation=Relation.SAME_UTTERANCE)
    pairs = Judgement.objects.filter(
        same, superseded_at=None, verdict=Verdict.CONFIRM, link__negotiation=negotiation
    ).values_list("link__earlier_id", "link__later_id")
    return Utterances(merged(list(pairs)))


def merged(pairs: list[tuple[int, int]]) -> dict[int, int]:
    """Return for every member of a pair the smallest member of its connected group."""
    first: dict[int, int] = {}

    def root(member: int) -> int:
        while first.setdefault(member, member) != member:
            first[member] = first[first[member]]
            member = first[member]
        return member

    for one, other in pairs:
        low, high = sorted((root(one), root(other)))
        first[high] = low
    return {member: root(member) for member in list(first)}


def read_entries(
    *,
    negotiation: Negotiation,
    party: Party | None = None,
    issue: Issue | None = None,
    utterances: Utterances | None = None,
    known_at: datetime | None = None,
) -> list[Entry]:
    """Return all coded positions nobody refused, suggested and second-hand ones too; joint ones once per party.

    With `known_at` codings and verdicts are those that stood at that moment, whatever was corrected or decided since.
    """
    utterances = utterances or read_utterances(negotiation=negotiation, known_at=known_at)
    if known_at:
        records, partners = read_records(negotiation, known_at), joint_parties(negotiation)
        past = [entry for row in rows_of(records) for entry in entries_of(row, partners, utterances)]
        return [entry for entry in past if is_wanted(entry, party, issue)]
    rows = shown_positions(negotiation)
    if issue:
        rows = rows.filter(issue=issue)
    if party:
        rows = rows.filter(of_parties([party.pk]))
    found = entries_in(rows, joint_parties(negotiation), utterances)
    return [entry for entry in found if is_wanted(entry, party, issue)]


def read_cells(
    *, negotiation: Negotiation, cells: Collection[tuple[int, int]] | None, utterances: Utterances
) -> list[Entry]:
    """Return the entries of some cells, each a party and an issue by primary key; of all cells with None."""
    rows = shown_positions(negotiation)
    if cells is not None:
        rows = rows.filter(of_parties({party for party, _ in cells}), issue__in={issue for _, issue in cells})
    found = entries_in(rows, joint_parties(negotiation), utterances)
    return [entry for entry in found if cells is None or (entry.party, entry.issue) in cells]


def of_parties(parties: Collection[int]) -> Q:
    """Return the condition that a position is of one of these parties, alone or jointly."""
    joint = Statement.joint_with.through.objects.filter(party__in=parties).values("statement")
    return Q(statement__party__in=parties) | Q(vote__party__in=parties) | Q(statement__in=joint)


def entries_in(rows: QuerySet[Position], partners: Mapping[int, list[int]], utterances: Utterances) -> Iterator[Entry]:
    """Yield the entries that positions are, in the order of their primary keys."""
    for row in rows.values(*COLUMNS):
        yield from entries_of(row, partners, utterances)


def is_wanted(entry: Entry, party: Party | None, issue: Issue | None) -> bool:
    """Tell whether an entry is of the party and on the issue, where these are given."""
    return (party is None or entry.party == party.pk) and (issue is None or entry.issue == issue.pk)


def rows_of(records: Records) -> Iterator[dict[str, Any]]:
    """Yield the coded positions nobody had refused in earlier records, in `COLUMNS`, by primary key."""
    for pk, position in sorted(records.positions.items()):
        statement = records.statements.get(position["statement_id"] or 0)
        vote = records.votes.get(position["vote_id"] or 0)
        verdict, decided_at = records.on_positions.get(pk, ("", None))
        words, _ = records.on_statements.get(position["statement_id"] or 0, ("", None))
        if (statement is None and vote is None) or Verdict.REJECT in {verdict, words}:
            continue
        yield {
            **{column: position[column] for column in COLUMNS if column in position},
            **{f"statement__{name}": (statement or {}).get(name) for name in STATEMENT_COLUMNS},
            **{f"vote__{name}": (vote or {}).get(name) for name in VOTE_COLUMNS},
            "is_confirmed": verdict == Verdict.CONFIRM and (vote is not None or words == Verdict.CONFIRM),
            "decided_at": decided_at if verdict == Verdict.CONFIRM else None,
        }


def read_ledger(
    *,
    negotiation: Negotiation,
    party: Party | None = None,
    issue: Issue | None = None,
    as_of: datetime | None = None,
    known_at: datetime | None = None,
    widen: bool = False,
) -> Ledger:
    """Return who held what, when, as known at `known_at` or now; see `build_ledger`."""
    entries = read_entries(negotiation=negotiation, party=party, issue=issue, known_at=known_at)
    return build_ledger(entries, as_of=as_of, known_at=known_at, widen=widen)


def shown_positions(negotiation: Negotiation) -> QuerySet[Position]:
    """Return positions of which neither words nor coding are refused, with `is_confirmed` and `decided_at`."""
    # Joined, not looked up in lists of statements: those are as long as the negotiation.
    own = FilteredRelation("judgements", condition=Q(judgements__superseded_at=None))
    its = FilteredRelation("statement__judgements", condition=Q(statement__judgements__superseded_at=None))
    words_are_confirmed = Q(vote__isnull=False) | Q(of_words__verdict=Verdict.CONFIRM)
    return (
        Position.objects.filter(issue__negotiation=negotiation)
        .alias(of_coding=own, of_words=its)
        .alias(coding=Coalesce("of_coding__verdict", Value("")), words=Coalesce("of_words__verdict", Value("")))
        .filter(~Q(coding=Verdict.REJECT), ~Q(words=Verdict.REJECT))
        .annotate(
            is_confirmed=Case(When(words_are_confirmed, of_coding__verdict=Verdict.CONFIRM, then=True), default=False),
            decided_at=Case(When(of_coding__verdict=Verdict.CONFIRM, then="of_coding__at")),
        )
        .order_by("pk")
    )


def joint_parties(negotiation: Negotiation) -> dict[int, list[int]]:
    """Return the further parties of each joint statement."""
    rows = Statement.joint_with.through.objects.filter(statement__negotiation=negotiation)
    partners: dict[int, list[int]] = defaultdict(list)
    for statement, party in rows.values_list("statement_id", "party_id"):
        partners[statement].append(party)
    return partners


def entries_of(row: dict[str, Any], partners: Mapping[int, list[int]], utterances: Utterances) -> Iterator[Entry]:
    """Yield an entry for each party whose position a row is; none while the party is not resolved."""
    statement, vote = row["statement_id"], row["vote_id"]
    parties = [row["statement__party_id"], *partners.get(statement, [])] if statement else [row["vote__party_id"]]
    for party in dict.fromkeys(parties):
        if party is None:
            continue
        yield Entry(
            position=row["pk"],
            party=party,
            issue=row["issue_id"],
            stance=row["stance"],
            value=row["value"],
            firmness=row["firmness"],
            condition=row["condition"],
            said_at=row["statement__said_at"] or row["vote__cast_at"],
            precision=row["statement__said_at_precision"] or row["vote__cast_at_precision"],
            order=(row["statement__version_id"] or 0, row["statement__start"] or 0, statement or vote),
            utterance=f"statement {utterances.of(statement)}" if statement else f"vote {vote}",
            speaker=speaker_of(row),
            recorded_at=row["recorded_at"],
            decided_at=row["decided_at"] if row["is_confirmed"] else None,
            statement=statement,
            vote=vote,
            is_confirmed=row["is_confirmed"],
            is_first_hand=row["statement__reported_through_id"] is None,
        )


def speaker_of(row: dict[str, Any]) -> str:
    """Return what tells the speakers of one party apart; a vote is a voice of its own."""
    if row["vote_id"]:
        return "vote"
    return str(row["statement__speaker_id"] or row["statement__speaker_as_written"])
