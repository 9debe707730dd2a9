"""Writes DNA's statements: carried ones while the tracker has them, changed where it says otherwise, then new ones."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from positions.enums import Stance
from positions.exchange.dna.codings import Row
from positions.exchange.dna.database import Database, first_coder
from positions.exchange.dna.offsets import Units
from positions.exchange.dna.roles import Roles
from positions.exchange.dna.subjects import Subjects
from positions.exchange.dna.values import Coded, Values
from positions.exchange.errors import BadRecord
from positions.exchange.texts import TakenText
from positions.models import ArticleVersion
from positions.text import Span

TABLES = (
    # What the tracker says, to be looked up by place.
    """CREATE TEMP TABLE CODINGS(ID INTEGER PRIMARY KEY, Version INTEGER, Start INTEGER, Stop INTEGER,
        Person INTEGER, Party INTEGER, Issue INTEGER, Stance TEXT)""",
    "CREATE INDEX temp.BY_PLACE ON CODINGS(Version, Start, Stop)",
    # Which document's statement says it already: where one text is two documents, a statement of each may.
    "CREATE TEMP TABLE TAKEN(Coding INTEGER, DocumentId INTEGER, PRIMARY KEY(Coding, DocumentId))",
    # Carried statements of which the tracker says something else, or nothing any more.
    "CREATE TEMP TABLE LEFT_OVER(StatementId INTEGER PRIMARY KEY)",
)
LEARN = "INSERT INTO temp.CODINGS(Version, Start, Stop, Person, Party, Issue, Stance) VALUES(?, ?, ?, ?, ?, ?, ?)"
THERE = """SELECT c.* FROM temp.CODINGS c JOIN temp.PLACES p ON p.Version = c.Version
    WHERE p.DocumentId = ? AND c.Start = ? AND c.Stop = ?
        AND NOT EXISTS (SELECT 1 FROM temp.TAKEN t WHERE t.Coding = c.ID AND t.DocumentId = p.DocumentId)
    ORDER BY c.ID"""
UNTOLD = """SELECT c.*, (SELECT min(DocumentId) FROM temp.PLACES p WHERE p.Version = c.Version) AS DocumentId
    FROM temp.CODINGS c WHERE NOT EXISTS (SELECT 1 FROM temp.TAKEN t WHERE t.Coding = c.ID)
    ORDER BY DocumentId, c.Start, c.Stop, c.ID"""
ALL_ROLES = 3


@dataclass(frozen=True, slots=True)
class Target:
    """The text of a document, and where the text of the article begins in it; None where it is another text."""

    document: int
    text: str
    units: Units
    lead: int | None


class StatementRows:
    """Writes the statements of one database: `learn`, `put_back` each, `change` each that was left over, then `add`."""

    def __init__(self, database: Database, roles: Roles, subjects: Subjects) -> None:
        self._database, self._roles = database, roles
        self._values = Values(database, roles, subjects)
        self._target: Target | None = None
        for sql in TABLES:
            database.run(sql)

    def learn(self, rows: Iterable[Row]) -> None:
        """Take note of what the tracker says. A mixed stance is a yes and a no where DNA knows nothing between."""
        agreement = self._roles.agreement
        is_boolean = agreement is not None and agreement.kind == "boolean"
        for row in rows:
            is_both = is_boolean and row.stance is Stance.MIXED
            for stance in [Stance.SUPPORTS, Stance.OPPOSES] if is_both else [row.stance]:
                self._database.run(LEARN, row.version, *row.span, row.person, row.party, row.issue, stance.value)

    def put_back(self, statement: dict[str, Any]) -> None:
        """Write a carried statement of which the tracker says the same; others are left over."""
        row, values = statement["row"], statement["values"]
        if not self._database.first("SELECT 1 FROM temp.PLACES WHERE DocumentId = ?", row["DocumentId"]):
            return  # gone with its document
        if "span" not in statement:  # of another type, or none that the tracker could hold
            self._values.keep(self._database.insert("STATEMENTS", row), values)
            return
        there = [each for each in self._there(statement) if self._values.likeness(values, each) == ALL_ROLES]
        if there:
            same = [each for each in there if self._values.has_stance(values, each)]
            self._put(statement, (same or there)[0])
        else:
            self._database.run("INSERT INTO temp.LEFT_OVER VALUES(?)", row["ID"])

    def left_over(self) -> list[str]:
        """Return the places of carried statements that were left over: as many as were changed or removed here."""
        rows = self._database.rows("SELECT StatementId FROM temp.LEFT_OVER ORDER BY StatementId")
        return [f"STATEMENTS {row['StatementId']}" for row in rows]

    def change(self, statement: dict[str, Any]) -> None:
        """Write a left-over statement with what the tracker says at its place now; without any it was removed here."""
        there = self._there(statement)
        if there:
            self._put(statement, max(there, key=lambda each: self._values.likeness(statement["values"], each)))

    def add(self) -> None:
        """Write what the tracker says and no carried statement did."""
        coder = first_coder(self._database)
        for row in self._database.rows(UNTOLD):
            coded = _coded(row)
            if row["DocumentId"] is None or not self._values.can_say(coded):
                continue
            start, stop = self._in_units(row["DocumentId"], row["Version"], (row["Start"], row["Stop"]))
            new = {"StatementTypeId": self._roles.type, "DocumentId": row["DocumentId"], "Start": start, "Stop": stop}
            self._values.begin(self._database.insert("STATEMENTS", new | {"Coder": coder}), coded)

    def _there(self, statement: dict[str, Any]) -> list[Coded]:
        row, (start, end) = statement["row"], statement["span"]
        return [_coded(each) for each in self._database.rows(THERE, row["DocumentId"], start, end)]

    def _put(self, statement: dict[str, Any], coded: Coded) -> None:
        row, values = statement["row"], statement["values"]
        self._database.run("INSERT INTO temp.TAKEN VALUES(?, ?)", coded.number, row["DocumentId"])
        if self._values.has_stance(values, coded) or self._values.can_say(coded):
            self._values.change(self._database.insert("STATEMENTS", row), values, coded)

    def _in_units(self, document: int, version: int, span: Span) -> Span:
        """Return where a span of an article's text stands in a document, in UTF-16 units."""
        if self._target is None or self._target.document != document:
            self._target = self._read(document)
        target = self._target
        if target.lead is not None:
            return target.units.in_units(span[0] + target.lead, span[1] + target.lead)
        text = ArticleVersion.objects.values_list("text", flat=True).get(pk=version)
        try:
            [span] = TakenText(text, target.text).places([span], "")
        except BadRecord:  # its letters are others in DNA's text, and its words no longer to be found: the same place
            start = min(span[0], len(target.text) - 1)
            span = (start, max(start + 1, min(span[1], len(target.text))))
        return target.units.in_units(*span)

    def _read(self, document: int) -> Target:
        sql = "SELECT d.Text, p.Lead FROM DOCUMENTS d JOIN temp.PLACES p ON p.DocumentId = d.ID WHERE d.ID = ?"
        row = self._database.first(sql, document)
        text, lead = (row["Text"], row["Lead"]) if row else ("", 0)
        return Target(document, text, Units(text), lead)


def _coded(row: Any) -> Coded:
    return Coded(row["ID"], row["Person"], row["Party"], row["Issue"], Stance(row["Stance"]))
