"""Which texts a project has, and under which identifiers."""

from __future__ import annotations

from django.db.models import Exists, OuterRef, Q, QuerySet

from positions.exchange.qda.names import guid
from positions.exchange.qda.sayings import is_written
from positions.models import ArticleVersion, Negotiation, Statement


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
