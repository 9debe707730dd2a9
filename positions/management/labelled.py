"""Labelled statements to measure by: the golden ones, the speeches they refer to, and the demonstration's codings."""

import gzip
import hashlib
import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError

from positions.enums import Firmness, Stance
from positions.extraction.attributions import find_attributions
from positions.extraction.issues import IssueTerms
from positions.extraction.stance_measures import Labelled
from positions.extraction.stances import Reading
from positions.management.demo.content import Content, Report, StatementEntry, read_content, spans_of
from positions.management.demo.matching import pair
from positions.text import words_at

GOLDEN = Path(__file__).resolve().parents[2] / "tests/extraction/golden/stances.jsonl"
DEMONSTRATION = Path(__file__).parent / "demo/aleppo.toml"


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


def read_demonstration(path: Path = DEMONSTRATION) -> tuple[list[IssueTerms], list[Labelled]]:
    """Return the issues and coded statements of a demonstration, each with the cue that the reader finds for it."""
    content = read_content(path)
    keys = {issue.key: number for number, issue in enumerate(content.issues, 1)}
    statements = [one for report in content.reports for one in _coded(report, keys)]
    return _issues(content, keys), statements


def _issues(content: Content, keys: dict[str, int]) -> list[IssueTerms]:
    return [
        IssueTerms(
            keys[one.key],
            one.title,
            one.keywords,
            one.question,
            " ".join([one.description, *one.anchors.values()]),
            keys.get(one.parent),
        )
        for one in content.issues
    ]


def _coded(report: Report, keys: dict[str, int]) -> Iterator[Labelled]:
    coded = [one for one in report.statements if one.positions]
    for one, cue in zip(coded, _cues(report, coded), strict=True):
        readings = {
            keys[each.issue]: Reading(Stance(each.stance), each.firmness, each.condition) for each in one.positions
        }
        words = words_at(report.text, spans_of(report.text, one.words))
        yield Labelled(one.label, "demonstration", words, cue, readings)


def _cues(report: Report, statements: Sequence[StatementEntry]) -> list[str]:
    found = find_attributions(report.text)
    pairs = pair([spans_of(report.text, one.words) for one in statements], [one.content for one in found])
    cues = [found[pairs[at]].cue if at in pairs else None for at in range(len(statements))]
    return [report.text[slice(*cue)] if cue else "" for cue in cues]
