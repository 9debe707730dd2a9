"""`manage.py rank`: for each query, the texts of a corpus that the candidate search finds, best first."""

import argparse
import re
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from positions.linking.search import Corpus, Entry
from positions.management.lines import read_lines, write_line

_DAY = re.compile(r"(\d{4})(?:-(\d\d)(?:-(\d\d))?)?(?:[T ].*)?")


class Command(BaseCommand):
    help = "Rank a corpus of texts against queries with the search that finds a statement's earlier ones."
    requires_system_checks = []

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("--corpus", type=Path, required=True, help='{"id","text"[,"title","date"]} per line')
        parser.add_argument("--queries", type=Path, required=True, help='{"id","text"[,"date"]} per line')
        parser.add_argument("--top", type=int, default=20, help="how many to list per query; 20 when not given")

    def handle(self, *args: Any, corpus: Path, queries: Path, top: int, **options: Any) -> None:
        if top < 1:
            raise CommandError("--top must be at least 1.")
        entries = [entry(line) for line in read_lines(corpus, ["text"])]
        asked = [entry(line) for line in read_lines(queries, ["text"])]
        for query, ranked in zip(asked, Corpus(entries).rank(asked, top), strict=True):
            write_line(self.stdout, {"id": query.id, "ranked": ranked})


def entry(line: dict[str, Any]) -> Entry:
    """Return a line as an entry of the ranking; a date may be a year, a month or a day."""
    return Entry(id=line["id"], text=line["text"], title=line.get("title") or "", day=_day(line))


def _day(line: dict[str, Any]) -> date | None:
    written = line.get("date")
    if not written:
        return None
    found = _DAY.fullmatch(str(written))
    try:
        if found is None:
            raise ValueError(written)
        return date(int(found[1]), int(found[2] or 7), int(found[3] or 1))  # the middle, where only a part is known
    except ValueError as error:
        raise CommandError(f"The date {written!r} of {line['id']!r} is not YYYY-MM-DD.") from error
