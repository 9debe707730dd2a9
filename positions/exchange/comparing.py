"""Compares what a file says of an article or a statement with what is recorded of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.utils import timezone

from positions.exchange.drafts import ArticleDraft, PositionDraft, StatementDraft
from positions.exchange.entering import Changes, shown
from positions.exchange.errors import BadRecord
from positions.exchange.names import Entry, Naming, clean_name
from positions.exchange.records import ArticleRecord, PositionRecord, StatementRecord
from positions.models import Article
from positions.review.positions import bare_condition
from positions.review.statements import speech_kind

NO_SOURCE = "Source not named"  # of articles of which a file does not say where they stood
OTHERS = ("joint_with", "addressed_to", "targets")
LONGEST = {"title": 500, "source": 200, "reference": 200, "language": 10}  # characters, as the columns are long
_check_url = URLValidator(schemes=["http", "https"])
# A day alone may have begun elsewhere already, as in `ingestion.dates`.
AHEAD = timedelta(hours=14)


@dataclass
class Differences:
    """What a file says otherwise than a draft; each is kept until the row is taken, then done."""

    changes: Changes = field(default_factory=dict)
    steps: list[Callable[[], None]] = field(default_factory=list)

    def note(self, name: str, now: Any, said: Any, step: Callable[[], None]) -> None:
        """Note that `name` is to become `said`."""
        self.changes[name] = [shown(now), shown(said)]
        self.steps.append(step)

    def take(self) -> None:
        """Do what was noted."""
        for step in self.steps:
            step()


def compare_article(record: ArticleRecord, draft: ArticleDraft) -> Differences:
    """Return what a record says otherwise of an article. Raises BadRecord for what no article can have."""
    found = Differences()
    said = {
        "title": clean_name(record.title),
        "url": record.url.strip(),
        "reference": clean_name(record.reference),
        "language": record.language.strip(),
        "published_at": record.published_at,
        "published_at_precision": record.published_at_precision.value,
    }
    for name, value in said.items():
        _check_length(name, value)
        now = getattr(draft.row, name)
        if value and value != now:
            found.note(name, now, value, _setter(draft, draft.row, name, value))
    source = clean_name(record.source)
    _check_length("source", source)
    if source and source.casefold() != draft.source.casefold():
        found.note("source", draft.source, source, _setter(draft, draft, "source", source))
    check_moment(record.published_at, "The date of publication")
    if record.url.strip():
        _check_address(record.url.strip())
    return found


def new_article(record: ArticleRecord, text: str, text_hash: str) -> ArticleDraft:
    """Return an article that is not recorded yet, with what every article has. Raises BadRecord without."""
    if not clean_name(record.title):
        raise BadRecord("The article has no title. Write one.")
    return ArticleDraft(Article(published_at_precision=""), clean_name(record.source) or NO_SOURCE, text, text_hash)


def compare_statement(record: StatementRecord, draft: StatementDraft, naming: Naming) -> Differences:
    """Return what a record says otherwise of a statement and its positions. Raises BadRecord for what cannot be."""
    found = Differences()
    said_at, precision = record.said_at, record.said_at_precision.value
    kind = record.kind.value if record.kind else ""
    if not draft.columns:  # said for the first time
        published = draft.article.row
        if said_at is None:
            said_at, precision = published.published_at, published.published_at_precision
        kind = kind or speech_kind(draft.article.text, draft.spans).value
    if said_at is not None:
        check_moment(said_at, "The day on which it was said")
    columns = {"kind": kind, "said_at": said_at, "said_at_precision": precision if said_at else ""}
    for name, value in columns.items():
        if value and value != draft.columns.get(name):
            found.note(name, draft.columns.get(name), value, _column(draft, name, value))
    _compare_people(found, record, draft, naming)
    _compare_verdict(found, record, draft, "")
    said_on: set[tuple[Entry, Entry | None]] = set()
    for position in record.positions:
        issue = naming.name("issue", position.issue)
        proposal = naming.name("proposal", position.proposal) if position.proposal else None
        if (issue, proposal) in said_on:
            raise BadRecord(f"It has two positions on “{issue.name}”. Keep one of them.")
        said_on.add((issue, proposal))
        _compare_position(found, record, position, draft, (issue, proposal))
    return found


def check_moment(moment: datetime, what: str) -> None:
    """Raise BadRecord for a moment without a zone or in the future."""
    if moment.tzinfo is None:
        raise BadRecord(f"{what} needs a time zone. Add one, or write the day alone.")
    if moment > timezone.now() + AHEAD:
        raise BadRecord(f"{what}, {moment:%Y-%m-%d}, is in the future. Correct it.")


def _compare_people(found: Differences, record: StatementRecord, draft: StatementDraft, naming: Naming) -> None:
    speaker = naming.name("person", record.speaker) if record.speaker else None
    party = naming.name("party", record.party) if record.party else None
    if speaker and party is None and not draft.columns:
        party = speaker.speaks_for((record.said_at or draft.article.row.published_at).date())
    for name, said in (("speaker", speaker), ("party", party)):
        now = getattr(draft, name)
        if said is not None and said is not now:
            found.note(name, now.name if now else None, said.name, _setter(draft, draft, name, said))
    for name in OTHERS:
        said_of = naming.name_all("party", getattr(record, name))
        now_of = draft.others.get(name, [])
        if said_of and set(said_of) != set(now_of):
            found.note(name, _names(now_of), _names(said_of), _other(draft, name, said_of))


def _compare_position(
    found: Differences,
    record: StatementRecord,
    said: PositionRecord,
    draft: StatementDraft,
    place: tuple[Entry, Entry | None],
) -> None:
    if said.value is not None and not 0 <= said.value <= 100:
        raise BadRecord(f"{said.value} is not on the scale from 0 to 100. Correct it.")
    position = draft.positions.get(place) or PositionDraft(*place)
    if position not in draft.positions.values():
        found.steps.append(lambda: draft.positions.__setitem__(place, position))
    columns = {
        "stance": said.stance.value,
        "value": said.value,
        "firmness": said.firmness.value if said.firmness else None,
        "condition": bare_condition(said.condition),
        "act": said.act.value if said.act else None,
        "mode": said.mode.value if said.mode else None,
    }
    on = f" on “{place[0].name}”" + (f", “{place[1].name}”" if place[1] else "")
    for name, value in columns.items():
        if value not in (None, "") and value != position.columns.get(name):
            found.note(f"{name}{on}", position.columns.get(name), value, _column(position, name, value))
    _compare_verdict(found, record, position, on)


def _compare_verdict(
    found: Differences, record: StatementRecord, draft: StatementDraft | PositionDraft, on: str
) -> None:
    said = record.verdict.value if record.verdict else ""
    if said and said != draft.verdict:
        found.note(f"verdict{on}", draft.verdict or None, said, _setter(draft, draft, "verdict", said))


def _setter(draft: Any, row: Any, name: str, value: Any) -> Callable[[], None]:
    def step() -> None:
        setattr(row, name, value)
        draft.fresh.add(name)

    return step


def _column(draft: StatementDraft | PositionDraft, name: str, value: Any) -> Callable[[], None]:
    def step() -> None:
        draft.columns[name] = value
        draft.fresh.add(name)

    return step


def _other(draft: StatementDraft, name: str, parties: list[Entry]) -> Callable[[], None]:
    def step() -> None:
        draft.others[name] = parties
        draft.fresh.add(name)

    return step


def _names(entries: list[Entry]) -> list[str]:
    return sorted(entry.name for entry in entries)


def _check_length(name: str, value: Any) -> None:
    longest = LONGEST.get(name)
    if longest and len(value) > longest:
        raise BadRecord(f"The {name.replace('_', ' ')} has more than {longest} characters. Shorten it.")


def _check_address(url: str) -> None:
    try:
        _check_url(url)
    except ValidationError as error:
        raise BadRecord("The address is not a web address. Correct it, or leave it empty.") from error
    if len(url) > 2000:  # as the column is long
        raise BadRecord("The address has more than 2,000 characters. Shorten it.")
