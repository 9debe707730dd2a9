"""A statement as selections of words with codes and a comment; pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from positions.enums import Firmness, Stance
from positions.exchange.qda.names import FIRMNESS, STANCES, Fact, guid, guid_once, told
from positions.text import SPAN_JOIN, Span

NAME_LENGTH = 60  # characters of the words by which other programs list a selection
UNCONFIRMED = "no"


@dataclass(slots=True)
class Coded:
    """A confirmed position of a statement; `by` is the identifier of who confirmed it."""

    issue: str
    stance: str
    value: int | None
    firmness: int | None
    act: str
    mode: str
    condition: str
    proposal: str
    by: str
    at: datetime


@dataclass(slots=True)
class Said:
    """A statement with all that is written of it, by name; `through` and `by` are identifiers, empty for none."""

    own: str
    spans: list[Span]
    words: str
    kind: str
    as_written: str
    speaker: str
    party: str
    joint: list[str]
    addressed: list[str]
    targets: list[str]
    through: str
    said_at: datetime
    precision: str
    is_confirmed: bool
    by: str
    at: datetime
    positions: list[Coded]


@dataclass(slots=True)
class Coding:
    """A code given to a selection, by whom and when."""

    guid: str
    code: str
    by: str
    at: str


@dataclass(slots=True)
class Selection:
    """Words of a text with their codes; [start, end) in code points."""

    guid: str
    name: str
    start: int
    end: int
    comment: str
    codings: list[Coding]
    by: str
    at: str


def selections(said: Said) -> Iterator[Selection]:
    """Yield a selection for each span, the first with the whole comment."""
    at, codes = timestamp(said.at), codes_of(said)
    for number, (span, words) in enumerate(zip(said.spans, parts(said), strict=True), 1):
        own = said.own if number == 1 else guid_once("selection", said.own, str(number))
        part = f"{number} of {len(said.spans)}" if len(said.spans) > 1 else ""
        more = facts_of(said) if number == 1 else []
        yield Selection(
            guid=own,
            name=short(words),
            start=span[0],
            end=span[1],
            comment=told([("statement", said.own), ("part", part), *more]),
            codings=[Coding(guid_once("coding", own, code), code, *coded) for code, coded in codes.items()],
            by=said.by,
            at=at,
        )


def parts(said: Said) -> list[str]:
    """Return the words of each span, out of the words as they are kept joined."""
    found, place = [], 0
    for start, end in said.spans:
        found.append(said.words[place : place + end - start])
        place += end - start + len(SPAN_JOIN)
    return found


def short(words: str) -> str:
    """Return words on one line, cut."""
    line = " ".join(words.split())
    return line if len(line) <= NAME_LENGTH else f"{line[: NAME_LENGTH - 1].rstrip()}…"


def facts_of(said: Said) -> list[Fact]:
    """Return what a comment tells of a statement and its positions."""
    facts = [
        ("kind", said.kind),
        ("as written", said.as_written),
        ("speaker", said.speaker),
        ("party", said.party),
        *(("joint with", party) for party in said.joint),
        *(("addressed to", party) for party in said.addressed),
        *(("target", party) for party in said.targets),
        ("reported through", said.through),
        ("said", said.said_at.isoformat()),
        ("precision", said.precision),
        ("confirmed", "" if said.is_confirmed else UNCONFIRMED),
    ]
    for position in said.positions:
        facts += position_facts(position)
    return facts


def position_facts(position: Coded) -> list[Fact]:
    """Return what a comment tells of a position."""
    return [
        ("issue", position.issue),
        ("stance", STANCES[Stance(position.stance)]),
        ("value", "" if position.value is None else str(position.value)),
        ("firmness", FIRMNESS[Firmness(position.firmness)] if position.firmness else ""),
        ("act", position.act),
        ("mode", position.mode),
        ("condition", position.condition),
        ("proposal", position.proposal),
    ]


def codes_of(said: Said) -> dict[str, tuple[str, str]]:
    """Return the codes of a statement, each with who gave it and when: stances, proposals, who says it and for whom."""
    codes: dict[str, tuple[str, str]] = {}
    for position in said.positions:
        coded = position.by, timestamp(position.at)
        codes.setdefault(guid("stance", position.issue, position.stance), coded)
        if position.proposal:
            codes.setdefault(guid("proposal", position.proposal), coded)
    own = said.by, timestamp(said.at)
    for party in filter(None, (said.party, *said.joint)):
        codes.setdefault(guid("party", party), own)
    if said.speaker:
        codes.setdefault(guid("speaker", said.speaker), own)
    return codes


def timestamp(moment: datetime) -> str:
    """Return a moment in UTC as XML Schema has it, to the second: some programs read no fractions."""
    return f"{moment.isoformat()[:19]}Z"
