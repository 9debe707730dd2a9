"""`manage.py evaluate_extraction`: compare the reader with articles in which people marked every attribution."""

import argparse
import gzip
import json
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from positions.extraction.attributions import find_attributions
from positions.extraction.measures import Marking, marking, pair, scores, tally
from positions.text import Span


class Command(BaseCommand):
    help = "Print precision, recall and F1 of the reader on marked articles, also with and without quotation marks."
    requires_system_checks = []

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument(
            "path",
            type=Path,
            help='{"id","text","attributions":[{"content","source","cue"}]} per line; .gz is read too',
        )

        parser.add_argument(
            "--join",
            action="store_true",
            help="count what shares source and cue as one, as corpora do that mark a divided quotation as a whole",
        )

    def handle(self, *args: Any, path: Path, join: bool, **options: Any) -> None:
        tallies: dict[str, Counter[str]] = {
            "all": Counter(), "with quotation marks": Counter(), "without quotation marks": Counter(),
        }  # fmt: skip
        for article in _articles(path):
            text = article["text"]
            gold = [_gold(text, marked) for marked in article["attributions"] if marked.get("content")]
            found = _found(text, join=join)
            tallies["all"] += tally(gold, found)
            for name, part in _by_marks(text, gold, found).items():
                tallies[name] += part
        for name, counts in tallies.items():
            self._print(name, counts)

    def _print(self, name: str, counts: Counter[str]) -> None:
        self.stdout.write(f"{name}: {counts['gold']} marked, {counts['found']} found")
        for measure, score in scores(counts).items():
            figures = f"P {score.precision:.3f}  R {score.recall:.3f}  F1 {score.f1:.3f}"
            self.stdout.write(f"  {measure:15} {figures}")


def _articles(path: Path) -> Iterator[dict[str, Any]]:
    try:
        with gzip.open(path, "rt", encoding="utf-8") if path.suffix == ".gz" else path.open(encoding="utf-8") as lines:
            for number, line in enumerate(lines, 1):
                if line.strip():
                    yield _article(line, f"{path}, line {number},")
    except OSError as error:
        raise CommandError(f"{path} cannot be read: {error.strerror or error}.") from error


def _article(line: str, place: str) -> dict[str, Any]:
    try:
        article = json.loads(line)
    except ValueError as error:
        raise CommandError(f"{place} is not JSON.") from error
    if not isinstance(article, dict) or not isinstance(article.get("text"), str) or "attributions" not in article:
        raise CommandError(f'{place} needs "text" and "attributions".')
    return article


def _found(text: str, *, join: bool) -> list[Marking]:
    claims: dict[tuple[int, Span | None, Span | None], list[Span]] = {}
    for at, one in enumerate(find_attributions(text)):
        shared = join and one.cue is not None
        claims.setdefault((-1 if shared else at, one.source, one.cue), []).extend(one.content)
    return [
        marking(text, content, [source] if source else [], [cue] if cue else [])
        for (_, source, cue), content in claims.items()
    ]


def _gold(text: str, marked: dict[str, Any]) -> Marking:
    def spans(role: str) -> list[Span]:
        return [(start, end) for start, end in (marked.get(role) or {}).get("spans", [])]

    return marking(text, spans("content"), spans("source"), spans("cue"))


def _by_marks(text: str, gold: Sequence[Marking], found: Sequence[Marking]) -> dict[str, Counter[str]]:
    """Tally apart what is marked with quotation marks and what is not; a pair counts where its gold side stands."""
    partner = {j: i for i, j in pair(gold, found)}
    quoted = [_is_quoted(text, marked) for marked in gold]
    sides = [quoted[partner[j]] if j in partner else _is_quoted(text, one) for j, one in enumerate(found)]
    return {
        name: tally(
            [marked for marked, side in zip(gold, quoted, strict=True) if side is wanted],
            [one for one, side in zip(found, sides, strict=True) if side is wanted],
        )
        for name, wanted in (("with quotation marks", True), ("without quotation marks", False))
    }


def _is_quoted(text: str, marked: Marking) -> bool:
    if not marked.content:
        return False
    start, end = min(marked.content), max(marked.content) + 1
    return any(character in '"“”„«»' for character in text[max(0, start - 1) : end + 2])
