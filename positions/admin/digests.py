"""Subscriptions to digests, and what became of each mail."""

from typing import Any

from django.contrib import admin
from django.db.models import Exists, OuterRef, QuerySet
from django.forms import ModelForm
from django.http import HttpRequest
from django.utils import timezone

from positions.admin.keeping import KeepingAdmin, ReadOnlyAdmin, ReadOnlyInline, caller
from positions.digests.deliveries import send_now
from positions.digests.schedule import due_after
from positions.digests.subscriptions import pause, resume, rhythm_of
from positions.enums import PauseReason
from positions.models import Call, Delivery, Follow, Negotiation, Subscription, Webhook


def seen_by(request: HttpRequest, rows: QuerySet, subscription: str) -> QuerySet:
    """Return the rows of people who follow nothing but what the keeper works on; one mail tells of all they follow."""
    keeper = caller(request)
    if keeper.is_superuser:
        return rows
    foreign = Follow.objects.exclude(negotiation__in=Negotiation.objects.visible_to(keeper, KeepingAdmin.least_role))
    followed = Follow.objects.filter(subscription=OuterRef(subscription))
    return rows.filter(Exists(followed), ~Exists(foreign.filter(subscription=OuterRef(subscription))))


class FollowInline(ReadOnlyInline):
    """What a person follows, which only that person chooses."""

    model = Follow
    fields = ["negotiation", "party", "other", "issue", "proposal", "search", "followed_at"]
    readonly_fields = ["negotiation", "party", "other", "issue", "proposal", "search", "followed_at"]
    show_change_link = False

    def get_queryset(self, request: HttpRequest) -> QuerySet[Follow]:
        return super().get_queryset(request).select_related("negotiation", "party", "other", "issue", "proposal")


@admin.register(Subscription)
class SubscriptionAdmin(KeepingAdmin):
    within = ""
    list_display = ["user", "frequency", "weekday", "hour", "is_active", "paused_reason", "due_at"]
    list_filter = ["is_active", "paused_reason", "frequency", "has_alerts"]
    list_select_related = ["user"]
    search_fields = ["user__username", "user__email", "follows__negotiation__title"]
    autocomplete_fields = ["user"]
    fields = [
        "user",
        "frequency",
        "weekday",
        "month_day",
        "hour",
        "when_quiet",
        "has_alerts",
        "is_active",
        "paused_at",
        "paused_reason",
        "paused_because",
        "due_at",
        "told_until",
    ]
    readonly_fields = ["paused_at", "paused_reason", "paused_because", "due_at", "told_until"]
    inlines = [FollowInline]
    actions = ["deactivate", "pause", "resume"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Subscription]:
        return seen_by(request, super().get_queryset(request), "pk")

    def save_model(self, request: HttpRequest, obj: Subscription, form: ModelForm, change: bool) -> None:
        """Save it with the moment at which its next digest leaves."""
        obj.due_at = due_after(rhythm_of(obj), timezone.now())
        obj.save()

    @admin.action(description="Deactivate the selected subscriptions", permissions=["change"])
    def deactivate(self, request: HttpRequest, queryset: QuerySet[Subscription]) -> None:
        count = queryset.filter(is_active=True).update(is_active=False)
        self.message_user(request, f"{count} subscriptions are deactivated.")

    @admin.action(description="Pause the selected subscriptions", permissions=["change"])
    def pause(self, request: HttpRequest, queryset: QuerySet[Subscription]) -> None:
        count = sum(
            pause(subscription=row, reason=PauseReason.READER, because="An administrator paused it.")
            for row in queryset
        )
        self.message_user(request, f"{count} subscriptions are paused.")

    @admin.action(description="Resume the selected subscriptions", permissions=["change"])
    def resume(self, request: HttpRequest, queryset: QuerySet[Subscription]) -> None:
        self.decide(
            request,
            queryset.filter(paused_at__isnull=False),
            lambda row: resume(subscription=row),
            done="subscriptions are resumed",
        )


@admin.register(Delivery)
class DeliveryAdmin(ReadOnlyAdmin):
    within = ""
    list_display = ["subscription", "kind", "period_start", "period_end", "state", "sent_at", "error"]
    list_filter = ["state", "kind"]
    list_select_related = ["subscription__user"]
    search_fields = ["subscription__user__username", "subject", "message_id"]
    date_hierarchy = "period_end"
    exclude = ["html"]
    actions = ["send"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Delivery]:
        return seen_by(request, super().get_queryset(request), "subscription")

    def get_exclude(self, request: HttpRequest, obj: Any = None) -> list[str]:
        """Show the words to site administrators alone: an old mail may tell of what its reader follows no more."""
        return ["html"] if request.user.is_superuser else ["html", "text", "subject"]

    def has_decide_permission(self, request: HttpRequest) -> bool:
        """Tell whether the keeper may have mails sent again, which is all that can be changed."""
        return caller(request).has_perm("positions.change_delivery")

    @admin.action(description="Send the selected mails now, again if need be", permissions=["decide"])
    def send(self, request: HttpRequest, queryset: QuerySet[Delivery]) -> None:
        self.decide(
            request,
            queryset.select_related("subscription__user"),
            lambda row: send_now(delivery=row, by=caller(request)),
            done="mails are on their way",
        )


class CallInline(ReadOnlyInline):
    """What a webhook was told, and what it answered."""

    model = Call
    fields = ["key", "state", "tries", "status", "answer", "called_at"]
    readonly_fields = ["key", "state", "tries", "status", "answer", "called_at"]
    show_change_link = False


@admin.register(Webhook)
class WebhookAdmin(ReadOnlyAdmin):
    within = ""
    list_display = ["url", "user", "failures", "paused_at", "paused_because", "added_at"]
    list_filter = [("paused_at", admin.EmptyFieldListFilter)]
    list_select_related = ["user"]
    search_fields = ["url", "user__username"]
    exclude = ["secret"]
    inlines = [CallInline]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Webhook]:
        """Show webhooks to site administrators alone: what they are told is their owner's business."""
        rows = super().get_queryset(request)
        return rows if request.user.is_superuser else rows.none()
