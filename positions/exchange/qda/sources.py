"""Articles as sources of a REFI-QDA project: what is read of them, and what their variables say."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, time
from itertools import islice

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from positions.enums import Precision
from positions.exchange.qda.codes import chosen, moment
from positions.exchange.qda.names import guid
from positions.exchange.qda.sayings import Shared, is_written, read_said
from positions.exchange.qda.selections import Said
from positions.exchange.records import ArticleRecord
from positions.models import ArticleVersion, Negotiation, Statement

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
    statements: list[Said]


def read_sources(negotiation: Negotiation) -> Iterator[Source]:
    """Yield the latest text of each article, and earlier ones that have statements, with their statements."""
    titles = negotiation.articles.values("title").annotate(times=Count("pk")).filter(times__gt=1)
    repeated = set(titles.values_list("title", flat=True))
    shared = Shared.of(negotiation)
    versions = texts(negotiation).select_related("article__source").defer("text", "search")
    waiting = versions.iterator(chunk_size=AT_ONCE)
    while some := list(islice(waiting, AT_ONCE)):
        said = read_said([version.pk for version in some], shared)
        for version in some:
            yield Source(source_guid(version), _name(version, repeated), version, said.get(version.pk, []))


def texts(negotiation: Negotiation) -> QuerySet[ArticleVersion]:
    """Return the texts that are written, in order of time; `is_latest` tells those of today."""
    later = ArticleVersion.objects.filter(article=OuterRef("article"), number__gt=OuterRef("number"))
    coded = Statement.objects.filter(version=OuterRef("pk")).filter(is_written())
    return (
        ArticleVersion.objects.filter(negotiation=negotiation)
        .annotate(is_latest=~Exists(later))
        .filter(Q(is_latest=True) | Exists(coded))
        .order_by("article__published_at", "article__public_id", "number")
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
