"""Files on their way out and in: seen, and removed."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from positions.admin.keeping import ReadOnlyAdmin, caller
from positions.exchange.errors import ExchangeError
from positions.exchange.transfers import remove_transfer
from positions.models import Transfer
from positions.review.errors import ReviewError


@admin.register(Transfer)
class TransferAdmin(ReadOnlyAdmin):
    within = ""
    list_display = ["file_name", "direction", "format", "state", "negotiation", "requested_by", "requested_at", "size"]
    list_filter = ["direction", "state", "format", ("negotiation", admin.RelatedOnlyFieldListFilter)]
    list_select_related = ["negotiation", "requested_by"]
    search_fields = ["file_name", "error", "requested_by__username"]
    date_hierarchy = "requested_at"
    actions = ["remove"]

    def has_decide_permission(self, request: HttpRequest) -> bool:
        """Tell whether the keeper may remove files, which is all that can be done with them here."""
        return caller(request).has_perm("positions.delete_transfer")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Transfer]:
        rows: Any = super().get_queryset(request)
        return rows.visible_to(caller(request))

    @admin.action(description="Remove the selected files", permissions=["decide"])
    def remove(self, request: HttpRequest, queryset: QuerySet[Transfer]) -> None:
        self.decide(request, queryset, lambda transfer: removed(transfer, request), done="files are removed")


def removed(transfer: Transfer, request: HttpRequest) -> None:
    """Remove a file; what keeps it is told as other refusals are."""
    try:
        remove_transfer(transfer=transfer, by=caller(request))
    except ExchangeError as error:
        raise ReviewError(str(error)) from error
