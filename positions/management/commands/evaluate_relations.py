"""`manage.py evaluate_relations`: polarity against labelled pairs, and altered twins taken for restatements."""

import argparse
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from positions.enums import Polarity, Relation
from positions.linking.measures import f1
from positions.linking.relations import RelationReading
from positions.linking.twins import alter
from positions.management.commands.relate import readings
from positions.management.lines import read_lines

LABELS = {
    "entail": Polarity.AGREE,
    "entail_or_consistent": Polarity.AGREE,
    "contradict": Polarity.DISAGREE,
    "neutral": Polarity.UNRELATED,
}


class Command(BaseCommand):
    help = "Measure the relations on labelled pairs and on twins altered by rule."
    requires_system_checks = []

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("--pairs", type=Path, required=True, help='{"id","a","b","label"} per line')
        parser.add_argument("--twins", type=int, default=300, help="how many altered twins; 300 when not given")

    def handle(self, *args: Any, pairs: Path, twins: int, **options: Any) -> None:
        lines = list(read_lines(pairs, ["a", "b", "label"]))
        unknown = {line["label"] for line in lines} - LABELS.keys()
        if not lines or unknown:
            raise CommandError(f"The labels must be {', '.join(LABELS)}; found {', '.join(unknown) or 'no pairs'}.")
        expected = [str(LABELS[line["label"]]) for line in lines]
        self._polarity(expected, [str(reading.polarity) for reading in readings(lines)])
        altered = list(islice(_twins(lines), twins))
        self._restates(altered, list(readings(altered)))

    def _polarity(self, expected: list[str], given: list[str]) -> None:
        scores = {label: f1(label, expected, given) for label in Polarity.values}
        always = f1(Polarity.DISAGREE, expected, [str(Polarity.DISAGREE)] * len(expected)) / len(scores)
        for label, score in scores.items():
            self.stdout.write(f"{label:<12} F1 {score:.3f}  pairs {expected.count(label)}")
        self.stdout.write(f"macro-F1 {sum(scores.values()) / len(scores):.3f}  always disagree {always:.3f}")

    def _restates(self, twins: list[dict[str, str]], found: list[RelationReading]) -> None:
        same = (Relation.RESTATES, Relation.SAME_UTTERANCE)
        wrong = [twin for twin, reading in zip(twins, found, strict=True) if reading.relation in same]
        self.stdout.write(f"altered twins {len(twins)}  taken for the same {len(wrong)}")
        for twin in wrong:
            self.stdout.write(f"  {twin['a']} | {twin['b']}")


def _twins(lines: list[dict[str, Any]]) -> Iterator[dict[str, str]]:
    for text in dict.fromkeys(line[side] for line in lines for side in ("a", "b")):
        for twin in alter(text):
            yield {"id": "", "a": text, "b": twin}
