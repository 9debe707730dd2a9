"""`manage.py evaluate_extraction`: compare the reader with articles in which people marked every attribution."""

import argparse
import gzip
import json
from collections import Counter
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from positions.extraction.attributions import Attribution, find_attributions
from positions.extraction.measures import Marking, marking, part, reliability, right, scores, tally
from positions.extraction.vocabulary import PRONOUNS
from positions.text import Span

_EDGES = (0.0, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0)


class Command(BaseCommand):
    help = "Print precision, recall and F1 of the reader on marked articles, also by quotation marks and pronouns."
    requires_system_checks = []

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument(
            "path",
            type=Path,
            help='{"id","text","attributions":[{"content","source","cue"}]} per line; .gz is read too',
        )
        parser.add_argument("--rules", action="store_true", help="have the rules read alone, without the model")

    def handle(self, *args: Any, path: Path, rules: bool, **options: Any) -> None:
        tallies: dict[str, Counter[str]] = {name: Counter() for name in ("all", *_PARTS)}
        told: list[tuple[float, bool]] = []
        for article in _articles(path):
            text = article["text"]
            gold = [_gold(text, marked) for marked in article["attributions"] if marked.get("content")]
            attributions = find_attributions(text, use_model=not rules)
            found = [_found(text, one) for one in attributions]
            tallies["all"] += tally(gold, found)
            for name, belongs in _PARTS.items():
                tallies[name] += tally(*part(gold, found, partial(belongs, text)))
            told += zip((one.confidence for one in attributions), right(gold, found), strict=True)
        for name, counts in tallies.items():
            self._print(name, counts)
        self._print_reliability(told)

    def _print(self, name: str, counts: Counter[str]) -> None:
        self.stdout.write(f"{name}: {counts['gold']} marked, {counts['found']} found")
        for measure, score in scores(counts).items():
            figures = f"P {score.precision:.3f}  R {score.recall:.3f}  F1 {score.f1:.3f}"
            self.stdout.write(f"  {measure:15} {figures}")

    def _print_reliability(self, told: list[tuple[float, bool]]) -> None:
        self.stdout.write("reliability: right is half of the words or more, and the source")
        for count, confidence, share in reliability(told, _EDGES):
            self.stdout.write(f"  {count:5} suggestions  confidence {confidence:.2f}  right {share:.2f}")


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


def _found(text: str, one: Attribution) -> Marking:
    return marking(text, one.content, [one.source] if one.source else [], [one.cue] if one.cue else [])


def _gold(text: str, marked: dict[str, Any]) -> Marking:
    def spans(role: str) -> list[Span]:
        return [(start, end) for start, end in (marked.get(role) or {}).get("spans", [])]

    return marking(text, spans("content"), spans("source"), spans("cue"))


def _is_quoted(text: str, marked: Marking) -> bool:
    if not marked.content:
        return False
    start, end = min(marked.content), max(marked.content) + 1
    return any(character in '"“”„«»' for character in text[max(0, start - 1) : end + 2])


def _is_unquoted(text: str, marked: Marking) -> bool:
    return not _is_quoted(text, marked)


def _is_of_pronoun(text: str, marked: Marking) -> bool:
    if not marked.source:
        return False
    return text[min(marked.source) : max(marked.source) + 1].lower() in PRONOUNS


_PARTS: dict[str, Callable[[str, Marking], bool]] = {
    "with quotation marks": _is_quoted,
    "without quotation marks": _is_unquoted,
    "with a pronoun as source": _is_of_pronoun,
}
