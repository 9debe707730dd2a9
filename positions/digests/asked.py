"""What a digest of one negotiation is about and for whom."""

from dataclasses import dataclass

from positions.models import Issue, Negotiation, Party, Subscription, User


@dataclass(frozen=True, slots=True)
class Asked:
    """One negotiation; no parties or no issues means all of its. No subscription in a preview."""

    negotiation: Negotiation
    user: User
    parties: tuple[Party, ...] = ()
    issues: tuple[Issue, ...] = ()
    subscription: Subscription | None = None
