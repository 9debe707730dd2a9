"""Reads the words that a digest quotes: who said or voted what, when, and which outlets report it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

from positions.analysis.entries import Utterances
from positions.analysis.ledger import Entry
from positions.models import Statement, Vote


@dataclass(frozen=True, slots=True)
class Source:
    """Where words are: a statement or a vote, by primary key."""

    statement: int | None = None
    vote: int | None = None


@dataclass(frozen=True, slots=True)
class Quotation:
    """The words of one statement, or one vote, as evidence; `also` are further outlets that report the utterance.

    `speech` is how it is reported, empty for a vote, whose `choice` is set and whose `words` are the proposal's title.
    """

    words: str
    speech: str
    choice: str
    speaker: str
    outlet: str
    also: tuple[str, ...]
    said_at: datetime
    precision: str
    url: str


def source_of(entry: Entry) -> Source:
    """Return where the words of an entry are."""
    return Source(statement=entry.statement, vote=entry.vote)


def read_quotations(sources: Iterable[Source], utterances: Utterances) -> dict[Source, Quotation]:
    """Return the words of sources in three queries; what was deleted meanwhile is missing."""
    sources = set(sources)
    statements = (
        Statement.objects.filter(pk__in=[each.statement for each in sources if each.statement])
        .select_related("negotiation", "party", "speaker", "version__article__source")
        .defer("version__text", "version__search", "search")
    )
    votes = Vote.objects.filter(pk__in=[each.vote for each in sources if each.vote])
    found = list(statements)
    also = read_further_outlets([statement.pk for statement in found], utterances)
    told = {Source(statement=each.pk): of_statement(each, also[each.pk]) for each in found}
    return told | {Source(vote=each.pk): of_vote(each) for each in votes.select_related("proposal__negotiation")}


def read_further_outlets(statements: Collection[int], utterances: Utterances) -> dict[int, set[str]]:
    """Return the outlets of all other reports of each statement's utterance."""
    others = {pk: utterances.others(pk) for pk in statements}
    reports = Statement.objects.filter(pk__in=[other for its in others.values() for other in its])
    names = dict(reports.values_list("pk", "version__article__source__name"))
    outlets: dict[int, set[str]] = defaultdict(set)
    for pk, its in others.items():
        outlets[pk] = {names[other] for other in its if other in names}
    return outlets


def of_statement(statement: Statement, also: set[str]) -> Quotation:
    """Return the words of a statement."""
    outlet = statement.version.article.source.name
    return Quotation(
        words=statement.words,
        speech=statement.kind,
        choice="",
        speaker=str(statement.speaker or statement.speaker_as_written or statement.party or ""),
        outlet=outlet,
        also=tuple(sorted(also - {outlet})),
        said_at=statement.said_at,
        precision=statement.said_at_precision,
        url=statement.get_absolute_url(),
    )


def of_vote(vote: Vote) -> Quotation:
    """Return a vote; its outlet is the record of the meeting."""
    return Quotation(
        words=str(vote.proposal),
        speech="",
        choice=vote.choice,
        speaker="",
        outlet=vote.meeting,
        also=(),
        said_at=vote.cast_at,
        precision=vote.cast_at_precision,
        url=vote.get_absolute_url(),
    )
