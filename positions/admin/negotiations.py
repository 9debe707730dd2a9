"""Negotiations and who may do what in them."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.forms import ModelForm
from django.http import HttpRequest

from positions.admin.keeping import KeepingAdmin, KeepingInline, caller
from positions.enums import Role
from positions.models import Membership, Negotiation
from positions.review.links import link_anew
from positions.review.negotiations import create_negotiation, delete_negotiation, remove_member, set_member


class MembershipInline(KeepingInline):
    model = Membership
    autocomplete_fields = ["user"]


@admin.register(Negotiation)
class NegotiationAdmin(KeepingAdmin):
    within = "pk"
    list_display = [
        "title",
        "slug",
        "show_threshold",
        "pre_accept_threshold",
        "uses_model",
        "is_example",
        "recorded_at",
    ]
    list_filter = ["uses_model", "is_example"]
    search_fields = ["title", "slug", "summary"]
    prepopulated_fields = {"slug": ["title"]}
    inlines = [MembershipInline]
    actions = ["link_anew"]

    @admin.action(description="Link all statements of the selected negotiations anew", permissions=["change"])
    def link_anew(self, request: HttpRequest, queryset: QuerySet[Negotiation]) -> None:
        self.decide(
            request,
            queryset,
            lambda negotiation: link_anew(negotiation=negotiation, by=caller(request)),
            done="negotiations are linked anew",
        )

    def has_change_permission(self, request: HttpRequest, obj: Negotiation | None = None) -> bool:
        """Analysts see a negotiation and enter rows of it; its leads change it."""
        return super().has_change_permission(request, obj) and self._leads(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Negotiation | None = None) -> bool:
        return super().has_delete_permission(request, obj) and self._leads(request, obj)

    def _leads(self, request: HttpRequest, obj: Negotiation | None) -> bool:
        return obj is None or obj.role_of(caller(request)) == Role.LEAD

    def save_model(self, request: HttpRequest, obj: Negotiation, form: ModelForm, change: bool) -> None:
        """Open a negotiation as its lead, or change one."""
        if not change:
            opened = create_negotiation(title=obj.title, by=caller(request), summary=obj.summary)
            obj.pk, obj.recorded_at, obj._state.adding = opened.pk, opened.recorded_at, False
        obj.save()

    def save_formset(self, request: HttpRequest, form: ModelForm, formset: Any, change: bool) -> None:
        """Give and take roles; a negotiation keeps a lead."""
        rows, by = formset.save(commit=False), caller(request)
        for row in rows:
            set_member(negotiation=row.negotiation, user=row.user, role=row.role, by=by)
        for row in formset.deleted_objects:
            remove_member(negotiation=row.negotiation, user=row.user, by=by)

    def delete_model(self, request: HttpRequest, obj: Negotiation) -> None:
        delete_negotiation(negotiation=obj, by=caller(request))

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Negotiation]) -> None:
        for negotiation in queryset:
            delete_negotiation(negotiation=negotiation, by=caller(request))
