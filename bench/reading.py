"""Prints what reading costs: seconds for an article of 800 words, the first call, and the memory of the process.

    python -m bench.reading [--articles FILE.jsonl.gz] [--runs 5]

Every run reads the same articles in a fresh process with the model and with the rules alone; the medians are printed.
"""

import argparse
import gzip
import json
import resource
import statistics
import subprocess
import sys
import time
from pathlib import Path

DATA = Path(__file__).resolve().parents[2] / "shared" / "data" / "polnear" / "dev.jsonl.gz"
WORDS = 800


def read(path: Path, *, use_model: bool) -> dict[str, float]:
    """Read every article once in this process; the first one also pays for loading."""
    started = time.perf_counter()
    from positions.extraction.attributions import find_attributions  # noqa: PLC0415  # its loading is what is timed

    with gzip.open(path, "rt", encoding="utf-8") as lines:
        texts = [json.loads(line)["text"] for line in lines]
    first = time.perf_counter()
    find_attributions(texts[0], use_model=use_model)
    loaded = time.perf_counter()
    for text in texts[1:]:
        find_attributions(text, use_model=use_model)
    seconds = time.perf_counter() - loaded
    words = sum(len(text.split()) for text in texts[1:])
    return {
        f"seconds per article of {WORDS} words": seconds / words * WORDS,
        "seconds of the first call": loaded - first,
        "seconds of importing and opening": first - started,
        "MB resident at most": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    }


def measure(path: Path, reader: str, runs: int) -> None:
    command = [sys.executable, "-m", "bench.reading", "--articles", str(path), "--once", reader]
    figures = [json.loads(subprocess.run(command, capture_output=True, check=True).stdout) for _ in range(runs)]
    print(f"{reader}, median of {runs} runs over {path.name}")
    for name in figures[0]:
        print(f"  {name:36} {statistics.median(one[name] for one in figures):8.3f}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--articles", type=Path, default=DATA)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--once", choices=["model", "rules"], help="read in this process and print JSON")
    options = parser.parse_args()
    if options.once:
        print(json.dumps(read(options.articles, use_model=options.once == "model")))
        return
    for reader in ("model", "rules"):
        measure(options.articles, reader, options.runs)


if __name__ == "__main__":
    main()
