"""The embedded engines, started for real in folders of their own."""

import subprocess
import sys
import time

import psycopg
import pytest
import redis
from django.db import connection

from tracker import engines, folders

HOLD = """
import sys, time
from pathlib import Path
from tracker import engines
with engines.running(Path(sys.argv[1]), durable=False):
    print("running", flush=True)
    time.sleep(120)
"""
BORROW = """
import time
from tracker import engines, folders
with engines.borrowed():
    print(engines.database_answers(engines.socket_dir(folders.var_dir())), flush=True)
    time.sleep(0.5)
"""


@pytest.fixture(scope="module")
def var(new_var):
    """A data folder that has been started once, so that the next start takes no time."""
    folder = new_var()
    with engines.running(folder, durable=False), connect(folder) as database:
        database.execute("CREATE TABLE kept (word text)")
        database.execute("INSERT INTO kept VALUES ('peace')")
    return folder


def connect(var):
    return psycopg.connect(engines.database_url(var))


def broker_of(var):
    return redis.Redis(unix_socket_path=str(engines.socket_dir(var) / engines.BROKER_SOCKET), decode_responses=True)


def answers(var):
    sockets = engines.socket_dir(var)
    return engines.database_answers(sockets), engines.broker_answers(sockets)


@pytest.mark.django_db
def test_database_orders_text_alike_on_every_machine():
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT datcollate, datlocale, pg_encoding_to_char(encoding) FROM pg_database WHERE datname = 'postgres'"
        )
        assert cursor.fetchone() == ("C", "C.UTF-8", "UTF8")


@pytest.mark.django_db
def test_database_folds_letters_of_many_scripts():
    with connection.cursor() as cursor:
        cursor.execute("SELECT lower('ÉLYSÉE ЛАВРОВ')")
        assert cursor.fetchone() == ("élysée лавров",)


def test_broker_of_a_test_is_empty(broker):
    assert broker.dbsize() == 0


def test_engines_answer_while_running_and_not_after(var):
    with engines.running(var, durable=False):
        during = answers(var)
    assert (during, answers(var)) == ((True, True), (False, False))
    assert not engines.socket_dir(var).exists()


def test_data_outlives_the_engines(var):
    with engines.running(var, durable=False), connect(var) as database:
        assert database.execute("SELECT word FROM kept").fetchall() == [("peace",)]


def test_engines_keep_what_was_written_before_a_kill(var):
    holder = subprocess.Popen([sys.executable, "-c", HOLD, var], stdout=subprocess.PIPE, cwd=folders.ROOT)
    assert holder.stdout.readline() == b"running\n"
    with connect(var) as database:
        database.execute("INSERT INTO kept VALUES ('written late')")
    holder.kill()
    holder.communicate()
    with engines.running(var, durable=False), connect(var) as database:
        assert database.execute("SELECT word FROM kept WHERE word LIKE 'written%'").fetchall() == [("written late",)]


def test_lock_file_naming_a_living_stranger_does_not_stop_the_start(var):
    (var / "postgres" / "postmaster.pid").write_text(f"1\n{var / 'postgres'}\n1\n5432\n/tmp\n\n0\nready\n")
    with engines.running(var, durable=False):
        assert answers(var) == (True, True)


def test_second_owner_is_told_who_holds_the_folder(var):
    with (
        engines.running(var, durable=False),
        pytest.raises(folders.InUseError, match=f"{var} is in use by another run"),
    ):
        with engines.running(var):
            pass


def test_broker_keeps_its_messages_over_a_restart(var):
    with engines.running(var), broker_of(var) as broker:
        broker.rpush("celery", "a message")
    with engines.running(var), broker_of(var) as broker:
        assert broker.lrange("celery", 0, -1) == ["a message"]


def test_commands_that_start_together_share_the_engines(var, monkeypatch):
    monkeypatch.setenv("VAR_DIR", str(var))
    commands = [
        subprocess.Popen(
            [sys.executable, "-c", BORROW], stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=folders.ROOT
        )
        for _ in range(3)
    ]
    ended = [(*command.communicate(), command.returncode) for command in commands]
    assert ended == [(b"True\n", b"", 0)] * 3
    assert answers(var) == (False, False)


def test_start_that_was_killed_half_way_is_begun_anew(new_var):
    fresh = new_var()
    (fresh / "postgres.new" / "base").mkdir(parents=True)
    with engines.running(fresh, durable=False):
        assert answers(fresh) == (True, True)


def test_engine_that_cannot_start_says_why_in_one_sentence(var):
    configuration = var / "postgres" / "postgresql.auto.conf"
    before = configuration.read_text()
    configuration.write_text("max_connections = many\n")
    started = time.monotonic()
    try:
        with pytest.raises(folders.CannotRunError) as refusal, engines.running(var, durable=False):
            pass
    finally:
        configuration.write_text(before)
    assert str(refusal.value).startswith("PostgreSQL did not start (")
    assert str(refusal.value).endswith(f"see {var / 'log' / 'postgres.log'}.")
    assert time.monotonic() - started < 30
