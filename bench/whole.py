"""Prints what writing and restoring a whole negotiation cost: seconds, memory of the process, bytes of the file.

    python -m bench.whole [--count 100000] [--keep FOLDER]

One negotiation of so many invented statements (`bench/population.py`): a fifth of them coded, most codings confirmed, a
suggested link from every second one. Everything has the history that it would have, if each row was entered by an
action of its own. The file is written, planned, and restored as a copy beside the original; the copy is written again,
and has to have as many bytes. With --keep the loaded database, and each copy, stay in FOLDER/COUNT for the next run.
"""

import argparse
import resource
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from bench.population import add_statements, code, database, link, people

CODED = 0.2
LINKED = 2
FROM = "FROM positions_"
NOTED = ("statement", "position", "link", "judgement", "article")


def load(count: int) -> None:
    """Fill the database with a negotiation of so many statements and its history, unless a run before has done it."""
    from positions.models import Negotiation  # noqa: PLC0415  # after Django is set up

    if Negotiation.objects.exists():
        return
    drawn = people(has_vectors=False)
    add_statements(drawn, count)
    code(drawn, CODED)
    link(drawn, LINKED)
    note()


def note() -> None:
    """Write the history of rows that came with triggers off: one event, and one action, for each."""
    from django.apps import apps  # noqa: PLC0415
    from django.db import connection  # noqa: PLC0415

    with connection.cursor() as cursor:
        cursor.execute("CREATE TEMPORARY TABLE act AS SELECT gen_random_uuid() AS id, pk FROM generate_series(1, 1) pk")
        for name in NOTED:
            event = apps.get_model("positions", f"{name}event")
            own = {"pgh_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "pgh_context_id"}
            columns = [f.column for f in event._meta.concrete_fields if f.column not in own]
            into, taken = (", ".join(f'{of}"{column}"' for column in columns) for of in ("", "r."))
            cursor.execute("DROP TABLE act")
            cursor.execute(f"CREATE TEMPORARY TABLE act AS SELECT gen_random_uuid() AS id, id AS pk {FROM}{name}")
            cursor.execute("""INSERT INTO pghistory_context (id, created_at, updated_at, metadata)
                              SELECT id, now(), now(), '{"url": "/n/talks/", "user": 1}' FROM act""")
            cursor.execute(
                f"INSERT INTO positions_{name}event (pgh_created_at, pgh_label, pgh_obj_id, pgh_context_id, {into})"
                f" SELECT now(), 'insert', r.id, act.id, {taken} {FROM}{name} r JOIN act ON act.pk = r.id ORDER BY r.id"
            )
        cursor.execute("VACUUM ANALYZE")


def measured(what: str, work: Callable[[], Any]) -> Any:
    """Do some work and print how long it took and how much memory the process has had at most."""
    before, started, spent = peak(), time.perf_counter(), time.process_time()
    result = work()
    seconds, spent = time.perf_counter() - started, time.process_time() - spent
    print(
        f"{what:22} {seconds:7.1f} s, {spent:6.1f} of them in this process   peak {before:5.0f} -> {peak():5.0f} MiB",
        flush=True,
    )
    return result


def peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--count", type=int, default=100_000)
    parser.add_argument("--keep", type=Path, help="folder in which the loaded database stays")
    options = parser.parse_args()
    with database(options.keep and options.keep / str(options.count)):
        measure(options.count)


def measure(count: int) -> None:
    """Write, plan, restore, and write what was restored."""
    from django.conf import settings  # noqa: PLC0415
    from pghistory.models import Context  # noqa: PLC0415

    from positions.exchange.whole.planning import plan_whole  # noqa: PLC0415
    from positions.exchange.whole.reading import restore_whole  # noqa: PLC0415
    from positions.exchange.whole.writing import write_whole  # noqa: PLC0415
    from positions.models import Negotiation, User  # noqa: PLC0415

    load(count)
    path = Path(settings.VAR_DIR) / "talks.jsonl"
    options = {"as_copy": True, "slug": f"copy-{time.time_ns()}"}
    by = User.objects.get_or_create(username="admin", is_superuser=True)[0]

    def write(negotiation: Negotiation) -> int:
        with path.open("wb") as file:
            return sum(file.write(piece) for piece in write_whole(negotiation, {}))

    original = Negotiation.objects.order_by("pk").first()
    size = measured("written", lambda: write(original))
    rows = sum(plan_whole(path, options).header.rows.values())
    print(f"{rows:,} rows, {Context.objects.count():,} actions, {size / 2**20:.0f} MiB")
    measured("planned", lambda: plan_whole(path, options))
    restored = measured("planned and restored", lambda: restore_whole(path, options, by))
    again = measured("copy written", lambda: write(restored.negotiation))
    print(f"copy {again - size:+,} bytes")


if __name__ == "__main__":
    main()
