"""/healthz names what is not alive."""

import pytest
from django.core.cache import cache
from django.db import connection

from tracker import engines, health, processes

ALIVE = dict.fromkeys(["web", "database", "broker", "worker", "long_worker"], "alive")
DEAD = "not answering"


@pytest.fixture
def worker(broker, monkeypatch):
    """A worker of both queues that has just given its sign of life."""
    monkeypatch.setitem(health.HEARTBEATS, "next", 0.0)
    health.tell_worker_lives()


@pytest.mark.django_db
def test_everything_alive_needs_no_login(client, worker):
    response = client.get("/healthz")
    assert (response.status_code, response.json()) == (200, ALIVE)


@pytest.mark.django_db
def test_missing_workers_are_named(client, broker):
    response = client.get("/healthz")
    assert (response.status_code, response.json()) == (503, ALIVE | {"worker": DEAD, "long_worker": DEAD})


@pytest.mark.django_db
def test_missing_worker_of_one_queue_is_named(client, worker, broker):
    broker.delete(health.heartbeat("long"))
    response = client.get("/healthz")
    assert (response.status_code, response.json()) == (503, ALIVE | {"long_worker": DEAD})


@pytest.mark.django_db(transaction=True)
def test_missing_database_is_named(client, worker, monkeypatch):
    connection.close()
    monkeypatch.setitem(connection.settings_dict, "HOST", "/nowhere")
    response = client.get("/healthz")
    assert (response.status_code, response.json()) == (503, ALIVE | {"database": DEAD})


@pytest.fixture
def own_broker(new_var, settings):
    """A broker of our own, to be stopped without taking it from other tests."""
    engine = engines.valkey(new_var(), durable=False)
    process = processes.spawn(engine.program)
    engines.await_answer(engine, process)
    settings.REDIS_URL = f"unix://{engine.sockets / engines.BROKER_SOCKET}"
    yield lambda: processes.end(process, engine.program, seconds=5)
    processes.end(process, engine.program, seconds=5)


@pytest.mark.django_db
def test_stopped_broker_is_named_with_the_workers_it_hides(client, own_broker, monkeypatch):
    monkeypatch.setitem(health.HEARTBEATS, "next", 0.0)
    health.tell_worker_lives()
    before = client.get("/healthz").json()
    own_broker()
    response = client.get("/healthz")
    assert before == ALIVE
    assert (response.status_code, response.json()) == (
        503,
        ALIVE | {"broker": DEAD, "worker": DEAD, "long_worker": DEAD},
    )


def test_worker_whose_broker_is_away_goes_on(settings, monkeypatch, caplog):
    settings.REDIS_URL = "unix:///nowhere/valkey.sock"
    monkeypatch.setitem(health.HEARTBEATS, "next", 0.0)
    health.tell_worker_lives()
    assert "sign of life waits" in caplog.text


def test_sign_of_life_is_given_at_most_every_five_seconds(broker, monkeypatch):
    monkeypatch.setitem(health.HEARTBEATS, "next", 0.0)
    health.tell_worker_lives()
    broker.delete(health.heartbeat("celery"))
    health.tell_worker_lives()
    assert broker.exists(health.heartbeat("celery")) == 0


def test_cache_keeps_what_it_is_given(broker):
    cache.set("word", "peace", 60)
    assert cache.get("word") == "peace"
