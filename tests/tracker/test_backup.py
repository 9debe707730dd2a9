"""Backup and restore, on a database of their own."""

import os

import psycopg
import pytest

from tracker import backup, engines, folders

# One for each test process: two of them run these tests at the same time.
NAME = f"backed_up_{os.environ.get('PYTEST_XDIST_WORKER', 'alone')}"


@pytest.fixture
def address(running_engines, monkeypatch):
    """A database beside the tests' own, with one table."""
    home = engines.database_url(folders.var_dir())
    with psycopg.connect(home, autocommit=True) as server:
        server.execute(f"DROP DATABASE IF EXISTS {NAME}")
        server.execute(f"CREATE DATABASE {NAME}")
        own = home.replace("/positions?", f"/{NAME}?")
        with psycopg.connect(own) as database:
            database.execute("CREATE TABLE kept AS SELECT 'peace' AS word")
        monkeypatch.setenv("DATABASE_URL", own)
        yield own
        server.execute(f"DROP DATABASE {NAME} WITH (FORCE)")


def words(address):
    with psycopg.connect(address) as database:
        return database.execute("SELECT word FROM kept").fetchall()


def test_restore_brings_back_what_was_backed_up(address, tmp_path, capsys):
    backup.backup(tmp_path / "talks.dump")
    with psycopg.connect(address) as database:
        database.execute("UPDATE kept SET word = 'war'")
    backup.restore(tmp_path / "talks.dump")
    assert words(address) == [("peace",)]
    assert [path.name for path in tmp_path.iterdir()] == ["talks.dump"]


def test_restore_of_something_else_changes_nothing(address, tmp_path):
    (tmp_path / "letter.txt").write_text("Dear colleague")
    with pytest.raises(folders.CannotRunError, match="pg_restore did not succeed: "):
        backup.restore(tmp_path / "letter.txt")
    assert words(address) == [("peace",)]


def test_restore_of_a_missing_file_says_so(tmp_path):
    with pytest.raises(folders.CannotRunError, match="is not there: name the file that make backup wrote"):
        backup.restore(tmp_path / "missing.dump")
