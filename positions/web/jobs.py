"""Background work of a negotiation: what runs, what waits, what failed and why."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from positions.enums import JobState, Role
from positions.models import Job, Negotiation
from positions.review.errors import ReviewError
from positions.review.jobs import ignore_job, retry_job
from positions.web.access import PageRequest, negotiation_page

FINISHED_SHOWN = 20


@negotiation_page()
def jobs(request: PageRequest, negotiation: Negotiation) -> HttpResponse:
    """Show failed work first, then what runs and waits, then the last finished."""
    found = Job.objects.filter(negotiation=negotiation).select_related("article__source", "article__negotiation")
    finished = found.filter(state__in=[JobState.DONE, JobState.IGNORED]).order_by("-finished_at", "-pk")
    context = {
        "failed": list(found.failed()),
        "unfinished": list(found.unfinished()),
        "finished": list(finished[:FINISHED_SHOWN]),
    }
    return render(request, "jobs/part.html" if request.htmx else "jobs.html", context)


@require_POST
@negotiation_page(role=Role.ANALYST)
def job_retry(request: PageRequest, negotiation: Negotiation, public_id: UUID) -> HttpResponse:
    """Queue failed work once more."""
    job = get_object_or_404(Job, negotiation=negotiation, public_id=public_id)
    retry_job(job=job, by=request.user)
    messages.success(request, _("It is queued again."))
    return _back(request, negotiation)


@require_POST
@negotiation_page(role=Role.ANALYST)
def job_ignore(request: PageRequest, negotiation: Negotiation, public_id: UUID) -> HttpResponse:
    """Take failed work off the list."""
    job = get_object_or_404(Job, negotiation=negotiation, public_id=public_id)
    try:
        ignore_job(job=job, by=request.user)
    except ReviewError as error:
        messages.error(request, str(error))
    return _back(request, negotiation)


def _back(request: PageRequest, negotiation: Negotiation) -> HttpResponse:
    """Return to the page the button stood on."""
    page = {"articles": "articles", "today": "negotiation"}.get(request.POST.get("back", ""), "jobs")
    return redirect(page, negotiation.slug)
