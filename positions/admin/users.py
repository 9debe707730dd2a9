"""Accounts, and the tokens of their programs."""

from typing import Any

from django.contrib import admin
from django.contrib.auth.admin import UserAdmin as AccountAdmin
from django.db.models import QuerySet
from django.http import HttpRequest

from positions.admin.keeping import KeepingInline, caller
from positions.models import Membership, Token, User


class MembershipInline(KeepingInline):
    model = Membership
    autocomplete_fields = ["negotiation"]


@admin.register(User)
class UserAdmin(AccountAdmin):
    list_display = ["username", "email", "first_name", "last_name", "is_active", "is_staff", "last_login"]
    fieldsets = [*(AccountAdmin.fieldsets or []), ("Habits", {"fields": ["time_zone", "language", "keyboard"]})]
    add_fieldsets = [(None, {"fields": ["username", "email", "usable_password", "password1", "password2"]})]
    inlines = [MembershipInline]
    actions = ["deactivate", "activate"]

    def get_inlines(self, request: HttpRequest, obj: Any) -> list[type]:
        return self.inlines if obj else []

    @admin.action(description="Deactivate the selected accounts", permissions=["change"])
    def deactivate(self, request: HttpRequest, queryset: QuerySet[User]) -> None:
        """Close accounts but the caller's own; what they decided stays signed by them."""
        count = queryset.exclude(pk=caller(request).pk).filter(is_active=True).update(is_active=False)
        self.message_user(request, f"{count} accounts are deactivated.")

    @admin.action(description="Activate the selected accounts", permissions=["change"])
    def activate(self, request: HttpRequest, queryset: QuerySet[User]) -> None:
        count = queryset.filter(is_active=False).update(is_active=True)
        self.message_user(request, f"{count} accounts are active again.")


@admin.register(Token)
class TokenAdmin(admin.ModelAdmin):
    """Tokens can be seen and revoked; they are made by their owners, or with create_token."""

    list_display = ["token_key", "name", "user", "scope", "negotiation", "created", "expiry", "last_used_at"]
    list_filter = ["scope"]
    list_select_related = ["user", "negotiation"]
    search_fields = ["user__username", "name", "token_key"]
    fields = ["token_key", "name", "user", "scope", "negotiation", "created", "expiry", "last_used_at"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
