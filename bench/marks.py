"""Prints how many quotations of a corpus are closed, go on or are left open, and its texts' guessed languages.

    python -m bench.marks [FILE.jsonl.gz ...]

Without a file: PolNeAR's development and training parts.
"""

import argparse
import gzip
import json
from collections import Counter
from pathlib import Path

from positions.extraction.language import guess_language
from positions.extraction.quotations import find_quotations

DATA = Path(__file__).resolve().parents[2] / "shared" / "data" / "polnear"


def state_of_quotations(text: str) -> Counter[str]:
    """Count the outermost quotations that are closed, go on in the next paragraph, or are left open."""
    outer = [one for one in find_quotations(text) if one.depth == 0]
    states: Counter[str] = Counter()
    for at, one in enumerate(outer):
        goes_on = at + 1 < len(outer) and outer[at + 1].continues
        states["closed" if one.closed else "goes on" if goes_on else "left open"] += 1
    return states


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("files", nargs="*", type=Path, default=[DATA / "dev.jsonl.gz", DATA / "train.jsonl.gz"])
    states: Counter[str] = Counter()
    languages: Counter[str] = Counter()
    for path in parser.parse_args().files:
        with gzip.open(path, "rt", encoding="utf-8") as lines:
            for line in lines:
                text = json.loads(line)["text"]
                states += state_of_quotations(text)
                languages[guess_language(text)] += 1
    print(f"quotations: {dict(states)}")
    print(f"languages: {dict(languages)}")


if __name__ == "__main__":
    main()
