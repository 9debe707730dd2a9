"""Backup and restore, on a database of their own."""

import psycopg
import pytest

from tracker import backup, engines, folders

# They share one database beside the tests' own.
pytestmark = pytest.mark.xdist_group("backup")


@pytest.fixture
def address(running_engines, monkeypatch):
    """A database beside the tests' own, with one table."""
    home = engines.database_url(folders.var_dir())
    with psycopg.connect(home, autocommit=True) as server:
        server.execute("DROP DATABASE IF EXISTS backed_up")
        server.execute("CREATE DATABASE backed_up")
        own = home.replace("/positions?", "/backed_up?")
        with psycopg.connect(own) as database:
            database.execute("CREATE TABLE kept AS SELECT 'peace' AS word")
        monkeypatch.setenv("DATABASE_URL", own)
        yield own
        server.execute("DROP DATABASE backed_up WITH (FORCE)")


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
