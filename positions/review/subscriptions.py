"""Asking for the digest, and leaving it."""

from collections.abc import Iterable
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext

from positions.enums import Frequency, Role
from positions.models import Issue, Negotiation, Party, Subscription, User
from positions.review.errors import ReviewError
from positions.review.permission import require


@transaction.atomic
def subscribe(
    *,
    negotiation: Negotiation,
    by: User,
    frequency: Frequency | str = Frequency.WEEKLY,
    weekday: int = 0,
    hour: int = 9,
    parties: Iterable[Party] = (),
    issues: Iterable[Issue] = (),
) -> Subscription:
    """Ask for the digest of a negotiation, or change how it comes; hour in the person's own time zone."""
    require(by, negotiation, Role.VIEWER)
    if not by.email:
        raise ReviewError(gettext("Your account has no e-mail address. Add one in your settings first."))
    parties, issues = list(parties), list(issues)
    owners = {*(party.negotiation_id for party in parties), *(issue.negotiation_id for issue in issues)}
    if owners - {negotiation.pk}:
        raise ReviewError(gettext("Parties and issues of another negotiation cannot be chosen here."))
    wish = {"frequency": Frequency(frequency), "weekday": weekday, "hour": hour, "is_active": True}
    wish["due_at"] = Subscription(user=by, **wish).next_due_after(timezone.now())
    subscription, _ = Subscription.objects.update_or_create(user=by, negotiation=negotiation, defaults=wish)
    subscription.parties.set(parties)
    subscription.issues.set(issues)
    return subscription


@transaction.atomic
def unsubscribe(*, token: UUID | str) -> Subscription | None:
    """End the subscription that a token belongs to, without login; None for a token nobody has."""
    subscription = Subscription.objects.select_for_update().filter(token=token).first()
    if subscription and subscription.is_active:
        subscription.is_active = False
        subscription.save(update_fields=["is_active"])
    return subscription
