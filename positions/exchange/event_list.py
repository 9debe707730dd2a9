"""The event list of Discourse Network Analyzer 3: a line per coded statement, for relational event models in R.

Columns, quoting and dates are those of DNA's own export, which `read.csv2` reads. Only what a person confirmed is in
it, at first hand and with a stance; a joint statement has a line for each party. Option `agreement`: `binary` (1 for,
0 against, mixed as a line of each, as DNA's coders do it) or `three` (1, 0 mixed, -1).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import cast

from django.utils.translation import gettext_lazy as _

from positions.enums import Stance
from positions.exchange.errors import ExchangeError
from positions.exchange.formats import Format, Options
from positions.models import Negotiation, Position, Statement

COLUMNS = ("statement ID", "time", "document ID", "document title", "author", "source", "section", "type", "text")
VARIABLES = ("person", "organization", "concept", "agreement")
AGREEMENTS: dict[str, dict[str, tuple[int, ...]]] = {
    "binary": {Stance.SUPPORTS: (1,), Stance.MIXED: (1, 0), Stance.OPPOSES: (0,)},
    "three": {Stance.SUPPORTS: (1,), Stance.MIXED: (0,), Stance.OPPOSES: (-1,)},
}
AT_ONCE = 1_000  # positions held in memory
LINES = 200  # in one piece of the file


@dataclass(frozen=True, slots=True)
class Event:
    """One coded statement; `when` is in UTC, without a zone, to the second."""

    number: int
    when: datetime
    document: int
    title: str
    text: str
    person: str
    organization: str
    concept: str
    agreement: int
    author: str = ""
    source: str = ""
    section: str = ""
    kind: str = ""


def write_event_list(negotiation: Negotiation, options: Options) -> Iterator[bytes]:
    """Yield the negotiation's coded statements in order of time."""
    agreement = str(options.get("agreement") or "binary")
    if agreement not in AGREEMENTS:
        said = f"“{agreement}” is no way to write agreement; choose one of: {', '.join(AGREEMENTS)}."
        raise ExchangeError(said)
    yield from lines(read_events(negotiation=negotiation, agreements=AGREEMENTS[agreement]))


def lines(events: Iterable[Event]) -> Iterator[bytes]:
    """Yield the file; the last line ends without a line feed, as DNA's does."""
    piece = [";".join(f'"{name}"' for name in (*COLUMNS, *VARIABLES))]
    for number, event in enumerate(events, 1):
        piece.append(f"\n{line(event)}")
        if number % LINES == 0:
            yield "".join(piece).encode()
            piece = []
    yield "".join(piece).encode()


def line(event: Event) -> str:
    """Return the line of an event."""
    document = (event.title, event.author, event.source, event.section, event.kind, event.text)
    variables = (event.person, event.organization, event.concept)
    told = [*map(quoted, document), *map(quoted, variables)]
    return f"{event.number};{event.when:%Y-%m-%d %H:%M:%S};{event.document};{';'.join(told)};{event.agreement}"


def quoted(text: str) -> str:
    """Return text in quotation marks, without the signs that DNA takes out of it."""
    return '"' + text.replace(";", ",").replace('"', "'") + '"'


def read_events(*, negotiation: Negotiation, agreements: dict[str, tuple[int, ...]]) -> Iterator[Event]:
    """Yield the coded statements in order of time, numbered from 1."""
    number = 0
    for position in _positions(negotiation):
        statement = cast("Statement", position.statement)  # those of votes are not asked for
        for party in _parties(statement):
            for agreement in agreements[position.stance]:
                number += 1
                yield Event(
                    number=number,
                    when=statement.said_at.astimezone(UTC).replace(tzinfo=None),
                    document=statement.version.article_id,
                    title=statement.version.article.title,
                    source=statement.version.article.source.name,
                    text=statement.words,
                    person=statement.speaker.name if statement.speaker else "",
                    organization=party,
                    concept=position.issue.title,
                    agreement=agreement,
                )


def _positions(negotiation: Negotiation) -> Iterator[Position]:
    spoken = Statement.objects.confirmed().first_hand().filter(negotiation=negotiation)
    found = (
        Position.objects.confirmed()
        .filter(statement__in=spoken, stance__in=AGREEMENTS["three"])
        .select_related("issue", "statement__speaker", "statement__party", "statement__version__article__source")
        .defer("statement__search", "statement__version__text", "statement__version__search")
        .prefetch_related("statement__joint_with")
        .order_by("statement__said_at", "statement__version", "statement__start", "issue__number", "pk")
    )
    return found.iterator(chunk_size=AT_ONCE)


def _parties(statement: Statement) -> list[str]:
    own = [statement.party.name] if statement.party else []
    joint = sorted(party.name for party in statement.joint_with.all() if party != statement.party)
    return [*own, *joint] or [""]


EVENT_LIST = Format(
    name="event-list",
    label=_("Event list"),
    says=_("A line per coded statement as Discourse Network Analyzer writes it, for R."),
    suffix=".csv",
    media_type="text/csv",
    write=write_event_list,
)
