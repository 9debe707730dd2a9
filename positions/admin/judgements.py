"""Judgements: seen here, passed by actions, never edited."""

from django.contrib import admin
from django.db.models import Q, QuerySet
from django.http import HttpRequest

from positions.admin.keeping import ReadOnlyAdmin, ReadOnlyInline, caller
from positions.models import Judgement, Negotiation


class JudgementInline(ReadOnlyInline):
    model = Judgement
    fields = readonly_fields = ("verdict", "relation", "note", "by", "at", "superseded_at", "superseded_by")
    show_change_link = False

    def get_queryset(self, request: HttpRequest) -> QuerySet[Judgement]:
        return super().get_queryset(request).select_related("by", "superseded_by")


@admin.register(Judgement)
class JudgementAdmin(ReadOnlyAdmin):
    within = ""
    list_display = ["verdict", "about", "by", "at", "superseded_at", "note"]
    list_filter = ["verdict", ("superseded_at", admin.EmptyFieldListFilter), ("by", admin.RelatedOnlyFieldListFilter)]
    list_select_related = ["by", "statement__party", "position__issue", "link"]
    search_fields = ["note", "by__username", "statement__words"]
    date_hierarchy = "at"

    def get_queryset(self, request: HttpRequest) -> QuerySet[Judgement]:
        rows = super().get_queryset(request)
        if request.user.is_superuser:
            return rows
        mine = Negotiation.objects.visible_to(caller(request), self.least_role)
        about = Q(statement__negotiation__in=mine) | Q(position__issue__negotiation__in=mine)
        return rows.filter(about | Q(link__negotiation__in=mine))

    @admin.display(description="about")
    def about(self, judgement: Judgement) -> str:
        return str(judgement.judged)
