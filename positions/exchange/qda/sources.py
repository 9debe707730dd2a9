"""Articles as sources of a REFI-QDA project: what is read of them, and what their variables say."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, time

from django.db.models import Count, Exists, OuterRef, Prefetch, Q, QuerySet

from positions.enums import Precision
from positions.exchange.qda.codes import chosen, moment
from positions.exchange.qda.names import guid
from positions.exchange.records import ArticleRecord
from positions.models import (
    ArticleVersion,
    Issue,
    Judgement,
    Negotiation,
    Party,
    Position,
    Proposal,
    Spokesperson,
    Statement,
    User,
)

AT_ONCE = 50  # texts whose statements are held in memory
# The variables of a source, with their types. Programs show them in a table beside the texts.
VARIABLES = {
    "title": "Text",
    "published": "DateTime",
    "precision": "Text",
    "outlet": "Text",
    "address": "Text",
    "reference": "Text",
    "language": "Text",
}
# What other programs and people call a day of publication and an outlet.
PUBLISHED, OUTLETS = ("published", "publication date", "date"), ("outlet", "source")


@dataclass(frozen=True, slots=True)
class Source:
    """A text with its statements; `name` is the title, or more where several articles have it."""

    guid: str
    name: str
    version: ArticleVersion
    statements: tuple[Statement, ...]


@dataclass(frozen=True, slots=True)
class Shared:
    """What many statements name, by primary key: read once instead of anew for each, which took half of the time."""

    parties: Mapping[int, Party]
    speakers: Mapping[int, Spokesperson]
    issues: Mapping[int, Issue]
    proposals: Mapping[int, Proposal]
    users: Mapping[int, User]

    @classmethod
    def of(cls, negotiation: Negotiation) -> Shared:
        """Read them."""
        return cls(
            negotiation.parties.in_bulk(),
            negotiation.spokespersons.in_bulk(),
            negotiation.issues.in_bulk(),
            negotiation.proposals.in_bulk(),
            judges(negotiation).in_bulk(),
        )

    def joined(self, statement: Statement) -> Statement:
        """Return the statement with what it and its positions name."""
        statement.party = self.parties.get(statement.party_id or 0)
        statement.speaker = self.speakers.get(statement.speaker_id or 0)
        for judgement in statement.current_judgements:  # type: ignore[attr-defined]  # prefetched
            judgement.by = self.users[judgement.by_id]
        for position in statement.confirmed_positions:  # type: ignore[attr-defined]  # prefetched
            position.issue = self.issues[position.issue_id]
            position.proposal = self.proposals.get(position.proposal_id or 0)
            for judgement in position.current_judgements:
                judgement.by = self.users[judgement.by_id]
        return statement


def judges(negotiation: Negotiation) -> QuerySet[User]:
    """Return who decided on statements of a negotiation and their positions."""
    decided = Judgement.objects.filter(
        Q(statement__negotiation=negotiation) | Q(position__statement__negotiation=negotiation), superseded_at=None
    )
    return User.objects.filter(pk__in=decided.values("by")).order_by("username")


def read_sources(negotiation: Negotiation) -> Iterator[Source]:
    """Yield the latest text of each article, and earlier ones that have statements, with their statements."""
    titles = negotiation.articles.values("title").annotate(times=Count("pk")).filter(times__gt=1)
    repeated = set(titles.values_list("title", flat=True))
    statements, shared = Prefetch("statements", _statements(negotiation), to_attr="written"), Shared.of(negotiation)
    versions = texts(negotiation).select_related("article__source").defer("text", "search")
    for version in versions.prefetch_related(statements).iterator(chunk_size=AT_ONCE):
        written = tuple(shared.joined(statement) for statement in version.written)
        yield Source(source_guid(version), _name(version, repeated), version, written)


def texts(negotiation: Negotiation) -> QuerySet[ArticleVersion]:
    """Return the texts that are written, in order of time; `is_latest` tells those of today."""
    later = ArticleVersion.objects.filter(article=OuterRef("article"), number__gt=OuterRef("number"))
    coded = Statement.objects.filter(version=OuterRef("pk")).filter(_is_written())
    return (
        ArticleVersion.objects.filter(negotiation=negotiation)
        .annotate(is_latest=~Exists(later))
        .filter(Q(is_latest=True) | Exists(coded))
        .order_by("article__published_at", "article__public_id", "number")
    )


def _is_written() -> Q:
    """Return what statements are written: confirmed ones, and those through which one of these is reported."""
    reported = Statement.objects.confirmed()
    told = Q(Exists(reported.filter(reported_through=OuterRef("pk"))))
    told_again = Q(Exists(reported.filter(reported_through__reported_through=OuterRef("pk"))))
    return Q(pk__in=Statement.objects.confirmed()) | told | told_again


def _statements(negotiation: Negotiation) -> QuerySet[Statement]:
    decided = Prefetch("judgements", Judgement.objects.filter(superseded_at=None), to_attr="current_judgements")
    parties = Party.objects.order_by("number", "name")
    positions = Position.objects.confirmed().prefetch_related(decided).order_by("issue__number", "issue__title", "pk")
    return (
        Statement.objects.filter(negotiation=negotiation)
        .filter(_is_written())
        .select_related("reported_through")
        .defer("search", "reported_through__search", "reported_through__words")
        .prefetch_related(
            decided,
            Prefetch("positions", positions, to_attr="confirmed_positions"),
            # Lists: a manager for each statement took a quarter of the time.
            Prefetch("joint_with", parties, to_attr="joint_parties"),
            Prefetch("addressed_to", parties, to_attr="addressed_parties"),
            Prefetch("targets", parties, to_attr="targeted_parties"),
        )
        .order_by("start", "pk")
    )


def source_guid(version: ArticleVersion) -> str:
    """Return the article's own identifier for its latest text, and another for an earlier one."""
    own = str(version.article.public_id)
    return own if version.is_latest else guid("version", own, str(version.number))  # type: ignore[attr-defined]


def _name(version: ArticleVersion, repeated: set[str]) -> str:
    article = version.article
    name = f"{article.title} ({article.public_id.hex[:8]})" if article.title in repeated else article.title
    return name if version.is_latest else f"{name} (version {version.number})"  # type: ignore[attr-defined]


def values(source: Source) -> Iterator[tuple[str, str]]:
    """Yield the variables of a source that have a value."""
    article = source.version.article
    told = {
        "title": article.title if article.title != source.name else "",
        "published": article.published_at.isoformat(),
        "precision": article.published_at_precision,
        "outlet": article.source.name,
        "address": article.url,
        "reference": article.reference,
        "language": article.language,
    }
    yield from ((name, value) for name, value in told.items() if value)


def article_of(own: str, name: str, text: str, told: dict[str, str], written: datetime | None) -> ArticleRecord | None:
    """Return a source of a project as an article; None when nothing says when it was published.

    `told` are its variables, by names in small letters; `written` is when it came into the other program, which is
    the day of publication for want of another.
    """
    said = next((told[each] for each in PUBLISHED if told.get(each)), "")
    published = moment(said) or written
    if published is None:
        return None
    if not told.get("precision"):
        published = datetime.combine(published.astimezone(UTC), time.min, UTC)
    return ArticleRecord(
        key=own,
        title=told.get("title") or name,
        text=text,
        published_at=published,
        published_at_precision=chosen(Precision, told.get("precision", "")) or Precision.DAY,
        source=next((told[each] for each in OUTLETS if told.get(each)), ""),
        url=told.get("address", ""),
        reference=told.get("reference", ""),
        language=told.get("language", ""),
    )
