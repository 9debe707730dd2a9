"""Prints what tables cost on their way out and in: seconds, megabytes of the file, and how far memory grows.

    python -m bench.tables [--statements 100000] [--coded 0.5] [--keep FOLDER]

One negotiation of so many invented statements (`bench/population.py`) with 20 parties, 10 issues and an article for
every 20 statements; the share that is coded has a position each, most of them confirmed, and a link of every fifth
statement to an earlier one. Each measurement is a process of its own; memory is how far its resident set grew beyond
what it had at its beginning. Reading makes the records of a file, without comparing them with the negotiation.
"""

import argparse
import os
import resource
import time
from collections.abc import Callable, Iterable
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path

from bench.population import add_statements, code, database, link, people


def load(count: int, share: float) -> None:
    """Fill the database, unless a run before has done it."""
    from django.db import connection  # noqa: PLC0415  # after `database` has set Django up

    from positions.analysis.held_positions import rebuild  # noqa: PLC0415
    from positions.models import Negotiation  # noqa: PLC0415

    if Negotiation.objects.exists():
        return
    drawn = people(has_vectors=False)
    add_statements(drawn, count)
    code(drawn, share)
    link(drawn, 5)
    rebuild(negotiation=Negotiation.objects.get())
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def resident() -> int:
    """Return the bytes of memory that this process has now."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")


def measured(work: Callable[[], int]) -> tuple[float, float, float, int]:
    """Return seconds, seconds on a processor, megabytes of memory and what a piece of work returns."""
    ours, theirs = get_context("fork").Pipe()

    def run(answer: Connection) -> None:
        before, begun = resident(), time.monotonic()
        found = work()
        most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
        answer.send((time.monotonic() - begun, time.process_time(), (most - before) / 2**20, found))

    process = get_context("fork").Process(target=run, args=(theirs,))
    process.start()
    theirs.close()
    found = ours.recv()
    process.join()
    return found


def written(pieces: Iterable[bytes], path: Path) -> int:
    with path.open("wb") as file:
        return sum(map(file.write, pieces))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--statements", type=int, default=100_000)
    parser.add_argument("--coded", type=float, default=0.5)
    parser.add_argument("--keep", type=Path)
    asked = parser.parse_args()
    with database(asked.keep):
        load(asked.statements, asked.coded)
        report(asked.statements)


def report(count: int) -> None:
    from django.conf import settings  # noqa: PLC0415  # after `database` has set Django up
    from django.db import connection  # noqa: PLC0415

    from positions.exchange.tables.csv_writing import write_csv  # noqa: PLC0415
    from positions.exchange.tables.reading import read_csv, read_xlsx  # noqa: PLC0415
    from positions.exchange.tables.workbook import write_xlsx  # noqa: PLC0415
    from positions.models import Negotiation  # noqa: PLC0415

    negotiation = Negotiation.objects.get()
    folder = Path(settings.VAR_DIR)
    csv, xlsx = folder / "all.zip", folder / "all.xlsx"
    steps: dict[str, Callable[[], int]] = {
        "statements as CSV, out": lambda: written(
            write_csv(negotiation, {"table": "statements"}), folder / "statements.csv"
        ),
        "all tables as CSV, out": lambda: written(write_csv(negotiation, {}), csv),
        "all tables as XLSX, out": lambda: written(write_xlsx(negotiation, {}), xlsx),
        "all tables as CSV, in": lambda: sum(row.record is not None for row in read_csv(csv, {})),
        "all tables as XLSX, in": lambda: sum(row.record is not None for row in read_xlsx(xlsx, {})),
    }
    print(f"{count:,} statements")
    for name, work in steps.items():
        connection.close()
        seconds, processor, memory, found = measured(work)
        told = f"{found:,} records" if name.endswith("in") else f"{found / 2**20:.0f} MB"
        print(f"{name:26} {seconds:6.1f} s ({processor:.1f} on a processor), memory +{memory:.0f} MB, {told}")


if __name__ == "__main__":
    main()
