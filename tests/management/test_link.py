"""`manage.py link`: a whole negotiation, in the background or here, item by item."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from positions import tasks
from positions.embeddings import fake
from positions.enums import JobState
from positions.linking import ahead, batches
from positions.models import Embedding, Job, Link, Linking
from tests.factories import NegotiationFactory, PartyFactory, StatementFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def negotiation():
    negotiation = NegotiationFactory(slug="harbour-talks")
    StatementFactory.create_batch(5, negotiation=negotiation, party=PartyFactory(negotiation=negotiation))
    return negotiation


def link(*arguments):
    out = StringIO()
    call_command("link", *arguments, stdout=out)
    return out.getvalue().splitlines()


def test_link_asks_the_workers(negotiation):
    assert link("harbour-talks") == ["Asked for. Its progress is at /n/harbour-talks/jobs/."]

    job = Job.objects.get()
    assert (job.kind, job.state, job.negotiation, job.requested_by) == ("link", "queued", negotiation, None)


def test_link_here_works_item_by_item_and_says_how_far(negotiation, monkeypatch):
    monkeypatch.setattr(tasks, "LONG_ITEM", 0.0)
    monkeypatch.setattr(batches, "BATCH", 2)

    assert link("harbour-talks", "--here") == ["2 of 5", "4 of 5", "5 of 5"]
    job = Job.objects.get()
    assert (job.state, job.done, job.total, job.payload) == ("done", 5, 5, {"negotiation": negotiation.pk})
    assert Linking.objects.count() == 5
    assert Link.objects.exists()


def test_item_that_has_time_for_some_words_only_is_handed_on(negotiation, monkeypatch):
    monkeypatch.setattr(tasks, "LONG_ITEM", 0.0)
    monkeypatch.setattr(ahead, "WRITTEN", 2)
    monkeypatch.setattr(fake, "BATCH", 2)
    link("harbour-talks")
    job = Job.objects.get()

    tasks.run(job.pk)

    job.refresh_from_db()
    assert (job.state, job.done, job.total, job.payload) == ("queued", 0, 5, {"negotiation": negotiation.pk})
    assert Embedding.objects.count() >= 2
    assert link("harbour-talks", "--here")[-1] == "5 of 5"


def test_link_asked_for_while_half_done_is_done_once_more(negotiation, monkeypatch):
    monkeypatch.setattr(tasks, "LONG_ITEM", 0.0)
    monkeypatch.setattr(batches, "BATCH", 3)
    link("harbour-talks")
    job = Job.objects.get()
    tasks.run(job.pk)
    job.refresh_from_db()
    assert (job.state, job.done) == ("queued", 3)

    link("harbour-talks")
    tasks.run(job.pk)

    job.refresh_from_db()
    assert (job.state, job.done, job.payload) == ("queued", 0, {"negotiation": negotiation.pk})
    assert link("harbour-talks", "--here")[-1] == "5 of 5"
    assert Job.objects.get().state == JobState.DONE


def test_link_of_an_empty_negotiation_is_done_at_once():
    NegotiationFactory(slug="empty-talks")

    assert link("empty-talks", "--here") == []
    assert Job.objects.get().state == JobState.DONE


def test_link_goes_on_though_the_statements_left_are_gone(negotiation, monkeypatch):
    monkeypatch.setattr(tasks, "LONG_ITEM", 0.0)
    monkeypatch.setattr(batches, "BATCH", 3)
    link("harbour-talks")
    job = Job.objects.get()
    tasks.run(job.pk)
    for statement in list(negotiation.statements.in_order())[3:]:
        statement.delete()

    tasks.run(job.pk)

    job.refresh_from_db()
    assert (job.state, job.payload) == ("done", {"negotiation": negotiation.pk})


def test_link_names_a_negotiation_that_is_not_there():
    with pytest.raises(CommandError, match="There is no negotiation with the address 'nowhere'"):
        link("nowhere")
