"""Work asked for: outbox, attempt cap, progress bar and audit in one row."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from typing import Any, ClassVar, Self

from django.conf import settings
from django.db import models, transaction
from django.db.models import F, Q
from django.utils import timezone

from positions.enums import JobKind, JobState
from positions.models.articles import Article
from positions.models.columns import one_of, public_id
from positions.models.negotiations import Negotiation

MAX_ATTEMPTS = 3
# Work extends its lease as it goes, at least once a minute; a killed worker's job is free again after this.
LEASE = timedelta(seconds=90)
# A job nobody took for this long is rung for once more; until then the first ring may still wait in the queue.
RING_AGAIN = timedelta(seconds=60)


class JobQuerySet(models.QuerySet["Job"]):
    @transaction.atomic
    def request(self, *, kind: JobKind, key: str, again: bool = False, **fields: Any) -> Job:
        """Ask for work in the caller's transaction; one row per key.

        With `again`, work already done is queued once more, and work that runs now is queued when it ends.
        """
        job, created = self.get_or_create(key=key, defaults={"kind": kind, **fields})
        if created:
            job.ring()
        elif again:
            self.select_for_update().get(pk=job.pk).want_again()
            job.refresh_from_db()
        return job

    def claim(self, pk: int, *, now: datetime | None = None) -> Job | None:
        """Take a job that waits, or whose worker fell silent; None when another has it or it needs no work."""
        now = now or timezone.now()
        free = Q(state=JobState.QUEUED) | Q(state=JobState.RUNNING, lease_until__lt=now)
        taken = self.filter(free, pk=pk, attempts__lt=MAX_ATTEMPTS).update(
            state=JobState.RUNNING,
            attempts=F("attempts") + 1,
            lease_until=now + LEASE,
            started_at=now,
            finished_at=None,
            error="",
        )
        return self.get(pk=pk) if taken else None

    def abandoned(self, now: datetime) -> Self:
        """Return jobs whose worker fell silent on the last attempt."""
        return self.filter(state=JobState.RUNNING, lease_until__lt=now, attempts__gte=MAX_ATTEMPTS)

    def to_ring_for(self, now: datetime) -> Self:
        """Return jobs that no worker has: waiting, or left by a silent worker."""
        silent = Q(state=JobState.RUNNING, lease_until__lt=now, attempts__lt=MAX_ATTEMPTS)
        unheard = Q(rung_at=None) | Q(rung_at__lt=now - RING_AGAIN)
        return self.filter(Q(state=JobState.QUEUED) | silent).filter(unheard).order_by("pk")

    def unfinished(self) -> Self:
        """Return what waits or runs."""
        return self.filter(state__in=[JobState.QUEUED, JobState.RUNNING])

    def long(self) -> Self:
        """Return what has a queue of its own: files, and the links of a whole negotiation."""
        return self.filter(Q(kind=JobKind.EXCHANGE) | Q(kind=JobKind.LINK, payload__has_key="negotiation"))

    def failed(self) -> Self:
        """Return what failed and waits for a person."""
        return self.filter(state=JobState.FAILED)


class Job(models.Model):
    """A piece of background work; Celery carries only its id."""

    # Calls a worker for the job of this id; `positions.tasks`, which alone knows the broker, hangs up the real one.
    doorbell: ClassVar[Callable[[int], None]] = staticmethod(lambda job_id: None)

    public_id = public_id()
    kind = models.CharField(max_length=10, choices=JobKind)
    key = models.CharField(max_length=200, unique=True, help_text="Says what the work is; asked for once.")
    payload = models.JSONField(default=dict, blank=True)
    # Empty for work that belongs to no negotiation or article.
    negotiation = models.ForeignKey(Negotiation, on_delete=models.CASCADE, null=True, blank=True, related_name="jobs")
    article = models.ForeignKey(Article, on_delete=models.CASCADE, null=True, blank=True, related_name="jobs")
    state = models.CharField(max_length=8, choices=JobState, default=JobState.QUEUED)
    is_wanted_again = models.BooleanField(default=False, help_text="Asked for once more while it ran.")
    attempts = models.PositiveSmallIntegerField(default=0)
    rung_at = models.DateTimeField(null=True, blank=True)  # empty: no worker was called
    lease_until = models.DateTimeField(null=True, blank=True)  # empty: nobody works on it
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    error = models.TextField(blank=True)
    # Empty when the product itself asked.
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    requested_at = models.DateTimeField(auto_now_add=True)
    started_at = models.DateTimeField(null=True, blank=True)  # empty: not started
    finished_at = models.DateTimeField(null=True, blank=True)  # empty: not finished

    objects = JobQuerySet.as_manager()

    class Meta:
        ordering = ["-requested_at", "-pk"]
        constraints = [
            one_of("job_kind_known", "kind", JobKind),
            one_of("job_state_known", "state", JobState),
            models.CheckConstraint(
                condition=Q(state=JobState.RUNNING, lease_until__isnull=False)
                | (~Q(state=JobState.RUNNING) & Q(lease_until=None)),
                name="job_lease_while_running",
            ),
            models.CheckConstraint(condition=Q(attempts__lte=MAX_ATTEMPTS), name="job_attempts_capped"),
        ]
        indexes = [
            models.Index(
                fields=["state", "lease_until"], condition=Q(state__in=["queued", "running"]), name="job_unfinished"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.get_state_display()}"

    def _mine(self) -> JobQuerySet:
        """Return this job while this attempt still holds it."""
        return Job.objects.filter(pk=self.pk, state=JobState.RUNNING, attempts=self.attempts)

    def report(self, *, done: int, total: int) -> bool:
        """Show progress and extend the lease; False when another attempt has taken over."""
        return bool(self._mine().update(done=done, total=total, lease_until=timezone.now() + LEASE))

    def reach(self, *, done: int, total: int, after: Any) -> bool:
        """Report, and remember the place after which whoever works on it next goes on; None forgets it."""
        self.payload = {name: value for name, value in self.payload.items() if name != "after"}
        if after is not None:
            self.payload["after"] = after
        return self.report(done=done, total=total) and bool(self._mine().update(payload=self.payload))

    def hand_on(self) -> None:
        """Give it back at the end of an item of work, for any worker to go on from the place reached."""
        self._mine().update(state=JobState.QUEUED, attempts=0, lease_until=None, rung_at=None)
        self.ring()

    @transaction.atomic
    def finish(self) -> None:
        """Mark it done, or queue it once more if that was asked meanwhile."""
        job = self._mine().select_for_update().first()
        if job is None:
            return
        if job.is_wanted_again:
            job.queue_again()
            return
        self._mine().update(state=JobState.DONE, lease_until=None, error="", finished_at=timezone.now())

    def release(self, error: str) -> None:
        """Give it back after a passing failure: queued while attempts remain, failed after."""
        state = JobState.FAILED if self.attempts >= MAX_ATTEMPTS else JobState.QUEUED
        self._mine().update(state=state, lease_until=None, rung_at=None, error=error, finished_at=timezone.now())

    def fail(self, error: str) -> None:
        """Mark it failed for good until a person retries it."""
        self._mine().update(state=JobState.FAILED, lease_until=None, error=error, finished_at=timezone.now())

    def ring(self) -> None:
        """Call a worker once the caller's transaction is committed; the sweeper calls again if nobody comes."""
        transaction.on_commit(partial(Job.doorbell, self.pk))

    def want_again(self) -> None:
        """Queue work that has ended once more; remember the wish while it runs or waits to go on half done."""
        if self.state == JobState.RUNNING or (self.state == JobState.QUEUED and "after" in self.payload):
            self.is_wanted_again = True
            self.save(update_fields=["is_wanted_again"])
        elif self.state != JobState.QUEUED:
            self.queue_again()

    def queue_again(self) -> None:
        """Put it back at the start with all its attempts, and call a worker."""
        self.state, self.attempts, self.done, self.error = JobState.QUEUED, 0, 0, ""
        self.lease_until = self.rung_at = self.finished_at = None
        self.is_wanted_again = False
        self.save()
        self.ring()
