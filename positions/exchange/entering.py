"""Compares what a file says of a party, a person, an issue or a proposal with what is recorded of it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from positions.exchange.errors import BadRecord
from positions.exchange.names import Entry, Naming, Term, clean_name, trial
from positions.exchange.records import IssueRecord, PartyRecord, PersonRecord, ProposalRecord
from positions.text import normalise

Registered = PartyRecord | PersonRecord | IssueRecord | ProposalRecord
Changes = dict[str, list[Any]]
SCALE = 100
LONGEST_ROLE, LONGEST_MEANING = 120, 200  # characters, as the columns are long


@dataclass
class Comparison:
    """An entry with what a file says of it: `tried` becomes `entry` once the row is taken."""

    entry: Entry
    tried: Entry
    changes: Changes = field(default_factory=dict)

    def say(self, column: str, said: Any) -> None:
        """Take what the file says of a column; what it does not say stays."""
        now = getattr(self.tried.row, column)
        if said in (None, "", (), []) or said == now:
            return
        self.changes[column] = [shown(now), shown(said)]
        setattr(self.tried.row, column, said)
        self.tried.fresh.add(column)

    def point(self, column: str, said: Entry | None) -> None:
        """Take which other row the file names in a column."""
        now = getattr(self.tried, column)
        if said is None or said is now:
            return
        self.changes[column] = [now.name if now else None, said.name]
        setattr(self.tried, column, said)
        self.tried.fresh.add(column)

    def join(self, column: str, said: Iterable[Any], show: Any) -> None:
        """Add to a list of the entry what the file names and it lacks."""
        held = getattr(self.tried, column)
        lacking = [each for each in dict.fromkeys(said) if each not in held]
        if not lacking:
            return
        self.changes[column] = [sorted(map(show, held)), sorted(map(show, [*held, *lacking]))]
        setattr(self.tried, column, {*held, *lacking} if isinstance(held, set) else [*held, *lacking])
        self.tried.fresh.add(column)

    def take(self) -> None:
        """Make the entry what was tried."""
        self.entry.__dict__.update(self.tried.__dict__)


def compare_entry(record: Registered, naming: Naming) -> Comparison:
    """Return what a record makes of its entry, a new one where there is none. Raises BadRecord."""
    kind, name = KIND[type(record)], record.title if isinstance(record, IssueRecord | ProposalRecord) else record.name
    if not clean_name(name):
        raise BadRecord(f"The {kind} has no name. Write one.")
    entry = naming.find(kind, name) or naming.make(kind, name)
    found = Comparison(entry, trial(entry))
    match record:
        case PartyRecord():
            _compare_party(found, record, naming)
        case PersonRecord():
            _compare_person(found, record, naming)
        case IssueRecord():
            _compare_issue(found, record, naming)
        case ProposalRecord():
            _compare_proposal(found, record, naming)
    found.tried.check()
    return found


def shown(value: Any) -> Any:
    """Return a value as the report shows it."""
    return value.isoformat() if isinstance(value, datetime) else value


def _compare_party(found: Comparison, record: PartyRecord, naming: Naming) -> None:
    found.say("kind", record.kind and record.kind.value)
    found.say("role", record.role and record.role.value)
    found.say("group", clean_name(record.group))
    found.join("aliases", _other_names(found, record.aliases, naming), str)


def _compare_person(found: Comparison, record: PersonRecord, naming: Naming) -> None:
    found.join("aliases", _other_names(found, record.aliases, naming), str)
    for said in record.terms:
        if said.starts_on and said.ends_on and said.ends_on < said.starts_on:
            raise BadRecord(f"{record.name} stops speaking for {said.party} before beginning. Check the two days.")
        title = clean_name(said.title)
        if len(title) > LONGEST_ROLE:
            raise BadRecord(f"The role “{title[:60]}…” has more than {LONGEST_ROLE} characters. Shorten it.")
        term = Term(naming.name("party", said.party), title, said.starts_on, said.ends_on)
        if not any(known.says(term) for known in found.tried.terms):
            found.join("terms", [term], _told_term)


def _compare_issue(found: Comparison, record: IssueRecord, naming: Naming) -> None:
    found.say("question", clean_name(record.question))
    found.say("description", normalise(record.description))
    if record.status_quo is not None:
        found.say("status_quo", _on_scale(record.status_quo))
    known = found.tried.row.keywords
    found.say("keywords", [*dict.fromkeys([*known, *filter(None, map(clean_name, record.keywords))])])
    if record.parent:
        found.point("parent", _parent(found, naming.name("issue", record.parent)))
    anchors = {_on_scale(value): clean_name(meaning) for value, meaning in record.anchors}
    if any(not 0 < len(meaning) <= LONGEST_MEANING for meaning in anchors.values()):
        raise BadRecord(f"The meaning of a value is empty or has more than {LONGEST_MEANING} characters. Correct it.")
    if anchors and found.tried.anchors | anchors != found.tried.anchors:
        found.changes["anchors"] = [_told(found.tried.anchors), _told(found.tried.anchors | anchors)]
        found.tried.anchors |= anchors
        found.tried.fresh.add("anchors")


def _compare_proposal(found: Comparison, record: ProposalRecord, naming: Naming) -> None:
    found.say("reference", clean_name(record.reference))
    found.say("summary", normalise(record.summary))
    found.say("url", record.url.strip())
    if record.put_at:
        found.say("put_at", record.put_at)
        found.say("put_at_precision", record.put_at_precision.value)
    if record.put_by:
        found.point("put_by", naming.name("party", record.put_by))
    found.join("sponsors", naming.name_all("party", record.sponsors), lambda each: each.name)
    found.join("issues", naming.name_all("issue", record.issues), lambda each: each.name)


def _other_names(found: Comparison, aliases: Iterable[str], naming: Naming) -> list[str]:
    """Return other names that the entry lacks; raise BadRecord for one that is another entry's name."""
    names = [name for each in aliases if (name := clean_name(each)) and name != clean_name(found.entry.name)]
    for name in names:
        other = naming.find(found.entry.kind, name) if name not in found.entry.aliases else None
        if other is not None and other is not found.entry:
            raise BadRecord(f"“{name}” is a name of “{other.name}” already. Leave it out, or merge the two.")
    return names


def _parent(found: Comparison, parent: Entry) -> Entry:
    above: Entry | None = parent
    while above is not None:
        if above is found.entry:
            raise BadRecord(f"“{parent.name}” stands under this issue already, or is it. Choose another parent.")
        above = above.parent
    return parent


def _on_scale(value: int) -> int:
    if not 0 <= value <= SCALE:
        raise BadRecord(f"{value} is not on the scale from 0 to {SCALE}. Correct it.")
    return value


def _told(anchors: dict[int, str]) -> dict[str, str]:
    return {str(value): meaning for value, meaning in sorted(anchors.items())}


def _told_term(term: Term) -> str:
    days = f"{term.starts_on or ''}–{term.ends_on or ''}".strip("–") if term.starts_on or term.ends_on else ""
    return ", ".join(filter(None, (term.title, term.party.name, days)))


KIND = {PartyRecord: "party", PersonRecord: "person", IssueRecord: "issue", ProposalRecord: "proposal"}
