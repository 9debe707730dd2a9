"""Finds the earlier words that a statement may be linked to by hand, without leaving the article."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Q

from positions.analysis.search import Wanted, find_statements
from positions.enums import Relation
from positions.models import Statement
from positions.models.statements import StatementQuerySet

# As many as there are number keys.
OFFERED = 9


@dataclass(frozen=True)
class Finder:
    """The words looked for, empty for the nearest earlier ones, and the statements offered."""

    words: str
    found: list[Statement]
    relations: list[tuple[str, str]]


def finder_for(statement: Statement, words: str) -> Finder:
    """Return statements not linked yet: those that contain the words, else the latest on the same question."""
    words = words.replace("\0", "").strip()
    linked = Q(links_on__later=statement) | Q(links_back__earlier=statement)
    if words:
        found = find_statements(negotiation=statement.negotiation, wanted=Wanted(words=words))
    else:
        found = _nearest(statement)
    offered = found.not_refused().exclude(linked).exclude(pk=statement.pk).for_display()[:OFFERED]
    return Finder(words, list(offered), [(value, str(label)) for value, label in Relation.choices])


def _nearest(statement: Statement) -> StatementQuerySet:
    """Return earlier statements of the party or on its issues, the latest first."""
    issues = [position.issue_id for position in statement.shown_positions]  # type: ignore[attr-defined]
    near = Q(positions__issue__in=issues)
    if statement.party_id:
        near |= Q(party=statement.party_id)
    pks = Statement.objects.earlier_than(statement).filter(near).values("pk")
    return Statement.objects.filter(pk__in=pks).latest_first()
