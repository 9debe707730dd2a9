"""`manage.py evaluate_linking`: how well the ranking finds the earlier statement, and what each part of it adds."""

import argparse
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from positions.linking.measures import average_precision, recall
from positions.linking.search import WAYS, Corpus
from positions.management.commands.rank import entry
from positions.management.lines import read_lines


class Command(BaseCommand):
    help = "Measure the ranking on queries whose right answers are known, beside words alone and vectors alone."
    requires_system_checks = []

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("--corpus", type=Path, required=True, help='{"id","text"[,"title","date"]} per line')
        parser.add_argument("--queries", type=Path, required=True, help='{"id","text","gold"[,"date"]} per line')

    def handle(self, *args: Any, corpus: Path, queries: Path, **options: Any) -> None:
        lines = [line for line in read_lines(queries, ["text"]) if line.get("gold")]
        if not lines:
            raise CommandError(f'{queries} holds no query with "gold", the ids that should be found.')
        entries = Corpus([entry(line) for line in read_lines(corpus, ["text"])])
        asked = [entry(line) for line in lines]
        self.stdout.write(f"{len(entries.entries)} texts, {len(asked)} queries")
        for way in WAYS:
            ranked = [[name for name, _ in found] for found in entries.rank(asked, way=way)]
            pairs = list(zip(ranked, (line["gold"] for line in lines), strict=True))
            precision = sum(average_precision(found, gold) for found, gold in pairs) / len(pairs)
            found_at_all = sum(recall(found, gold) for found, gold in pairs) / len(pairs)
            self.stdout.write(f"{way:<22} MAP@5 {precision:.3f}  recall@20 {found_at_all:.3f}")
