"""Looks through what was decided for changes that alerts and webhooks tell, each of them once."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Count, Max, Min, QuerySet

from positions.digests.changes import MANY, Change, Heap, matches
from positions.digests.compose import changes, weight
from positions.digests.followed import Followed
from positions.digests.schedule import INSTANT
from positions.digests.webhooks import tell, tell_of_heap, tell_of_many
from positions.digests.writing import followed_of
from positions.enums import ALERTING, Verdict
from positions.models import (
    Alert,
    ConditionVerdict,
    Follow,
    Judgement,
    Negotiation,
    Subscription,
    Transfer,
    User,
    Vote,
    Watch,
    Webhook,
)

# Read twice, because a decision counts from its beginning and is seen only at its end. Keys keep it from being told so.
OVERLAP = timedelta(minutes=10)
# What changes without a decision, as a proposal that stays unanswered, is looked for this often.
UNASKED = timedelta(hours=1)
# Statements confirmed since the last look; to compare 2,000 took 18 seconds on a very busy machine, and a tick has 60.
HEAP = 3_000


def look(*, now: datetime) -> None:
    """Look through all negotiations of which somebody is told at once; where a file is taken in, when it is done."""
    listening = Follow.objects.readable().filter(subscription__in=listeners())
    watched = Negotiation.objects.filter(pk__in=listening.values("negotiation"))
    for negotiation in watched.exclude(transfers__in=Transfer.objects.taking_in()):
        look_at(negotiation, now=now)


@transaction.atomic
def look_at(negotiation: Negotiation, *, now: datetime) -> None:
    """Write down whom a negotiation's changes since the last look are to be told; whoever looks second does nothing."""
    watch, is_new = Watch.objects.get_or_create(negotiation=negotiation, defaults={"read_until": now})
    if now - watch.read_until < UNASKED and not is_decided_since(watch.read_until - OVERLAP):
        return
    moved = Watch.objects.filter(pk=watch.pk, read_until=watch.read_until, read_until__lt=now)
    if is_new or not moved.update(read_until=now):
        return
    follows = list(_follows_of(negotiation))
    if heap := heap_of(negotiation, since=watch.read_until - OVERLAP):
        for webhook in _webhooks_of(follows):
            tell_of_heap(webhook=webhook, heap=heap)
        _pass(watch, heap.last)
        return
    searches = {row.search.pk: row.search for row in follows if row.search}
    found = changes(
        negotiations=[negotiation], since=watch.read_until - OVERLAP, until=now, searches=list(searches.values())
    )
    if found:
        _write_alerts(found, follows)
        _write_calls(found, follows)
    if len(found) > MANY:
        _pass(watch, found[-1].at)


def _pass(watch: Watch, last: datetime) -> None:
    """Begin the next look behind a moment: read twice, what was told as one would be told again, and piece by piece.

    What is decided in the minutes after it waits for their end.
    """
    Watch.objects.filter(pk=watch.pk).update(read_until=last + INSTANT + OVERLAP)


def heap_of(negotiation: Negotiation, *, since: datetime) -> Heap | None:
    """Return what was confirmed from a moment on where it is too much to be compared; None where it is not."""
    decided = Judgement.objects.filter(statement__negotiation=negotiation, verdict=Verdict.CONFIRM, at__gte=since)
    count, first, last = decided.aggregate(count=Count("pk"), first=Min("at"), last=Max("at")).values()
    return Heap(negotiation, count, first, last) if count > HEAP else None


def is_decided_since(moment: datetime) -> bool:
    """Tell whether anybody decided anything anywhere; the last row of each table says so, however many there are."""
    last = [
        Judgement.objects.order_by("-pk").values_list("at", flat=True).first(),
        ConditionVerdict.objects.order_by("-pk").values_list("at", flat=True).first(),
        Vote.objects.order_by("-pk").values_list("recorded_at", flat=True).first(),
    ]
    return any(at and at >= moment for at in last)


def listeners() -> Iterable[int]:
    """Return the subscriptions whose people are told at once, by mail or by a program of theirs."""
    by_mail = Subscription.objects.deliverable().filter(has_alerts=True)
    by_program = Subscription.objects.filter(user__in=Webhook.objects.open().values("user"))
    return [*by_mail.values_list("pk", flat=True), *by_program.values_list("pk", flat=True)]


def _follows_of(negotiation: Negotiation) -> Iterable[Follow]:
    rows = Follow.objects.readable().for_display().filter(negotiation=negotiation, subscription__in=listeners())
    return rows.select_related("negotiation", "party", "other", "issue", "proposal", "search", "subscription__user")


def _write_alerts(found: list[Change], follows: list[Follow]) -> None:
    alerting = [change for change in found if change.kind in ALERTING]
    for subscription, followed in _by_subscription(follows).items():
        if not subscription.has_alerts:
            continue
        Alert.objects.bulk_create(
            [
                Alert(subscription=subscription, negotiation=change.negotiation, key=change.key, at=change.at)
                for change in most_telling(about(alerting, followed))
            ],
            ignore_conflicts=True,
        )


def _write_calls(found: list[Change], follows: list[Follow]) -> None:
    owners: dict[User, list[Followed]] = {
        subscription.user: followed for subscription, followed in _by_subscription(follows).items()
    }
    for webhook in _webhooks_of(follows):
        own = about(found, owners[webhook.user])
        if len(own) > MANY:
            tell_of_many(webhook=webhook, changes=own)
            continue
        for change in own:
            tell(webhook=webhook, change=change)


def _webhooks_of(follows: Iterable[Follow]) -> QuerySet[Webhook]:
    users = {row.subscription.user_id for row in follows}
    return Webhook.objects.open().filter(user__in=users).select_related("user")


def most_telling(found: list[Change]) -> list[Change]:
    """Return what stands for changes: all of a few; of many the most telling, and between which moments they came."""
    return found if len(found) <= MANY else [found[0], *sorted(found[1:-1], key=weight)[: MANY - 1], found[-1]]


def about(found: Iterable[Change], followed: Iterable[Followed]) -> list[Change]:
    """Return the changes that are about one of the things followed."""
    followed = list(followed)
    return [change for change in found if any(matches(change, each) for each in followed)]


def _by_subscription(follows: Iterable[Follow]) -> dict[Subscription, list[Followed]]:
    of: dict[Subscription, list[Followed]] = {}
    for row in follows:
        of.setdefault(row.subscription, []).append(followed_of(row))
    return of
