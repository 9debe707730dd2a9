"""Prints what the pages of a small and of a very large negotiation cost, beside a page with nothing on it.

    python -m bench.pages [--counts 1000,1000000] [--runs 15] [--keep FOLDER]

One negotiation of so many invented statements (`bench/population.py`) with 20 parties and 10 issues. Of the statements
2 % are coded, four fifths of these confirmed by a person, and every thirtieth changes what its party holds: at a
million, 20,000 positions and some 600 shifts. Every tenth statement carries a suggested link that nobody has judged.
With --keep the loaded database stays in FOLDER/COUNT and is measured again by the next run.

A page's time is taken through Django's whole stack, signed in, as a ratio to an empty view: one of the same
negotiation, behind the same middleware and login, that draws the site's frame and nothing inside. Of the runs, each of
which opens every page once, the median counts. `first` is the ratio of the first requests of a fresh process. The
matrix is opened as of the last day, which is what it shows by itself, and as of a day in the middle, where its slider
leads.
"""

import argparse
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import NamedTuple

from bench.population import DAYS, FIRST_DAY, add_statements, code, database, link, people

CODED = 0.02
LINKED = 10


class Figures(NamedTuple):
    """What a page costs: its median time, its ratios to the empty view as a rule and at first, its queries."""

    milliseconds: float
    ratio: float
    first: float
    queries: int


def load(count: int) -> None:
    """Fill the database with a negotiation of so many statements, unless a run before has done it."""
    from django.db import connection  # noqa: PLC0415  # after Django is set up

    from positions.analysis.held_positions import rebuild  # noqa: PLC0415
    from positions.models import Negotiation  # noqa: PLC0415

    if Negotiation.objects.exists():
        return
    drawn = people(has_vectors=False)  # no page measured here reads a vector
    add_statements(drawn, count)
    code(drawn, CODED)
    link(drawn, LINKED)
    started = time.perf_counter()
    rebuild(negotiation=Negotiation.objects.get())  # the rows came with triggers off
    print(f"ledger of {count:,} statements replayed and kept in {time.perf_counter() - started:.1f} s")
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")


def addresses() -> dict[str, str]:
    """Return what is asked for: the latest of everything."""
    from positions.models import Negotiation, Statement  # noqa: PLC0415

    negotiation = Negotiation.objects.get()
    coded = Statement.objects.filter(negotiation=negotiation, positions__isnull=False).latest("said_at")
    issue = negotiation.issues.earliest("pk")
    middle = FIRST_DAY + timedelta(days=DAYS // 2)
    return {
        "empty view": f"/n/{negotiation.slug}/empty/",
        "matrix": f"/n/{negotiation.slug}/matrix/",
        "matrix, past": f"/n/{negotiation.slug}/matrix/?date={middle:%Y-%m-%d}",
        "issue": issue.get_absolute_url(),
        "statement": coded.get_absolute_url(),
    }


def install_empty_view() -> None:
    """Add a page of a negotiation that draws nothing but the frame."""
    from django.shortcuts import render  # noqa: PLC0415
    from django.urls import clear_url_caches, path  # noqa: PLC0415

    from positions.web.access import negotiation_page  # noqa: PLC0415
    from tracker import urls  # noqa: PLC0415

    empty = negotiation_page()(lambda request, negotiation: render(request, "base.html"))
    urls.urlpatterns.insert(0, path("n/<slug:slug>/empty/", empty))
    clear_url_caches()


def measure(runs: int) -> dict[str, Figures]:
    """Return what each page costs; every run opens all of them, so that other work on the machine slows all alike."""
    from django.db import connection  # noqa: PLC0415
    from django.test import Client  # noqa: PLC0415
    from django.test.utils import CaptureQueriesContext  # noqa: PLC0415

    from positions.models import User  # noqa: PLC0415

    client = Client(headers={"host": "localhost"})
    client.force_login(User.objects.get_or_create(username="reader", is_superuser=True)[0])
    pages = addresses()
    client.get(pages["empty view"])
    first = {name: timed(lambda address=address: client.get(address)) for name, address in pages.items()}
    rounds = [
        {name: timed(lambda address=address: client.get(address)) for name, address in pages.items()}
        for _ in range(runs)
    ]
    figures = {}
    for name, address in pages.items():
        with CaptureQueriesContext(connection) as asked:
            assert client.get(address).status_code == 200, f"{address} did not open"
        figures[name] = Figures(
            statistics.median(times[name] for times in rounds),
            statistics.median(times[name] / times["empty view"] for times in rounds),
            first[name] / first["empty view"],
            len(asked),
        )
    return figures


def timed(call: Callable[[], object]) -> float:
    started = time.perf_counter()
    call()
    return (time.perf_counter() - started) * 1000


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--counts", default="1000,1000000", type=lambda text: [*map(int, text.split(","))])
    parser.add_argument("--runs", type=int, default=15)
    parser.add_argument("--keep", type=Path, help="folder in which the loaded databases stay")
    options = parser.parse_args()
    if len(options.counts) > 1:  # Django is set up once in a process, for one database
        kept = ["--keep", str(options.keep)] if options.keep else []
        for count in options.counts:
            again = [sys.executable, "-m", "bench.pages", "--counts", str(count), "--runs", str(options.runs), *kept]
            subprocess.run(again, check=True)
        return
    [count] = options.counts
    with database(options.keep and options.keep / str(count)):
        from django.core.management import call_command  # noqa: PLC0415  # after Django is set up

        call_command("collectstatic", verbosity=0, interactive=False)
        install_empty_view()
        load(count)
        figures = measure(options.runs)
    print(f"{count:,} statements")
    for name, page in figures.items():
        ratios = f"ratio {page.ratio:6.1f}  first {page.first:6.1f}"
        print(f"  {name:12} {page.milliseconds:8.1f} ms  {ratios}  queries {page.queries}")


if __name__ == "__main__":
    main()
