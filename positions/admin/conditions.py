"""What people decided about conditions: seen here, decided on their pages, never edited."""

from django.contrib import admin

from positions.admin.keeping import ReadOnlyAdmin
from positions.models import ConditionVerdict


@admin.register(ConditionVerdict)
class ConditionVerdictAdmin(ReadOnlyAdmin):
    within = "party__negotiation"
    list_display = ["state", "party", "position", "awaits", "by", "at", "superseded_at"]
    list_filter = ["state", ("superseded_at", admin.EmptyFieldListFilter), ("by", admin.RelatedOnlyFieldListFilter)]
    list_select_related = ["party", "position__issue", "awaits", "by"]
    search_fields = ["note", "by__username", "position__condition"]
    date_hierarchy = "at"
