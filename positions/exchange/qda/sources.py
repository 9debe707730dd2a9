"""Articles as sources of a REFI-QDA project: what is read of them, and what their variables say."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, time
from itertools import islice

from django.db.models import Count

from positions.enums import Precision
from positions.exchange.qda.codes import chosen, moment
from positions.exchange.qda.keeping import Kept
from positions.exchange.qda.sayings import Shared, read_said
from positions.exchange.qda.selections import Said
from positions.exchange.qda.texts import source_guid, texts
from positions.exchange.records import ArticleRecord
from positions.models import ArticleVersion, Negotiation

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
    """A text with its statements; `name` is the title, or more where several articles have it.

    `kept` is what another program wrote of it, as XML by name of the element.
    """

    guid: str
    name: str
    version: ArticleVersion
    statements: list[Said]
    kept: Mapping[str, str]


def read_sources(negotiation: Negotiation, kept: Kept) -> Iterator[Source]:
    """Yield the latest text of each article, and earlier ones that have statements, with their statements."""
    titles = negotiation.articles.values("title").annotate(times=Count("pk")).filter(times__gt=1)
    repeated = set(titles.values_list("title", flat=True))
    shared = Shared.of(negotiation)
    versions = texts(negotiation).select_related("article__source").defer("text", "search")
    waiting = versions.iterator(chunk_size=AT_ONCE)
    while some := list(islice(waiting, AT_ONCE)):
        said = read_said([version.pk for version in some], shared)
        inside = kept.inside([version.text_hash for version in some])
        for version in some:
            own, name = source_guid(version), _name(version, repeated)
            yield Source(own, name, version, said.get(version.pk, []), inside.get(version.text_hash, {}))


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
