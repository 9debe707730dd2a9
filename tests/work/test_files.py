"""Files that workers write and take in: killed in the middle, two at once."""

from datetime import UTC, datetime

import pytest

from positions import tasks
from positions.enums import JobKind, JobState, TransferState
from positions.exchange import imports
from positions.exchange.transfers import job_of, start_import
from positions.ingestion.articles import add_article
from positions.ingestion.document import Document
from positions.models import Job, Judgement, Party, Position, Statement, Transfer
from positions.review.links import link_anew
from tests.exchange.taking import article, lines, statement
from tests.factories import MembershipFactory, StatementFactory
from tests.work.conftest import lose_patience, until
from tracker.celery import app

pytestmark = [pytest.mark.worker, pytest.mark.django_db(transaction=True)]

TEXT = "“We will pay the dues,” said Salma Haddun. " * 40


@pytest.fixture
def analyst():
    return MembershipFactory().user


def waiting(queue):
    """Return how many messages the broker holds for a queue."""
    with app.connection_for_write() as connection:
        return connection.default_channel.client.llen(queue)


def records(count):
    return [
        article(text=TEXT),
        *(statement(str(start), spans=((start, start + 9),), verdict=None) for start in range(1, 2 * count, 2)),
    ]


def start(analyst, count):
    return start_import(
        content=[lines(*records(count))],
        file_name="f.records.jsonl",
        by=analyst,
        negotiation=analyst.negotiations.get(),
        is_dry=False,
    )


def test_worker_killed_while_it_takes_a_file_in_leaves_whole_rows_and_the_next_one_finishes(
    analyst, start_worker, hold
):
    count = imports.ROWS + 5
    lock = hold("positions_position")
    worker = start_worker()
    transfer = start(analyst, count)
    until(lock.has_a_waiter, "the worker writes positions")
    worker.kill()
    lock.release()
    transfer.refresh_from_db()
    assert (transfer.state, transfer.reached, Statement.objects.count(), Party.objects.count()) == (
        TransferState.RUNNING, 0, 0, 0,
    )  # fmt: skip

    lose_patience(job_of(transfer))
    start_worker()
    tasks.sweep()
    until(lambda: job_of(transfer).state == JobState.DONE, "another worker has taken it in")
    transfer.refresh_from_db()
    assert (transfer.state, transfer.counts) == (
        TransferState.DONE, {"article": {"create": 1}, "statement": {"create": count}},
    )  # fmt: skip
    assert (Statement.objects.count(), Position.objects.count(), Judgement.objects.count()) == (count, count, 0)


def test_article_is_read_while_files_are_taken_in(analyst, start_worker, hold):
    lock = hold("positions_transferrow")
    for queue in ("celery", "long"):
        start_worker(queue=queue)
    transfers = [start(analyst, 2) for _ in range(2)]
    until(lock.has_a_waiter, "a worker writes what it read of a file")
    document = Document(text=TEXT, title="Talks go on", outlet="Gazette", published_at=datetime(2016, 3, 4, tzinfo=UTC))
    added = add_article(negotiation=analyst.negotiations.get(), document=document, by=analyst)
    until(lambda: Job.objects.get(pk=added.job.pk).state == JobState.DONE, "the article is read")
    assert [job_of(transfer).state for transfer in transfers] == [JobState.RUNNING, JobState.QUEUED]

    lock.release()
    until(lambda: not Transfer.objects.unfinished().exists(), "both files are taken in")
    assert not Job.objects.failed().exists()


def test_links_of_a_whole_negotiation_wait_among_long_work_and_those_of_a_statement_do_not(broker):
    statement = StatementFactory()
    whole = link_anew(negotiation=statement.negotiation)
    assert (waiting("celery"), waiting("long")) == (0, 1)

    Job.objects.request(kind=JobKind.LINK, key="link", payload={"statement": statement.pk})
    assert (waiting("celery"), waiting("long"), [*Job.objects.long()]) == (1, 1, [whole])


def test_two_imports_into_one_negotiation_take_turns(analyst, start_worker):
    count = imports.ROWS + 5
    for _ in range(2):
        start_worker()
    transfers = [start(analyst, count) for _ in range(2)]
    until(lambda: not Transfer.objects.unfinished().exists(), "both are taken in")
    assert Statement.objects.count() == Position.objects.count() == count
    assert {transfer.state for transfer in Transfer.objects.all()} == {TransferState.DONE}
    told = [Transfer.objects.get(pk=transfer.pk).counts["statement"] for transfer in transfers]
    assert sum(each.get("create", 0) for each in told) == count
    assert sum(each.get("same", 0) for each in told) == count
    assert not Job.objects.failed().exists()
