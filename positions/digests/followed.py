"""What a subscriber follows: a negotiation, a party, a pair, an issue, a proposal or a saved search of it."""

from dataclasses import dataclass

from positions.models import Issue, Negotiation, Party, Proposal, SavedSearch


@dataclass(frozen=True, slots=True)
class Followed:
    """One thing followed; nothing but the negotiation is everything in it. A pair is a party and another."""

    negotiation: Negotiation
    party: Party | None = None
    other: Party | None = None
    issue: Issue | None = None
    proposal: Proposal | None = None
    search: SavedSearch | None = None
