"""`manage.py evaluate_stance`: issues, stance, firmness, condition, act and mode against labelled statements."""

import argparse
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from positions.embeddings.encoder import encode
from positions.extraction.issues import IssueTerms, Known, Touched, find_terms, touched_issues
from positions.extraction.stance_measures import Labelled, figures, issue_score, reliability
from positions.extraction.stances import Reading, read_stances, worth_suggesting
from positions.management.labelled import GOLDEN, read_demonstration, read_golden
from positions.text import fold

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
        demonstrated = Evaluation(*read_demonstration(), coded_part="demonstration")
        self._print("demonstration", demonstrated, range(len(demonstrated.statements)))
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

    def __init__(self, issues: Sequence[IssueTerms], statements: Sequence[Labelled], coded_part: str = "dev") -> None:
        self.issues, self.statements, self.coded_part = issues, statements, coded_part
        self._vectors = encode([one.words for one in statements])
        self._likeness = self._vectors @ encode([issue.gist for issue in issues]).T
        self._near = self._vectors @ self._vectors.T

    def touched(self, at: int, way: str = WAYS[0]) -> list[Touched]:
        """Return the issues suggested in one of WAYS; codings are those of the other statements of the coded part."""
        issues = [replace(issue, keywords=()) for issue in self.issues] if "without keywords" in way else self.issues
        return touched_issues(self.statements[at].words, issues, self.known(at, with_codings="codings" in way))

    def known(self, at: int, *, with_codings: bool) -> Known:
        """Return the cosines of a statement to the gists, and to the other statements of the coded part."""
        likeness = {issue.key: float(self._likeness[at, place]) for place, issue in enumerate(self.issues)}
        return Known(likeness, self.coded(at) if with_codings else {})

    def coded(self, at: int) -> dict[int, float]:
        """Return by issue the likeness of the nearest other statement of the coded part that is labelled with it."""
        others = [place for place, one in enumerate(self.statements) if one.part == self.coded_part and place != at]
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


def _plain(reading: Reading) -> tuple[str, ...]:
    firmness = str(reading.firmness.label) if reading.firmness else "-"
    return (str(reading.stance), firmness, reading.condition, str(reading.act), str(reading.mode))
