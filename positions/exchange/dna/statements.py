"""Reads DNA's statements: those at one place by one speaker are one statement with a position on each concept."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any

from positions.enums import Stance
from positions.exchange.dna.database import Database
from positions.exchange.dna.entities import Book
from positions.exchange.dna.names import numbered
from positions.exchange.dna.offsets import Units, moved
from positions.exchange.dna.roles import Roles, Variable, stance_of
from positions.exchange.dna.schema import VALUES
from positions.exchange.errors import BadRecord
from positions.exchange.records import CarriedRecord, PositionRecord, Row, StatementRecord
from positions.exchange.texts import TakenText, take_text
from positions.models.statements import MAX_WORDS, Statement
from positions.text import Span

LONGEST_SPEAKER: int = Statement._meta.get_field("speaker_as_written").max_length or 0
STATEMENTS = """SELECT s.*, t.First FROM STATEMENTS s LEFT JOIN temp.TEXTS t ON t.DocumentId = s.DocumentId
    ORDER BY t.First, s.Start, s.Stop, s.ID"""
NO_ARTICLE = "Its document ({}) is missing or no article here."
BEYOND = "It stands from {} to {} of a text of {} characters. Mark its words anew in DNA."
NO_WORDS = "There are no words where it stands. Mark its words anew in DNA."
TOO_LONG = "It has {} characters, more than the {} of a statement. Mark the words that matter in DNA."


@dataclass(frozen=True, slots=True)
class Text:
    """The text of the article that statements stand in."""

    number: int
    text: str
    units: Units
    taken: TakenText


@dataclass(frozen=True, slots=True)
class Coding:
    """One statement of DNA in the tracker's words; `issue` is empty where no concept is coded.

    `span` is in the article's text as DNA has it.
    """

    number: int
    document: int
    span: Span
    speaker: str
    party: str
    issue: str
    stance: Stance


@dataclass(slots=True)
class Made:
    """A statement to be: codings of one speaker at one place, on different issues."""

    first: Coding
    written: str
    positions: dict[str, Coding] = field(default_factory=dict)

    def takes(self, coding: Coding) -> bool:
        """Tell whether a coding belongs here: the same speaker, and nothing said yet on its issue."""
        return (self.first.speaker, self.first.party) == (coding.speaker, coding.party) and (
            coding.issue not in self.positions or self.repeats(coding)
        )

    def repeats(self, coding: Coding) -> bool:
        """Tell whether it is the same coding in another document with the same text."""
        same = self.positions.get(coding.issue)
        return same is not None and same.stance == coding.stance and same.document != coding.document


def read_statements(database: Database, roles: Roles, book: Book) -> Iterator[Row]:
    """Yield every statement as carried, and those of the type that is taken in as statements."""
    text: Text | None = None
    for (first, *_), rows in groupby(
        database.rows(STATEMENTS), key=lambda row: (row["First"], row["Start"], row["Stop"])
    ):
        if first is None or text is None or text.number != first:
            text = None if first is None else text_of(database, first)
        codings: list[Coding] = []
        for row in rows:
            statement = dict(row)
            del statement["First"]
            place, values = f"STATEMENTS {statement['ID']}", values_of(database, statement["ID"])
            content: dict[str, Any] = {"row": statement, "values": values}
            problem = ""
            if statement["StatementTypeId"] == roles.type:
                try:
                    span, content["span"] = place_of(statement, text, database)
                    codings.append(coding_of(statement, span, values, roles, book))
                except BadRecord as error:
                    problem = f"{error} It is kept for DNA."
            yield Row(place, CarriedRecord(place, content))
            if problem:
                yield Row(place, None, problem)
        yield from (Row(f"STATEMENTS {each.first.number}", record(each, first)) for each in gather(codings))


def text_of(database: Database, document: int) -> Text:
    """Return the text of a document."""
    row = database.first("SELECT Text FROM DOCUMENTS WHERE ID = ?", document)
    text = row["Text"] if row else ""
    return Text(document, text, Units(text), take_text(text))


def values_of(database: Database, statement: int) -> dict[str, list[list[Any]]]:
    """Return the values of a statement's variables by table: number, variable, value (of names, their number)."""
    found = {}
    for table in VALUES.values():
        column = "Entity" if table == "DATASHORTTEXT" else "Value"
        sql = f"SELECT ID, VariableId, {column} FROM {table} WHERE StatementId = ? ORDER BY ID"  # noqa: S608
        if rows := [list(row) for row in database.rows(sql, statement)]:
            found[table] = rows
    return found


def place_of(statement: dict[str, Any], text: Text | None, database: Database) -> tuple[Span, Span]:
    """Return where a statement stands in the article's text as DNA has it, and as the tracker keeps it.

    Both are in code points. Raises BadRecord where it stands nowhere.
    """
    if text is None:
        raise BadRecord(NO_ARTICLE.format(statement["DocumentId"]))
    start, stop = statement["Start"], statement["Stop"]
    own = text if statement["DocumentId"] == text.number else text_of(database, statement["DocumentId"])
    if not isinstance(start, int) or not isinstance(stop, int) or not 0 <= start < stop <= own.units.length:
        raise BadRecord(BEYOND.format(start, stop, own.units.length))
    span = own.units.in_points(start, stop)
    if own.text != text.text:
        span = moved(span, own.text, text.text)
    words = text.text[slice(*span)]
    if not words.strip():
        raise BadRecord(NO_WORDS)
    if len(words) > MAX_WORDS:
        raise BadRecord(TOO_LONG.format(len(words), MAX_WORDS))
    return span, text.taken.places([span], "")[0]


def coding_of(
    statement: dict[str, Any], span: Span, values: dict[str, list[list[Any]]], roles: Roles, book: Book
) -> Coding:
    """Return a statement of DNA in the tracker's words."""
    said = {variable: value for rows in values.values() for _, variable, value in rows}

    def name(variable: Variable | None) -> str:
        return book.names.get(said.get(variable.number) or 0, "") if variable else ""

    agreement = roles.agreement
    return Coding(
        number=statement["ID"],
        document=statement["DocumentId"],
        span=span,
        speaker=name(roles.person),
        party=name(roles.organization),
        issue=name(roles.concept),
        stance=stance_of(said.get(agreement.number), agreement.kind) if agreement else Stance.NONE,
    )


def gather(codings: Iterable[Coding]) -> list[Made]:
    """Return the statements that codings at one place make.

    A statement holds one position on an issue. What is coded again, by another coder or the other way, is another
    statement, whose speaker has a number behind the name, so that networks count what DNA counts.
    """
    made: list[Made] = []
    used: dict[str, int] = {}
    for coding in codings:
        holder = next((each for each in made if each.takes(coding)), None)
        if holder is None:
            name = coding.speaker or coding.party
            used[name] = used.get(name, 0) + 1
            holder = Made(coding, numbered(name, used[name], LONGEST_SPEAKER))
            made.append(holder)
        holder.positions.setdefault(coding.issue, coding)
    return made


def record(made: Made, document: int) -> StatementRecord:
    """Return a statement as the import takes it."""
    return StatementRecord(
        key=f"STATEMENTS {made.first.number}",
        article=f"DOCUMENTS {document}",
        spans=(made.first.span,),
        speaker_as_written=made.written,
        speaker=made.first.speaker,
        party=made.first.party,
        positions=tuple(PositionRecord(issue, each.stance) for issue, each in made.positions.items() if issue),
    )
