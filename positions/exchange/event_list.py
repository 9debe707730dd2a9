"""The event list of Discourse Network Analyzer 3: a line per coded statement, for relational event models in R.

Columns, quoting and dates are those of DNA's own export, which `read.csv2` reads. Only what a person confirmed is in
it, at first hand and with a stance; a joint statement has a line for each party. Option `agreement`: `binary` (1 for,
0 against, mixed as a line of each, as DNA's coders do it) or `three` (1, 0 mixed, -1).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import islice
from typing import Any

from django.db.models import F
from django.utils.translation import gettext_lazy as _

from positions.enums import Stance
from positions.exchange.errors import ExchangeError
from positions.exchange.formats import Format, Options
from positions.models import JointStatement, Negotiation, Position, Statement

COLUMNS = ("statement ID", "time", "document ID", "document title", "author", "source", "section", "type", "text")
VARIABLES = ("person", "organization", "concept", "agreement")
AGREEMENTS: dict[str, dict[str, tuple[int, ...]]] = {
    "binary": {Stance.SUPPORTS: (1,), Stance.MIXED: (1, 0), Stance.OPPOSES: (0,)},
    "three": {Stance.SUPPORTS: (1,), Stance.MIXED: (0,), Stance.OPPOSES: (-1,)},
}
# What is read of a position, under the names of its event.
TOLD = {
    "said_at": F("statement__said_at"),
    "document": F("statement__version__article"),
    "title": F("statement__version__article__title"),
    "source": F("statement__version__article__source__name"),
    "text": F("statement__words"),
    "person": F("statement__speaker__name"),
    "organization": F("statement__party__name"),
    "concept": F("issue__title"),
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
    for rows in _chunks(negotiation):
        joint = _joint_parties({row.statement_id for row in rows})
        for row in rows:
            own = [row.organization] if row.organization else []
            for party in [*own, *joint.get(row.statement_id, ())] or [""]:
                for agreement in agreements[row.stance]:
                    number += 1
                    yield _event(row, number, party, agreement)


def _event(row: Any, number: int, party: str, agreement: int) -> Event:
    return Event(
        number=number,
        when=row.said_at.astimezone(UTC).replace(tzinfo=None),
        document=row.document,
        title=row.title,
        source=row.source,
        text=row.text,
        person=row.person or "",
        organization=party,
        concept=row.concept,
        agreement=agreement,
    )


def _chunks(negotiation: Negotiation) -> Iterator[list[Any]]:
    spoken = Statement.objects.confirmed().first_hand().filter(negotiation=negotiation)
    found = (
        Position.objects.confirmed()
        .filter(statement__in=spoken, stance__in=AGREEMENTS["three"])
        .order_by("statement__said_at", "statement__version", "statement__start", "issue__number", "pk")
    )
    rows = found.annotate(**TOLD).values_list("statement_id", "stance", *TOLD, named=True).iterator(chunk_size=AT_ONCE)
    while some := list(islice(rows, AT_ONCE)):
        yield some


def _joint_parties(statements: set[int]) -> dict[int, list[str]]:
    """Return, for those of the statements that are joint, the names of the further parties."""
    found: dict[int, list[str]] = {}
    rows = JointStatement.objects.filter(statement__in=statements).exclude(party=F("statement__party"))
    for statement, party in rows.order_by("party__name").values_list("statement", "party__name"):
        found.setdefault(statement, []).append(party)
    return found


EVENT_LIST = Format(
    name="event-list",
    label=_("Event list"),
    says=_("A line per coded statement as Discourse Network Analyzer writes it, for R."),
    suffix=".csv",
    media_type="text/csv",
    write=write_event_list,
)
