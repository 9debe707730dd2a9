"""`manage.py` starts the engines for the commands that need them."""

import os
import subprocess
import sys

import pytest

from manage import needs_engines
from tracker import folders


@pytest.mark.parametrize(
    ("line", "needs"),
    [
        ("manage.py migrate", True),
        ("manage.py extract", False),
        ("manage.py extract --negotiation aleppo", True),
        ("manage.py extract --negotiation=aleppo", True),
        ("manage.py relate", False),
        ("manage.py help migrate", False),
        ("manage.py migrate --help", False),
        ("manage.py --version", False),
        ("manage.py", False),
    ],
)
def test_engines_are_started_only_where_needed(line, needs):
    assert needs_engines(line.split()) is needs


def test_command_ends_the_engines_that_it_started(new_var):
    var = new_var()
    question = "from django.db import connection as c; q = c.cursor(); q.execute('SELECT 42'); print(q.fetchone())"
    done = subprocess.run(
        [sys.executable, "manage.py", "shell", "--no-imports", "-c", question],
        cwd=folders.ROOT,
        env={**os.environ, "VAR_DIR": str(var), "DJANGO_SETTINGS_MODULE": "tracker.settings"},
        capture_output=True,
        text=True,
    )
    assert (done.stdout, (var / "postgres" / "postmaster.pid").exists()) == ("(42,)\n", False)
