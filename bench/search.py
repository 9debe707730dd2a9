"""Prints what a search costs in a large negotiation, and which indexes it uses.

    python -m bench.search [--count 100000] [--runs 5] [--explain]

One negotiation of so many invented statements (`bench/population.py`): 2 % are coded, every tenth carries a link. A
search's time is the median of the runs through Django's whole stack, signed in, the filters' counts included;
`found` says for how many statements, `queries` how many questions it takes. `--explain` adds the plan of the page's
statements.
"""

import argparse
import os
import re
import statistics
from pathlib import Path

from bench.pages import timed
from bench.population import add_statements, code, database, link, people

CODED, LINKED = 0.02, 10
SEARCHES = {
    "nothing": "",
    "a word of many": "q=ceasefire",
    "a rare word": "q=Bafera",
    "a phrase": "q=%22harbour+treaty%22",
    "a word without another": "q=ceasefire+-council",
    "only a word left out": "q=-ceasefire",
    "two words of many": "q=ceasefire+observers",
    "the same, latest first": "q=ceasefire&sort=latest",
    "a party": "party=party-3",
    "a party, a word, a month": "party=party-3&q=treaty&from=2028-03-01&to=2028-03-31",
    "an issue and a stance": "issue=issue-2&stance=supports",
    "a relation": "relation=restates",
    "what is confirmed": "state=confirmed",
    "what is suggested": "state=undecided",
}


def fill(count: int) -> None:
    """Load the negotiation."""
    from django.db import connection  # noqa: PLC0415

    from positions.models import Negotiation  # noqa: PLC0415

    with connection.cursor() as cursor:
        cursor.execute("DROP INDEX embedding_neighbours")  # a search reads no vector, and each takes a while to place
    drawn = people()
    Negotiation.objects.update(slug="bench")
    add_statements(drawn, count)
    code(drawn, CODED)
    link(drawn, LINKED)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")


def measure(runs: int, is_explained: bool) -> None:
    from django.db import connection  # noqa: PLC0415  # after Django is set up
    from django.test import Client  # noqa: PLC0415
    from django.test.utils import CaptureQueriesContext  # noqa: PLC0415

    from positions.models import User  # noqa: PLC0415

    client = Client(headers={"host": "localhost"})
    client.force_login(User.objects.get_or_create(username="reader", is_superuser=True)[0])
    for name, query in SEARCHES.items():
        address = f"/n/bench/search/?{query}"
        page = client.get(address).content.decode()
        median = statistics.median(timed(lambda address=address: client.get(address)) for _ in range(runs))
        with CaptureQueriesContext(connection) as asked:
            client.get(address)
        slowest = max(asked.captured_queries, key=lambda query: float(query["time"]))
        found = re.search(r"<h1>([^<]*\d+|Search)", page)
        told = found.group(1).replace("Search", "everything") if found else "?"
        print(
            f"  {name:26} {median:7.0f} ms  found {told:>16}  queries {len(asked)}  slowest {slowest['time']} s",
            flush=True,
        )
        if is_explained:
            explain(slowest["sql"])


def explain(sql: str) -> None:
    from django.db import connection  # noqa: PLC0415

    with connection.cursor() as cursor:
        cursor.execute("EXPLAIN (ANALYZE, COSTS OFF, TIMING OFF) " + sql.replace("%", "%%"))
        for (line,) in cursor.fetchall():
            print("      " + line[:150])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--count", type=int, default=100_000)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--explain", action="store_true")
    parser.add_argument("--var", type=Path, help="data folder to fill, or to use again as it was filled")
    options = parser.parse_args()
    os.environ["EMBEDDINGS_BACKEND"] = "fake"  # a search reads no vector
    with database(options.var):
        from django.core.management import call_command  # noqa: PLC0415  # after Django is set up

        from positions.models import Negotiation, Statement  # noqa: PLC0415

        call_command("collectstatic", verbosity=0, interactive=False)
        if not Negotiation.objects.exists():
            fill(options.count)
        print(f"{Statement.objects.count():,} statements", flush=True)
        measure(options.runs, options.explain)


if __name__ == "__main__":
    main()
