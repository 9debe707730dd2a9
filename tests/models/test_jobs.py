"""Jobs: one row per key, one holder at a time, nothing asked for is forgotten."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar

import pytest
from django.db import connections, transaction
from django.utils import timezone

from positions.enums import JobKind, JobState
from positions.models import Job
from positions.models.jobs import LEASE, MAX_ATTEMPTS
from tests.factories import ArticleFactory, JobFactory

NOW = datetime(2031, 3, 4, 12, 0, tzinfo=UTC)
LATER = NOW + LEASE + timedelta(seconds=1)

T = TypeVar("T")


def claimed(job: Job, *, now: datetime | None = None) -> Job:
    found = Job.objects.claim(job.pk, now=now)
    assert found is not None
    return found


def facts(job: Job) -> tuple[str, int, str]:
    job.refresh_from_db()
    return job.state, job.attempts, job.error


@pytest.mark.django_db
class TestOneWorker:
    def test_request_twice_is_one_job(self) -> None:
        article = ArticleFactory()
        first, second = (
            Job.objects.request(kind=JobKind.EXTRACT, key="extract:1", article=article, payload={"n": n})
            for n in (1, 2)
        )

        assert first == second
        assert (second.state, second.article, second.payload) == ("queued", article, {"n": 1})

    def test_claim_takes_a_waiting_job(self) -> None:
        job = claimed(JobFactory(), now=NOW)

        assert (job.state, job.attempts, job.lease_until, job.started_at) == ("running", 1, NOW + LEASE, NOW)

    def test_claim_leaves_a_job_that_another_works_on(self) -> None:
        job = claimed(JobFactory(), now=NOW)

        assert Job.objects.claim(job.pk, now=NOW + LEASE - timedelta(seconds=1)) is None

    def test_claim_takes_over_from_a_silent_worker(self) -> None:
        job = claimed(JobFactory(), now=NOW)

        assert claimed(job, now=LATER).attempts == 2

    @pytest.mark.parametrize("state", [JobState.DONE, JobState.FAILED, JobState.IGNORED])
    def test_claim_leaves_a_job_that_needs_no_work(self, state: JobState) -> None:
        assert Job.objects.claim(JobFactory(state=state).pk) is None

    def test_claim_of_a_job_that_is_gone_is_none(self) -> None:
        assert Job.objects.claim(0) is None

    def test_claim_stops_at_the_last_attempt(self) -> None:
        job = JobFactory()
        for number in range(MAX_ATTEMPTS):
            claimed(job, now=NOW + number * 2 * LEASE)

        assert Job.objects.claim(job.pk, now=NOW + 100 * LEASE) is None
        assert list(Job.objects.abandoned(NOW + 100 * LEASE)) == [job]

    def test_report_extends_the_lease(self) -> None:
        job = claimed(JobFactory(), now=NOW)

        assert job.report(done=2, total=5)
        job.refresh_from_db()
        assert (job.done, job.total) == (2, 5)
        assert job.lease_until is not None
        assert job.lease_until > timezone.now()

    def test_report_of_a_worker_overtaken_is_refused(self) -> None:
        silent = claimed(JobFactory(), now=NOW)
        claimed(silent, now=LATER)

        assert not silent.report(done=1, total=1)

    def test_reach_remembers_the_place_until_it_is_forgotten(self) -> None:
        job = claimed(JobFactory(payload={"negotiation": 7}), now=NOW)

        assert job.reach(done=64, total=100, after=[1, 2])
        assert Job.objects.values_list("done", "total", "payload").get() == (
            64,
            100,
            {"negotiation": 7, "after": [1, 2]},
        )
        assert job.reach(done=100, total=100, after=None)
        assert Job.objects.get().payload == {"negotiation": 7}

    def test_reach_of_a_worker_overtaken_is_refused_and_changes_nothing(self) -> None:
        silent = claimed(JobFactory(), now=NOW)
        claimed(silent, now=LATER)

        assert not silent.reach(done=1, total=1, after=[1])
        assert Job.objects.get().payload == {}

    def test_hand_on_gives_it_to_the_next_worker_with_all_its_attempts(self) -> None:
        job = claimed(JobFactory(payload={"after": [1]}))
        job.report(done=64, total=100)

        job.hand_on()

        again = claimed(job)
        assert (again.attempts, again.done, again.payload) == (1, 64, {"after": [1]})

    def test_finish_marks_it_done(self) -> None:
        job = claimed(JobFactory())

        job.finish()

        assert facts(job) == ("done", 1, "")
        assert job.lease_until is None
        assert job.finished_at is not None

    @pytest.mark.parametrize("end", [Job.finish, lambda job: job.release("Late."), lambda job: job.fail("Late.")])
    def test_worker_overtaken_cannot_end_the_job(self, end: Callable[[Job], None]) -> None:
        silent = claimed(JobFactory(), now=NOW)
        claimed(silent, now=LATER)

        end(silent)

        assert facts(silent) == ("running", 2, "")

    def test_release_queues_it_until_attempts_are_used_up(self) -> None:
        job = JobFactory()
        ends = []
        for _ in range(MAX_ATTEMPTS):
            claimed(job).release("The database was away. It is tried again.")
            ends.append(facts(job)[0])

        assert ends == ["queued", "queued", "failed"]

    def test_fail_is_for_good(self) -> None:
        job = claimed(JobFactory())

        job.fail("The article has no text. Paste it.")

        assert facts(job) == ("failed", 1, "The article has no text. Paste it.")
        assert list(Job.objects.failed()) == [job]
        assert Job.objects.claim(job.pk) is None

    def test_queue_again_gives_back_all_attempts(self) -> None:
        job = claimed(JobFactory())
        job.fail("The article has no text. Paste it.")
        job.refresh_from_db()

        job.queue_again()

        assert facts(job) == ("queued", 0, "")

    @pytest.mark.parametrize("state", [JobState.DONE, JobState.FAILED, JobState.IGNORED])
    def test_request_again_queues_what_has_ended(self, state: JobState) -> None:
        job = JobFactory(state=state, attempts=1)

        Job.objects.request(kind=JobKind.EXTRACT, key=job.key, again=True)

        assert facts(job) == ("queued", 0, "")

    def test_request_without_again_leaves_what_has_ended(self) -> None:
        job = JobFactory(state=JobState.DONE, attempts=1)

        Job.objects.request(kind=JobKind.EXTRACT, key=job.key)

        assert facts(job) == ("done", 1, "")

    def test_request_again_while_running_runs_once_more(self) -> None:
        job = claimed(JobFactory())

        Job.objects.request(kind=JobKind.EXTRACT, key=job.key, again=True)
        job.finish()

        assert facts(job) == ("queued", 0, "")
        claimed(job).finish()
        assert facts(job) == ("done", 1, "")

    def test_to_ring_for_is_what_no_worker_has(self) -> None:
        waiting, running, silent, spent = JobFactory.create_batch(4)
        claimed(running, now=LATER)
        claimed(silent, now=NOW)
        for number in range(MAX_ATTEMPTS):
            claimed(spent, now=NOW - (MAX_ATTEMPTS - number) * 2 * LEASE)
        JobFactory(state=JobState.DONE)

        assert list(Job.objects.to_ring_for(LATER)) == [waiting, silent]

    def test_unfinished_is_what_waits_or_runs(self) -> None:
        waiting, running = JobFactory.create_batch(2)
        claimed(running)
        JobFactory(state=JobState.FAILED, error="No text.")

        assert set(Job.objects.unfinished()) == {waiting, running}


def at_once(*acts: Callable[[], T]) -> list[T]:
    """Run acts at the same moment, each on a database connection of its own."""
    start = threading.Barrier(len(acts), timeout=10)

    def run(act: Callable[[], T]) -> T:
        try:
            start.wait()
            return act()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))


@pytest.mark.django_db(transaction=True)
class TestSeveralWorkers:
    def test_claims_at_once_have_one_winner(self) -> None:
        job = JobFactory()

        claims = at_once(*[lambda: Job.objects.claim(job.pk)] * 4)

        assert len([claim for claim in claims if claim]) == 1
        assert facts(job)[:2] == ("running", 1)

    def test_take_overs_at_once_have_one_winner(self) -> None:
        job = claimed(JobFactory(), now=NOW)

        claims = at_once(*[lambda: Job.objects.claim(job.pk, now=LATER)] * 4)

        assert len([claim for claim in claims if claim]) == 1
        assert facts(job)[:2] == ("running", 2)

    def test_requests_at_once_are_one_job(self) -> None:
        jobs = at_once(*[lambda: Job.objects.request(kind=JobKind.LINK, key="link:1")] * 4)

        assert len(set(jobs)) == Job.objects.count() == 1

    def test_claim_waits_for_the_transaction_that_asks(self) -> None:
        """Work asked for in a transaction that is undone never runs."""
        seen: list[Any] = []
        with transaction.atomic():
            job = Job.objects.request(kind=JobKind.LINK, key="link:1")
            seen += at_once(lambda: Job.objects.claim(job.pk))
            transaction.set_rollback(True)

        assert (seen, Job.objects.count()) == ([None], 0)

    def test_request_while_the_worker_finishes_is_not_lost(self) -> None:
        """The worker has locked the row to finish it when the request comes."""
        job = claimed(JobFactory())
        locked = threading.Event()

        def finish() -> None:
            with transaction.atomic():
                job.finish()
                locked.set()
                # Holds the lock while the request arrives; nothing can tell us that another connection waits.
                threading.Event().wait(0.3)

        def ask() -> None:
            assert locked.wait(10)
            Job.objects.request(kind=JobKind.EXTRACT, key=job.key, again=True)

        at_once(finish, ask)

        assert facts(job) == ("queued", 0, "")

    def test_finish_while_the_request_is_written_is_not_lost(self) -> None:
        """The request has locked the row when the worker wants to finish it."""
        job = claimed(JobFactory())
        locked = threading.Event()

        def ask() -> None:
            with transaction.atomic():
                Job.objects.request(kind=JobKind.EXTRACT, key=job.key, again=True)
                locked.set()
                threading.Event().wait(0.3)

        def finish() -> None:
            assert locked.wait(10)
            job.finish()

        at_once(ask, finish)

        assert facts(job) == ("queued", 0, "")
