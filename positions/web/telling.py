"""What people did with a text's statements, in words."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext, pgettext
from django.utils.translation import gettext_lazy as _

from positions.enums import Precision, Relation, SpeechKind, Verdict
from positions.ingestion.dates import PartialDate
from positions.models import (
    Judgement,
    Link,
    Negotiation,
    PartyAlias,
    Position,
    Spokesperson,
    SpokespersonAlias,
    Statement,
    User,
)
from positions.review.actions import Action, Change
from positions.text import in_marks
from positions.web.clashes import NOTHING, coding_in_words, date_in_words

# After the name of a person; `what` is a statement or a link.
JUDGED = {
    Verdict.CONFIRM: _("accepted %(what)s"),
    Verdict.REJECT: _("refused %(what)s"),
    Verdict.UNSURE: _("is unsure of %(what)s"),
}
ELSEWHERE = _("a statement elsewhere")
QUOTED = 50  # characters of words
CHANGED = {
    "words": _("words from %(before)s to %(after)s"),
    "party_id": _("party from %(before)s to %(after)s"),
    "speaker_id": _("speaker from %(before)s to %(after)s"),
    "kind": _("kind from %(before)s to %(after)s"),
    "said_at": _("date from %(before)s to %(after)s"),
}


def sentence(by: User | None, phrases: Iterable[str]) -> str:
    """Return who did what in one line."""
    told = {"who": by or gettext("Somebody"), "did": "; ".join(phrases)}
    return pgettext("what a person did", "%(who)s %(did)s") % told


@dataclass(frozen=True)
class Told:
    """One action: who, when, on which statements of the text, and what, a phrase each."""

    id: UUID
    by: User | None
    at: datetime
    phrases: list[str]
    statements: list[tuple[int, str]]
    is_undone: bool = False
    may_undo: bool = False

    @property
    def sentence(self) -> str:
        """Return it in one line: Tomás Ferreira accepted statement 3; coded Harbour dues: opposes."""
        return sentence(self.by, self.phrases)


@dataclass(frozen=True)
class Names:
    """What ids of the history stand for."""

    numbers: Mapping[int, tuple[int, str]]
    parties: Mapping[int, str]
    people: Mapping[int, str]
    issues: Mapping[int, str]

    def of(self, column: str, value: Any) -> str:
        """Return how a column's value reads."""
        if value is None or value == "":
            return str(NOTHING)
        known: Mapping[Any, str] = {"party_id": self.parties, "speaker_id": self.people}.get(column, {})
        if column == "kind":
            return str(SpeechKind(value).label)
        return known.get(value, str(value))


def names_of(negotiation: Negotiation, numbers: Mapping[int, tuple[int, str]]) -> Names:
    """Return the names of a negotiation; `numbers` are number and address of each statement of the text."""
    return Names(
        numbers,
        dict(negotiation.parties.values_list("pk", "name")),
        dict(negotiation.spokespersons.values_list("pk", "name")),
        dict(negotiation.issues.values_list("pk", "title")),
    )


def tell(actions: Sequence[Action], names: Names, *, reader: User, is_lead: bool) -> list[Told]:
    """Return actions in words, without those that only took another back; these mark that one."""
    undone = {action.undoes for action in actions if action.undoes}
    return [
        Told(
            id=action.id,
            by=action.by,
            at=action.at,
            phrases=phrases_of(action, names) or [gettext("did something that needs no words")],
            statements=_places(action, names),
            is_undone=str(action.id) in undone,
            may_undo=str(action.id) not in undone and (is_lead or action.by == reader),
        )
        for action in actions
        if not action.undoes
    ]


def sentences_of(actions: Sequence[Action], names: Names) -> list[str]:
    """Return what was done, also what was taken back, one sentence each."""
    found = []
    for action in actions:
        who = action.by or gettext("Somebody")
        where = ", ".join(_numbered(number) for number, _address in _places(action, names))
        if action.undoes and where:
            found.append(gettext("%(who)s took something back on %(where)s") % {"who": who, "where": where})
        elif action.undoes:
            found.append(gettext("%(who)s took something back") % {"who": who})
        elif phrases := phrases_of(action, names):
            found.append(sentence(action.by, phrases))
    return found


def phrases_of(action: Action, names: Names) -> list[str]:
    """Return what an action did, the heaviest first."""
    captured = {change.pk: change.row["words"] for change in action.of(Statement) if change.before is None}
    found = [
        gettext("captured %(what)s") % {"what": _which(pk, names) or _quoted(words)} for pk, words in captured.items()
    ]
    found += [phrase for change in action.of(Statement) if (phrase := _corrected(change, names))]
    found += _entered(action)
    found += [phrase for change in action.of(Position) if (phrase := _coded(change, names))]
    confirmed_here = {change.pk for change in action.of(Position)}
    for change in action.of(Judgement):
        if change.before is None and not change.row["superseded_at"]:
            found += _judged(change, names, captured, confirmed_here)
    return found


def _judged(change: Change, names: Names, captured: Collection[int], coded: Collection[int]) -> list[str]:
    row, judged = change.row, str(JUDGED[Verdict(change.row["verdict"])])
    if row["link_id"] and row["relation"]:
        return [judged % {"what": gettext("a link as %(relation)s") % {"relation": Relation(row["relation"]).label}}]
    if row["link_id"]:
        return [judged % {"what": gettext("a link")}]
    if row["statement_id"] and row["statement_id"] not in captured:
        return [judged % {"what": _which(row["statement_id"], names) or ELSEWHERE}]
    if row["position_id"] and row["position_id"] not in coded and row["verdict"] == Verdict.REJECT:
        return [gettext("refused a position")]
    return []


def _corrected(change: Change, names: Names) -> str:
    """Return which columns of a statement became what; empty when none that a reader knows."""
    told = []
    for column, words in CHANGED.items():
        if column in change.fields and change.before and change.after:
            before, after = (_shown(column, row, names) for row in (change.before, change.after))
            told.append(str(words) % {"before": before, "after": after})
    which = _which(change.pk, names) or ELSEWHERE
    return gettext("changed the %(what)s of %(which)s") % {"what": ", ".join(told), "which": which} if told else ""


def _shown(column: str, row: Mapping[str, Any], names: Names) -> str:
    if column == "said_at":
        return date_in_words(PartialDate(row["said_at"], Precision(row["said_at_precision"])))
    if column == "words":
        return _quoted(row["words"])
    return names.of(column, row[column])


def _coded(change: Change, names: Names) -> str:
    row = change.row
    if change.after is None:
        return ""
    told = {"issue": names.issues.get(row["issue_id"], gettext("an issue")), "coding": coding_in_words(row)}
    if not change.before:
        return gettext("coded %(issue)s: %(coding)s") % told
    told["before"] = coding_in_words(change.before)
    return gettext("coded %(issue)s: %(coding)s, before: %(before)s") % told


def _entered(action: Action) -> list[str]:
    entered = [
        change.row["name"]
        for model in (Spokesperson, SpokespersonAlias, PartyAlias)
        for change in action.of(model)
        if change.before is None
    ]
    linked = [
        gettext("linked two statements: %(relation)s") % {"relation": Relation(change.row["relation"]).label}
        for change in action.of(Link)
        if change.before is None
    ]
    return [gettext("entered %(names)s") % {"names": _listed(entered)}] * bool(entered) + linked


def _listed(words: Iterable[str]) -> str:
    return ", ".join(in_marks(word) for word in dict.fromkeys(words))


def _which(pk: int, names: Names) -> str:
    """Return the statement's number; empty when it is of another text, or gone."""
    number, _address = names.numbers.get(pk, (0, ""))
    return _numbered(number) if number else ""


def _numbered(number: int) -> str:
    return gettext("statement %(number)s") % {"number": number}


def _quoted(words: str) -> str:
    return in_marks(f"{words[:QUOTED]}…" if len(words) > QUOTED else words)


def _places(action: Action, names: Names) -> list[tuple[int, str]]:
    return sorted(names.numbers[pk] for pk in action.statements if pk in names.numbers)
