"""Compare who sources are said to be with a set of passages in which a person marked it."""

import json
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from positions.enums import SpeechKind
from positions.extraction.attributions import Attribution
from positions.extraction.registry import PartyNames, PersonNames, Registry, Term
from positions.extraction.resolution import Resolution, resolve_sources
from positions.text import Span

MEASURES = ("speaker", "party", "joint", "addressed", "targets")
Answers = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Answer:
    """One source: the form of its passage, what was marked, and what was found, under the names of MEASURES."""

    form: str
    passage: str
    source: str
    marked: Answers
    found: Answers

    def is_right(self, measure: str) -> bool:
        return bool(self.marked[measure] == self.found[measure])


def compare_speakers(path: Path) -> list[Answer]:
    """Resolve every source of a marked file with the registry it holds; its form is told in docs/developer.md."""
    gold = json.loads(path.read_text(encoding="utf-8"))
    registry = _registry(gold)
    return [answer for passage in gold["passages"] for answer in _answers(passage, registry)]


def tally_speakers(answers: list[Answer]) -> dict[str, Counter[str]]:
    """Count per form how many sources there are and how many of each measure are right; "all" comes last."""
    tallies: dict[str, Counter[str]] = {}
    for answer in answers:
        for form in (answer.form, "all"):
            counts = tallies.setdefault(form, Counter())
            counts["sources"] += 1
            counts.update(measure for measure in MEASURES if answer.is_right(measure))
            counts.update(f"{measure} marked" for measure in MEASURES if answer.marked[measure])
    tallies["all"] = tallies.pop("all", Counter())
    return tallies


def _answers(passage: dict[str, Any], registry: Registry) -> Iterator[Answer]:
    marked = passage["sources"]
    attributions = [_attribution(passage["text"], source) for source in marked]
    found = resolve_sources(passage["text"], attributions, registry=registry, day=date.fromisoformat(passage["day"]))
    for source, resolution in zip(marked, found, strict=True):
        yield Answer(passage["form"], passage["text"], source["source"], _marked(source), _found(resolution))


def _marked(source: dict[str, Any]) -> Answers:
    lists = {name: set(source.get(name, ())) for name in MEASURES[2:]}
    return {"speaker": source["speaker"], "party": source["party"], **lists}


def _found(found: Resolution) -> Answers:
    return {
        "speaker": found.person and found.person.name,
        "party": found.party and found.party.name,
        "joint": {party.name for party in found.joint},
        "addressed": {party.name for party in found.addressed},
        "targets": {party.name for party in found.targets},
    }


def _attribution(text: str, source: dict[str, Any]) -> Attribution:
    """Return the attribution as a reader would: the cue nearest to the source, and the rest of the sentence."""
    printed = _occurrences(text, source["source"])[source.get("occurrence", 1) - 1]
    cue = min(_occurrences(text, source["cue"]), key=lambda span: abs(span[0] - printed[0]))
    if "content" in source:
        content = _occurrences(text, source["content"])[0]
    else:
        start = max(printed[1], cue[1])
        content = (start, re.compile(r"[.!?]|$").search(text, start).start())  # type: ignore[union-attr]
    return Attribution((content,), printed, cue, SpeechKind.INDIRECT, source.get("via"), 1.0)


def _occurrences(text: str, words: str) -> list[Span]:
    return [match.span() for match in re.finditer(rf"(?<!\w){re.escape(words)}(?!\w)", text)]


def _registry(gold: dict[str, Any]) -> Registry:
    keys = {party["name"]: key for key, party in enumerate(gold["parties"])}
    parties = (PartyNames(keys[party["name"]], party["name"], tuple(party["aliases"])) for party in gold["parties"])
    people = (
        PersonNames(key, one["name"], tuple(one["aliases"]), tuple(_term(term, keys) for term in one["terms"]))
        for key, one in enumerate(gold["people"])
    )
    return Registry(tuple(parties), tuple(people))


def _term(term: dict[str, Any], keys: dict[str, int]) -> Term:
    first, last = (date.fromisoformat(day) if day else None for day in (term["from"], term["until"]))
    return Term(keys[term["party"]], first, last, term["title"])
