"""Entering, changing and removing what happened outside the words of the parties; a lead does."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from positions.enums import EventEffect, Precision, Role
from positions.models import Issue, Negotiation, OutsideEvent, User
from positions.review.errors import ReviewError
from positions.review.permission import require


@transaction.atomic
def create_event(
    *,
    negotiation: Negotiation,
    title: str,
    happened_at: datetime,
    by: User,
    happened_at_precision: Precision | str = Precision.DAY,
    issues: Iterable[Issue] = (),
    **fields: Any,
) -> OutsideEvent:
    """Enter an event; fields: summary, effect, reference, url. No issues means the whole negotiation."""
    require(by, negotiation, Role.LEAD)
    event = OutsideEvent(negotiation=negotiation)
    return _write(
        event, issues, title=title, happened_at=happened_at, happened_at_precision=happened_at_precision, **fields
    )


@transaction.atomic
def change_event(*, event: OutsideEvent, by: User, issues: Iterable[Issue] = (), **fields: Any) -> OutsideEvent:
    """Write the fields given over those of an event; what it is about is as given."""
    require(by, event.negotiation, Role.LEAD)
    return _write(event, issues, **fields)


@transaction.atomic
def delete_event(*, event: OutsideEvent, by: User) -> None:
    """Remove an event; the history keeps it."""
    require(by, event.negotiation, Role.LEAD)
    event.delete()


def refuse_effect_on_nothing(effect: str, issues: Iterable[Issue]) -> None:
    """Raise ReviewError when an event opens or settles and no issue is named."""
    if effect and not list(issues):
        raise ReviewError(
            _("Choose the issues that the event opens, or say that it leaves them as they are.")
            if effect == EventEffect.OPENS
            else _("Choose the issues that the event settles, or say that it leaves them as they are.")
        )


def _write(event: OutsideEvent, issues: Iterable[Issue], **fields: Any) -> OutsideEvent:
    about = list(issues)
    for name, value in fields.items():
        setattr(event, name, value.strip() if isinstance(value, str) else value)
    if not event.title:
        raise ReviewError(_("Write a few words for the event: they stand above the time axis."))
    refuse_effect_on_nothing(event.effect, about)
    if any(issue.negotiation_id != event.negotiation_id for issue in about):
        raise ReviewError(_("An issue belongs to another negotiation. Choose issues of this one."))
    same = OutsideEvent.objects.filter(
        negotiation=event.negotiation, title=event.title, happened_at=event.happened_at
    ).exclude(pk=event.pk)
    if same.exists():
        raise ReviewError(_("“%(title)s” is entered for that day already.") % {"title": event.title})
    event.save()
    event.issues.set(about)
    return event
