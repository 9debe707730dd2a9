"""Lists narrowed by the judgement in force."""

from typing import Any

from django.contrib import admin
from django.db.models import Prefetch, QuerySet
from django.http import HttpRequest

from positions.models import Judgement


class VerdictFilter(admin.SimpleListFilter):
    title = "verdict"
    parameter_name = "verdict"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [
            ("confirmed", "confirmed"),
            ("refused", "refused"),
            ("open", "open: no yes or no yet"),
            ("undecided", "undecided: no verdict"),
        ]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        word = self.value()
        return getattr(queryset, word)() if word in dict(self.lookup_choices) else queryset


def with_judgement(rows: QuerySet) -> QuerySet:
    """Return rows with the judgement in force, for the column `verdict_in_force`."""
    return rows.prefetch_related(Prefetch("judgements", Judgement.objects.current(), to_attr="current_judgements"))


@admin.display(description="verdict")
def verdict_in_force(row: Any) -> str:
    """Return who decided what; a dash while nobody has."""
    return str(row.judgement) if row.judgement else "–"
