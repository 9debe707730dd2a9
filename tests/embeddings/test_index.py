"""The index of vectors is taken away while most of it is written, and is there again whatever happens."""

import psycopg
import pytest
from django.conf import settings
from django.db import connection

from positions import tasks
from positions.embeddings import index
from positions.embeddings.vectors import embed_statements
from positions.linking import batches
from positions.linking.candidates import find_candidates
from positions.models import Job, Link, Statement
from positions.review.links import link_anew
from tests.factories import NegotiationFactory, PartyFactory, StatementFactory

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def few_are_many(transactional_db, monkeypatch):
    """Three vectors are worth taking the index away for, and one has it walked."""
    monkeypatch.setattr(index, "FEWEST", 3)
    monkeypatch.setattr(index, "WALKED_FROM", 0)
    embed_statements(statements=[StatementFactory()])
    yield
    index.build()


@pytest.fixture
def another_session():
    database = settings.DATABASES["default"]
    with psycopg.connect(
        host=database["HOST"], port=database["PORT"], user=database["USER"], dbname=connection.settings_dict["NAME"]
    ) as session:
        yield session


@pytest.fixture
def negotiation():
    negotiation = NegotiationFactory()
    StatementFactory.create_batch(5, negotiation=negotiation, party=PartyFactory(negotiation=negotiation))
    return negotiation


def definition():
    with connection.cursor() as cursor:
        cursor.execute("SELECT indexdef FROM pg_indexes WHERE indexname = %s", [index.INDEX.name])
        return cursor.fetchone()


def test_index_is_the_same_when_it_was_laid_aside_and_built():
    before = definition()

    assert index.lay_aside(coming=3)
    assert (index.is_there(), definition()) == (False, None)
    assert index.build()

    assert (index.is_there(), definition()) == (True, before)


@pytest.mark.parametrize(("there", "coming"), [(0, 2), (5, 4)])
def test_index_stays_while_little_comes(there, coming):
    embed_statements(statements=StatementFactory.create_batch(there))

    assert not index.lay_aside(coming=coming)

    assert index.is_there()


def test_index_stays_where_comparing_all_would_take_too_long(monkeypatch):
    monkeypatch.setattr(index, "MOST", 9)

    assert not index.lay_aside(coming=10)

    assert index.is_there()


def test_index_in_use_stays(another_session, monkeypatch):
    monkeypatch.setattr(index, "PATIENCE", "50ms")
    another_session.execute("SELECT FROM positions_embedding")

    assert not index.lay_aside(coming=3)

    assert index.is_there()


def test_index_half_built_is_built_anew():
    with connection.cursor() as cursor:
        cursor.execute("UPDATE pg_index SET indisvalid = false WHERE indexrelid = %s::regclass", [index.INDEX.name])
    assert not index.is_there()

    assert index.build()

    assert index.is_there()


def test_index_is_built_by_one_session_at_a_time(another_session):
    index.lay_aside(coming=3)
    another_session.execute("SELECT pg_advisory_lock(%s)", [index.LOCK])
    another_session.commit()

    assert not index.build()
    assert not index.is_there()

    another_session.execute("SELECT pg_advisory_unlock(%s)", [index.LOCK])
    another_session.commit()
    assert index.build()


def test_statements_find_each_other_without_the_index(negotiation):
    statements = list(negotiation.statements.in_order())
    embed_statements(statements=statements)
    found = find_candidates(statement=statements[-1])

    index.lay_aside(coming=6)

    assert [each.pk for each in find_candidates(statement=statements[-1])] == [each.pk for each in found]
    assert len(found) == 4


def test_links_of_a_whole_negotiation_are_found_without_the_index_and_end_with_it(negotiation, monkeypatch):
    monkeypatch.setattr(tasks, "LONG_ITEM", 0.0)
    monkeypatch.setattr(batches, "BATCH", 2)
    job = link_anew(negotiation=negotiation)

    seen = []
    while job.done < 5:
        tasks.run_long(job.pk)
        job.refresh_from_db()
        seen.append((job.done, job.state, index.is_there()))

    assert seen == [(2, "queued", False), (4, "queued", False), (5, "done", True)]
    assert Link.objects.exists()
    assert Statement.objects.filter(embeddings=None).count() == 0


def test_index_is_built_once_a_negotiation_is_so_large_that_it_is_walked(negotiation, monkeypatch):
    monkeypatch.setattr(index, "WALKED_FROM", 5)
    job = link_anew(negotiation=negotiation)
    tasks.run_long(job.pk)
    tasks.index_vectors()
    job.refresh_from_db()
    assert (job.state, index.is_there()) == ("done", False)

    embed_statements(statements=[StatementFactory(negotiation=negotiation)])
    tasks.index_vectors()
    assert index.is_there()


def test_index_comes_back_by_the_clock_when_the_work_came_to_nothing(negotiation):
    job = link_anew(negotiation=negotiation)
    index.lay_aside(coming=5)

    tasks.index_vectors()
    assert not index.is_there()  # the job is still to come

    Job.objects.filter(pk=job.pk).update(state="failed")
    tasks.index_vectors()
    assert index.is_there()
