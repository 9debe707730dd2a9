"""The index of vectors, which is taken away while most of what it holds is written, and built when it is walked.

A vector costs the database several times as long where the index grows by it as where the index is built with it there.
Meanwhile the search compares all that lies in its negotiation: exact, and slower by what is new.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import OperationalError, ProgrammingError, connection

from positions.models import Embedding

INDEX = next(each for each in Embedding._meta.indexes if each.name == "embedding_neighbours")
WALKED_FROM = 20_000  # statements of one negotiation; up to here all are compared, which is faster, and exact
FEWEST = 2_000  # vectors to come, below which it is not worth the while
MOST = 350_000  # vectors in all: as many are compared in a third of a second, and indexed in a gigabyte of memory
BYTES = 3_000  # of memory that one of them takes while the index is built
PATIENCE = "2s"  # for those who use the index at this moment
LOCK = 7_250_611  # of whoever builds


def is_there() -> bool:
    """Tell whether the index can be used; one whose building was broken off cannot."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT indisvalid FROM pg_index WHERE indexrelid = to_regclass(%s)", [INDEX.name])
        return cursor.fetchone() == (True,)


def lay_aside(*, coming: int) -> bool:
    """Take the index away if that many vectors are to be written and it is worth it; whoever writes them builds it."""
    there = Embedding.objects.count() if coming >= FEWEST else 0
    if coming < max(FEWEST, there) or coming + there > MOST or not is_there():
        return False
    try:
        with connection.schema_editor() as editor:
            editor.execute(f"SET LOCAL lock_timeout = '{PATIENCE}'")
            editor.remove_index(Embedding, INDEX)
    except (OperationalError, ProgrammingError):  # in use all the time, or another's: it grows, then
        return False
    return True


def is_walked() -> bool:
    """Tell whether a negotiation has so many vectors that the search walks the index there."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT EXISTS (SELECT FROM positions_embedding GROUP BY negotiation_id HAVING count(*) > %s)",
            [WALKED_FROM],
        )
        return cursor.fetchone() == (True,)


def build() -> bool:
    """Build the index if it is walked and not there, while others read and write; False where another session does."""
    if is_there() or not is_walked():
        return True
    with _alone() as is_mine:
        if is_mine and not is_there():
            concurrently = not connection.in_atomic_block
            with connection.schema_editor(atomic=False) as editor, _memory(Embedding.objects.count() * BYTES):
                editor.execute(f"DROP INDEX IF EXISTS {INDEX.name}")  # half built
                editor.execute(INDEX.create_sql(Embedding, editor, concurrently=concurrently))
        return is_mine


@contextmanager
def _alone() -> Iterator[bool]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [LOCK])
        [is_mine] = cursor.fetchone()
        try:
            yield is_mine
        finally:
            if is_mine:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [LOCK])


@contextmanager
def _memory(size: int) -> Iterator[None]:
    """Have so much memory, in bytes: an index that outgrows it takes hours. Not less than the server gives anyway."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT set_config('maintenance_work_mem', greatest(%s, setting::bigint) || 'kB', false)"
            " FROM pg_settings WHERE name = 'maintenance_work_mem'",
            [min(size, MOST * BYTES) // 1024],
        )
        try:
            yield
        finally:
            cursor.execute("RESET maintenance_work_mem")
