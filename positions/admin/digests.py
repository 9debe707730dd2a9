"""Subscriptions to digests, and what became of each mail."""

from abc import abstractmethod
from typing import Any

from csp.decorators import csp
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import Exists, OuterRef, QuerySet
from django.forms import ModelForm
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.html import format_html

from positions.admin.keeping import KeepingAdmin, ReadOnlyAdmin, ReadOnlyInline, caller
from positions.digests.deliveries import send_now
from positions.digests.letters import MAIL_POLICY
from positions.digests.schedule import due_after
from positions.digests.subscriptions import pause, resume, rhythm_of
from positions.digests.writing import preview
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


class ShowingMail(KeepingAdmin):
    """Rows of which a mail can be shown, to site administrators: it tells of all that its reader follows."""

    @abstractmethod
    def mail_of(self, row: Any) -> str:
        """Return the HTML of the mail; empty when there is none."""

    def get_urls(self) -> list[URLPattern]:
        shown = self.admin_site.admin_view(csp(MAIL_POLICY)(self.show_mail))  # type: ignore[arg-type]
        return [path("<int:pk>/mail/", shown, name=f"{self.opts.model_name}_mail"), *super().get_urls()]

    def show_mail(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Show the mail as a page of its own, with its own styles and nothing else."""
        if not request.user.is_superuser:
            raise PermissionDenied("Site administrators are shown mails: they tell of all that their reader follows.")
        mail = self.mail_of(get_object_or_404(self.get_queryset(request), pk=pk))
        if not mail:
            raise Http404("This mail was not written.")
        return HttpResponse(mail)

    @admin.display(description="mail")
    def mail(self, row: Any) -> str:
        """Link to the mail."""
        if not row.pk:
            return "-"
        address = reverse(f"admin:{self.opts.model_name}_mail", args=[row.pk])
        return format_html('<a href="{}">{}</a>', address, self.shown_as)

    shown_as = ""


@admin.register(Subscription)
class SubscriptionAdmin(ShowingMail):
    within = ""
    shown_as = "As the reader would get it now"
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
        "mail",
    ]
    readonly_fields = ["mail", "paused_at", "paused_reason", "paused_because", "due_at", "told_until"]
    inlines = [FollowInline]
    actions = ["deactivate", "pause", "resume"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Subscription]:
        return seen_by(request, super().get_queryset(request), "pk")

    def mail_of(self, row: Subscription) -> str:
        return preview(row, until=timezone.now()).html

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
class DeliveryAdmin(ShowingMail, ReadOnlyAdmin):
    within = ""
    shown_as = "As it was sent"
    readonly_fields = ["mail"]
    list_display = ["subscription", "kind", "period_start", "period_end", "state", "sent_at", "error"]
    list_filter = ["state", "kind"]
    list_select_related = ["subscription__user"]
    search_fields = ["subscription__user__username", "subject", "message_id"]
    date_hierarchy = "period_end"
    exclude = ["html"]
    actions = ["send"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Delivery]:
        return seen_by(request, super().get_queryset(request), "subscription")

    def mail_of(self, row: Delivery) -> str:
        return row.html

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
