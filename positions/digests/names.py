"""The parties and issues that a digest names, read once for a negotiation."""

from __future__ import annotations

from dataclasses import dataclass

from positions.analysis.ledger import Held
from positions.digests.changes import About
from positions.digests.quotations import Source
from positions.models import Issue, Negotiation, Party


@dataclass(frozen=True, slots=True)
class Names:
    """The parties and issues of a negotiation, by primary key."""

    negotiation: Negotiation
    parties: dict[int, Party]
    issues: dict[int, Issue]

    def above(self, issue: int | None) -> set[int]:
        """Return an issue and the ones above it."""
        found: set[int] = set()
        while issue is not None and issue in self.issues and issue not in found:
            found.add(issue)
            issue = self.issues[issue].parent_id
        return found

    def about(self, held: Held, source: Source) -> About:
        """Return what a held position is about."""
        return self.about_cell(held.party, held.issue, source.statement)

    def about_cell(self, party: int, issue: int, statement: int | None = None) -> About:
        return About(
            negotiation=self.negotiation.pk,
            parties=frozenset({party}),
            issues=frozenset(self.above(issue)),
            statements=frozenset({statement} if statement else ()),
        )


def read_names(negotiation: Negotiation) -> Names:
    """Return parties in the order of the matrix, and issues, each with its negotiation."""
    parties, issues = negotiation.parties.for_display(), negotiation.issues.order_by("number", "title")
    names = Names(negotiation, {party.pk: party for party in parties}, {issue.pk: issue for issue in issues})
    for party in names.parties.values():
        party.negotiation = negotiation
    for issue in names.issues.values():
        issue.negotiation = negotiation
    return names
