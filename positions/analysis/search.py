"""Finds statements by words, parties, issues and dates, and what bears a name, with the words found marked."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.contrib.postgres.search import SearchHeadline, SearchQuery
from django.db.models import Exists, OuterRef, Q

from positions.analysis.wording import Piece
from positions.models import Article, Issue, Negotiation, Party, Position, Statement
from positions.models.columns import SEARCH_CONFIG
from positions.models.statements import StatementQuerySet

# Private-use characters cannot stand in a stored text's words by chance.
OPEN, CLOSE = "\ue000", "\ue001"
NAMES_SHOWN = 8


@dataclass(frozen=True)
class Wanted:
    """What is looked for; empty parts restrict nothing. Days are in UTC and included."""

    words: str = ""
    parties: tuple[Party, ...] = ()
    issues: tuple[Issue, ...] = ()
    first: date | None = None
    last: date | None = None
    is_confirmed: bool = False

    @property
    def is_empty(self) -> bool:
        """Tell whether nothing is asked."""
        return self == Wanted()


@dataclass(frozen=True)
class Names:
    """Parties, issues and articles whose name contains the words."""

    parties: tuple[Party, ...]
    issues: tuple[Issue, ...]
    articles: tuple[Article, ...]


def find_statements(*, negotiation: Negotiation, wanted: Wanted) -> StatementQuerySet:
    """Return statements nobody refused, the best match first, or the latest when no words are given."""
    found = Statement.objects.filter(negotiation=negotiation).not_refused().said_between(wanted.first, wanted.last)
    if wanted.is_confirmed:
        found = found.confirmed()
    if wanted.parties:
        joint = Statement.joint_with.through.objects.filter(party__in=wanted.parties, statement=OuterRef("pk"))
        found = found.filter(Q(party__in=wanted.parties) | Exists(joint))
    if wanted.issues:
        on = Position.objects.not_refused().filter(issue__in=wanted.issues, statement=OuterRef("pk"))
        found = found.filter(Exists(on))
    if not wanted.words:
        return found.latest_first()
    return found.matching(wanted.words).annotate(marked=marked(wanted.words))


def marked(words: str) -> SearchHeadline:
    """Return the whole words of a statement with what was found between private marks."""
    query = SearchQuery(words, config=SEARCH_CONFIG, search_type="websearch")
    return SearchHeadline("words", query, config=SEARCH_CONFIG, start_sel=OPEN, stop_sel=CLOSE, highlight_all=True)


def pieces(marked_words: str) -> tuple[Piece, ...]:
    """Cut marked words into what was found (`is_changed`) and what stands around it."""
    found = []
    for part in marked_words.split(OPEN):
        hit, close, rest = part.partition(CLOSE)
        found += [Piece(hit, True), Piece(rest, False)] if close else [Piece(part, False)]
    return tuple(piece for piece in found if piece.text)


def find_names(*, negotiation: Negotiation, words: str) -> Names:
    """Return what bears the words in its name or alias; nothing for an empty search."""
    if not words.strip():
        return Names((), (), ())
    words = words.strip()
    parties = negotiation.parties.filter(Q(name__icontains=words) | Q(aliases__name__icontains=words)).distinct()
    issues = negotiation.issues.filter(Q(title__icontains=words) | Q(keywords__icontains=words))
    articles = negotiation.articles.filter(Q(title__icontains=words) | Q(source__name__icontains=words))
    return Names(
        tuple(parties.select_related("negotiation").for_display()[:NAMES_SHOWN]),
        tuple(issues.select_related("negotiation")[:NAMES_SHOWN]),
        tuple(articles.for_display()[:NAMES_SHOWN]),
    )
