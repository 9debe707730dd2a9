"""Links between statements: entered and judged, never rewritten."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.forms import ModelForm
from django.http import HttpRequest

from positions.admin.filters import VerdictFilter, verdict_in_force, with_judgement
from positions.admin.judgements import JudgementInline
from positions.admin.keeping import KeepingAdmin, caller
from positions.enums import Verdict
from positions.models import Link
from positions.review.links import judge_link, link_statements


@admin.register(Link)
class LinkAdmin(KeepingAdmin):
    list_display = ["later", "relation", "earlier", "score", "origin", verdict_in_force]
    list_filter = [VerdictFilter, "relation", "origin", ("negotiation", admin.RelatedOnlyFieldListFilter)]
    list_select_related = ["later__party", "earlier__party", "negotiation"]
    search_fields = ["later__words", "earlier__words"]
    ordering = ["-recorded_at", "-pk"]
    autocomplete_fields = ["later", "earlier"]
    fields = ["later", "relation", "earlier"]
    inlines = [JudgementInline]
    actions = ["confirm", "refuse"]

    def get_fields(self, request: HttpRequest, obj: Link | None = None) -> list[Any]:
        own = ["negotiation", "score", "scores", "explanation", "method", "origin", "recorded_at"]
        return [*(self.fields or []), *(own if obj else [])]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Link]:
        return with_judgement(super().get_queryset(request)).defer("later__search", "earlier__search")

    def has_change_permission(self, request: HttpRequest, obj: Link | None = None) -> bool:
        """What was suggested stays as it was; the list's actions judge it."""
        return obj is None and super().has_change_permission(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """A link is refused, not deleted: the machine would suggest it again."""
        return False

    def save_model(self, request: HttpRequest, obj: Link, form: ModelForm, change: bool) -> None:
        """Enter a link, as confirmed by the data keeper."""
        entered = link_statements(earlier=obj.earlier, later=obj.later, relation=obj.relation, by=caller(request))
        obj.pk, obj.negotiation, obj._state.adding = entered.pk, entered.negotiation, False

    @admin.action(description="Confirm the selected links", permissions=["change"])
    def confirm(self, request: HttpRequest, queryset: QuerySet[Link]) -> None:
        self._judge(request, queryset, Verdict.CONFIRM, done="links are confirmed")

    @admin.action(description="Refuse the selected links", permissions=["change"])
    def refuse(self, request: HttpRequest, queryset: QuerySet[Link]) -> None:
        self._judge(request, queryset, Verdict.REJECT, done="links are refused")

    def _judge(self, request: HttpRequest, rows: QuerySet[Link], verdict: Verdict, *, done: str) -> None:
        self.decide(
            request,
            rows.select_related("negotiation"),
            lambda row: judge_link(link=row, verdict=verdict, by=caller(request)),
            done=done,
        )
