"""Fills a database of its own with an invented negotiation of any size, for the benches that need a large one.

A million sentences take an hour to encode, so only BASES sentences are. Each statement joins the claim of one base
with the rider of another, drawn as unevenly as people repeat themselves, and names one of many invented places; its
vector is the weighted mean of the two bases' vectors and noise, as half-precision numbers. So words and vectors go
together, as they do in what is really said, near neighbours share a claim, and no two vectors are alike.

Rows come by COPY with triggers off: every constraint but foreign keys and triggers still holds, and the rows satisfy
those too. Each report (an article's version) carries REPORTED statements, its text is their words.
"""

import os
import shutil
import tempfile
import uuid
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random

import numpy as np

BASES = 2_000
NAMES = 60_000  # of invented places: the long tail of words that a large negotiation has
NOISE = 0.35  # beside length 1: encoded, two such sentences that differ in the name alone have a cosine of 0.89 too
REPORTED = 20
AT_A_TIME = 50_000
FIRST_DAY = datetime(2021, 1, 1, 8, tzinfo=UTC)  # so that all of it is past, and pages show the last day
DAYS = 1_460
POSTGRES_EPOCH = datetime(2000, 1, 1, tzinfo=UTC)
PARTIES, ISSUES = 20, 10

WORDS = {
    "who": "delegation, council, ministry, envoy, commission, alliance, government, parliament, movement, secretariat",
    "will": """
        will accept, rejects, is ready to discuss, insists on, rules out, calls for, opposes, welcomes, demands,
        can live with, would sign, cannot support, has always wanted, is reluctant about, commits itself to,
        warns against
    """,
    "what": """
        ceasefire, withdrawal of heavy weapons, exchange of prisoners, humanitarian corridor, joint patrol,
        border crossing, harbour treaty, fishing quota, river toll, transit fee, emission target, adaptation fund,
        carbon market, phase-out of coal, methane pledge, inspection regime, enrichment limit, sanctions relief,
        arms embargo, constitutional committee, transitional government, early election, amnesty law,
        return of refugees,
        water allocation, grain export, customs union, tariff schedule, patent waiver, debt restructuring,
        reparation payment, war crimes tribunal, observer mission, no-fly zone, demilitarised strip, language law,
        power-sharing formula, autonomy statute, railway link
    """,
    "like": """
        immediate, gradual, partial, complete, verifiable, permanent, temporary, conditional, unilateral, binding,
        voluntary, phased, comprehensive, interim, revised, symbolic, credible, indefinite, balanced, local, regional
    """,
    "rider": """
        if the other side {does} first, before the {season} session, unless the {what} is settled, within {number} days,
        under the eyes of {number} observers, for at least {number} years, without any {like} precondition,
        as agreed in the {like} annex, as long as the {what} stays on the table, whatever the {who} decides,
        once {number} percent of the {what} is paid, in return for a {like} {what}, provided the {who} guarantees it
    """,
    "does": "withdraws, signs, pays, disarms, apologises, opens its archives, lifts the blockade, names its terms",
    "season": "spring, summer, autumn, winter, closing, opening, plenary, ministerial",
    "start": "ba, be, bo, dra, fe, ga, gri, ha, ilo, jar, ka, kel, lo, mar, mi, na, nor, o, pel, qua, ra, sal, sto, u",
    "middle": "dan, fer, gal, hun, kis, lam, mer, nov, pil, rad, ser, tov, ul, van, wick, xan, yar, zin, bor, den",
    "end": "a, burg, by, dal, en, fjord, grad, ia, ik, mark, mouth, o, ov, port, stan, sted, ton, um, vale, var",
}
CHOICES = {kind: [each.strip() for each in words.split(",")] for kind, words in WORDS.items()}


@dataclass
class Population:
    """What was drawn once, and the vectors of all that was loaded, half precision, in the order of the statements."""

    rng: np.random.Generator
    claims: list[str]
    riders: list[str]
    names: list[str]
    bases: np.ndarray
    negotiation: int = 0
    parties: list[int] = field(default_factory=list)
    issues: list[int] = field(default_factory=list)
    ids: list[int] = field(default_factory=list)
    times: list[datetime] = field(default_factory=list)
    vectors: np.ndarray = field(default_factory=lambda: np.empty((0, 384), dtype=np.float16))
    words: list[str] = field(default_factory=list)
    has_vectors: bool = True


@contextmanager
def database(var: Path | None = None) -> Iterator[None]:
    """Have the embedded engines with empty tables in a data folder of their own, deleted at the end unless given."""
    folder = var or Path(tempfile.mkdtemp(prefix="positions-bench-"))
    for name in ("DATABASE_URL", "REDIS_URL", "POSITIONS_ENV", "DEBUG"):
        os.environ.pop(name, None)
    os.environ |= {"VAR_DIR": str(folder), "DJANGO_SETTINGS_MODULE": "tracker.settings", "LOG_LEVEL": "WARNING"}
    import django  # noqa: PLC0415  # the settings read the environment above
    from django.core.management import call_command  # noqa: PLC0415

    from tracker import engines  # noqa: PLC0415

    django.setup()
    try:
        with engines.running(folder, durable=False):
            call_command("migrate", verbosity=0, interactive=False)
            yield
    finally:
        if var is None:
            shutil.rmtree(folder, ignore_errors=True)


def people(seed: int = 4, *, has_vectors: bool = True) -> Population:
    """Draw the sentences, encode them unless told otherwise, and write the negotiation with its parties and issues."""
    from positions.embeddings.encoder import encode  # noqa: PLC0415  # after `database` has set Django up

    rng = Random(seed)
    claims, riders = [_claim(rng) for _ in range(BASES)], [_rider(rng) for _ in range(BASES)]
    names = [f"{_name(rng)} {_name(rng)}" for _ in range(NAMES)]
    drawn = Population(
        np.random.default_rng(seed),
        claims,
        riders,
        names,
        encode([f"{a} {b}." for a, b in zip(claims, riders, strict=True)]) if has_vectors else np.ones((BASES, 1)),
        has_vectors=has_vectors,
    )
    _found(drawn, "talks")
    return drawn


def beside(drawn: Population, count: int) -> Population:
    """Write a second negotiation of count statements, in which the same things are said."""
    other = Population(np.random.default_rng(count), drawn.claims, drawn.riders, drawn.names, drawn.bases)
    _found(other, "neighbour")
    add_statements(other, count)
    return other


def _found(drawn: Population, slug: str) -> None:
    """Write a negotiation with its parties and issues."""
    from positions.models import Issue, Negotiation, Party  # noqa: PLC0415

    negotiation = Negotiation.objects.create(title=slug.capitalize(), slug=slug)
    drawn.negotiation = negotiation.pk
    for number in range(1, PARTIES + 1):
        party = Party(negotiation=negotiation, name=drawn.names[number], slug=f"party-{number}", number=number)
        party.save()
        drawn.parties.append(party.pk)
    for number in range(1, ISSUES + 1):
        title = CHOICES["what"][number].capitalize()
        issue = Issue(negotiation=negotiation, title=title, slug=f"issue-{number}", number=number)
        issue.save()
        drawn.issues.append(issue.pk)


def add_statements(drawn: Population, count: int) -> None:
    """Load further statements, evenly spread over all days."""
    step = timedelta(days=DAYS) / count
    for start in range(0, count, AT_A_TIME):
        _load(drawn, min(AT_A_TIME, count - start), FIRST_DAY + step * start, step)


def code(drawn: Population, share: float, *, moves: float = 0.03, suggested: float = 0.2) -> None:
    """Code a share of the statements: each party restates what it holds on an issue, or moves; most are confirmed."""
    from django.db import connection, transaction  # noqa: PLC0415

    from positions.models import User  # noqa: PLC0415

    rng = Random(len(drawn.ids))
    by = User.objects.get_or_create(username="coder")[0].pk
    held: dict[tuple[int, int], tuple[str, int, int]] = {}
    positions, judgements = [], []
    for place in sorted(rng.sample(range(len(drawn.ids)), int(len(drawn.ids) * share)), key=drawn.times.__getitem__):
        cell = drawn.parties[place * 7 % PARTIES], rng.choice(drawn.issues)
        if cell not in held or rng.random() < moves:
            value = rng.randint(0, 100)
            held[cell] = "supports" if value >= 50 else "opposes", value, rng.randint(1, 4)
        at, is_open = drawn.times[place], rng.random() < suggested
        key = len(positions) + 1
        positions.append((key, drawn.ids[place], cell[1], *held[cell], "", "", "", "machine", "bench", 0.7, at))
        if not is_open:
            judgements.append((2 * key - 1, drawn.ids[place], None, "confirm", "", "", by, at))
            judgements.append((2 * key, None, key, "confirm", "", "", by, at))
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        columns = (
            "id statement_id issue_id stance value firmness condition act mode origin method confidence recorded_at"
        )
        _copy(cursor, "positions_position", columns, positions)
        columns = "id statement_id position_id verdict relation note by_id at"
        _copy(cursor, "positions_judgement", columns, judgements)


def link(drawn: Population, every: int, *, back: int = 100) -> None:
    """Suggest a link from every so-manieth statement to the one so many places before it, by time."""
    from django.db import connection, transaction  # noqa: PLC0415

    rows = [
        (uuid.uuid4(), drawn.negotiation, drawn.ids[later], drawn.ids[later - back], "restates", 0.8, "{}", "[]",
         "bench", "machine", drawn.times[later])
        for later in range(back, len(drawn.ids), every)
    ]  # fmt: skip
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        columns = (
            "public_id negotiation_id later_id earlier_id relation score scores explanation method origin recorded_at"
        )
        _copy(cursor, "positions_link", columns, rows)


def _load(drawn: Population, count: int, since: datetime, step: timedelta) -> None:
    from django.db import connection, transaction  # noqa: PLC0415

    words, vectors = _drawn(drawn, count)
    times = [since + step * place for place in range(count)]
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        first = _last(cursor, "positions_statement") + 1
        ids = range(first, first + count)
        versions, spans = _reports(cursor, drawn.negotiation, words, times)
        _copy(
            cursor,
            "positions_statement",
            "id public_id negotiation_id version_id spans words kind speaker_as_written unresolved_reason party_id"
            " said_at said_at_precision recorded_at origin method confidence",
            (
                (ids[place], uuid.uuid4(), drawn.negotiation, versions[place], spans[place], words[place], "direct",
                 f"Speaker {place % 400}", "", drawn.parties[place * 7 % PARTIES], times[place], "day", times[place],
                 "machine", "bench", 0.7)
                for place in range(count)
            ),
        )  # fmt: skip
        if drawn.has_vectors:
            _copy_vectors(cursor, drawn, ids, words, times, vectors)
    drawn.ids += ids
    drawn.times += times
    drawn.words += words
    if drawn.has_vectors:
        drawn.vectors = np.concatenate([drawn.vectors, vectors])


def _drawn(drawn: Population, count: int) -> tuple[list[str], np.ndarray]:
    """Return the words and vectors of new statements."""
    rng = drawn.rng
    weights = 1 / (np.arange(BASES) + 20)  # a few claims are made over and over
    weights /= weights.sum()
    ones, others = rng.choice(BASES, count, p=weights), rng.integers(0, BASES, count)
    named = np.minimum(rng.zipf(1.2, count), len(drawn.names)) - 1
    words = [
        f"{drawn.claims[one]} {drawn.riders[other]}, {drawn.names[name]} included."
        for one, other, name in zip(ones, others, named, strict=True)
    ]
    if not drawn.has_vectors:
        return words, drawn.vectors
    share = rng.uniform(0.5, 0.9, (count, 1)).astype(np.float32)
    noise = rng.standard_normal((count, 384), dtype=np.float32) * np.float32(NOISE / 384**0.5)
    vectors = share * drawn.bases[ones] + (1 - share) * drawn.bases[others] + noise
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    return words, vectors.astype(np.float16)


def _reports(cursor, negotiation: int, words: Sequence[str], times: Sequence[datetime]) -> tuple[list[int], list[str]]:
    """Write the articles that carry the words, and return version and spans of each statement."""
    from positions.models import Source  # noqa: PLC0415
    from positions.text import text_hash  # noqa: PLC0415

    source, _ = Source.objects.get_or_create(name="Northmark Gazette")
    number = _last(cursor, "positions_articleversion")
    versions, spans, articles, texts = [], [], [], []
    for start in range(0, len(words), REPORTED):
        number, end = number + 1, 0
        carried = words[start : start + REPORTED]
        for each in carried:
            versions.append(number)
            spans.append(f"{{{{{end},{end + len(each)}}}}}")
            end += len(each) + 1
        text, at = "\n".join(carried), times[start]
        articles.append(
            (number, uuid.uuid4(), negotiation, source.pk, f"Day {number}", "", "", "", at, "day", at, "read", "")
        )
        texts.append((number, number, negotiation, 1, text, text_hash(text), at))
    _copy(
        cursor,
        "positions_article",
        "id public_id negotiation_id source_id title url reference language published_at published_at_precision"
        " recorded_at state error",
        articles,
    )
    _copy(cursor, "positions_articleversion", "id article_id negotiation_id number text text_hash read_at", texts)
    return versions, spans


def _copy(cursor, table: str, columns: str, rows: Iterable[Sequence[object]]) -> None:
    with cursor.copy(f"COPY {table} ({', '.join(columns.split())}) FROM STDIN") as copy:
        for row in rows:
            copy.write_row(row)
    cursor.execute("SELECT setval(pg_get_serial_sequence(%s, 'id'), %s)", [table, _last(cursor, table)])


def _copy_vectors(
    cursor, drawn: Population, ids: Sequence[int], words: Sequence[str], times: Sequence[datetime], vectors: np.ndarray
) -> None:
    """Write the vectors in PostgreSQL's binary format, laid out as one array: all rows are of one length."""
    from positions.embeddings.encoder import recipe  # noqa: PLC0415
    from positions.text import text_hash  # noqa: PLC0415

    columns = {
        "statement_id": (">i8", ids),
        "recipe": ("S64", recipe()),
        "text_hash": ("S64", [text_hash(each) for each in words]),
        "negotiation_id": (">i8", drawn.negotiation),
        "said_at": (">i8", [(at - POSTGRES_EPOCH) // timedelta(microseconds=1) for at in times]),
        "vector": (np.dtype([("dimensions", ">i2"), ("unused", ">i2"), ("numbers", ">f2", 384)]), None),
    }
    layout = [("fields", ">i2")]
    for name, (kind, _) in columns.items():
        layout += [(f"length of {name}", ">i4"), (name, kind)]
    rows = np.zeros(len(ids), dtype=layout)
    rows["fields"] = len(columns)
    for name, (kind, content) in columns.items():
        rows[f"length of {name}"] = np.dtype(kind).itemsize
        if content is not None:
            rows[name] = content
    rows["vector"]["dimensions"], rows["vector"]["numbers"] = 384, vectors
    with cursor.copy(f"COPY positions_embedding ({', '.join(columns)}) FROM STDIN (FORMAT binary)") as copy:
        copy.write(b"PGCOPY\n\xff\r\n\0" + bytes(8) + rows.tobytes() + b"\xff\xff")


def _last(cursor, table: str) -> int:
    cursor.execute(f"SELECT coalesce(max(id), 0) FROM {table}")  # noqa: S608  # one of our own tables
    return cursor.fetchone()[0]


def _claim(rng: Random) -> str:
    return f"The {_name(rng)} " + _filled("{who} {will} a {like} {what}", rng)


def _rider(rng: Random) -> str:
    return _filled(rng.choice(CHOICES["rider"]), rng)


def _filled(sentence: str, rng: Random) -> str:
    words = {kind: rng.choice(choices) for kind, choices in CHOICES.items()}
    return sentence.format(number=rng.randint(2, 400), **words)


def _name(rng: Random) -> str:
    return "".join(rng.choice(CHOICES[part]) for part in ("start", "middle", "end")).capitalize()
