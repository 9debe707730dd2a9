"""`manage.py evaluate_stance`: issues, stance, firmness, condition, act and mode against labelled statements."""

import argparse
import gzip
import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from positions.embeddings.encoder import encode
from positions.enums import Firmness, Stance
from positions.extraction.issues import IssueTerms, Touched, find_terms, touched_issues
from positions.extraction.stance_measures import Labelled, figures, issue_score, reliability
from positions.extraction.stances import Reading, read_stances, worth_suggesting
from positions.text import fold

GOLDEN = Path(__file__).resolve().parents[3] / "tests/extraction/golden/stances.jsonl"

WAYS = ("issues", "issues, codings", "issues without keywords", "issues without keywords, codings")


class Command(BaseCommand):
    help = "Measure suggested issues, stances, firmness, conditions, acts and modes on labelled statements."
    requires_system_checks = []

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument(
            "--golden", type=Path, default=GOLDEN, help="labelled statements; the golden ones if not given"
        )
        parser.add_argument("--data", type=Path, help="folder of the speeches that some statements are referred to in")
        parser.add_argument("--misses", action="store_true", help="list what was read otherwise, of the part dev only")

    def handle(self, *args: Any, golden: Path, data: Path | None, misses: bool, **options: Any) -> None:
        issues, statements, left_out = read_golden(golden, data)
        if left_out:
            self.stdout.write(f"{left_out} statements are left out: name the folder of their speeches by --data.")
        found = Evaluation(issues, statements)
        for part in ("dev", "test"):
            for name, kept in (("own words", False), ("speeches", True), ("all", None)):
                places = [
                    at
                    for at, one in enumerate(statements)
                    if one.part == part and (kept is None or one.id.startswith("u") == kept)
                ]
                if places:
                    self._print(f"{part}, {name}", found, places)
        if misses:
            self._misses(found)

    def _print(self, title: str, found: "Evaluation", places: Sequence[int]) -> None:
        self.stdout.write(f"{title}: {len(places)} statements")
        for name, given, baseline in found.issue_figures(places):
            score = f"P {given.precision:.3f}  R {given.recall:.3f}  F1 {given.f1:.3f}"
            self.stdout.write(f"  {name:<33} {score}  always the most frequent {baseline:.3f}")
        for figure in found.reading_figures(places):
            self.stdout.write(f"  {figure.name:<33} {figure.value:.3f}  always the most frequent {figure.baseline:.3f}")
        for edge, held in found.reliability(places):
            shares = f"mean {held.confidence:.2f}  right {held.right:.2f}"
            self.stdout.write(f"  confidence from {edge:.1f}: {held.count:>3} suggestions  {shares}")

    def _misses(self, found: "Evaluation") -> None:
        for at, one in enumerate(found.statements):
            if one.part != "dev":
                continue
            for key, gold in one.readings.items():
                given = found.read(at, key)
                if _plain(gold) != _plain(given):
                    self.stdout.write(
                        f"{one.id} {key} [{one.cue}] {one.words}\n    {_plain(gold)}\n    {_plain(given)}"
                    )
            wanted, given_issues = set(one.readings), {each.issue.key for each in found.touched(at)}
            if wanted != given_issues:
                self.stdout.write(
                    f"{one.id} issues {sorted(wanted)} found {sorted(given_issues)} [{one.cue}] {one.words}"
                )


class Evaluation:
    """All that is read from labelled statements, with each one's likeness to the issues and to the coded others."""

    def __init__(self, issues: Sequence[IssueTerms], statements: Sequence[Labelled]) -> None:
        self.issues, self.statements = issues, statements
        self._vectors = encode([one.words for one in statements])
        self._likeness = self._vectors @ encode([issue.gist for issue in issues]).T
        self._near = self._vectors @ self._vectors.T

    def touched(self, at: int, way: str = WAYS[0]) -> list[Touched]:
        """Return the issues suggested in one of WAYS; codings are those of the other statements of the part dev."""
        likeness = {issue.key: self.likeness(at, place) for place, issue in enumerate(self.issues)}
        issues = [replace(issue, keywords=()) for issue in self.issues] if "without keywords" in way else self.issues
        return touched_issues(self.statements[at].words, issues, likeness, self.coded(at) if "codings" in way else None)

    def likeness(self, at: int, place: int) -> float:
        """Return the cosine of a statement and the gist of the issue at a place."""
        return float(self._likeness[at, place])

    def coded(self, at: int) -> dict[int, float]:
        """Return by issue the likeness of the nearest other statement of the part dev that is labelled with it."""
        others = [place for place, one in enumerate(self.statements) if one.part == "dev" and place != at]
        nearest = sorted(others, key=lambda place: -self._near[at, place])[:8]
        found: dict[int, float] = {}
        for place in nearest:
            for key in self.statements[place].readings:
                found[key] = max(found.get(key, 0.0), float(self._near[at, place]))
        return found

    def read(self, at: int, key: int) -> Reading:
        """Return what is read on the right issue."""
        one = self.statements[at]
        issue = next(issue for issue in self.issues if issue.key == key)
        return read_stances(one.words, [Touched(issue, 1.0, tuple(find_terms(fold(one.words), issue)))], one.cue)[0]

    def issue_figures(self, places: Sequence[int]) -> list[Any]:
        gold = [set(self.statements[at].readings) for at in places]
        counts = {issue.key: sum(issue.key in wanted for wanted in gold) for issue in self.issues}
        usual = issue_score(gold, [{max(counts, key=lambda key: counts[key])}] * len(places)).f1
        return [
            (way, issue_score(gold, [{one.issue.key for one in self.touched(at, way)} for at in places]), usual)
            for way in WAYS
        ]

    def reading_figures(self, places: Sequence[int]) -> list[Any]:
        pairs = [(gold, self.read(at, key)) for at in places for key, gold in self.statements[at].readings.items()]
        return figures([gold for gold, _ in pairs], [found for _, found in pairs])

    def reliability(self, places: Sequence[int]) -> list[Any]:
        suggested = []
        for at in places:
            one, touched = self.statements[at], self.touched(at, WAYS[1])
            readings = read_stances(one.words, touched, one.cue)
            for each, reading in worth_suggesting(list(zip(touched, readings, strict=True))):
                gold = one.readings.get(each.issue.key)
                suggested.append(
                    (each.likelihood * reading.sureness, gold is not None and gold.stance == reading.stance)
                )
        return reliability(suggested)


def read_golden(path: Path, data: Path | None) -> tuple[list[IssueTerms], list[Labelled], int]:
    """Return issues, statements, and how many were left out because the folder of their speeches is not given."""
    lines = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    keys = {issue["key"]: number for number, issue in enumerate(lines[0]["issues"], 1)}
    issues = [
        IssueTerms(
            keys[one["key"]],
            one["title"],
            tuple(one["keywords"]),
            one["question"],
            parent=keys.get(one["parent"] or ""),
        )
        for one in lines[0]["issues"]
    ]
    speeches = _Speeches(data)
    statements = [_labelled(line, keys, speeches) for line in lines[1:] if "words" in line or data]
    return issues, statements, len(lines) - 1 - len(statements)


class _Speeches:
    """Texts by file and document, read once."""

    def __init__(self, data: Path | None) -> None:
        self.data = data
        self._texts: dict[str, dict[str, str]] = {}

    def words(self, line: dict[str, Any]) -> str:
        if line["file"] not in self._texts:
            self._texts[line["file"]] = dict(self._read(line["file"]))
        words = self._texts[line["file"]][line["document"]][line["start"] : line["end"]]
        if hashlib.sha256(words.encode()).hexdigest() != line["sha256"]:
            raise CommandError(f"{line['id']}: the words in {line['file']} are not those that were labelled.")
        return " ".join(words.split())

    def _read(self, name: str) -> Iterator[tuple[str, str]]:
        try:
            with gzip.open((self.data or Path()) / name, "rt", encoding="utf-8") as lines:
                for line in lines:
                    speech = json.loads(line)
                    yield speech["id"], speech["text"]
        except OSError as error:
            raise CommandError(f"{name} cannot be read in {self.data}: {error.strerror or error}.") from error


def _labelled(line: dict[str, Any], keys: dict[str, int], speeches: _Speeches) -> Labelled:
    readings = {
        keys[label["issue"]]: Reading(
            Stance(label["stance"]),
            Firmness(label["firmness"]) if label["firmness"] else None,
            label["condition"],
            label["act"],
            label["mode"],
        )
        for label in line["labels"]
    }
    words = line["words"] if "words" in line else speeches.words(line)
    return Labelled(line["id"], line["part"], words, line.get("cue", ""), readings)


def _plain(reading: Reading) -> tuple[str, ...]:
    firmness = str(reading.firmness.label) if reading.firmness else "-"
    return (str(reading.stance), firmness, reading.condition, str(reading.act), str(reading.mode))
