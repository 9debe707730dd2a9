"""Issues, parties, speakers and proposals as codes of REFI-QDA, and such codes as records; pure."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import TypeVar

from django.db.models import TextChoices

from positions.enums import PartyKind, PartyRole, Precision, Stance
from positions.exchange.qda.names import (
    PARTIES,
    PROPOSALS,
    SPEAKERS,
    STANCES,
    blocks,
    each,
    first,
    guid,
    heard,
    stance_code,
)
from positions.exchange.records import IssueRecord, PartyRecord, PersonRecord, ProposalRecord, Record, TermRecord

Choice = TypeVar("Choice", bound=TextChoices)
OF_ISSUES = frozenset({"question", "description", "keyword", "status quo", "anchor"})
OF_PARTIES = frozenset({"kind", "role", "group", "also"})
OF_SPEAKERS = frozenset({"also", "for", "as", "from", "until"})
OF_PROPOSALS = frozenset(
    {"reference", "summary", "address", "put by", "put at", "precision", "sponsor", "issue"}
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Code:
    """A code with those below it; `comment` is its description, `notes` are identifiers of notes on it."""

    guid: str
    name: str
    comment: str = ""
    colour: str = ""
    is_codable: bool = True
    notes: tuple[str, ...] = ()
    children: tuple[Code, ...] = ()

    def all(self) -> Iterator[Code]:
        """Yield it and all below it."""
        yield self
        for child in self.children:
            yield from child.all()


@dataclass(frozen=True, slots=True)
class Meaning:
    """What words say that carry a code; `kind` is issue, stance, party, speaker or proposal."""

    kind: str
    name: str
    stance: Stance = Stance.NONE

    @property
    def guid(self) -> str:
        """Return the identifier under which its code is written."""
        return guid(self.kind, self.name, *([self.stance] if self.kind == "stance" else []))


@dataclass(slots=True)
class Codebook:
    """The records of a tree of codes, and what each code means, by its identifier."""

    parties: list[PartyRecord] = field(default_factory=list)
    speakers: list[PersonRecord] = field(default_factory=list)
    issues: list[IssueRecord] = field(default_factory=list)
    proposals: list[ProposalRecord] = field(default_factory=list)
    meanings: dict[str, Meaning] = field(default_factory=dict)
    titles: set[str] = field(default_factory=set)

    def records(self) -> Iterator[Record]:
        """Yield the records, each after those that it names."""
        yield from self.parties
        yield from self.speakers
        yield from self.issues
        yield from self.proposals

    def names(self) -> dict[str, str]:
        """Return for each code under which identifier it is written."""
        return {own: meaning.guid for own, meaning in self.meanings.items()}


def understood(codes: Collection[Code], cases: Collection[str] = ()) -> Codebook:
    """Return what codes mean; `cases` are the identifiers of cases, whose codes NVivo writes beside the others.

    Codes below one named Parties, Speakers or Proposals are these, when it is given to no words or is the tracker's
    own; a case is a party, `Dues: supports` below Dues is a stance on it, and any other code is an issue.
    """
    book = Codebook()
    for code in codes:
        if code.name in FOLDERS and (not code.is_codable or code.guid == guid("folder", code.name)):
            for child in code.children:
                FOLDERS[code.name](book, child)
        else:
            _take_issue(book, code, "", cases)
    return book


def _take_issue(book: Codebook, code: Code, parent: str, cases: Collection[str]) -> None:
    if code.guid in cases:
        _take_party(book, code)
        return
    title = f"{parent} / {code.name}" if parent and code.name in book.titles else code.name
    book.titles.add(title)
    book.issues.append(_issue(code, title, parent))
    book.meanings[code.guid] = Meaning("issue", title)
    for child in code.children:
        if stance := _stance(child, code):
            book.meanings[child.guid] = Meaning("stance", title, stance)
        else:
            _take_issue(book, child, title, cases)


def _stance(code: Code, parent: Code) -> Stance | None:
    if code.children:
        return None
    return next((stance for stance in STANCES if code.name == stance_code(parent.name, stance)), None)


def _issue(code: Code, title: str, parent: str) -> IssueRecord:
    facts = heard(code.comment, OF_ISSUES)
    status_quo = first(facts, "status quo")
    anchors = (value.partition(" = ") for value in each(facts, "anchor"))
    return IssueRecord(
        title=title,
        question=first(facts, "question"),
        description=first(facts, "description") if facts else code.comment,
        parent=parent,
        keywords=each(facts, "keyword"),
        status_quo=int(status_quo) if status_quo.isdecimal() else None,
        anchors=tuple((int(value), meaning) for value, _, meaning in anchors if value.isdecimal()),
    )


def _take_party(book: Codebook, code: Code) -> None:
    facts = heard(code.comment, OF_PARTIES)
    kind, role = chosen(PartyKind, first(facts, "kind")), chosen(PartyRole, first(facts, "role"))
    book.parties.append(PartyRecord(code.name, kind, role, first(facts, "group"), each(facts, "also")))
    book.meanings[code.guid] = Meaning("party", code.name)


def _take_speaker(book: Codebook, code: Code) -> None:
    facts = heard(code.comment, OF_SPEAKERS)
    terms = tuple(
        TermRecord(first(term, "for"), first(term, "as"), day(first(term, "from")), day(first(term, "until")))
        for term in blocks(facts, "for")
    )
    book.speakers.append(PersonRecord(code.name, each(facts, "also"), terms))
    book.meanings[code.guid] = Meaning("speaker", code.name)


def _take_proposal(book: Codebook, code: Code) -> None:
    facts = heard(code.comment, OF_PROPOSALS)
    book.proposals.append(
        ProposalRecord(
            title=code.name,
            reference=first(facts, "reference"),
            summary=first(facts, "summary") if facts else code.comment,
            url=first(facts, "address"),
            put_by=first(facts, "put by"),
            sponsors=each(facts, "sponsor"),
            issues=each(facts, "issue"),
            put_at=moment(first(facts, "put at")),
            put_at_precision=chosen(Precision, first(facts, "precision")) or Precision.DAY,
        )
    )
    book.meanings[code.guid] = Meaning("proposal", code.name)


FOLDERS = {PARTIES: _take_party, SPEAKERS: _take_speaker, PROPOSALS: _take_proposal}


def chosen(choices: type[Choice], value: str) -> Choice | None:
    """Return the choice of a value, or None for another."""
    return choices(value) if value in choices.values else None


def day(value: str) -> date | None:
    """Return a day written as 2031-03-04, or None."""
    try:
        return date.fromisoformat(value)
    except ValueError:
        return None


def moment(value: str) -> datetime | None:
    """Return a moment written as in XML Schema, in UTC where it names no zone; None for anything else."""
    try:
        found = datetime.fromisoformat(value.strip())
    except ValueError:
        return None
    return found if found.tzinfo else found.replace(tzinfo=UTC)
