"""Background work: seen, retried, ignored."""

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from positions.admin.keeping import ReadOnlyAdmin, caller
from positions.models import Job, Negotiation
from positions.review.jobs import ignore_job, retry_job


@admin.register(Job)
class JobAdmin(ReadOnlyAdmin):
    within = ""
    list_display = ["kind", "state", "negotiation", "article", "attempts", "done", "total", "error", "requested_at"]
    list_filter = ["state", "kind", ("negotiation", admin.RelatedOnlyFieldListFilter)]
    list_select_related = ["negotiation", "article"]
    search_fields = ["key", "error", "article__title"]
    date_hierarchy = "requested_at"
    actions = ["retry", "ignore"]

    def has_decide_permission(self, request: HttpRequest) -> bool:
        """Tell whether the keeper may retry and ignore, which is all that can be changed."""
        return caller(request).has_perm("positions.change_job")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Job]:
        rows = super().get_queryset(request)
        if request.user.is_superuser:
            return rows
        return rows.filter(negotiation__in=Negotiation.objects.visible_to(caller(request), self.least_role))

    @admin.action(description="Retry the selected jobs", permissions=["decide"])
    def retry(self, request: HttpRequest, queryset: QuerySet[Job]) -> None:
        self.decide(
            request,
            queryset.select_related("negotiation"),
            lambda job: retry_job(job=job, by=caller(request)),
            done="jobs are queued",
        )

    @admin.action(description="Ignore the selected jobs", permissions=["decide"])
    def ignore(self, request: HttpRequest, queryset: QuerySet[Job]) -> None:
        self.decide(
            request,
            queryset.select_related("negotiation"),
            lambda job: ignore_job(job=job, by=caller(request)),
            done="jobs are ignored",
        )
