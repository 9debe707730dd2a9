"""Real workers on a real broker of their own, which a test may stop, kill and restart."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import TypeVar

import psycopg
import pytest
from django.conf import settings
from django.db import connection
from kombu import pools

from positions import tasks
from positions.models import Job, Statement
from tests.mailserver import Inbox, serving
from tracker import engines, processes
from tracker.celery import app

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 60.0  # seconds; everything here takes a few, a loaded machine more


def until(holds: Callable[[], object], what: str) -> None:
    """Wait until something holds; fail with its name when it does not in time."""
    deadline = time.monotonic() + PATIENCE
    while not holds():
        if time.monotonic() > deadline:
            pytest.fail(f"Waited {PATIENCE:.0f} s in vain until {what}.")
        time.sleep(0.05)


class Broker:
    """A Valkey of this test's own; data survive `kill` as in production."""

    def __init__(self, folder: Path) -> None:
        self.engine = engines.valkey(folder, durable=True)
        self.url = f"redis+socket://{self.engine.sockets / engines.BROKER_SOCKET}?virtual_host=0"
        self.start()

    def start(self) -> None:
        self.process = processes.spawn(self.engine.program)
        engines.await_answer(self.engine, self.process)

    def stop(self) -> None:
        processes.end(self.process, self.engine.program, seconds=10)

    def kill(self) -> None:
        self.process.kill()
        self.process.wait()


class Worker:
    """A Celery worker with one child, of both queues unless told; `kill` is kill -9 on all of it, whatever it does."""

    def __init__(self, environment: dict[str, str], log: Path, queue: str = "") -> None:
        self.log = log.open("ab")
        command = [sys.executable, "-m", "celery", "-A", "tracker.celery", "worker", "-c", "1", "-l", "INFO"]
        self.process = subprocess.Popen(
            [*command, "--without-gossip", "--without-mingle", *([f"--queues={queue}"] if queue else [])],
            cwd=ROOT,
            env=environment,
            stdout=self.log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )

    def kill(self) -> None:
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def close(self) -> None:
        if self.process.poll() is None:
            self.kill()
        self.log.close()


def ring_at(url: str) -> None:
    """Have this process send its messages to a broker, over new connections."""
    app.conf.broker_url = app.conf.broker_write_url = url
    pools.reset()
    app._pool = app.amqp._producer_pool = None
    tasks.forget_silence()


@pytest.fixture
def broker(transactional_db: None) -> Iterator[Broker]:
    folder = Path(tempfile.mkdtemp(prefix="positions-broker-"))
    broker = Broker(folder)
    ring_at(broker.url)
    yield broker
    ring_at(settings.CELERY_BROKER_URL)
    broker.stop()
    shutil.rmtree(folder, ignore_errors=True)
    shutil.rmtree(broker.engine.sockets, ignore_errors=True)


@pytest.fixture
def start_worker(broker: Broker, tmp_path: Path) -> Iterator[Callable[..., Worker]]:
    workers: list[Worker] = []

    def start(mail: str = "console:", queue: str = "") -> Worker:
        environment = os.environ | {
            "DJANGO_SETTINGS_MODULE": "tests.work.worker_settings",
            "WORKER_DATABASE": connection.settings_dict["NAME"],
            "WORKER_BROKER": broker.url,
            "WORKER_MAIL": mail,
        }
        workers.append(Worker(environment, tmp_path / "worker.log", queue))
        return workers[-1]

    yield start
    for worker in workers:
        worker.close()
    text = (tmp_path / "worker.log").read_text() if workers else ""
    print(text[-4000:])  # shown by pytest when the test fails


class SecondConnection:
    """A transaction beside that of the worker, so that the worker stands still in the middle."""

    def __init__(self) -> None:
        database = settings.DATABASES["default"]
        self.connection = psycopg.connect(
            host=database["HOST"],
            port=database["PORT"],
            user=database["USER"],
            dbname=connection.settings_dict["NAME"],
        )

    def release(self) -> None:
        self.connection.close()


class TableLock(SecondConnection):
    """Holds up every writer of a table."""

    def __init__(self, table: str) -> None:
        super().__init__()
        self.table = table
        self.connection.execute(f"LOCK TABLE {table} IN SHARE MODE")

    def has_a_waiter(self) -> bool:
        waiting = "SELECT 1 FROM pg_locks WHERE NOT granted AND relation = %s::regclass"
        return self.connection.execute(waiting, [self.table]).fetchone() is not None


class HeldRow(SecondConnection):
    """Holds up whoever remembers that a statement was linked."""

    def __init__(self, statement: Statement) -> None:
        super().__init__()
        self.connection.execute(
            "INSERT INTO positions_linking (statement_id, content, recipe, linked_at) VALUES (%s, '', '', now())",
            [statement.pk],
        )

    def has_a_waiter(self) -> bool:
        waiting = "SELECT 1 FROM pg_locks WHERE NOT granted AND pg_backend_pid() = ANY(pg_blocking_pids(pid))"
        return self.connection.execute(waiting).fetchone() is not None


Held = TypeVar("Held", bound=SecondConnection)


def holding(hold: Callable[..., Held]) -> Iterator[Callable[..., Held]]:
    """Yield what holds something up, and release all of it at the end."""
    with ExitStack() as stack:

        def held(what: object) -> Held:
            lock = hold(what)
            stack.callback(lock.release)
            return lock

        yield held


@pytest.fixture
def row_held() -> Iterator[Callable[[Statement], HeldRow]]:
    yield from holding(HeldRow)


@pytest.fixture
def hold() -> Iterator[Callable[[str], TableLock]]:
    yield from holding(TableLock)


@pytest.fixture
def inbox() -> Iterator[Inbox]:
    with serving() as inbox:
        yield inbox


@pytest.fixture
def poison(broker: Broker) -> Iterator[Callable[[str], Callable[[], None]]]:
    """Have the database refuse every new row of a table; calling what is returned cures it."""
    cures: list[Callable[[], None]] = []

    def poison(table: str) -> Callable[[], None]:
        with connection.cursor() as cursor:
            cursor.execute(
                "CREATE FUNCTION poison() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE 'poison'; END $$"
            )
            cursor.execute(f"CREATE TRIGGER poison BEFORE INSERT ON {table} EXECUTE FUNCTION poison()")
        cures.append(cure)
        return cure

    def cure() -> None:
        with connection.cursor() as cursor:
            cursor.execute("DROP FUNCTION IF EXISTS poison CASCADE")

    yield poison
    for each in cures:
        each()


def lose_patience(job: Job) -> None:
    """Let the lease of a silent worker run out now instead of in a minute and a half."""
    Job.objects.filter(pk=job.pk).update(lease_until="2016-01-01T00:00:00Z", rung_at=None)
