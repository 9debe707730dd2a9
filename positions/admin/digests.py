"""Subscriptions to digests, and what became of each digest."""

from django.contrib import admin
from django.db.models import QuerySet
from django.forms import ModelForm
from django.http import HttpRequest
from django.utils import timezone

from positions.admin.keeping import KeepingAdmin, ReadOnlyAdmin
from positions.models import Delivery, Subscription


@admin.register(Subscription)
class SubscriptionAdmin(KeepingAdmin):
    list_display = ["user", "negotiation", "frequency", "weekday", "hour", "is_active", "due_at"]
    list_filter = ["is_active", "frequency", ("negotiation", admin.RelatedOnlyFieldListFilter)]
    list_select_related = ["user", "negotiation"]
    search_fields = ["user__username", "user__email", "negotiation__title"]
    autocomplete_fields = ["user", "negotiation", "parties", "issues"]
    fields = ["user", "negotiation", "frequency", "weekday", "hour", "parties", "issues", "is_active", "due_at"]
    readonly_fields = ["due_at"]
    actions = ["deactivate"]

    def save_model(self, request: HttpRequest, obj: Subscription, form: ModelForm, change: bool) -> None:
        """Save it with the moment at which its next digest leaves."""
        obj.due_at = obj.next_due_after(timezone.now())
        obj.save()

    @admin.action(description="Deactivate the selected subscriptions", permissions=["change"])
    def deactivate(self, request: HttpRequest, queryset: QuerySet[Subscription]) -> None:
        count = queryset.filter(is_active=True).update(is_active=False)
        self.message_user(request, f"{count} subscriptions are deactivated.")


@admin.register(Delivery)
class DeliveryAdmin(ReadOnlyAdmin):
    within = "subscription__negotiation"
    list_display = ["subscription", "period_start", "period_end", "state", "sent_at", "error"]
    list_filter = ["state", ("subscription__negotiation", admin.RelatedOnlyFieldListFilter)]
    list_select_related = ["subscription__user", "subscription__negotiation"]
    search_fields = ["subscription__user__username", "subject", "message_id"]
    date_hierarchy = "period_end"
    exclude = ["html"]
