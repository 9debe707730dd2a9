"""Prints how fast and how exactly a new statement finds its candidates in negotiations of growing size.

    python -m bench.linking [--counts 10000,100000,1000000] [--queries 100]

Runs on the embedded engine in a folder of its own, with the invented statements of `bench/population.py`. In the same
run, on the same statements: exact scan with numpy, bm25s (words only), sentence-transformers' own search; the last two
where they are installed (`pip install bm25s sentence-transformers`). Times are medians, one statement at a time; of our
own the mean time on a processor is printed too, which a busy machine changes less, and all is measured once more after
the others, since what memory costs changes from minute to minute.

recall@20: of the 20 earlier statements of the negotiation whose vectors are nearest, how many are among those that the
search brings before the ranking. `neighbour` is a negotiation of NEIGHBOUR statements in the same words beside the
large one, which must not hide what is said in it.
"""

import argparse
import logging
import os
import statistics
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from bench.population import Population, add_statements, beside, database, people

NEIGHBOUR = 500
TOP = 20
INDEXES = {"vectors": ("Embedding", "embedding_neighbours"), "words": ("Statement", "statement_search")}
# So much memory holds the graph of a million vectors while it is built; with less, building takes hours.
MEMORY = "3GB"


@dataclass(frozen=True)
class Line:
    """What is printed of one search at one size."""

    name: str
    milliseconds: float
    recall: float
    processor: float | None = None

    def __str__(self) -> str:
        busy = "" if self.processor is None else f"  on a processor {self.processor:.2f} ms"
        return f"  {self.name:40} {self.milliseconds:9.2f} ms  recall@{TOP} {self.recall:.3f}{busy}"


def measure(drawn: Population, queries: int) -> Iterator[Line]:
    """Yield the lines of the negotiation as it stands, its latest statements being the new ones."""
    places = range(len(drawn.ids) - queries, len(drawn.ids))
    exact = Exact(drawn)
    wanted = [exact.nearest(place) for place in places]
    yield ours("candidates", drawn, places, wanted)
    yield Line("exact scan with numpy", median_of(exact.nearest, places), 1.0)
    yield from (
        line for other in (with_bm25s, with_sentence_transformers) for line in other(drawn, exact, places, wanted)
    )
    yield ours("candidates, once more", drawn, places, wanted)


def ours(name: str, drawn: Population, places: Sequence[int], wanted: Sequence[set[int]]) -> Line:
    """Time `find_candidates` as a new statement asks it; what it fetched is asked for apart, without a limit."""
    from positions.linking.candidates import find_candidates  # noqa: PLC0415  # after Django is set up
    from positions.models import Statement  # noqa: PLC0415

    rows = {row.pk: row for row in Statement.objects.filter(pk__in=[drawn.ids[place] for place in places])}
    new = [rows[drawn.ids[place]] for place in places]
    recalls = []
    for statement, nearest in zip(new, wanted, strict=True):  # also warms up connection and caches
        found = find_candidates(statement=statement, limit=1_000)
        best = sorted(found, key=lambda candidate: -candidate.similarity)[:TOP]
        recalls.append(len({candidate.pk for candidate in best} & nearest) / len(nearest))
    before = processor()
    milliseconds = median_of(lambda statement: find_candidates(statement=statement), new)
    return Line(name, milliseconds, statistics.mean(recalls), (processor() - before) / len(new) * 1000)


def processor() -> float:
    """Return the seconds that this process and its session in the database have spent on a processor (Linux)."""
    from django.db import connection  # noqa: PLC0415

    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        numbers = Path(f"/proc/{cursor.fetchone()[0]}/stat").read_text().rpartition(")")[2].split()
    return time.process_time() + (int(numbers[11]) + int(numbers[12])) / os.sysconf("SC_CLK_TCK")


class Exact:
    """Every vector compared with every other."""

    def __init__(self, drawn: Population) -> None:
        """Take the vectors as the database holds them, in numbers that numpy multiplies fast."""
        self._vectors, self._times = drawn.vectors.astype(np.float32), np.array(drawn.times)
        self._ids = np.array(drawn.ids)

    def nearest(self, place: int) -> set[int]:
        """Return the ids of the TOP nearest earlier statements."""
        cosines = self._vectors @ self._vectors[place]
        cosines[(self._times > self._times[place]) | (self._ids == self._ids[place])] = -1
        return set(self._ids[np.argpartition(-cosines, TOP)[:TOP]].tolist())

    @property
    def vectors(self) -> np.ndarray:
        """The vectors, unit length."""
        return self._vectors


def with_bm25s(drawn: Population, exact: Exact, places: Sequence[int], wanted: Sequence[set[int]]) -> Iterator[Line]:
    """Words only: how much of what is near in meaning they find is printed, not asked for."""
    try:
        import bm25s  # noqa: PLC0415  # optional
    except ImportError:
        print("  bm25s is not installed: left out")
        return
    logging.getLogger("bm25s").setLevel(logging.WARNING)
    index = bm25s.BM25()
    index.index(bm25s.tokenize(drawn.words, stopwords="en", show_progress=False), show_progress=False)

    def search(place: int) -> set[int]:
        asked = bm25s.tokenize(drawn.words[place], stopwords="en", show_progress=False)
        found, _ = index.retrieve(asked, k=TOP + 1, show_progress=False)
        return {drawn.ids[each] for each in found[0].tolist() if each != place}

    recalls = [len(search(place) & nearest) / TOP for place, nearest in zip(places, wanted, strict=True)]
    yield Line("bm25s, words only", median_of(search, places), statistics.mean(recalls))


def with_sentence_transformers(
    drawn: Population, exact: Exact, places: Sequence[int], wanted: Sequence[set[int]]
) -> Iterator[Line]:
    """The search that comes with the library whose model the encoder is: exact, over all vectors."""
    try:
        from sentence_transformers.util import semantic_search  # noqa: PLC0415  # optional, heavy: it brings torch
    except ImportError:
        print("  sentence-transformers is not installed: left out")
        return

    def search(place: int) -> set[int]:
        found = semantic_search(exact.vectors[place : place + 1], exact.vectors, top_k=TOP + 1)[0]
        return {drawn.ids[hit["corpus_id"]] for hit in found if hit["corpus_id"] != place}

    recalls = [len(search(place) & nearest) / TOP for place, nearest in zip(places[:20], wanted, strict=False)]
    yield Line("sentence-transformers, semantic_search", median_of(search, places[:20]), statistics.mean(recalls))


def median_of(call: Callable[[object], object], arguments: Sequence[object]) -> float:
    """Return the median time of a call, in milliseconds."""
    times = []
    for argument in arguments:
        started = time.perf_counter()
        call(argument)
        times.append((time.perf_counter() - started) * 1000)
    return statistics.median(times)


def grow(drawn: Population, count: int) -> None:
    """Load statements until there are count of them; indexes are taken away before and built after, and timed."""
    from django.apps import apps  # noqa: PLC0415
    from django.db import connection  # noqa: PLC0415

    indexes = {}
    for kind, (name, index) in INDEXES.items():
        model = apps.get_model("positions", name)
        indexes[kind] = model, next(each for each in model._meta.indexes if each.name == index)
    with connection.schema_editor() as editor:
        for model, index in indexes.values():
            editor.remove_index(model, index)
    add_statements(drawn, count - len(drawn.ids))
    for kind, (model, index) in indexes.items():
        started = time.perf_counter()
        with connection.schema_editor() as editor:
            editor.execute(f"SET LOCAL maintenance_work_mem = '{MEMORY}'")
            editor.add_index(model, index)
        print(f"  index of {kind} built in {time.perf_counter() - started:.1f} s")
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
        cursor.execute("CHECKPOINT")
    os.sync()  # what is still to be written would be written while the searches are timed


def print_bytes(count: int) -> None:
    from django.db import connection  # noqa: PLC0415

    with connection.cursor() as cursor:
        for name, relation in [
            ("statements, with all their indexes", "pg_total_relation_size('positions_statement')"),
            ("vectors, with all their indexes", "pg_total_relation_size('positions_embedding')"),
            ("  of these the index of vectors", "pg_relation_size('embedding_neighbours')"),
        ]:
            cursor.execute(f"SELECT {relation}")
            print(f"  bytes per statement: {name:34} {cursor.fetchone()[0] / count:8.0f}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--counts", default="10000,100000,1000000", type=lambda text: [*map(int, text.split(","))])
    parser.add_argument("--queries", type=int, default=100)
    options = parser.parse_args()
    with database():
        from positions.embeddings.encoder import encode  # noqa: PLC0415

        drawn = people()
        neighbour = beside(drawn, NEIGHBOUR)
        for count in options.counts:
            print(f"{count:,} statements", flush=True)
            grow(drawn, count)
            for line in measure(drawn, options.queries):
                print(line, flush=True)
            last = range(NEIGHBOUR - min(options.queries, NEIGHBOUR // 2), NEIGHBOUR)
            near = Exact(neighbour)
            print(
                ours(
                    f"candidates in a neighbour of {NEIGHBOUR}",
                    neighbour,
                    last,
                    [near.nearest(place) for place in last],
                )
            )
            print_bytes(count)
        texts = drawn.words[-options.queries :]
        print(f"encoding, on top of each: {median_of(lambda text: encode([text]), texts):.2f} ms")


if __name__ == "__main__":
    main()
