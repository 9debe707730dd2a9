"""Saved searches: whose they are and which have a feed. Only their owners change them."""

from django.contrib import admin

from positions.admin.keeping import ReadOnlyAdmin
from positions.models import SavedSearch


@admin.register(SavedSearch)
class SavedSearchAdmin(ReadOnlyAdmin):
    list_display = ["name", "user", "negotiation", "query", "has_feed", "recorded_at"]
    list_filter = [("negotiation", admin.RelatedOnlyFieldListFilter)]
    list_select_related = ["user", "negotiation"]
    search_fields = ["name", "user__username", "query"]
    date_hierarchy = "recorded_at"

    @admin.display(boolean=True, description="feed")
    def has_feed(self, search: SavedSearch) -> bool:
        return search.feed_hash is not None
