"""Prints what the pages of a small and of a very large negotiation cost, beside a page with nothing on it.

    python -m bench.pages [--counts 1000,1000000] [--runs 15]

One negotiation of so many invented statements (`bench/population.py`) with 20 parties and 10 issues. Of the statements
2 % are coded, four fifths of these confirmed by a person, and every thirtieth changes what its party holds: at a
million, 20,000 positions and some 600 shifts. Every tenth statement carries a suggested link that nobody has judged.

A page's time is the median of the runs through Django's whole stack, signed in, as a ratio to an empty view: one of the
same negotiation, behind the same middleware and login, that draws the site's frame and nothing inside. `first` is the
time of the first request of a fresh process for these data, in the same ratio.
"""

import argparse
import statistics
import time
from collections.abc import Callable

from bench.population import Population, add_statements, code, database, link, people

CODED = 0.02
LINKED = 10


def addresses(drawn: Population) -> dict[str, str]:
    """Return what is asked for: the latest of everything."""
    from positions.models import Issue, Negotiation, Statement  # noqa: PLC0415

    negotiation = Negotiation.objects.get(pk=drawn.negotiation)
    coded = Statement.objects.filter(negotiation=negotiation, positions__isnull=False).latest("said_at")
    issue = Issue.objects.get(pk=drawn.issues[0])
    return {
        "empty view": f"/n/{negotiation.slug}/empty/",
        "matrix": f"/n/{negotiation.slug}/matrix/",
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


def measure(drawn: Population, runs: int) -> dict[str, tuple[float, float, int]]:
    """Return median and first time in milliseconds, and queries, of each page."""
    from django.db import connection  # noqa: PLC0415
    from django.test import Client  # noqa: PLC0415
    from django.test.utils import CaptureQueriesContext  # noqa: PLC0415

    from positions.models import User  # noqa: PLC0415

    client = Client(headers={"host": "localhost"})
    client.force_login(User.objects.get_or_create(username="reader", is_superuser=True)[0])
    figures = {}
    pages = addresses(drawn)
    client.get(pages["empty view"])
    for name, address in pages.items():
        first = timed(lambda address=address: client.get(address))
        times = [timed(lambda address=address: client.get(address)) for _ in range(runs)]
        with CaptureQueriesContext(connection) as asked:
            assert client.get(address).status_code == 200, f"{address} did not open"
        figures[name] = statistics.median(times), first, len(asked)
    return figures


def timed(call: Callable[[], object]) -> float:
    started = time.perf_counter()
    call()
    return (time.perf_counter() - started) * 1000


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--counts", default="1000,1000000", type=lambda text: [*map(int, text.split(","))])
    parser.add_argument("--runs", type=int, default=15)
    options = parser.parse_args()
    for count in options.counts:
        with database():
            from django.core.management import call_command  # noqa: PLC0415  # after Django is set up
            from django.db import connection  # noqa: PLC0415

            call_command("collectstatic", verbosity=0, interactive=False)
            install_empty_view()
            drawn = people()
            add_statements(drawn, count)
            code(drawn, CODED)
            link(drawn, LINKED)
            with connection.cursor() as cursor:
                cursor.execute("VACUUM ANALYZE")
            figures = measure(drawn, options.runs)
        print(f"{count:,} statements")
        empty, *_ = figures["empty view"]
        for name, (median, first, queries) in figures.items():
            ratios = f"ratio {median / empty:6.1f}  first {first / empty:6.1f}"
            print(f"  {name:12} {median:8.1f} ms  {ratios}  queries {queries}")


if __name__ == "__main__":
    main()
