"""What happened outside the words of the parties."""

from typing import Any

from django.contrib import admin

from positions.admin.keeping import KeepingAdmin, KeepingForm
from positions.enums import Role
from positions.models import OutsideEvent
from positions.review.events import refuse_effect_on_nothing


class OutsideEventForm(KeepingForm):
    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean() or {}
        refuse_effect_on_nothing(cleaned.get("effect", ""), cleaned.get("issues") or ())
        return cleaned


@admin.register(OutsideEvent)
class OutsideEventAdmin(KeepingAdmin):
    form = OutsideEventForm
    least_role = Role.LEAD
    list_display = ["title", "negotiation", "happened_at", "happened_at_precision", "effect", "reference"]
    list_filter = [("negotiation", admin.RelatedOnlyFieldListFilter), "effect"]
    list_select_related = ["negotiation"]
    search_fields = ["title", "summary", "reference", "negotiation__title"]
    autocomplete_fields = ["negotiation", "issues"]
