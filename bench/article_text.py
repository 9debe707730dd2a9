"""Prints how much of the body text of real pages the reader finds, beside plain trafilatura in the same run.

    python -m bench.article_text [FILE.jsonl.gz]

A page's score is F1 over runs of four words (as in the article-extraction-benchmark): precision and recall are
averaged over pages, F1 is taken of the two. Pages without gold text count by phrases: those that must be there and
those that must not.
"""

import argparse
import gzip
import json
import re
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import trafilatura

from positions.ingestion.errors import IngestionError
from positions.ingestion.html import read_html

DATA = Path(__file__).resolve().parents[2] / "shared" / "data" / "article_html"
RUN = 4
Page = dict[str, Any]


def ours(page: Page) -> str:
    try:
        return read_html(page["html"].encode(errors="replace"), url=page["url"]).text
    except IngestionError:
        return ""


def peer(page: Page) -> str:
    return trafilatura.extract(page["html"], url=page["url"], include_comments=False) or ""


def runs(text: str) -> Counter[tuple[str, ...]]:
    words = re.findall(r"\w+", text.lower())
    return Counter(tuple(words[i : i + RUN]) for i in range(max(1, len(words) - RUN + 1))) if words else Counter()


def body_scores(pages: list[Page], reader: Callable[[Page], str]) -> str:
    precision = recall = 0.0
    for page in pages:
        found, gold = runs(reader(page)), runs(page["body"])
        shared = (found & gold).total()
        precision += shared / found.total() if found else float(not gold)
        recall += shared / gold.total() if gold else 1.0
    p, r = precision / len(pages), recall / len(pages)
    return f"F1 {2 * p * r / (p + r):.4f}  precision {p:.4f}  recall {r:.4f}"


def phrase_scores(pages: list[Page], reader: Callable[[Page], str]) -> str:
    hits = misses = intruders = 0
    for page in pages:
        text = " ".join(reader(page).split())
        here = [" ".join(phrase.split()) in text for phrase in page["must_have"]]
        hits, misses = hits + sum(here), misses + len(here) - sum(here)
        intruders += sum(" ".join(phrase.split()) in text for phrase in page["must_not_have"])
    p, r = hits / (hits + intruders), hits / (hits + misses)
    return f"F1 {2 * p * r / (p + r):.4f}  precision {p:.4f}  recall {r:.4f}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("files", nargs="*", type=Path, default=sorted(DATA.glob("*_dev.jsonl.gz")))
    for file in parser.parse_args().files or parser.error(f"No pages under {DATA}; name a file."):
        with gzip.open(file, "rt", encoding="utf-8") as lines:
            pages = [json.loads(line) for line in lines]
        score = body_scores if "body" in pages[0] else phrase_scores
        for name, reader in (("reader", ours), ("trafilatura", peer)):
            started = time.perf_counter()
            figures = score(pages, reader)
            seconds = (time.perf_counter() - started) / len(pages)
            print(f"{file.name}  {len(pages)} pages  {name:12}{figures}  {1000 * seconds:.0f} ms a page")


if __name__ == "__main__":
    main()
