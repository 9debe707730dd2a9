"""Empties the tables after a test that commits: those that have rows, where Django's own command rebuilds them all.

Django truncates every table and makes content types and permissions anew, a second on a busy machine, after each test.
"""

from typing import Any

from django.core.management.commands import flush
from django.db import connections, transaction

# What migrations leave; nothing that a test changes.
KEPT = {"django_migrations", "django_content_type", "auth_permission"}


class Command(flush.Command):
    def handle(self, **options: Any) -> None:
        connection = connections[options["database"]]
        tables = sorted(set(connection.introspection.table_names()) - KEPT)
        with transaction.atomic(using=options["database"]), connection.cursor() as cursor:
            # As TRUNCATE does, wait for a request or a worker that still writes.
            cursor.execute(f"LOCK TABLE {', '.join(tables)} IN EXCLUSIVE MODE")
            cursor.execute("SET LOCAL session_replication_role = replica")  # no triggers, no references
            found = ", ".join(f"EXISTS (SELECT FROM {table})" for table in tables)
            cursor.execute(f"SELECT {found}")
            for table, has_rows in zip(tables, cursor.fetchone(), strict=True):
                if has_rows:
                    cursor.execute(f"DELETE FROM {table}")  # noqa: S608  # our own tables
