"""`manage.py relate`: how the later of two statements relates to the earlier one, and why."""

import argparse
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from positions.embeddings.encoder import encode
from positions.linking.relations import RelationReading, Utterance, relate
from positions.management.lines import read_lines, write_line

PAIRS_AT_A_TIME = 256
UNRELATED = "unrelated"


class Command(BaseCommand):
    help = "Read pairs of statements, the earlier as a and the later as b, and print their relation with the reasons."
    requires_system_checks = []

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument(
            "--in", dest="source", type=Path, help='{"id","a","b"} per line; standard input when not given'
        )

    def handle(self, *args: Any, source: Path | None, **options: Any) -> None:
        lines = read_lines(source, ["a", "b"])
        while some := list(islice(lines, PAIRS_AT_A_TIME)):
            for line, reading in zip(some, readings(some), strict=True):
                write_line(self.stdout, {"id": line["id"]} | as_line(reading))


def readings(lines: list[dict[str, Any]]) -> Iterator[RelationReading]:
    """Yield the reading of each pair, read as two statements of one side."""
    earlier, later = encode([line["a"] for line in lines]), encode([line["b"] for line in lines])
    for line, similarity in zip(lines, (earlier * later).sum(axis=1), strict=True):
        yield relate(Utterance(line["a"]), Utterance(line["b"]), similarity=float(similarity))


def as_line(reading: RelationReading) -> dict[str, Any]:
    """Return what the shell contract prints of a reading; "unrelated" stands for no relation."""
    unrelated = round(1 - max(reading.scores.values(), default=0.0), 4)
    return {
        "relation": reading.relation or UNRELATED,
        "scores": {**reading.scores, UNRELATED: unrelated},
        "polarity": reading.polarity,
        "why": list(reading.why),
    }
