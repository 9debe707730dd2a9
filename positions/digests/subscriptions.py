"""Following and leaving: what a person is told about, how often, and pausing it."""

import secrets
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from positions.digests.schedule import Rhythm, due_after, due_before
from positions.enums import Frequency, PauseReason, Role, WhenQuiet
from positions.models import Follow, Issue, Negotiation, Party, Proposal, SavedSearch, Subscription, User
from positions.models.searches import hash_of
from positions.review.errors import NotAllowed, ReviewError
from positions.review.permission import require

MOST_FOLLOWED = 200  # things in one digest; more than that nobody reads


def rhythm_of(subscription: Subscription) -> Rhythm:
    """Return when a person's digests are due."""
    return Rhythm(
        frequency=Frequency(subscription.frequency),
        hour=subscription.hour,
        zone=subscription.zone,
        weekday=subscription.weekday,
        month_day=subscription.month_day,
    )


@transaction.atomic
def follow(
    *,
    negotiation: Negotiation,
    by: User,
    party: Party | None = None,
    other: Party | None = None,
    issue: Issue | None = None,
    proposal: Proposal | None = None,
    search: SavedSearch | None = None,
) -> Follow:
    """Have a person told of a negotiation, or of one thing in it; the first one brings the weekly digest with it."""
    require(by, negotiation, Role.VIEWER)
    _require_of(negotiation, by, party, other, issue, proposal, search)
    if party and other:
        party, other = sorted((party, other), key=lambda one: one.pk)
    subscription = opened(by)
    if subscription.follows.count() >= MOST_FOLLOWED:
        raise ReviewError(_("You follow %(most)d things already. Leave one of them first.") % {"most": MOST_FOLLOWED})
    followed, _is_new = Follow.objects.get_or_create(
        subscription=subscription,
        negotiation=negotiation,
        party=party,
        other=other,
        issue=issue,
        proposal=proposal,
        search=search,
    )
    return followed


@transaction.atomic
def unfollow(*, follow: Follow, by: User) -> None:
    """Tell a person no longer of one thing; the mail ends with the last."""
    if follow.subscription.user_id != by.pk:
        raise NotAllowed(_("Somebody else follows this. Everybody keeps their own list."))
    follow.delete()


@transaction.atomic
def opened(by: User) -> Subscription:
    """Return a person's subscription, made or taken up again; the hour starts anew when nothing was followed."""
    if not by.email:
        raise ReviewError(_("Your account has no e-mail address. Add one in your settings first."))
    fresh = Subscription(user=by)
    due = due_after(rhythm_of(fresh), timezone.now())
    Subscription.objects.get_or_create(user=by, defaults={"due_at": due})
    subscription = Subscription.objects.select_for_update().get(user=by)
    if not subscription.is_active or not subscription.follows.exists():
        _start_anew(subscription)
    return subscription


@transaction.atomic
def set_mail(
    *,
    by: User,
    frequency: Frequency | str = Frequency.WEEKLY,
    weekday: int = 0,
    month_day: int = 1,
    hour: int = 9,
    when_quiet: WhenQuiet | str = WhenQuiet.LINE,
    has_alerts: bool = False,
) -> Subscription:
    """Choose how often the digest comes, when in the person's own time zone, and what else is sent."""
    subscription = opened(by)
    subscription.frequency, subscription.weekday = Frequency(frequency), weekday
    subscription.month_day, subscription.hour = month_day, hour
    subscription.when_quiet, subscription.has_alerts = WhenQuiet(when_quiet), has_alerts
    subscription.due_at = due_after(rhythm_of(subscription), timezone.now())
    subscription.save()
    return subscription


@transaction.atomic
def reschedule(*, by: User) -> None:
    """Keep the hour of a person whose time zone has changed."""
    for subscription in Subscription.objects.select_for_update().filter(user=by).select_related("user"):
        subscription.user = by
        subscription.due_at = due_after(rhythm_of(subscription), timezone.now())
        subscription.save(update_fields=["due_at"])


@transaction.atomic
def unsubscribe(*, token: UUID | str) -> Subscription | None:
    """End the mail that a token belongs to, without login; None for a token nobody has. What is followed stays."""
    subscription = Subscription.objects.with_token(token).select_for_update().first()
    if subscription and subscription.is_active:
        subscription.is_active = False
        subscription.save(update_fields=["is_active"])
    return subscription


@transaction.atomic
def pause(*, subscription: Subscription, reason: PauseReason, because: str = "") -> bool:
    """Send nothing for a while; False when it is paused already."""
    held = Subscription.objects.filter(pk=subscription.pk, paused_at=None)
    return bool(held.update(paused_at=timezone.now(), paused_reason=reason, paused_because=because[:500]))


@transaction.atomic
def resume(*, subscription: Subscription) -> None:
    """Send again from the next hour on; what happened since the last digest is in the next one."""
    subscription = Subscription.objects.select_for_update().get(pk=subscription.pk)
    subscription.paused_at = subscription.paused_reason = None
    subscription.paused_because, subscription.is_active = "", True
    subscription.due_at = due_after(rhythm_of(subscription), timezone.now())
    subscription.save()


@transaction.atomic
def renew_feed(*, by: User) -> str:
    """Return the token of a new feed address, to be shown once; an earlier address ends."""
    token = secrets.token_urlsafe(32)
    if not Subscription.objects.filter(user=by).update(feed_hash=hash_of(token)):
        raise NotAllowed(_("Follow something first: the feed tells of what you follow."))
    return token


@transaction.atomic
def end_feed(*, by: User) -> None:
    """End the feed of changes."""
    Subscription.objects.filter(user=by).update(feed_hash=None)


def _start_anew(subscription: Subscription) -> None:
    """Begin with the period that runs now: what happened while nothing was wanted is not told."""
    subscription.is_active = True
    subscription.due_at = due_after(rhythm_of(subscription), timezone.now())
    start = due_before(rhythm_of(subscription), subscription.due_at)
    subscription.told_until = max(start, subscription.told_until or start)
    subscription.save()


def _require_of(negotiation: Negotiation, by: User, *parts: Party | Issue | Proposal | SavedSearch | None) -> None:
    named = [part for part in parts if part]
    if any(part.negotiation_id != negotiation.pk for part in named):
        raise ReviewError(_("What is followed belongs to another negotiation. Open its page there."))
    if any(isinstance(part, SavedSearch) and part.user_id != by.pk for part in named):
        raise NotAllowed(_("This search belongs to somebody else. Save it as your own."))
    if parts[1] is not None and parts[1] == parts[0]:
        raise ReviewError(_("A pair is of two parties."))
