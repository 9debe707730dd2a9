"""Write the positions that the words of new statements suggest."""

from collections.abc import Sequence

from django.db import transaction

from positions.enums import Origin
from positions.extraction.stances import IssueTerms, read_wording, touched_issues
from positions.models import Issue, Position, Statement

MOST_ISSUES = 2  # a statement seldom says something on more


@transaction.atomic
def suggest_positions(*, statements: Sequence[Statement], method: str) -> list[Position]:
    """Suggest positions for statements of one negotiation that have none yet; without a stance in the words, none."""
    if not statements:
        return []
    terms = [
        IssueTerms(issue.pk, issue.title, tuple(issue.keywords))
        for issue in Issue.objects.filter(negotiation=statements[0].negotiation_id)
    ]
    suggested = [
        position for statement in statements for position in _positions(statement=statement, terms=terms, method=method)
    ]
    return Position.objects.bulk_create(suggested, ignore_conflicts=True)


def _positions(*, statement: Statement, terms: Sequence[IssueTerms], method: str) -> list[Position]:
    wording = read_wording(statement.words)
    if wording is None:
        return []
    return [
        Position(
            statement=statement,
            issue_id=key,
            stance=wording.stance,
            firmness=wording.firmness,
            condition=wording.condition,
            origin=Origin.MACHINE,
            method=method,
            confidence=min(0.3 + 0.1 * hits, 0.6),
        )
        for key, hits in touched_issues(statement.words, terms)[:MOST_ISSUES]
    ]
