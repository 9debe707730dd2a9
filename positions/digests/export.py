"""All that is kept of a person's mail: taken along as plain values, or forgotten."""

from typing import Any

from django.apps import apps
from django.db import transaction

from positions.models import Call, Delivery, Follow, Subscription, User, Webhook

WISHES = ["frequency", "weekday", "month_day", "hour", "when_quiet", "has_alerts", "is_active", "due_at"]
PAUSED = ["paused_at", "paused_reason", "paused_because", "subscribed_at"]
CALLS = ["payload", "state", "status", "answer", "called_at"]
MAILS = ["kind", "period_start", "period_end", "state", "error", "claimed_at", "sent_at", "subject", "text"]


def export_of(user: User) -> dict[str, Any]:
    """Return a person's wishes, what is followed, and every mail with its words."""
    subscription = Subscription.objects.filter(user=user).values(*WISHES, *PAUSED).first()
    follows = Follow.objects.of(user).for_display()
    return {
        "address": user.email,
        "time_zone": user.time_zone,
        "subscription": subscription,
        "follows": [
            {
                "kind": follow.kind,
                "negotiation": follow.negotiation.title,
                "name": str(follow),
                "followed_at": follow.followed_at,
            }
            for follow in follows
        ],
        "webhooks": list(Webhook.objects.of(user).values("url", "added_at", "paused_at", "paused_because")),
        "calls": list(Call.objects.filter(webhook__user=user).values(*CALLS)),
        "mails": list(Delivery.objects.of(user).values(*MAILS)),
    }


@transaction.atomic
def forget(*, by: User) -> None:
    """Delete what a person is subscribed to, with all mails and what was kept of earlier wishes."""
    pks = list(Subscription.objects.filter(user=by).values_list("pk", flat=True))
    Subscription.objects.filter(pk__in=pks).delete()
    hooks = list(Webhook.objects.of(by).values_list("pk", flat=True))
    Webhook.objects.filter(pk__in=hooks).delete()
    # The history of it goes last, because deleting is kept there too.
    apps.get_model("positions", "WebhookEvent").objects.filter(pgh_obj__in=hooks).delete()
    apps.get_model("positions", "FollowEvent").objects.filter(subscription__in=pks).delete()
    apps.get_model("positions", "SubscriptionEvent").objects.filter(pgh_obj__in=pks).delete()
