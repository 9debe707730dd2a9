"""Speeches, bulletins and coded statements as research corpora publish them, in JSON Lines, plain or gzipped.

Every line is one of, told apart by its fields:

- a speech: `text` or `units`, `country`, and `date` or `year`; also `speaker`, `post`, `meeting`, `agenda`. Where
  `units` say what criticises (`conflict`) these passages are its statements, with whom they criticise
  (`target_country`) as targets; where they are sentences with a `type`, its claims; otherwise its paragraphs.
- a bulletin: `sections` with a `heading` and `paragraphs`, `title`, `date` or `date_est`, `url`.
- a coded statement: `document_id` of a bulletin of the same file, before it, and the `text` as it stands there, once;
  `organization`, `concept`, `agreement`. Only concepts that at least `least` statements name become issues.

So read are the UN General Debate corpus (Baturo, Dasandi and Mikhaylov 2017), Security Council speeches annotated for
conflicts (UNSC conflicts corpus) and arguments (ArgUNSC), and Earth Negotiations Bulletins with machine-cut statements.
"""

from __future__ import annotations

import gzip
import json
import re
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import groupby, pairwise
from pathlib import Path
from typing import IO, Any

from django.utils.translation import gettext_lazy as _

from positions.enums import PartyKind, Precision, SpeechKind, Stance
from positions.exchange.errors import ExchangeError
from positions.exchange.formats import Format, Options
from positions.exchange.records import (
    ArticleRecord,
    PartyRecord,
    PersonRecord,
    PositionRecord,
    Row,
    StatementRecord,
    TermRecord,
)
from positions.models.statements import MAX_WORDS

LONGEST_LINE = 4_000_000  # characters; the longest bulletin has 280,000
LEAST = 20  # statements; of the 900 concepts of the climate bulletins 118 are named so often
SHORTEST = 60  # characters of a paragraph; page numbers and forms of address are shorter
DEBATE = 9  # the month in which the General Debate begins
BREAK = re.compile(r"\n[ \t]*(?=\n)|\n[ \t]+(?=\S)")  # an empty line, or a first line that is set in
GZIP = b"\x1f\x8b"

Line = tuple[str, dict[str, Any]]


def read_corpus(path: Path, options: Options) -> Iterator[Row]:
    """Yield what the lines hold. Options: `source`, the outlet of its articles; `least`, see above."""
    issues = _common_concepts(path, _least(options))
    for _sentence, lines in groupby(_lines(path), key=_sentence_of):
        coded = list(lines)
        place, first = coded[0]
        try:
            if "document_id" in first:
                yield from _coded(coded, issues)
            elif "sections" in first:
                yield Row(place, _bulletin(first, options))
            else:
                yield from _speech(place, first, options)
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            yield Row(place, None, f"The line is no speech, bulletin or coded statement: {error}. Correct it.")


def _lines(path: Path) -> Iterator[Line]:
    """Yield the place and the object of each line. Raises ExchangeError where a line is none."""
    try:
        with _opened(path) as file:
            for number, line in enumerate(iter(lambda: file.readline(LONGEST_LINE), ""), start=1):
                if line.strip():
                    content = json.loads(line)
                    yield f"line {number}", content if isinstance(content, dict) else {}
    except (UnicodeDecodeError, json.JSONDecodeError, gzip.BadGzipFile, EOFError, RecursionError) as error:
        raise ExchangeError("The file is no JSON Lines in UTF-8, plain or gzipped. Choose another one.") from error


def _opened(path: Path) -> IO[str]:
    with path.open("rb") as file:
        is_packed = file.read(2) == GZIP
    return gzip.open(path, "rt", encoding="utf-8") if is_packed else path.open(encoding="utf-8-sig")


def _least(options: Options) -> int:
    try:
        return int(options.get("least") or LEAST)
    except ValueError as error:
        raise ExchangeError("`least` is a whole number: how many statements a concept needs to be an issue.") from error


def _common_concepts(path: Path, least: int) -> frozenset[str]:
    """Return the concepts that so many coded statements name; reads the file once, and keeps no line."""
    named = Counter(content["concept"] for _place, content in _lines(path) if "concept" in content)
    return frozenset(concept for concept, times in named.items() if times >= least)


def _sentence_of(line: Line) -> tuple[object, ...]:
    """Return what the lines of one sentence have in common: each organisation and concept in it has a line."""
    place, content = line
    return (content["document_id"], content.get("text")) if "document_id" in content else (place,)


def _coded(lines: list[Line], issues: frozenset[str]) -> Iterator[Row]:
    """Yield a statement for each organisation of a sentence, with what it says on each issue."""
    by_organisation: dict[str, list[Line]] = {}
    for line in lines:
        by_organisation.setdefault(line[1]["organization"], []).append(line)
    for organisation, own in by_organisation.items():
        place, first = own[0]
        stances = {content["concept"]: content["agreement"] for _place, content in own if content["concept"] in issues}
        yield Row(
            place,
            StatementRecord(
                key=str(first["statement_id"]),
                article=first["document_id"],
                words=first["text"],
                kind=SpeechKind.INDIRECT,
                speaker_as_written=organisation,
                party=organisation,
                positions=tuple(
                    PositionRecord(_title(concept), Stance.SUPPORTS if agrees else Stance.OPPOSES)
                    for concept, agrees in stances.items()
                ),
            ),
        )


def _bulletin(line: dict[str, Any], options: Options) -> ArticleRecord:
    paragraphs = [part for section in line["sections"] for part in (section["heading"], *section["paragraphs"]) if part]
    return ArticleRecord(
        key=line["id"],
        title=line["title"],
        text="\n\n".join(paragraphs),
        published_at=_day(line.get("date") or line.get("date_est")),
        source=str(options.get("source") or "Earth Negotiations Bulletin"),
        url=line.get("url") or "",
        language="en",
    )


def _speech(place: str, line: dict[str, Any], options: Options) -> Iterator[Row]:
    """Yield who speaks, the speech, and its statements."""
    country, speaker, key = line["country"], line.get("speaker") or "", line["id"]
    said_at, precision = _moment(line)
    text, spans = _text_of(line), _passages(line)
    if not text.strip():
        raise ValueError("it has no text")
    yield Row(place, PartyRecord(country, kind=PartyKind.STATE))
    if speaker:
        yield Row(place, PersonRecord(speaker, terms=(TermRecord(country, title=line.get("post") or ""),)))
    meeting = line.get("meeting") or ""
    yield Row(
        place,
        ArticleRecord(
            key=key,
            title=f"{country}, {line.get('agenda') or meeting or f'General Debate {said_at.year}'}"[:500],
            text=text,
            published_at=said_at,
            published_at_precision=precision,
            source=str(options.get("source") or ("UN Security Council" if meeting else "UN General Assembly")),
            reference=meeting,
            language="en",
        ),
    )
    for number, (span, target) in enumerate(spans.items()):
        yield Row(
            place,
            StatementRecord(
                key=f"{key} {number}",
                article=key,
                spans=(span,),
                kind=SpeechKind.DIRECT,
                speaker_as_written=speaker or country,
                speaker=speaker,
                party=country,
                said_at=said_at,
                said_at_precision=precision,
                targets=(target,) if target else (),
            ),
        )


def _text_of(line: dict[str, Any]) -> str:
    return line["text"] if "text" in line else " ".join(unit["sentence"] for unit in line["units"])


def _passages(line: dict[str, Any]) -> dict[tuple[int, int], str]:
    """Return the spans of a speech that are statements, and whom each criticises."""
    units = line.get("units") or []
    if any("conflict" in unit for unit in units):
        marked = [unit for unit in units if unit["conflict"]]
        return {(unit["start"], unit["end"]): _target(unit) for unit in marked}
    if "text" in line:
        return dict.fromkeys(_paragraphs(line["text"]), "")
    ends, found = 0, {}
    for unit in units:
        start, ends = ends, ends + len(unit["sentence"]) + 1
        if unit.get("type") == "claim":
            found[start, ends - 1] = ""
    return found


def _target(unit: dict[str, Any]) -> str:
    is_country = unit.get("target_type") == "Country" and unit.get("target_country") != "Underdefined"
    return (unit["target_country"] or "").replace("_", " ").title().replace(" Of ", " of ") if is_country else ""


def _paragraphs(text: str) -> Iterator[tuple[int, int]]:
    edges = [0, *(found.end() for found in BREAK.finditer(text)), len(text)]
    for start, end in pairwise(edges):
        if SHORTEST <= len(text[start:end].strip()) <= MAX_WORDS:
            yield start, end


def _moment(line: dict[str, Any]) -> tuple[datetime, Precision]:
    """Return when it was said: a day, or of a General Debate that only has a year the month in which it begins."""
    if line.get("date"):
        return _day(line["date"]), Precision.DAY
    return datetime(int(line["year"]), DEBATE, 1, tzinfo=UTC), Precision.MONTH


def _day(written: str | None) -> datetime:
    if not written:
        raise ValueError("it has no date")
    return datetime.fromisoformat(written).replace(tzinfo=UTC)


def _title(concept: str) -> str:
    return concept[:1].upper() + concept[1:120]


CORPUS = Format(
    name="corpus",
    label=_("Speeches and bulletins of a research corpus"),
    says=_("JSON Lines of speeches by country, or of conference bulletins with coded statements."),
    suffix=".corpus.jsonl",
    media_type="application/x-ndjson",
    read=read_corpus,
)
