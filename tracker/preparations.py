"""What must be in place before the product opens: tables, static files, the demo."""

import hashlib
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager

from django.apps import apps
from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command, get_commands
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.utils.module_loading import import_string

Step = Callable[[str], AbstractContextManager[None]]
DEMO = "load_demo"
ACCOUNTS = "positions.management.demo.accounts.ACCOUNTS"  # a module of tables: loads only once Django is set up


def migrate(step: Step) -> None:
    """Bring the tables up to date; costs nothing when they are."""
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if plan:
        with step(f"Bringing the tables up to date ({len(plan)} migrations)"):
            call_command("migrate", verbosity=0, interactive=False)


def collect_static(step: Step) -> None:
    """Gather static files under names that carry their content; costs nothing when none changed."""
    stamp = settings.STATIC_ROOT / ".collected"
    digest = static_digest()
    if stamp.exists() and stamp.read_text() == digest:
        return
    with step("Collecting static files"):
        call_command("collectstatic", verbosity=0, interactive=False, clear=True)
        stamp.write_text(digest)


def static_digest() -> str:
    """Tell the present static files apart from any others by path, size and time of change."""
    digest = hashlib.sha256()
    for finder in get_finders():
        for path, storage in finder.list(None):
            digest.update(f"{path}|{storage.size(path)}|{storage.get_modified_time(path)}\n".encode())
    return digest.hexdigest()


def load_demo(step: Step) -> None:
    """Fill an empty product with the example, the first time and never in production."""
    if settings.PRODUCTION or not settings.DEMO or DEMO not in get_commands():
        return
    if apps.get_model("positions", "User").objects.exists():
        return
    with step("Loading the example (once)"):
        call_command(DEMO, verbosity=0)


def demo_accounts() -> Iterator[str]:
    """Tell the example's accounts whose published password still opens them."""
    published = {account.username: account for account in import_string(ACCOUNTS)}
    for user in apps.get_model(settings.AUTH_USER_MODEL).objects.filter(username__in=published, is_active=True):
        account = published[user.username]
        if user.check_password(account.password):
            yield f"{account.username} / {account.password}  ({account.purpose})"
