"""The pipeline in order; the only module that knows Celery.

A job row says what is to be done, Celery carries its id, Redis is the doorbell. A worker claims the row before it
works, so that a message delivered twice, or after the work is done, does nothing.
"""

import logging
import time
from collections.abc import Callable
from datetime import datetime
from typing import Any

from celery import shared_task
from celery.exceptions import SoftTimeLimitExceeded
from django.db import OperationalError, transaction
from django.utils import timezone
from kombu.exceptions import OperationalError as BrokerError

from positions.analysis.held_positions import replay_marked, stale_negotiations
from positions.digests import webhooks
from positions.digests.alerts import claim_alerts
from positions.digests.deliveries import SETTLING, ask_again, claim_due, deliver, give_up
from positions.digests.errors import DeliveryError
from positions.digests.news import look
from positions.digests.webhooks import call_once
from positions.embeddings import index
from positions.embeddings.vectors import embed_statements
from positions.enums import ArticleState, JobKind, JobState
from positions.exchange import work
from positions.exchange.transfers import remove_expired
from positions.extraction.statements import extract_statements
from positions.linking.batches import Place, compare_in_batches
from positions.linking.links import link_statement
from positions.models import Article, ArticleVersion, Call, Delivery, Job, KeptAnswer, Statement, Token, User
from positions.models.statements import StatementQuerySet

logger = logging.getLogger(__name__)

SOFT_LIMIT, HARD_LIMIT = 60, 75  # seconds; the lease of a job is longer, so that no two workers hold one job
# A file is written, and a whole negotiation restored, in one transaction, which cannot be handed on half way; a
# connection beside it keeps the lease. Imports by rows end each item like other work.
LONG_LIMIT = 30 * 60  # seconds
BROKER_PAUSE = 5  # seconds without ringing after the broker did not answer; the sweeper rings later
RINGS_PER_SWEEP = 200
# Seconds after which an item of work leaves the rest to the next one, so that others have their turn. One of links
# reads its whole negotiation first, four seconds where it holds 100,000 statements: a longer one wastes less.
ITEM, LONG_ITEM = 30, 120
LINKED_AT_A_TIME = 50  # statements; measured at 0.2 s each on a busy machine

TOO_LONG = (
    f"It took longer than {SOFT_LIMIT} seconds. Retry it; if it fails again, shorten the text.",
    f"It took longer than {LONG_LIMIT // 60} minutes. Retry it when less is going on, or use the command.",
)

_broker_silent_until = 0.0


def ring(job_id: int) -> None:
    """Call a worker for a job. A stopped broker costs at most its connection timeout, once in five seconds."""
    global _broker_silent_until  # noqa: PLW0603  # one process, one broker: the memory of its silence is shared
    if time.monotonic() < _broker_silent_until:
        return
    try:
        (run_long if is_long(job_id) else run).delay(job_id)
    except BrokerError:
        logger.warning("The broker does not answer; job %s waits for the sweeper.", job_id)
        _broker_silent_until = time.monotonic() + BROKER_PAUSE
        return
    Job.objects.filter(pk=job_id).update(rung_at=timezone.now())


def is_long(job_id: int) -> bool:
    """Tell whether a job has the queue of long work."""
    return Job.objects.filter(pk=job_id).long().exists()


def forget_silence() -> None:
    """Ring again at once, though the broker was silent a moment ago."""
    global _broker_silent_until  # noqa: PLW0603  # see ring
    _broker_silent_until = 0.0


Job.doorbell = ring


@shared_task(
    name="positions.run",
    autoretry_for=(OperationalError,),
    retry_backoff=True,
    max_retries=5,
    soft_time_limit=SOFT_LIMIT,
    time_limit=HARD_LIMIT,
)
def run(job_id: int) -> None:
    """Do the work of one job, if it is still to be done."""
    work_on(job_id)


@shared_task(
    name="positions.run_long",
    autoretry_for=(OperationalError,),
    retry_backoff=True,
    max_retries=5,
    soft_time_limit=LONG_LIMIT,
    time_limit=LONG_LIMIT + 15,
)
def run_long(job_id: int) -> None:
    """Do the work of one job that may take long, if it is still to be done; it has a queue of its own."""
    work_on(job_id)


def work_on(job_id: int) -> None:
    """Claim a job and do its work."""
    job = Job.objects.claim(job_id)
    if job is None:
        logger.info("Job %s is gone, done or in other hands.", job_id)
        return
    try:
        WORK[JobKind(job.kind)](job)
    except DeliveryError as error:
        job.fail(str(error))
    except SoftTimeLimitExceeded:
        give_back(job, TOO_LONG[is_long(job.pk)])
    except OperationalError:
        give_back(job, "The database did not answer. It is tried again by itself.")
        raise
    except Exception as error:
        give_back(job, f"Something unforeseen went wrong ({type(error).__name__}). Retry it, or ignore it.")
        raise
    else:
        job.finish()


def extract(job: Job) -> None:
    """Read an article version: suggest statements, then ask for their links."""
    version = ArticleVersion.objects.select_related("article", "negotiation").filter(pk=job.payload["version"]).first()
    if version is None:
        logger.info("Article version %s is gone; nothing to extract.", job.payload["version"])
        return
    Article.objects.filter(pk=version.article_id).update(state=ArticleState.READING, error="")
    with transaction.atomic():
        extract_statements(version=version)
        Article.objects.filter(pk=version.article_id).update(state=ArticleState.READ, error="")
        request_links_of(version, by=job.requested_by)


def request_links_of(version: ArticleVersion, *, by: User | None) -> None:
    """Ask for the links of a text's statements, in parts that a worker ends well within its time."""
    for first in range(0, version.statements.count(), LINKED_AT_A_TIME):
        Job.objects.request(
            kind=JobKind.LINK,
            key=f"link:version:{version.pk}:{first}",
            again=True,
            payload={"version": version.pk, "first": first},
            negotiation=version.negotiation,
            article=version.article,
            requested_by=by,
        )


def link(job: Job) -> None:
    """Find earlier statements for one statement, a part of a version or all of a negotiation, showing progress."""
    if "negotiation" in job.payload:
        link_all(job)
    elif "statement" in job.payload:
        link_one_by_one(job, Statement.objects.filter(pk=job.payload["statement"]))
    else:
        first = job.payload["first"]
        wanted = Statement.objects.filter(version=job.payload["version"]).in_order()
        link_one_by_one(job, wanted[first : first + LINKED_AT_A_TIME])


def link_all(job: Job) -> None:
    """Link a negotiation's statements from the place reached on, and hand on what does not fit one item of work."""
    after, done, total = place_of(job.payload.get("after")), job.total, job.total
    for batch in compare_in_batches(negotiation=job.payload["negotiation"], after=after, seconds=LONG_ITEM):
        done, total = batch.done, batch.total
        with transaction.atomic():
            batch.write()
            if not job.reach(done=done, total=total, after=written(batch.after)):
                transaction.set_rollback(True)
                return
    if done < total:
        job.hand_on()
    else:
        index_vectors(but=job.pk)
        job.reach(done=done, total=total, after=None)


def written(place: Place | None) -> list[Any] | None:
    """Return the place of a statement as a job's payload holds it."""
    return [place[0].isoformat(), *place[1:]] if place else None


def place_of(written: list[Any] | None) -> Place | None:
    """Return the place that a payload holds."""
    return (datetime.fromisoformat(written[0]), written[1], written[2], written[3]) if written else None


def link_one_by_one(job: Job, wanted: StatementQuerySet) -> None:
    """Link these statements in their order."""
    ids = list(wanted.values_list("pk", flat=True))
    embed_statements(statements=wanted)
    for done, pk in enumerate(ids):
        if not job.report(done=done, total=len(ids)):
            return
        statement = Statement.objects.select_related("negotiation", "party", "speaker").filter(pk=pk).first()
        if statement is not None:
            link_statement(statement=statement)
    job.report(done=len(ids), total=len(ids))


def digest(job: Job) -> None:
    """Write and hand over one digest or alert."""
    for delivery in Delivery.objects.select_related("subscription__user").filter(pk=job.payload["delivery"]):
        deliver(delivery=delivery)


def webhook(job: Job) -> None:
    """Tell one webhook one change."""
    for call in Call.objects.select_related("webhook").filter(pk=job.payload["call"]):
        call_once(call=call)


def exchange(job: Job) -> None:
    """Write a file, or compare or take in one as far as an item of work goes, and hand on the rest."""
    if not work.go_on(job, deadline=time.monotonic() + ITEM):
        job.hand_on()


WORK: dict[JobKind, Callable[[Job], None]] = {
    JobKind.EXTRACT: extract,
    JobKind.LINK: link,
    JobKind.DIGEST: digest,
    JobKind.WEBHOOK: webhook,
    JobKind.EXCHANGE: exchange,
}


@transaction.atomic
def give_back(job: Job, reason: str) -> None:
    """Return a job whose attempt failed; the last failed attempt shows on the article too, at the same moment."""
    job.release(reason)
    show_failure(job)


@transaction.atomic
def close(job: Job) -> None:
    """Mark a job failed that stopped three workers, and show it at the same moment."""
    job.fail("The worker stopped three times at this. Retry it; if it fails again, tell the administrator.")
    show_failure(job)


def show_failure(job: Job) -> None:
    """Write on the article or the mail why it came to nothing once its job has failed for good.

    An attempt that comes late, when another has taken over or ended the work, shows nothing.
    """
    job.refresh_from_db()
    if job.kind == JobKind.DIGEST and job.state == JobState.FAILED:
        give_up(job.payload["delivery"], job.error)
    if job.kind == JobKind.EXCHANGE and job.state == JobState.FAILED:
        work.show_failure(job.payload["transfer"], job.error)
    if job.article_id is None or job.kind != JobKind.EXTRACT:
        return
    article = Article.objects.filter(pk=job.article_id)
    if job.state == JobState.FAILED:
        article.update(state=ArticleState.FAILED, error=job.error)
    elif job.state == JobState.QUEUED:
        article.update(state=ArticleState.WAITING, error="")


@shared_task(name="positions.sweep", soft_time_limit=SOFT_LIMIT, time_limit=HARD_LIMIT)
def sweep() -> None:
    """Ring again for what no worker has; close what stopped three workers."""
    now = timezone.now()
    for job in Job.objects.abandoned(now):
        close(job)
    for pk in Job.objects.to_ring_for(now).values_list("pk", flat=True)[:RINGS_PER_SWEEP]:
        ring(pk)


@shared_task(name="positions.index_vectors", soft_time_limit=LONG_LIMIT, time_limit=LONG_LIMIT + 15)
def index_vectors(but: int = 0) -> None:
    """Build the index of vectors where it is missing, unless a job, but this one, is still to write many.

    Who took it away builds it; the clock asks too, for whoever came to nothing.
    """
    if not Job.objects.long().unfinished().filter(kind=JobKind.LINK).exclude(pk=but).exists():
        index.build()


@shared_task(name="positions.tick_files", soft_time_limit=SOFT_LIMIT, time_limit=HARD_LIMIT)
def tick_files() -> None:
    """Remove files of exports and imports whose time is over."""
    remove_expired(now=timezone.now())


@shared_task(name="positions.tick_digests", soft_time_limit=SOFT_LIMIT, time_limit=HARD_LIMIT)
def tick_digests() -> None:
    """Claim the digests whose hour has come, and ask again for what the mail server did not take."""
    claim_due(now=timezone.now() - SETTLING)
    ask_again(now=timezone.now())


@shared_task(name="positions.tick_news", soft_time_limit=SOFT_LIMIT, time_limit=HARD_LIMIT)
def tick_news() -> None:
    """Look for changes that are told at once, and ask for the mails and calls that tell them."""
    look(now=timezone.now())
    claim_alerts(now=timezone.now())
    webhooks.ask_again(now=timezone.now())


@shared_task(name="positions.keep_ledgers", soft_time_limit=SOFT_LIMIT, time_limit=HARD_LIMIT)
def keep_ledgers() -> None:
    """Replay what changed, so that after a large import the first reader does not wait for it."""
    started = time.monotonic()
    for negotiation in stale_negotiations():
        replay_marked(negotiation=negotiation)
        if time.monotonic() - started > ITEM:
            return


@shared_task(name="positions.clear_out", soft_time_limit=SOFT_LIMIT, time_limit=HARD_LIMIT)
def clear_out() -> None:
    """Delete answers to programs that are kept no longer, and tokens that expired long ago."""
    KeptAnswer.objects.outdated(timezone.now()).delete()
    Token.objects.outdated(timezone.now()).delete()
