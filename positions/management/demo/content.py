"""Reads an example negotiation from its TOML file; what is written there is in docs/demo.md."""

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from positions.enums import Firmness, VoteChoice
from positions.ingestion.dates import PartialDate, WrittenDate
from positions.text import Span

FOLDER = Path(__file__).parent
FILES = (FOLDER / "aleppo.toml", FOLDER / "harbour.toml")


@dataclass(frozen=True)
class Affiliation:
    party: str
    title: str
    starts_on: date | None = None
    ends_on: date | None = None


@dataclass(frozen=True)
class Person:
    name: str
    affiliations: tuple[Affiliation, ...]
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True)
class PartyEntry:
    name: str
    aliases: tuple[str, ...] = ()
    kind: str = "state"
    role: str = "negotiates"
    group: str = ""


@dataclass(frozen=True)
class IssueEntry:
    key: str
    title: str
    question: str
    description: str
    anchors: dict[int, str]
    keywords: tuple[str, ...] = ()
    status_quo: int | None = None
    parent: str = ""


@dataclass(frozen=True)
class CodedPosition:
    issue: str
    stance: str
    value: int | None = None
    firmness: Firmness | None = None
    condition: str = ""
    proposal: str = ""
    awaits: str = ""  # the party whose turn a condition is


@dataclass(frozen=True)
class Ballot:
    """A recorded vote: who chose what, and what each choice says on the issues."""

    cast: PartialDate
    meeting: str
    url: str
    choices: dict[VoteChoice, tuple[str, ...]]
    means: dict[VoteChoice, tuple[CodedPosition, ...]]


@dataclass(frozen=True)
class ProposalEntry:
    key: str
    title: str
    summary: str
    put_by: str
    reference: str = ""
    put: PartialDate | None = None
    sponsors: tuple[str, ...] = ()
    issues: tuple[str, ...] = ()
    ballot: Ballot | None = None


@dataclass(frozen=True)
class EventEntry:
    """What happened outside the words of the parties; no issues means the whole negotiation."""

    title: str
    summary: str
    happened: PartialDate
    reference: str = ""
    url: str = ""
    effect: str = ""
    issues: tuple[str, ...] = ()


@dataclass(frozen=True)
class StatementEntry:
    """Words of a report with their speaker; `open` ones are left to the machine and to the reader's judgement."""

    label: str
    words: tuple[str, ...]
    speaker: str = ""
    party: str = ""
    kind: str = "indirect"
    said: PartialDate | None = None
    through: str = ""
    positions: tuple[CodedPosition, ...] = ()
    links: tuple[tuple[str, str], ...] = ()  # label of the earlier statement, relation
    joint_with: tuple[str, ...] = ()
    addressed_to: tuple[str, ...] = ()
    open: bool = False


@dataclass(frozen=True)
class Report:
    """An article; `leave_open` keeps the machine's unmatched suggestions in it undecided."""

    key: str
    title: str
    outlet: str
    published: PartialDate
    reference: str
    text: str
    statements: tuple[StatementEntry, ...]
    said: PartialDate | None = None
    url: str = ""
    leave_open: bool = False


@dataclass(frozen=True)
class Content:
    """All that is entered for one example negotiation."""

    title: str
    summary: str
    members: dict[str, str]
    parties: tuple[PartyEntry, ...]
    people: tuple[Person, ...]
    issues: tuple[IssueEntry, ...]
    proposals: tuple[ProposalEntry, ...] = ()
    reports: tuple[Report, ...] = field(default=())
    events: tuple[EventEntry, ...] = ()

    def statements(self) -> Iterator[tuple[Report, StatementEntry]]:
        """Yield every statement with its report."""
        for report in self.reports:
            for statement in report.statements:
                yield report, statement


def read_content(path: Path) -> Content:
    """Return what a file holds; an unknown key is a TypeError, a missing one too."""
    table = tomllib.loads(path.read_text(encoding="utf-8"))
    return Content(
        title=table["title"],
        summary=table["summary"].strip(),
        members=table["members"],
        parties=tuple(PartyEntry(**_tuples(party)) for party in table["party"]),
        people=tuple(_person(person) for person in table["spokesperson"]),
        issues=tuple(_issue(issue) for issue in table["issue"]),
        proposals=tuple(_proposal(proposal) for proposal in table.get("proposal", ())),
        reports=tuple(_report(report, table["closing"]) for report in table["report"]),
        events=tuple(_event(event) for event in table.get("event", ())),
    )


def spans_of(text: str, words: tuple[str, ...]) -> list[Span]:
    """Return where words stand in text, in their order; ValueError when a passage does not stand there exactly once."""
    spans = []
    for passage in words:
        if text.count(passage) != 1:
            raise ValueError(f"“{passage}” stands {text.count(passage)} times in the report instead of once.")
        start = text.index(passage)
        spans.append((start, start + len(passage)))
    return spans


def partial_date(written: str) -> PartialDate:
    """Return `2016-09-20` as a day, `2016-09` as a month."""
    year, month, *day = (int(part) for part in written.split("-"))
    found = WrittenDate(year, month, day[0] if day else None).complete()
    if found is None:
        raise ValueError(f"{written} is no date.")
    return found


def _tuples(table: dict[str, Any]) -> dict[str, Any]:
    return {key: tuple(value) if isinstance(value, list) else value for key, value in table.items()}


def _person(table: dict[str, Any]) -> Person:
    affiliations = tuple(Affiliation(**row) for row in table["affiliations"])
    return Person(name=table["name"], affiliations=affiliations, aliases=tuple(table.get("aliases", ())))


def _issue(table: dict[str, Any]) -> IssueEntry:
    anchors = {anchor["value"]: anchor["meaning"] for anchor in table["anchors"]}
    return IssueEntry(**_tuples(table | {"anchors": anchors}))


def _position(table: dict[str, Any]) -> CodedPosition:
    firmness = Firmness[table["firmness"].upper()] if "firmness" in table else None
    return CodedPosition(**(table | {"firmness": firmness}))


def _proposal(table: dict[str, Any]) -> ProposalEntry:
    fields = _tuples(table)
    vote = fields.pop("vote", None)
    put = fields.pop("put", "")
    return ProposalEntry(**fields, put=partial_date(put) if put else None, ballot=_ballot(vote) if vote else None)


def _event(table: dict[str, Any]) -> EventEntry:
    return EventEntry(**_tuples(table) | {"happened": partial_date(table["happened"])})


def _ballot(table: dict[str, Any]) -> Ballot:
    means = table.get("means", {})
    return Ballot(
        cast=partial_date(table["cast"]),
        meeting=table["meeting"],
        url=table["url"],
        choices={choice: tuple(table.get(choice.value, ())) for choice in VoteChoice},
        means={choice: tuple(_position(row) for row in means.get(choice.value, ())) for choice in VoteChoice},
    )


def _report(table: dict[str, Any], closing: str) -> Report:
    fields = table | {
        "published": partial_date(table["published"]),
        "said": partial_date(table["said"]) if "said" in table else None,
        "text": f"{table['text'].strip()}\n\n{closing}",
        "statements": tuple(_statement(row) for row in table["statement"]),
    }
    del fields["statement"]
    return Report(**fields)


def _statement(table: dict[str, Any]) -> StatementEntry:
    fields = _tuples(table) | {
        "said": partial_date(table["said"]) if "said" in table else None,
        "positions": tuple(_position(row) for row in table.get("positions", ())),
        "links": tuple((link["to"], link["relation"]) for link in table.get("links", ())),
    }
    return StatementEntry(**fields)
