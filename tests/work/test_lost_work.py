"""Nothing lost, nothing doubled: workers killed in the middle, a broker that goes away, work asked for twice."""

from datetime import UTC, datetime

import pytest

from positions import tasks
from positions.enums import ArticleState, JobKind, JobState, Verdict
from positions.ingestion.articles import add_article
from positions.ingestion.document import Document
from positions.linking.ahead import LEAST
from positions.models import Article, Delivery, Embedding, Job, Link, Linking, Statement
from positions.review.jobs import retry_job
from positions.review.links import link_anew
from positions.review.statements import judge_statement
from tests.factories import (
    ArticleVersionFactory,
    FollowFactory,
    MembershipFactory,
    PartyFactory,
    StatementFactory,
)
from tests.work.conftest import lose_patience, until

pytestmark = [pytest.mark.worker, pytest.mark.django_db(transaction=True)]

TEXT = """Talks on the harbour

ZAHIRA CITY, March 4. Foreign Minister Salma Haddun said that Zahira would pay the dues if the cranes were repaired.

"We will pay the dues," Haddun said. "We will not pay for the cranes."

Northmark, Minister Ilka Brandt told reporters, rejects any new dues.
"""


@pytest.fixture
def analyst():
    return MembershipFactory().user


@pytest.fixture
def negotiation(analyst):
    return analyst.negotiations.get()


@pytest.fixture
def add(negotiation, analyst):
    """Add the article as a page does; its job is rung for on commit."""

    def add(text=TEXT):
        document = Document(
            text=text, title="Talks on the harbour", outlet="Gazette", published_at=datetime(2016, 3, 4, tzinfo=UTC)
        )
        return add_article(negotiation=negotiation, document=document, by=analyst)

    return add


def state_of(job):
    return Job.objects.get(pk=job.pk).state


def all_done():
    return not Job.objects.exclude(state=JobState.DONE).exists()


def read_once():
    """Tell how many statements the text gives when nothing goes wrong."""
    return sorted(Statement.objects.values_list("spans", "speaker_as_written"))


def test_article_is_read_and_linked_by_the_worker(add, start_worker):
    start_worker()
    added = add()
    until(all_done, "the article is read and linked")
    added.article.refresh_from_db()
    assert added.article.state == ArticleState.READ
    assert read_once()


def test_worker_killed_while_it_reads_leaves_nothing_half_and_the_next_one_finishes(add, start_worker, hold):
    lock = hold("positions_statement")
    worker = start_worker()
    added = add()
    until(lock.has_a_waiter, "the worker writes statements")
    worker.kill()
    lock.release()
    assert (state_of(added.job), Statement.objects.count()) == (JobState.RUNNING, 0)

    lose_patience(added.job)
    start_worker()
    tasks.sweep()
    until(all_done, "another worker has finished")
    job = Job.objects.get(pk=added.job.pk)
    assert (job.attempts, Article.objects.get().state) == (2, ArticleState.READ)
    assert len(read_once()) == len(set(map(str, read_once()))) > 0


def test_worker_killed_while_it_links_doubles_nothing(negotiation, analyst, start_worker, hold):
    party = PartyFactory(negotiation=negotiation)
    earlier = StatementFactory(negotiation=negotiation, party=party, said_at=datetime(2031, 3, 1, tzinfo=UTC))
    later = StatementFactory(negotiation=negotiation, party=party)
    lock = hold("positions_link")
    worker = start_worker()
    judge_statement(statement=later, verdict=Verdict.CONFIRM, by=analyst)
    until(lock.has_a_waiter, "the worker writes links")
    worker.kill()
    lock.release()
    job = Job.objects.get()
    assert (job.kind, job.state, Link.objects.count()) == (JobKind.LINK, JobState.RUNNING, 0)

    lose_patience(job)
    start_worker()
    tasks.sweep()
    until(all_done, "another worker has linked it")
    assert list(Link.objects.values_list("later", "earlier")) == [(later.pk, earlier.pk)]


def test_worker_killed_in_the_middle_of_a_negotiation_goes_on_where_it_was(negotiation, start_worker, row_held):
    party = PartyFactory(negotiation=negotiation)
    StatementFactory.create_batch(LEAST + 3, negotiation=negotiation, party=party, confirmed=False)
    held = row_held(Statement.objects.in_order().last())
    worker = start_worker()
    job = link_anew(negotiation=negotiation)
    until(lambda: Job.objects.get().done == LEAST and held.has_a_waiter(), "the worker writes its second batch")
    worker.kill()
    held.release()
    before = dict(Linking.objects.values_list("statement", "linked_at"))
    assert (state_of(job), len(before)) == (JobState.RUNNING, LEAST)

    lose_patience(job)
    start_worker()
    tasks.sweep()
    until(all_done, "another worker has linked the rest")
    job.refresh_from_db()
    assert (job.attempts, job.done, job.total, job.payload) == (
        2,
        LEAST + 3,
        LEAST + 3,
        {"negotiation": negotiation.pk},
    )
    after = dict(Linking.objects.values_list("statement", "linked_at"))
    assert len(after) == LEAST + 3
    assert {key: after[key] for key in before} == before  # nothing was done twice


def test_worker_killed_before_the_mail_left_sends_it_once(negotiation, start_worker, hold, inbox):
    user, due = negotiation.members.get(), datetime(2016, 10, 10, tzinfo=UTC)
    FollowFactory(negotiation=negotiation, subscription__user=user, subscription__due_at=due)
    tasks.tick_digests()
    lock = hold("positions_delivery")
    worker = start_worker(mail=inbox.url)
    until(lock.has_a_waiter, "the worker writes the digest")
    worker.kill()
    lock.release()
    assert inbox.mails == []

    lose_patience(Job.objects.get())
    start_worker(mail=inbox.url)
    tasks.sweep()
    until(all_done, "the digest is sent")
    assert [mail.rcpt_tos for mail in inbox.mails] == [[user.email]]


def test_worker_killed_while_the_mail_server_has_it_is_shown_and_not_sent_again(negotiation, start_worker, inbox):
    user, due = negotiation.members.get(), datetime(2016, 10, 10, tzinfo=UTC)
    FollowFactory(negotiation=negotiation, subscription__user=user, subscription__due_at=due)
    inbox.is_slow = True
    worker = start_worker(mail=inbox.url)
    tasks.tick_digests()
    until(lambda: inbox.mails, "the mail server has the mail")
    worker.kill()

    inbox.is_slow = False
    lose_patience(Job.objects.get())
    start_worker(mail=inbox.url)
    tasks.sweep()
    until(lambda: Job.objects.get().state == JobState.FAILED, "the doubt is shown")
    assert len(inbox.mails) == 1
    assert Delivery.objects.get().error in Job.objects.get().error


def test_page_saves_while_the_broker_is_stopped_and_the_job_runs_when_it_is_back(add, broker, start_worker):
    start_worker()
    broker.kill()
    added = add()
    assert state_of(added.job) == JobState.QUEUED

    broker.start()
    tasks.forget_silence()
    tasks.sweep()
    until(all_done, "the job ran after the broker came back")
    assert Article.objects.get().state == ArticleState.READ


def test_work_waiting_in_the_broker_survives_its_restart(add, broker, start_worker):
    add()
    broker.stop()
    broker.start()
    start_worker()
    until(all_done, "the waiting job ran")


def test_job_delivered_five_times_to_two_workers_is_done_once(add, start_worker):
    added = add()
    for _ in range(5):
        tasks.run.delay(added.job.pk)
    start_worker(), start_worker()
    until(all_done, "the job is done")
    assert Job.objects.get(pk=added.job.pk).attempts == 1
    assert len(read_once()) == len(set(map(str, read_once())))


def test_poison_article_fails_with_its_reason_and_can_be_retried(add, analyst, start_worker, poison):
    cure = poison("positions_statement")
    start_worker()
    added = add()

    def swept_until_failed():
        tasks.sweep()
        return state_of(added.job) == JobState.FAILED

    until(swept_until_failed, "three attempts have failed")
    article = Article.objects.get()
    job = Job.objects.get(pk=added.job.pk)
    assert (article.state, article.error, job.attempts) == (ArticleState.FAILED, job.error, 3)
    assert "Retry it" in article.error

    cure()
    retry_job(job=job, by=analyst)
    until(all_done, "the retried job is done")
    article.refresh_from_db()
    assert (article.state, article.error) == (ArticleState.READ, "")


def test_long_article_is_linked_in_parts_that_leave_no_statement_out(negotiation, broker):
    text = "\n".join(f"Salma Haddun said that quay {number} was open." for number in range(60))
    version = ArticleVersionFactory(article__negotiation=negotiation, text=text)
    job = Job.objects.request(kind=JobKind.EXTRACT, key="extract", payload={"version": version.pk})

    tasks.run(job.pk)
    parts = Job.objects.filter(kind=JobKind.LINK).order_by("pk")
    for part in parts:
        tasks.run(part.pk)

    said = version.statements.count()
    assert said > tasks.LINKED_AT_A_TIME
    assert [(part.state, part.total) for part in parts.all()] == [
        (JobState.DONE, tasks.LINKED_AT_A_TIME),
        (JobState.DONE, said - tasks.LINKED_AT_A_TIME),
    ]
    assert set(Embedding.objects.values_list("statement", flat=True)) == set(
        version.statements.values_list("pk", flat=True)
    )


def test_article_that_stops_three_workers_is_given_up_with_a_sentence(add, broker):
    added = add()
    for _ in range(3):
        Job.objects.claim(added.job.pk)
        lose_patience(added.job)
    tasks.sweep()
    article = Article.objects.get()
    assert article.state == ArticleState.FAILED
    assert article.error.startswith("The worker stopped three times at this.")


class Killed(BaseException):
    """Stands for a worker that ends between two lines."""


@pytest.mark.parametrize("ended_by", [lambda job: tasks.give_back(job, "It went wrong."), lambda job: tasks.sweep()])
def test_worker_killed_while_it_shows_the_last_failure_leaves_it_to_the_sweeper(add, broker, monkeypatch, ended_by):
    added = add()
    for _ in range(3):
        job = Job.objects.claim(added.job.pk)
        lose_patience(added.job)

    def killed(job):
        raise Killed

    with monkeypatch.context() as patched:
        patched.setattr(tasks, "show_failure", killed)
        with pytest.raises(Killed):
            ended_by(job)
    assert state_of(added.job) == JobState.RUNNING

    tasks.sweep()
    article = Article.objects.get()
    assert (state_of(added.job), article.state, article.error) == (
        JobState.FAILED,
        ArticleState.FAILED,
        Job.objects.get(pk=added.job.pk).error,
    )


def test_attempt_that_fails_after_another_has_read_the_article_leaves_it_read(add, broker):
    added = add()
    late = Job.objects.claim(added.job.pk)
    lose_patience(added.job)
    tasks.run(added.job.pk)
    tasks.give_back(late, "It took too long.")
    assert (state_of(added.job), Article.objects.get().state) == (JobState.DONE, ArticleState.READ)
