"""Writes the mail of a delivery: what a subscriber follows and may read, of the delivery's period."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from positions.digests.changes import MANY
from positions.digests.compose import Digest, Part, compose
from positions.digests.followed import Followed
from positions.digests.letters import unsubscribe_address
from positions.digests.render import Mail, Reader, render
from positions.digests.schedule import INSTANT, due_before
from positions.digests.subscriptions import rhythm_of
from positions.enums import ALERTING, DeliveryKind, WhenQuiet
from positions.models import Delivery, Follow, Subscription, User
from positions.text import in_marks

NAMED = 5  # of what is followed, at the foot of a mail; the rest is counted


def write(delivery: Delivery) -> Mail | None:
    """Return the mail of a delivery; None when nothing changed and the reader wants no mail then."""
    subscription = delivery.subscription
    followed = followed_by(subscription)
    is_alert = delivery.kind == DeliveryKind.ALERT
    if is_alert:
        digest = told_at_once(delivery, followed)
    else:
        digest = compose(followed=followed, start=delivery.period_start, end=delivery.period_end)
    if digest.is_quiet and (is_alert or subscription.when_quiet == WhenQuiet.NOTHING):
        return None
    return render(digest, reader=reader_of(delivery, followed))


def preview(subscription: Subscription, *, until: datetime) -> Mail:
    """Return what a subscriber would get now: what happened since the last digest."""
    followed = followed_by(subscription)
    start = subscription.told_until or due_before(rhythm_of(subscription), until)
    digest = compose(followed=followed, start=min(start, until - INSTANT), end=until)
    return render(digest, reader=looker(subscription.user, followed))


def followed_by(subscription: Subscription) -> tuple[Followed, ...]:
    """Return what a person follows and may read."""
    rows = Follow.objects.filter(subscription=subscription).readable().for_display()
    return tuple(followed_of(row) for row in rows)


def followed_of(row: Follow) -> Followed:
    """Return a row as what is followed."""
    return Followed(row.negotiation, row.party, row.other, row.issue, row.proposal, row.search)


def reader_of(delivery: Delivery, followed: tuple[Followed, ...]) -> Reader:
    """Return for whom a mail is written, with where it is read, changed and left."""
    user = delivery.subscription.user
    with translation.override(user.language):
        why = why_of(followed)
    return Reader(
        language=user.language,
        time_zone=user.time_zone,
        manage_url=settings.BASE_URL + reverse("mail"),
        unsubscribe_url=unsubscribe_address(delivery.subscription),
        browser_url=settings.BASE_URL + delivery.get_absolute_url(),
        why=(why,),
        name=str(user),
    )


def looker(user: User, followed: tuple[Followed, ...]) -> Reader:
    """Return for whom a preview is drawn; it has no addresses of a subscription."""
    return Reader(language=user.language, time_zone=user.time_zone, why=(why_of(followed),), name=str(user))


def why_of(followed: tuple[Followed, ...]) -> str:
    """Return why the reader gets it, naming what is followed."""
    named = "; ".join(in_marks(name_of(each)) for each in followed[:NAMED])
    more = len(followed) - NAMED
    if more <= 0:
        return _("You receive this because you follow %(named)s.") % {"named": named}
    return ngettext(
        "You receive this because you follow %(named)s and %(more)d more.",
        "You receive this because you follow %(named)s and %(more)d more.",
        more,
    ) % {"named": named, "more": more}


def name_of(followed: Followed) -> str:
    """Return what is followed by its name, within its negotiation."""
    part = str(followed.party or followed.issue or followed.proposal or followed.search or "")
    if followed.party and followed.other:
        part = _("%(one)s and %(other)s") % {"one": followed.party, "other": followed.other}
    return f"{followed.negotiation}: {part}" if part else str(followed.negotiation)


def told_at_once(delivery: Delivery, followed: tuple[Followed, ...]) -> Digest:
    """Return the digest of an alert: its changes alone, as far as nobody has undone them."""
    keys = set(delivery.alerts.values_list("key", flat=True))
    digest = compose(followed=followed, start=delivery.period_start, end=delivery.period_end)
    parts = tuple(only(part, keys) for part in digest.parts)
    return replace(digest, parts=tuple(part for part in parts if part.changes))


def only(part: Part, keys: set[str]) -> Part:
    """Return the part of a negotiation with some changes and nothing else; with all where some stand for many."""
    changes = tuple(change for change in part.changes if change.key in keys)
    if len(changes) > MANY:
        changes = tuple(change for change in part.changes if change.kind in ALERTING)
    return replace(part, changes=changes, repeated=(), silent=(), silent_longer=0, pencil=())
