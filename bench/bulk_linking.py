"""Prints how many statements a second the encoder reads alone, how many a bulk linking links, and their ratio.

    python -m bench.bulk_linking [--count 10000] [--rounds 5] [--profile]

Invents a negotiation of so many statements in a fresh database of its own and links all of them as a worker does, item
by item. The encoder reads a sample of the same statements alone before, between and after: its figure is the mean of
these turns, so that a machine that others use at the same time slows both.
"""

# ruff: noqa: E402, SIM905  # the folder of the database is named before Django reads it; lists of phrases read better so
import argparse
import cProfile
import itertools
import os
import pstats
import random
import resource
import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tracker.settings")
os.environ["VAR_DIR"] = tempfile.mkdtemp(prefix="bulk-linking-")

import django

django.setup()

from django.conf import settings
from django.core.management import call_command
from django.db import connection

from positions import tasks
from positions.embeddings.encoder import encode
from positions.enums import JobState, Origin, SpeechKind
from positions.models import Article, ArticleVersion, Job, Link, Negotiation, Party, Source, Statement
from positions.review.links import link_anew
from positions.text import text_hash
from tracker import engines

SAMPLE = 512
PER_ARTICLE = 12
BEGIN = datetime(2020, 1, 1, tzinfo=UTC)

SYLLABLES = "ka ro ven tal mi sor dha bel nu ost gri fa lem zu har pel tir ond va ske".split()
SPEAKERS = (
    "The foreign minister|The deputy prime minister|A spokeswoman|The chief negotiator|The ambassador|"
    "The head of the delegation|The president's adviser|A senior official|The envoy|The defence minister|"
    "The minister of trade|The governor of the coast|The chair of the assembly|A member of the contact group"
).split("|")
STANCES = (
    "will not accept|is ready to discuss|demands|rejects|supports|insists on|could agree to|rules out|welcomes|"
    "warns against|is prepared to guarantee|sees no alternative to|has doubts about|refuses to speak of|"
    "calls for|would sign|proposes|no longer opposes|has always favoured|cannot understand"
).split("|")
MATTERS = (
    "the lifting of harbour dues on ships that carry grain|a corridor for relief lorries through the {place} valley|"
    "the withdrawal of guns from the river at {place}|an inspection of the refinery of {place} by neutral engineers|"
    "a pause of {n} days for the evacuation of the wounded|the return of {n} families to {place}|"
    "a joint patrol on the road between {place} and {other}|the release of {n} fishermen held in {place}|"
    "the reopening of the railway to {other}|a ban on drones within {n} kilometres of {place}|"
    "an observer mission of {n} civilians|the sharing of water from the {place} reservoir|"
    "a referendum in the province of {place}|the extradition of the commander of {other}|"
    "quotas of {n} thousand tonnes for the herring fleet|a common tariff on timber from {place}|"
    "the recognition of the border at {other}|compensation for the owners of {n} burnt farms|"
    "a truce before the feast of {place}|the closure of the camp at {other}|duties of {n} percent on steel|"
    "the handover of the archive of {place}|visas for students of {other}|a pipeline across the {place} plateau|"
    "emission cuts of {n} percent by the coastal states|a fund of {n} million for drowned villages|"
    "the disarmament of the militia of {place}|free passage through the strait of {other}|"
    "an amnesty for conscripts of {place}|a new election of the council of {other}"
).split("|")
CONDITIONS = (
    "before the summit in {month}|if the other side releases the detained fishermen|without any further delay|"
    "as long as the observers stay in {place}|unless the council votes first|provided that {other} signs as well|"
    "once the shelling of {place} has stopped|for the wells of {other}|under no circumstances after {month}|"
    "on the terms of the {month} memorandum|only in the presence of guarantors|whatever the mediators of {other} say|"
    "within {n} days|for at least {n} months|with the consent of the governors"
).split("|")
REASONS = (
    "since {n} convoys were turned back at {place} last winter|because nobody in {other} trusts the present text|"
    "as the law of {month} demands it|for the sake of the {n} schools that have no roof|"
    "although the generals of {place} see it otherwise|and said that {other} had been told so twice|"
    "while the markets of {place} stand empty|and recalled the broken promise of {month}|"
    "which would cost the treasury {n} million a year|and added that time was running out for {other}|"
    "whereas the partners of {place} ask for more|in line with what was agreed at {other}|"
    "so that the harvest around {place} is not lost|and asked the envoy to tell {other} so"
).split("|")
MONTHS = "January February March April May June July August September October November December".split()


def invented(random: random.Random, count: int) -> list[str]:
    """Return so many names of places that are nowhere."""
    names = {"".join(random.choices(SYLLABLES, k=random.choice((2, 3)))).capitalize() for _ in range(count * 3)}
    return sorted(names)[:count]


def sentences(random: random.Random, names: list[str]) -> Iterator[str]:
    """Yield statements without end: one in five takes up an earlier one, its wording or its number changed."""
    said: list[tuple[str, str]] = []
    while True:
        matter, condition = random.choice(MATTERS), random.choice(CONDITIONS)
        parts = [matter, condition, *random.sample(REASONS, k=random.choice((0, 1, 1, 2)))]
        filled = [
            part.format(
                place=random.choice(names),
                other=random.choice(names),
                n=random.randint(2, 900),
                month=random.choice(MONTHS),
            )
            for part in parts
        ]
        if said and random.random() < 0.2:
            filled[0] = random.choice(said)[0]
        said.append((filled[0], condition))
        yield f"{random.choice(SPEAKERS)} {random.choice(STANCES)} {', '.join(filled)}."


def fill(count: int) -> Negotiation:
    """Make a negotiation of so many suggested statements."""
    chance = random.Random(7)
    names = invented(chance, 400)
    words = sentences(chance, names)
    negotiation = Negotiation.objects.create(title="Bulk", slug="bulk")
    parties = [
        Party.objects.create(negotiation=negotiation, name=name, slug=name.lower(), number=number)
        for number, name in enumerate(names[:30], 1)
    ]
    source = Source.objects.create(name="Gazette")
    for first in range(0, count, 1200):
        sizes = [min(PER_ARTICLE, count - start) for start in range(first, min(first + 1200, count), PER_ARTICLE)]
        articles = Article.objects.bulk_create(
            Article(
                negotiation=negotiation, source=source, title=f"Day {first}-{number}", published_at_precision="day",
                published_at=BEGIN + timedelta(hours=first + number),
            )
            for number in range(len(sizes))
        )  # fmt: skip
        texts = [[next(words) for _ in range(size)] for size in sizes]
        versions = ArticleVersion.objects.bulk_create(
            ArticleVersion(
                article=article,
                negotiation=negotiation,
                number=1,
                text=" ".join(text),
                text_hash=text_hash(" ".join(text)),
            )
            for article, text in zip(articles, texts, strict=True)
        )
        Statement.objects.bulk_create(
            Statement(
                negotiation=negotiation, version=version, spans=[[start, start + len(said)]], words=said,
                kind=SpeechKind.INDIRECT, party=chance.choice(parties), speaker_as_written="", confidence=0.7,
                said_at=version.article.published_at, said_at_precision="day", origin=Origin.MACHINE, method="bench",
            )
            for version, text in zip(versions, texts, strict=True)
            for start, said in zip(starts(text), text, strict=True)
        )  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
    return negotiation


def starts(text: list[str]) -> list[int]:
    return [0, *itertools.accumulate(len(said) + 1 for said in text[:-1])]


@dataclass
class Clock:
    """Seconds by the wall, of the processor in this process and in the database's, spent in what is timed."""

    wall: float = 0.0
    processor: float = 0.0
    database: float = 0.0

    @contextmanager
    def running(self) -> Iterator[None]:
        wall, processor, database = time.perf_counter(), time.process_time(), database_time()
        yield
        self.wall += time.perf_counter() - wall
        self.processor += time.process_time() - processor
        self.database += database_time() - database


def database_time() -> float:
    """Return the processor's seconds that this connection's server process and its siblings have taken so far."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        [backend] = cursor.fetchone()
    parent = _stat(backend)[1]
    children = (int(path.name) for path in Path("/proc").iterdir() if path.name.isdigit())
    return sum(sum(_stat(each)[11:13]) for each in children if _stat(each)[1] == parent) / os.sysconf("SC_CLK_TCK")


def _stat(process: int) -> list[int]:
    """Return what Linux keeps of a process: its parent at 1, its time at 11 and 12; zeros once it is gone."""
    try:
        written = Path(f"/proc/{process}/stat").read_text()
    except OSError:
        return [0] * 13
    return [0, *map(int, written.rpartition(")")[2].split()[1:])]


def encoder_rate(sample: list[str], clock: Clock) -> float:
    """Return how many statements a second the encoder reads, with nothing beside it."""
    before = clock.wall
    with clock.running():
        encode(sample)
    return len(sample) / (clock.wall - before)


def link_all(
    negotiation: Negotiation,
    sample: list[str],
    rounds: int,
    alone: Clock,
    linking: Clock,
    profile: cProfile.Profile | None,
) -> list[float]:
    """Link everything item by item; return the encoder's rates between items."""
    job = link_anew(negotiation=negotiation)
    rates, done = [encoder_rate(sample, alone)], 0
    while job.state not in (JobState.DONE, JobState.FAILED):
        with linking.running(), profile or nullcontext():
            tasks.run(job.pk)
        seconds = linking.wall
        job.refresh_from_db()
        if len(rates) < rounds or job.state == JobState.DONE:
            rates.append(encoder_rate(sample, alone))
        print(f"  {job.done:>8,} of {job.total:,}  {(job.done - done):>6,} in this item  {job.done / seconds:6.1f} /s")
        done = job.done
        sys.stdout.flush()
    if job.state == JobState.FAILED:
        raise SystemExit(job.error)
    return rates


def measure(count: int, rounds: int, profile: cProfile.Profile | None) -> None:
    call_command("migrate", verbosity=0)
    Job.doorbell = staticmethod(lambda job_id: None)  # no broker and no worker here
    negotiation = fill(count)
    sample = list(Statement.objects.order_by("?").values_list("words", flat=True)[:SAMPLE])
    print(f"{count:,} statements of {statistics.mean(len(words.split()) for words in sample):.0f} words on average")
    alone, linking = Clock(), Clock()
    rates = link_all(negotiation, sample, rounds, alone, linking, profile)
    encoded = 1000 * alone.processor / (len(rates) * len(sample))
    beside = 1000 * linking.processor / count - encoded
    stored = 1000 * linking.database / count
    rate, linked = statistics.mean(rates), count / linking.wall
    print(f"encoder alone      {rate:8.1f} statements/s ({', '.join(f'{each:.0f}' for each in rates)})")
    print(f"bulk linking       {linked:8.1f} statements/s, encoding included")
    print(f"ratio              {linked / rate:8.2f}")
    print(f"encoder alone      {encoded:8.1f} ms of the processor a statement")
    print(f"bulk linking       {beside:8.1f} ms more, and {stored:.1f} ms of the database")
    print(f"ratio              {encoded / (encoded + beside + stored):8.2f} by the processor")
    print(f"links suggested    {Link.objects.count():8,}")
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"memory             {memory:8,.0f} MB at most in this process")
    started = time.perf_counter()
    job = link_anew(negotiation=negotiation)
    while job.state != JobState.DONE:
        tasks.run(job.pk)
        job.refresh_from_db()
    print(f"asked once more    {count / (time.perf_counter() - started):8.0f} statements/s, nothing to do")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--count", type=int, default=10_000)
    parser.add_argument("--rounds", type=int, default=5, help="how often the encoder is measured alone, at least twice")
    parser.add_argument("--profile", action="store_true", help="say where the time of linking goes")
    options = parser.parse_args()
    profile = cProfile.Profile(time.thread_time) if options.profile else None  # the encoder has a thread of its own
    with engines.running(Path(settings.VAR_DIR), durable=False):
        measure(options.count, options.rounds, profile)
    shutil.rmtree(settings.VAR_DIR, ignore_errors=True)
    if profile:
        pstats.Stats(profile).sort_stats("cumtime").print_stats(60)


if __name__ == "__main__":
    main()
