"""Codes and passkeys of accounts: seen and removed by administrators, never their secrets."""

from typing import Any

from allauth.mfa.admin import AuthenticatorAdmin as SecretAdmin
from allauth.mfa.models import Authenticator
from django.contrib import admin
from django.http import HttpRequest

admin.site.unregister(Authenticator)


@admin.register(Authenticator)
class AuthenticatorAdmin(SecretAdmin):
    """Removing one lets in, by the password alone, somebody who has lost a phone."""

    list_select_related = ["user"]
    search_fields = ["user__username"]
    fields = ["user", "type", "created_at", "last_used_at"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
