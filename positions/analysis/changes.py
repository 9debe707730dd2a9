"""Reads who changed what of a statement and when, with before and after: rows, codings and verdicts.

Columns are told by what `pghistory` noted, verdicts by their own rows, which are superseded and never overwritten. A
fixed number of queries, however long the history is.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.db.models import Model, Q
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from positions.analysis.history import events_of
from positions.dates import in_words
from positions.enums import Firmness, Mode, Origin, Precision, SpeechAct, SpeechKind, Stance
from positions.models import Issue, Judgement, Party, Position, Proposal, Spokesperson, Statement, User

Row = Mapping[str, Any]
Names = Mapping[str, Mapping[int, str]]

# Columns told, in the words of the pages, and the table that a number points to.
STATEMENT = {
    "words": _("words"), "party_id": _("party"), "speaker_id": _("speaker"), "speaker_as_written": _("as printed"),
    "kind": _("kind"), "said_at": pgettext_lazy("column", "said"), "reported_through_id": _("reported through"),
    "unresolved_reason": _("open because"), "gone_from_id": _("gone from the article"),
}  # fmt: skip
POSITION = {
    "issue_id": _("issue"), "stance": _("stance"), "value": _("place on the scale"), "firmness": _("firmness"),
    "condition": _("condition"), "act": _("speech act"), "mode": _("mode"), "proposal_id": _("proposal"),
}  # fmt: skip
POINTS_TO: dict[str, type[Model]] = {
    "party_id": Party, "speaker_id": Spokesperson, "issue_id": Issue, "proposal_id": Proposal,
}  # fmt: skip
WORDS = {"kind": SpeechKind, "stance": Stance, "firmness": Firmness, "act": SpeechAct, "mode": Mode}
NOBODY = _("the product itself")
# What was done with a statement, and with a position on an issue.
DONE = {
    "suggested": (pgettext_lazy("history", "Suggested"), _("Position on %(issue)s suggested")),
    "entered": (pgettext_lazy("history", "Entered"), _("Position on %(issue)s entered")),
    "changed": (pgettext_lazy("history", "Changed"), _("Position on %(issue)s changed")),
    "deleted": (pgettext_lazy("history", "Deleted"), _("Position on %(issue)s deleted")),
}


@dataclass(frozen=True, slots=True)
class Difference:
    """One column before and after; empty where nothing stood."""

    what: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Change:
    """What one person, or the product, did at one moment."""

    at: datetime
    by: str
    headline: str
    note: str = ""
    differences: tuple[Difference, ...] = ()


def read_changes(statement: Statement) -> list[Change]:
    """Return the changes of a statement and of its positions, deleted ones too, the latest first."""
    noted = [
        *events(Statement, Q(pgh_obj=statement.pk), STATEMENT),
        *events(Position, Q(statement=statement.pk), POSITION),
    ]
    names = read_names(noted)
    people = User.objects.in_bulk(
        {row["pgh_context__metadata"].get("user") for row in noted if row["pgh_context__metadata"]}
    )
    judged = Judgement.objects.filter(Q(statement=statement) | Q(position__statement=statement))
    verdicts = judged.select_related("by", "superseded_by", "position__issue")
    found = [*told(noted, names, {pk: str(person) for pk, person in people.items()}), *decided(list(verdicts))]
    # Of one transaction all have one moment; turned over, what was done last still comes first.
    return sorted(found, key=lambda change: change.at)[::-1]


def events(model: type[Model], wanted: Q, columns: Mapping[str, Any]) -> list[Row]:
    """Return the noted states of rows, each row's in order."""
    extra = ("said_at_precision",) if model is Statement else ()
    kept = ("pgh_obj_id", "pgh_label", "pgh_created_at", "pgh_context__metadata", "origin", "method", *extra)
    return list(events_of(model).filter(wanted).order_by("pgh_obj_id", "pgh_id").values(*kept, *columns))


def read_names(noted: Iterable[Row]) -> Names:
    """Return the names of the rows that noted states point to, by column and primary key."""
    wanted: dict[str, set[int]] = {column: set() for column in POINTS_TO}
    for row in noted:
        for column, pks in wanted.items():
            if row.get(column):
                pks.add(row[column])
    return {
        column: {row.pk: str(row) for row in POINTS_TO[column]._default_manager.filter(pk__in=pks)}
        for column, pks in wanted.items()
    }


def told(noted: Iterable[Row], names: Names, people: Mapping[int, str]) -> Iterator[Change]:
    """Yield a change for each noted state that differs from the one before in something told."""
    before: Row = {}
    for row in noted:
        columns = POSITION if is_position(row) else STATEMENT
        if not before or before["pgh_obj_id"] != row["pgh_obj_id"]:
            before = {}
        found = differences(before, row, columns, names)
        by = people.get((row["pgh_context__metadata"] or {}).get("user") or 0, "")
        if found or row["pgh_label"] != "update":
            yield Change(row["pgh_created_at"], by or row["method"] or str(NOBODY), headline(row, names), "", found)
        before = row


def headline(row: Row, names: Names) -> str:
    """Return what was done with a row."""
    done = {"insert": "suggested" if row["origin"] == Origin.MACHINE else "entered", "update": "changed"}
    what = done.get(row["pgh_label"], "deleted")
    of_statement, of_position = DONE[what]
    if not is_position(row):
        return str(of_statement)
    return str(of_position % {"issue": names["issue_id"].get(row["issue_id"], gettext("a deleted issue"))})


def is_position(row: Row) -> bool:
    """Tell the state of a position from that of a statement."""
    return "stance" in row


def differences(before: Row, after: Row, columns: Mapping[str, Any], names: Names) -> tuple[Difference, ...]:
    """Return the columns that differ; of a new statement none, since the page shows it, of a new position all."""
    if after["pgh_label"] == "delete" or not (before or is_position(after)):
        return ()
    pairs = (
        (what, column, shown(before, column, names), shown(after, column, names)) for column, what in columns.items()
    )
    return tuple(
        Difference(str(what), here, there) for what, column, here, there in pairs
        if here != there and (before or column != "issue_id")
    )  # fmt: skip


def shown(row: Row, column: str, names: Names) -> str:
    """Return a column in words; empty where nothing stands."""
    value = row.get(column)
    if value in {None, ""}:
        return ""
    if column in names:
        return names[column].get(value, gettext("one deleted since"))
    if column in WORDS:
        return str(WORDS[column](value).label)
    if column == "said_at":
        return day_of(value, row["said_at_precision"])
    if column == "gone_from_id":
        return gettext("yes")
    return gettext("another statement") if column.endswith("_id") else str(value)


def day_of(moment: datetime, precision: str) -> str:
    """Return a moment in UTC as exactly as it is known."""
    told = in_words(moment.astimezone(UTC), precision)
    return f"{told} UTC" if precision == Precision.MINUTE else told


def decided(verdicts: list[Judgement]) -> Iterator[Change]:
    """Yield a change for each verdict, and for each one that was taken back without another in its place."""
    begun = {(each.statement_id, each.position_id, each.at) for each in verdicts}
    for each in verdicts:
        verdict = each.get_verdict_display()
        what = verdict.capitalize()
        if each.position:
            told = {"issue": each.position.issue, "verdict": verdict}
            what = gettext("Position on %(issue)s %(verdict)s") % told
        yield Change(each.at, str(each.by), what, each.note)
        if each.superseded_at and (each.statement_id, each.position_id, each.superseded_at) not in begun:
            yield Change(each.superseded_at, str(each.superseded_by), gettext("%(what)s: taken back") % {"what": what})
