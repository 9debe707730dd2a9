"""Random histories of what people and machines do to the record, to compare what is kept with a replay of it all."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from django.db.models import Q
from django.utils import timezone
from hypothesis import strategies as st

from positions.enums import Firmness, Precision, Relation, Stance, Verdict
from positions.models import Issue, Judgement, Link, Negotiation, Party, Position, Statement, User, Vote
from tests.factories import (
    SAID_AT,
    IssueFactory,
    LinkFactory,
    NegotiationFactory,
    PartyFactory,
    PositionFactory,
    StatementFactory,
    UserFactory,
    VoteFactory,
)

HOURS = [0, 1, 5, 11, 12, 13, 23, 24, 25, 36, 47, 60, 95, 96, 120]
WORDS = ["", "", "the dues fall", "The dues  fall.", "the harbour opens"]


@dataclass
class Talks:
    """A negotiation of two parties and two issues to which things happen."""

    negotiation: Negotiation
    parties: list[Party]
    issues: list[Issue]
    by: User
    turns: dict[str, Callable[[int, int, int], None]] = field(init=False)

    @classmethod
    def begun(cls) -> Talks:
        negotiation = NegotiationFactory()
        parties = [PartyFactory(negotiation=negotiation) for _ in range(2)]
        return cls(negotiation, parties, [IssueFactory(negotiation=negotiation) for _ in range(2)], UserFactory())

    def __post_init__(self) -> None:
        self.turns = {name: getattr(self, name) for name in TURNS}

    def happen(self, turn: tuple[str, int, int, int]) -> None:
        name, *numbers = turn
        self.turns[name](*numbers)

    def say(self, a: int, b: int, c: int) -> None:
        """Somebody says something; often confirmed, sometimes reported by others, in a day or a month only."""
        carrier = self.statement(b) if c % 7 == 0 else None
        statement = StatementFactory(
            negotiation=self.negotiation,
            party=None if c % 13 == 5 else self.parties[a % 2],
            said_at=moment(b),
            said_at_precision=[Precision.MINUTE, Precision.DAY, Precision.MINUTE, Precision.MONTH][a % 4],
            speaker_as_written=f"Speaker {c % 2}",
            confirmed=a % 5 != 0,
            **through(carrier),
        )
        PositionFactory(statement=statement, issue=self.issues[b % 2], confirmed=c % 4 != 0, **coding(a, b, c))

    def cast(self, a: int, b: int, c: int) -> None:
        vote = VoteFactory(proposal__negotiation=self.negotiation, party=self.parties[a % 2], cast_at=moment(b))
        PositionFactory(vote=vote, statement=None, issue=self.issues[b % 2], confirmed=c % 3 != 0, **coding(a, b, c))

    def judge_coding(self, a: int, b: int, c: int) -> None:
        position = one(Position.objects.filter(issue__negotiation=self.negotiation), a)
        if position:
            self.judge(list(Verdict)[b % 3], position=position)

    def judge_words(self, a: int, b: int, c: int) -> None:
        statement = self.statement(a)
        if statement:
            self.judge(list(Verdict)[b % 3], statement=statement)

    def take_back(self, a: int, b: int, c: int) -> None:
        """A verdict is superseded without another, or deleted."""
        judgement = one(self.judgements(), a)
        if judgement and b % 2:
            judgement.delete()
        elif judgement:
            changed = {"superseded_at": timezone.now(), "superseded_by": self.by}
            Judgement.objects.filter(pk=judgement.pk).update(**changed)

    def correct_words(self, a: int, b: int, c: int) -> None:
        statement = self.statement(a)
        if statement:
            change = [
                {"said_at": moment(b)},
                {"party": self.parties[b % 2]},
                {"party": None},
                {"said_at_precision": Precision.DAY},
                {"speaker_as_written": f"Speaker {b % 3}"},
                {"reported_through": None},
            ][c % 6]
            Statement.objects.filter(pk=statement.pk).update(**change)

    def correct_coding(self, a: int, b: int, c: int) -> None:
        position = one(Position.objects.filter(issue__negotiation=self.negotiation), a)
        if position:
            clash = Position.objects.filter(statement=position.statement, vote=position.vote).exclude(pk=position.pk)
            issue = position.issue if clash else self.issues[b % 2]
            Position.objects.filter(pk=position.pk).update(issue=issue, **coding(a, b, c))

    def correct_vote(self, a: int, b: int, c: int) -> None:
        vote = one(Vote.objects.filter(proposal__negotiation=self.negotiation), a)
        if vote:
            Vote.objects.filter(pk=vote.pk).update(cast_at=moment(b), party=self.parties[c % 2])

    def merge_parties(self, a: int, b: int, c: int) -> None:
        Statement.objects.filter(negotiation=self.negotiation, party=self.parties[a % 2]).update(
            party=self.parties[b % 2]
        )

    def join(self, a: int, b: int, c: int) -> None:
        statement = self.statement(a)
        if statement:
            (statement.joint_with.remove if c % 3 == 0 else statement.joint_with.add)(self.parties[b % 2])

    def link(self, a: int, b: int, c: int) -> None:
        """Two statements are found to be one utterance, or not."""
        both = sorted(filter(None, {self.statement(a), self.statement(b)}), key=lambda each: each.place)
        if len(both) < 2:
            return
        earlier, later = both
        link = Link.objects.filter(earlier=earlier, later=later).first() or LinkFactory(
            negotiation=self.negotiation, earlier=earlier, later=later, relation=list(Relation)[-1 - c % 2]
        )
        relation = Relation.SAME_UTTERANCE if c % 3 == 0 else ""
        self.judge(Verdict.REJECT if c % 5 == 4 else Verdict.CONFIRM, relation=relation, link=link)

    def relate(self, a: int, b: int, c: int) -> None:
        Link.objects.filter(negotiation=self.negotiation).update(relation=list(Relation)[-1 - a % 2])

    def delete(self, a: int, b: int, c: int) -> None:
        kinds = [
            Statement.objects.filter(negotiation=self.negotiation),
            Position.objects.filter(issue__negotiation=self.negotiation),
            Vote.objects.filter(proposal__negotiation=self.negotiation),
            Link.objects.filter(negotiation=self.negotiation),
        ]
        row = one(kinds[a % 4], b)
        if row:
            row.delete()

    def statement(self, number: int) -> Statement | None:
        return one(Statement.objects.filter(negotiation=self.negotiation), number)

    def judgements(self):
        return Judgement.objects.filter(
            Q(position__issue__negotiation=self.negotiation)
            | Q(statement__negotiation=self.negotiation)
            | Q(link__negotiation=self.negotiation)
        )

    def judge(self, verdict: Verdict, *, relation: str = "", **row) -> None:
        Judgement.objects.filter(superseded_at=None, **row).update(superseded_at=timezone.now(), superseded_by=self.by)
        Judgement.objects.create(verdict=verdict, by=self.by, relation=relation, **row)


TURNS = (
    "say", "cast", "judge_coding", "judge_words", "take_back", "correct_words", "correct_coding", "correct_vote",
    "merge_parties", "join", "link", "relate", "delete",
)  # fmt: skip
numbers = st.integers(0, 60)
# Much is said for everything else that happens.
turns = st.lists(
    st.tuples(st.one_of(*[st.just("say")] * 6, st.just("link"), st.sampled_from(TURNS)), numbers, numbers, numbers),
    min_size=4,
    max_size=18,
)


def through(carrier: Statement | None) -> dict:
    """Return what makes a statement a part of another's words."""
    if carrier is None:
        return {}
    start = carrier.version.statements.latest("start").start + 1
    return {"version": carrier.version, "reported_through": carrier, "spans": [[start, start + 5]]}


def moment(number: int) -> datetime:
    """Return one of a few moments, many of them around midnight."""
    return datetime.combine(SAID_AT.date(), datetime.min.time(), UTC) + timedelta(hours=HOURS[number % len(HOURS)])


def coding(a: int, b: int, c: int) -> dict:
    return {
        "stance": [Stance.SUPPORTS, Stance.OPPOSES, Stance.SUPPORTS][b % 3],
        "value": [60, 60, 70, None][a % 4],
        "firmness": [Firmness.FIRM, None][c % 2],
        "condition": WORDS[a % len(WORDS)],
    }


def one(rows, number: int):
    """Return one of some rows, or None without any."""
    found = list(rows.order_by("pk"))
    return found[number % len(found)] if found else None
