"""Retrying work that failed, or leaving it."""

from django.db import transaction
from django.utils.translation import gettext as _

from positions.enums import ArticleState, JobKind, JobState
from positions.models import Article, ArticleVersion, Job, User
from positions.review.errors import ReviewError
from positions.review.permission import require


@transaction.atomic
def retry_job(*, job: Job, by: User) -> Job:
    """Queue a failed or ignored job once more with all its attempts; one that waits or runs is left alone."""
    _require_for(job, by)
    job = Job.objects.select_for_update().get(pk=job.pk)
    if job.state in {JobState.QUEUED, JobState.RUNNING}:
        return job
    if job.article_id and job.kind == JobKind.EXTRACT:
        Article.objects.filter(pk=job.article_id).update(state=ArticleState.WAITING, error="")
    job.queue_again()
    return job


@transaction.atomic
def ignore_job(*, job: Job, by: User) -> Job:
    """Take a failed job off the list of what waits for a person."""
    _require_for(job, by)
    job = Job.objects.select_for_update().get(pk=job.pk)
    if job.state not in {JobState.FAILED, JobState.IGNORED}:
        raise ReviewError(_("Only work that failed can be ignored. This has moved on; load the page again."))
    job.state = JobState.IGNORED
    job.save(update_fields=["state"])
    return job


@transaction.atomic
def read_again(*, version: ArticleVersion, by: User) -> Job:
    """Ask for a text to be read once more; what people decided stays."""
    require(by, version.negotiation)
    Article.objects.filter(pk=version.article_id).update(state=ArticleState.WAITING, error="")
    return Job.objects.request(
        kind=JobKind.EXTRACT,
        key=f"extract:{version.pk}",
        again=True,
        payload={"version": version.pk},
        negotiation=version.negotiation,
        article=version.article,
        requested_by=by,
    )


def _require_for(job: Job, by: User) -> None:
    if job.negotiation:
        require(by, job.negotiation)
    elif not by.is_superuser:
        raise ReviewError(_("This work belongs to no negotiation. A site administrator can retry it."))
