"""Finds statements by words, who, what, when and where, and what bears a name."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Exists, F, Func, OuterRef, Q, QuerySet
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from positions.models import (
    Article,
    ArticleVersion,
    Issue,
    Link,
    Negotiation,
    Party,
    Position,
    Source,
    Spokesperson,
    Statement,
)
from positions.models.columns import Folded, search_query
from positions.models.statements import StatementQuerySet
from positions.text import fold

NAMES_SHOWN, REPORTS_SHOWN = 8, 10
# What a person decided on a statement: the method of its QuerySet, and the word of the pages.
STATES = {
    "confirmed": pgettext_lazy("verdict", "confirmed"),
    "undecided": _("suggested"),
    "unsure": pgettext_lazy("verdict", "unsure"),
    "refused": pgettext_lazy("verdict", "refused"),
}
SORTS = {"best": _("best match first"), "latest": _("latest first"), "earliest": _("earliest first")}


@dataclass(frozen=True)
class Wanted:
    """What is looked for; empty parts restrict nothing, several of one part widen it. Days are in UTC and included."""

    words: str = ""
    parties: tuple[Party, ...] = ()
    people: tuple[Spokesperson, ...] = ()
    issues: tuple[Issue, ...] = ()
    stances: tuple[str, ...] = ()
    relations: tuple[str, ...] = ()
    sources: tuple[Source, ...] = ()
    first: date | None = None
    last: date | None = None
    state: str = ""
    sort: str = ""

    @property
    def is_empty(self) -> bool:
        """Tell whether nothing is asked."""
        return self == Wanted(sort=self.sort)

    @property
    def order(self) -> str:
        """Return the key of SORTS in force: the one wished for, if there are words for a best match."""
        usual = "best" if self.words else "latest"
        return usual if self.sort not in SORTS or (self.sort == "best" and not self.words) else self.sort


@dataclass(frozen=True)
class Names:
    """Parties, people, issues and articles whose name contains the words."""

    parties: tuple[Party, ...] = ()
    issues: tuple[Issue, ...] = ()
    articles: tuple[Article, ...] = ()
    people: tuple[Spokesperson, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Tell whether nothing bears the words."""
        return self == Names()


def find_statements(*, negotiation: Negotiation, wanted: Wanted) -> StatementQuerySet:
    """Return the statements that fit, in the order wished for; refused ones only when they are asked for."""
    found = fitting(negotiation=negotiation, wanted=wanted)
    if wanted.order == "best":
        return found.best_first(wanted.words)
    return found.latest_first() if wanted.order == "latest" else found.in_order()


def fitting(*, negotiation: Negotiation, wanted: Wanted) -> StatementQuerySet:
    """Return the statements that fit, in no order."""
    found = Statement.objects.filter(negotiation=negotiation).said_between(wanted.first, wanted.last).order_by()
    found = getattr(found, wanted.state)() if wanted.state in STATES else found.not_refused()
    if wanted.words:
        found = found.containing(wanted.words)
    if wanted.parties:
        joint = Statement.joint_with.through.objects.filter(party__in=wanted.parties, statement=OuterRef("pk"))
        found = found.filter(Q(party__in=wanted.parties) | Exists(joint))
    if wanted.people:
        found = found.filter(speaker__in=wanted.people)
    if wanted.sources:
        found = found.filter(version__article__source__in=wanted.sources)
    if wanted.issues or wanted.stances:
        found = found.filter(Exists(positions_of(wanted).filter(statement=OuterRef("pk"))))
    if wanted.relations:
        links = Link.objects.shown().holding(wanted.relations)
        found = found.filter(Exists(links.filter(later=OuterRef("pk"))))
    return found


def positions_of(wanted: Wanted) -> QuerySet[Position]:
    """Return the positions that fit both issue and stance, which one position has to satisfy together."""
    positions = Position.objects.not_refused()
    if wanted.issues:
        positions = positions.filter(issue__in=wanted.issues)
    return positions.filter(stance__in=wanted.stances) if wanted.stances else positions


def holds_no_word(words: str, negotiation: Negotiation) -> bool:
    """Tell whether nothing is left to look for: only words such as “the”, or marks."""
    nodes = Func(search_query(words), function="numnode")
    return not Negotiation.objects.filter(pk=negotiation.pk).values_list(nodes, flat=True).get()


def find_reports(*, negotiation: Negotiation, words: str) -> list[Article]:
    """Return the latest articles whose text has the words, whether anybody made a statement of them or not."""
    if not words:
        return []
    versions = ArticleVersion.objects.filter(article=OuterRef("pk"), search=search_query(words))
    return list(negotiation.articles.filter(Exists(versions)).for_display()[:REPORTS_SHOWN])


def find_names(*, negotiation: Negotiation, words: str) -> Names:
    """Return what bears the words in its name or alias, accents and case aside; nothing for an empty search."""
    part = fold(words.replace('"', " ").strip())
    if not part:
        return Names()
    parties = _bearing(negotiation.parties.all(), part, "name", "aliases__name")
    people = _bearing(negotiation.spokespersons.all(), part, "name", "aliases__name")
    issues = negotiation.issues.alias(title_folded=Lower(Folded(F("title"))))
    issues = issues.filter(Q(title_folded__contains=part) | Q(keywords__icontains=words.strip()))
    articles = _bearing(negotiation.articles.all(), part, "title", "source__name")
    return Names(
        tuple(parties.select_related("negotiation").for_display()[:NAMES_SHOWN]),
        tuple(issues.select_related("negotiation")[:NAMES_SHOWN]),
        tuple(articles.for_display()[:NAMES_SHOWN]),
        tuple(people[:NAMES_SHOWN]),
    )


def _bearing(rows: Any, part: str, *columns: str) -> Any:
    """Return the rows with a column that contains part."""
    bearing = Q()
    for number, column in enumerate(columns):
        rows = rows.alias(**{f"folded_{number}": Lower(Folded(F(column)))})
        bearing |= Q(**{f"folded_{number}__contains": part})
    return rows.filter(bearing).distinct()
