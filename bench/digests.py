"""Prints what composing, rendering and handing over digests costs: seconds per thousand, queries, memory.

    python -m bench.digests [--digests 10000] [--statements 100000] [--coded 0.1] [--alone 20] [--keep FOLDER]

One negotiation of so many invented statements (`bench/population.py`) with 20 parties and 10 issues. A share of them
is coded, most of these confirmed, spread over four years. Each digest is of the last week. Two fifths of subscribers
follow everything, the others a party and an issue, a pair or a saved search; they read in two time zones. Each digest
is composed and rendered as for one delivery, and handed over by SMTP to a server in this process, over a connection of
its own, as deliveries are.

`alone` composes some digests with nothing remembered, as the first subscriber of an hour; all others share what was
gathered while nothing changes. Memory is this process's resident set, with its mail server, which keeps nothing.
"""

import argparse
import os
import socket
import statistics
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from random import Random
from typing import Any

from aiosmtpd.controller import Controller

from bench.population import DAYS, FIRST_DAY, add_statements, code, database, people

SEARCHES = 20
ZONES = ("Europe/Stockholm", "America/New_York")


class Sink:
    """Takes every mail, counts it and forgets it."""

    def __init__(self) -> None:
        self.taken = 0
        self.bytes = 0

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802  # their name
        self.taken += 1
        self.bytes += len(envelope.content)
        return "250 OK"


@contextmanager
def serving() -> Iterator[Sink]:
    """Serve a sink and have Django send to it."""
    from django.conf import settings  # noqa: PLC0415  # after `database` has set Django up

    sink = Sink()
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = Controller(sink, hostname="127.0.0.1", port=port)
    server.start()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port
    settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = ""
    settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
    try:
        yield sink
    finally:
        server.stop()


def load(count: int, share: float) -> None:
    """Fill the database, unless a run before has done it."""
    from django.db import connection  # noqa: PLC0415

    from positions.analysis.held_positions import rebuild  # noqa: PLC0415
    from positions.models import Negotiation, SavedSearch, User  # noqa: PLC0415

    if Negotiation.objects.exists():
        return
    drawn = people(has_vectors=False)
    add_statements(drawn, count)
    code(drawn, share)
    negotiation = Negotiation.objects.get()
    rebuild(negotiation=negotiation)  # the rows came with triggers off
    user = User.objects.create(username="searcher")
    for number in range(SEARCHES):
        query = f"party=party-{number % 20 + 1}&stance=supports"
        SavedSearch.objects.create(user=user, negotiation=negotiation, name=f"Search {number}", query=query)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")


def subscribers(number: int) -> Iterator[list[Any]]:
    """Yield what each subscriber follows."""
    from positions.digests.followed import Followed  # noqa: PLC0415
    from positions.models import Negotiation, SavedSearch  # noqa: PLC0415

    negotiation, rng = Negotiation.objects.get(), Random(7)
    parties, issues = list(negotiation.parties.all()), list(negotiation.issues.all())
    searches = list(SavedSearch.objects.all())
    for _ in range(number):
        one, other = rng.sample(parties, 2)
        yield rng.choice(
            [
                [Followed(negotiation)],
                [Followed(negotiation)],
                [Followed(negotiation, party=one), Followed(negotiation, issue=rng.choice(issues))],
                [Followed(negotiation, party=one, other=other)],
                [Followed(negotiation, search=rng.choice(searches)), Followed(negotiation, party=one)],
            ]
        )


def write(followed: list[Any], number: int) -> Any:
    """Compose and render one digest."""
    from positions.digests.compose import compose  # noqa: PLC0415
    from positions.digests.render import Reader, render  # noqa: PLC0415

    end = FIRST_DAY + timedelta(days=DAYS)
    digest = compose(followed=followed, start=end - timedelta(days=7), end=end)
    base = "https://positions.example"
    reader = Reader(
        time_zone=ZONES[number % 2],
        manage_url=f"{base}/digest/",
        unsubscribe_url=f"{base}/unsubscribe/{number}/",
        browser_url=f"{base}/digests/{number}/",
        why=("You receive this because you follow the talks.",),
        name=f"Reader {number}",
    )
    return render(digest, reader=reader)


def hand_over(mail: Any, number: int) -> None:
    """Send one mail over a connection of its own."""
    from django.core.mail import EmailMultiAlternatives  # noqa: PLC0415

    message = EmailMultiAlternatives(mail.subject, mail.text, to=[f"reader{number}@example.org"])
    message.attach_alternative(mail.html, "text/html")
    message.send()


def resident() -> float:
    """Return the memory of this process in MB."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


@contextmanager
def counted() -> Iterator[list[str]]:
    """Count queries without keeping their text."""
    from django.db import connection  # noqa: PLC0415

    asked: list[str] = []

    def count(execute: Any, sql: Any, params: Any, many: Any, context: Any) -> Any:
        asked.append("")
        return execute(sql, params, many, context)

    with connection.execute_wrapper(count):
        yield asked


def alone(number: int) -> None:
    """Print what a digest costs that nobody shares."""
    from positions.digests import gather  # noqa: PLC0415

    seconds, queries = [], []
    for place, followed in enumerate(subscribers(number)):
        gather.forget()
        with counted() as asked:
            started = time.perf_counter()
            write(followed, place)
            seconds.append(time.perf_counter() - started)
        queries.append(len(asked))
    gather.forget()
    print(f"alone: {statistics.median(seconds) * 1000:.0f} ms each, {sorted(set(queries))} queries")


def together(number: int, sink: Sink) -> None:
    """Print what all digests cost, and what was queried and held in memory on the way."""
    spent = {"compose and render": 0.0, "hand over": 0.0}
    queries: set[int] = set()
    memory = [resident()]
    for place, followed in enumerate(subscribers(number)):
        started = time.perf_counter()
        with counted() as asked:
            mail = write(followed, place)
        written = time.perf_counter()
        hand_over(mail, place)
        spent["compose and render"] += written - started
        spent["hand over"] += time.perf_counter() - written
        queries.add(len(asked))
        if place in {number // 10, number // 2}:
            memory.append(resident())
    memory.append(resident())
    assert sink.taken == number, f"{sink.taken} of {number} mails arrived"
    for what, seconds in spent.items():
        print(f"{what}: {seconds / number * 1000:.1f} s per thousand")
    print(f"queries per digest: {sorted(queries)}; {sink.bytes / number / 1000:.0f} kB per mail")
    print(f"memory at the start, a tenth, the middle, the end: {', '.join(f'{each:.0f} MB' for each in memory)}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--digests", type=int, default=10_000)
    parser.add_argument("--statements", type=int, default=100_000)
    parser.add_argument("--coded", type=float, default=0.1)
    parser.add_argument("--alone", type=int, default=20)
    parser.add_argument("--keep", type=Path)
    options = parser.parse_args()
    with database(options.keep):
        load(options.statements, options.coded)
        print(f"{options.digests:,} digests over {options.statements:,} statements")
        alone(options.alone)
        with serving() as sink:
            together(options.digests, sink)


if __name__ == "__main__":
    main()
