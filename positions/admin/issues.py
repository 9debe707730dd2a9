"""Issues with the anchors of their scales."""

from django.contrib import admin

from positions.admin.keeping import KeepingAdmin, KeepingInline
from positions.models import Issue, ScaleAnchor


class ScaleAnchorInline(KeepingInline):
    model = ScaleAnchor
    extra = 2


@admin.register(Issue)
class IssueAdmin(KeepingAdmin):
    list_display = ["title", "negotiation", "number", "parent", "status_quo"]
    list_filter = [("negotiation", admin.RelatedOnlyFieldListFilter)]
    list_select_related = ["negotiation", "parent"]
    search_fields = ["title", "question", "negotiation__title"]
    autocomplete_fields = ["negotiation", "parent"]
    prepopulated_fields = {"slug": ["title"]}
    inlines = [ScaleAnchorInline]
