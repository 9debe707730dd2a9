"""Seconds and memory of networks, beside pandas doing the same step: `python -m bench.networks --climate FILE`.

Each measurement is a process of its own, so that the peak of memory is its own. Both get the same arrays of names and
agreement, and both give the one-mode congruence network of actors by concept; pandas by a crosstab for each stance.
Ours reads days and documents too, which repeats need. The best of three rounds; on a busy machine the time on a
processor tells more.
"""

import argparse
import gzip
import json
import resource
import subprocess
import sys
import time
from pathlib import Path

import numpy as np

from positions.analysis.codings import Codings, Names
from positions.analysis.network_settings import Duplicates, Normalization, Qualifier, Settings, Shape
from positions.analysis.networks import network

ACTORS, CONCEPTS, DOCUMENTS, DAYS = 500, 2_000, 50_000, 7_300
MILLION = 1_000_000
ROUNDS = 3
WAYS = ("ours", "pandas", "ours, once per month", "ours, Jaccard")


def climate(path: Path) -> dict[str, list]:
    with gzip.open(path, "rt") as stream:
        rows = [json.loads(line) for line in stream]
    return {
        "date": [row["date"] for row in rows],
        "organization": [row["organization"] for row in rows],
        "concept": [row["concept"] for row in rows],
        "document": [row["document_id"] for row in rows],
        "agreement": [int(row["agreement"]) for row in rows],
    }


def generated(number: int) -> dict[str, list]:
    """Return statements of which few actors and concepts have most, as talks have it (a Zipf law)."""
    draw = np.random.default_rng(7)

    def names(kind: str, size: int) -> list[str]:
        return [f"{kind} {each}" for each in (draw.zipf(1.3, number) % size).tolist()]

    days = np.datetime64("1995-01-01") + draw.integers(0, DAYS, number)
    return {
        "date": days.astype(str).tolist(),
        "organization": names("actor", ACTORS),
        "concept": names("concept", CONCEPTS),
        "document": [str(each) for each in draw.integers(0, DOCUMENTS, number).tolist()],
        "agreement": draw.integers(0, 2, number).tolist(),
    }


def ours(columns: dict[str, list], **choices) -> np.ndarray:
    codings = Codings(
        when=np.array(columns["date"], dtype="datetime64[s]"),
        columns={name: Names.of(columns[name]) for name in ("organization", "concept", "document")},
        agreement=np.array(columns["agreement"], dtype=np.int64),
    )
    return network(codings, Settings(Shape.ONE_MODE, qualifier=Qualifier.CONGRUENCE, **choices)).matrix


def with_pandas(columns: dict[str, list]) -> np.ndarray:
    import pandas as pd  # noqa: PLC0415  # its 40 MB would count as ours

    frame = pd.DataFrame({name: columns[name] for name in ("organization", "concept", "agreement")})
    actors = sorted(set(columns["organization"]))
    matrix = np.zeros((len(actors), len(actors)))
    for level in (0, 1):
        some = frame[frame["agreement"] == level]
        uses = pd.crosstab(some["organization"], some["concept"]).reindex(actors, fill_value=0).to_numpy(float)
        matrix += uses @ uses.T
    np.fill_diagonal(matrix, 0)
    return matrix


def measure(source: str, way: str) -> None:
    columns = generated(int(source)) if source.isdigit() else climate(Path(source))
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    step = {
        "ours": lambda: ours(columns),
        "pandas": lambda: with_pandas(columns),
        "ours, once per month": lambda: ours(columns, duplicates=Duplicates.MONTH),
        "ours, Jaccard": lambda: ours(columns, normalization=Normalization.JACCARD),
    }[way]
    seconds, busy = [], []
    for _ in range(ROUNDS):
        start, at_work = time.perf_counter(), time.process_time()
        found = step()
        seconds.append(time.perf_counter() - start)
        busy.append(time.process_time() - at_work)
    more = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
    print(
        f"{way:22} {min(seconds):8.3f} s {min(busy):8.3f} s on a processor {more:6.0f} MB more  sum {found.sum():.6g}"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--climate", type=Path, help="enb_statements.jsonl.gz")
    parser.add_argument("--statements", type=int, default=MILLION, help="how many to generate")
    parser.add_argument("--one", nargs=2, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.one:
        measure(*asked.one)
        return
    for source in filter(None, [asked.climate, asked.statements]):
        print(f"{source}:", flush=True)
        for way in WAYS:
            subprocess.run([sys.executable, "-m", "bench.networks", "--one", str(source), way], check=True)


if __name__ == "__main__":
    main()
