"""What every test stands on: the real engines, started when the first test needs them."""

import gc
import os
import shutil
from collections.abc import Iterator
from contextlib import ExitStack
from typing import Any

import pytest
import redis
from django.conf import settings
from xdist.scheduler import LoadScopeScheduling

from tracker import engines, folders

ENGINES = ExitStack()
# Files whose tests share something that takes long to make: in a parallel run one process makes it, once. The marks by
# which pytest-xdist 3.8 knows such tests are lost on pytest 9.2.
TOGETHER = ("tests/tracker/test_run.py", "tests/management/test_demo.py")


class Grouped(LoadScopeScheduling):
    """Gives each process test by test, but those of some files in one piece."""

    def _split_scope(self, nodeid: str) -> str:
        file = nodeid.split("::", 1)[0]
        return file if file in TOGETHER else nodeid


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--update-golden", action="store_true", help="write the golden files anew")


def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Grouped:
    return Grouped(config, log)


def pytest_configure(config: pytest.Config) -> None:
    """Start the engines before the workers of a parallel run; a single process waits until a test needs them."""
    if config.getoption("numprocesses", None):
        start_engines()


def pytest_collection_finish(session: pytest.Session) -> None:
    """Have the collector of garbage look only at what the tests make: all that is imported took it a sixth of a run."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 20)


def pytest_unconfigure(config: pytest.Config) -> None:
    ENGINES.close()
    if "PYTEST_XDIST_WORKER" not in os.environ and os.environ.get("TESTS_VAR_DIR") == str(settings.VAR_DIR):
        shutil.rmtree(settings.VAR_DIR, ignore_errors=True)


def start_engines() -> None:
    try:
        ENGINES.enter_context(engines.running(settings.VAR_DIR, durable=False))
    except folders.CannotRunError as error:
        pytest.exit(str(error), returncode=1)


@pytest.fixture(scope="session")
def running_engines() -> None:
    """PostgreSQL and Valkey, real and empty."""
    if "PYTEST_XDIST_WORKER" not in os.environ:
        start_engines()


@pytest.fixture(scope="session")
def django_db_modify_db_settings(running_engines: None, django_db_modify_db_settings_parallel_suffix: None) -> None:
    """Have the engines before pytest-django makes the test database."""


@pytest.fixture
def broker(running_engines: None) -> Iterator[redis.Redis]:
    """This test process's own database of the broker, empty before and after."""
    with redis.Redis.from_url(settings.REDIS_URL) as client:
        client.flushdb()
        yield client
        client.flushdb()
