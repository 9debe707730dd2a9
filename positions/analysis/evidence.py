"""Reads the words behind entries of the ledger: who, in which outlet, confirmed by whom; a fixed number of queries."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Prefetch
from django.utils.translation import gettext as _

from positions.analysis.entries import Utterances
from positions.analysis.ledger import Entry
from positions.enums import SpeechKind
from positions.models import Affiliation, Judgement, Position, Statement, Vote


@dataclass(frozen=True, slots=True)
class Evidence:
    """What stands behind one coded position: words in an article, or a vote (`is_vote`, whose words are ours)."""

    position: int
    words: str
    is_quoted: bool
    kind: str
    speaker: str
    title: str
    outlet: str
    also: tuple[str, ...]
    said_at: datetime
    precision: str
    url: str
    article_url: str
    reporter: str
    decided_by: str
    decided_at: datetime | None
    confidence: float | None
    condition: str
    proposal: str
    is_vote: bool = False


def read_evidence(*, entries: Iterable[Entry], utterances: Utterances | None = None) -> dict[int, Evidence]:
    """Return the evidence of entries by the position's primary key; of entries deleted since, that they are gone."""
    entries = list(entries)
    wanted = {entry.position for entry in entries}
    rows = list(with_evidence(wanted)) if wanted else []
    also = other_outlets([row.statement for row in rows if row.statement], utterances or Utterances())
    found = {row.pk: of_statement(row, row.statement, also) for row in rows if row.statement}
    found |= {row.pk: of_vote(row, row.vote) for row in rows if row.vote}
    return found | {entry.position: of_the_past(entry) for entry in entries if entry.position not in found}


def with_evidence(positions: set[int]) -> Iterable[Position]:
    """Return positions with statement, speaker, affiliations, article and source, or with their vote."""
    return (
        Position.objects.filter(pk__in=positions)
        .select_related(
            "proposal",
            "vote__proposal__negotiation",
            "statement__negotiation",
            "statement__party",
            "statement__speaker",
            "statement__version__article__source",
            "statement__version__article__negotiation",
            "statement__reported_through__speaker",
            "statement__reported_through__party",
        )
        .defer("statement__version__text", "statement__version__search", "statement__search")
        .prefetch_related(
            "statement__speaker__affiliations",
            Prefetch("judgements", Judgement.objects.current(), to_attr="current_judgements"),
        )
    )


def other_outlets(statements: list[Statement], utterances: Utterances) -> dict[int, tuple[str, ...]]:
    """Return for each statement the other outlets that reported the same utterance."""
    others = {statement.pk: utterances.others(statement.pk) for statement in statements}
    wanted = [pk for its in others.values() for pk in its]
    if not wanted:
        return {}
    names = dict(Statement.objects.filter(pk__in=wanted).values_list("pk", "version__article__source__name"))
    return {pk: tuple(sorted({names[other] for other in its if other in names})) for pk, its in others.items()}


def of_statement(position: Position, statement: Statement, also: dict[int, tuple[str, ...]]) -> Evidence:
    """Return the words of a statement as evidence of a position."""
    judgement, article = position.judgement, statement.version.article
    carrier = statement.reported_through
    return Evidence(
        position=position.pk,
        words=statement.words,
        is_quoted=statement.is_quoted,
        kind=str(SpeechKind(statement.kind).label),
        speaker=str(statement.speaker or statement.speaker_as_written or statement.party or ""),
        title=title_of(statement),
        outlet=str(article.source),
        also=tuple(name for name in also.get(statement.pk, ()) if name != article.source.name),
        said_at=statement.said_at,
        precision=statement.said_at_precision,
        url=statement.get_absolute_url(),
        article_url=f"{article.get_absolute_url()}?s={statement.public_id}#s-{statement.public_id}",
        reporter=str(carrier.speaker or carrier.party or carrier.speaker_as_written) if carrier else "",
        decided_by=str(judgement.by) if judgement else "",
        decided_at=judgement.at if judgement else None,
        confidence=position.confidence,
        condition=position.condition,
        proposal=str(position.proposal or ""),
    )


def of_vote(position: Position, vote: Vote) -> Evidence:
    """Return a vote as evidence of a position."""
    judgement = position.judgement
    return Evidence(
        position=position.pk,
        words=_("Voted %(choice)s: %(proposal)s") % {"choice": vote.get_choice_display(), "proposal": vote.proposal},
        is_quoted=False,
        kind=_("vote"),
        speaker="",
        title="",
        outlet=vote.meeting,
        also=(),
        said_at=vote.cast_at,
        precision=vote.cast_at_precision,
        url=vote.get_absolute_url(),
        article_url="",
        reporter="",
        decided_by=str(judgement.by) if judgement else "",
        decided_at=judgement.at if judgement else None,
        confidence=position.confidence,
        condition=position.condition,
        proposal=str(vote.proposal),
        is_vote=True,
    )


def of_the_past(entry: Entry) -> Evidence:
    """Return what is left of an entry that stood in earlier records and was deleted since."""
    return Evidence(
        position=entry.position,
        words=_("These words have been taken off the record since."),
        is_quoted=False,
        kind=_("no longer on record"),
        speaker="",
        title="",
        outlet="",
        also=(),
        said_at=entry.said_at,
        precision=entry.precision,
        url="#",
        article_url="#",
        reporter="",
        decided_by="",
        decided_at=None,
        confidence=None,
        condition=entry.condition,
        proposal="",
    )


def title_of(statement: Statement) -> str:
    """Return the speaker's role for the party on the day of the statement, as far as it is known."""
    if statement.speaker is None:
        return ""
    return title_on(statement.speaker.affiliations.all(), statement.said_at.date(), statement.party_id)


def title_on(affiliations: Iterable[Affiliation], day: date, party: int | None) -> str:
    """Return the title in force on a day, the latest begun if there are several; empty when none is known."""
    in_force: dict[date, str] = defaultdict(str)
    for each in affiliations:
        begun, not_over = each.starts_on or date.min, each.ends_on is None or each.ends_on >= day
        if each.party_id == party and begun <= day and not_over:
            in_force[begun] = each.title
    return in_force[max(in_force)] if in_force else ""
