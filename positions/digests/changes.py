"""The changes that digests, alerts, webhooks and feeds tell, as data, and whether one is about something followed."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from positions.analysis.ledger import Held
from positions.analysis.steps import Shift
from positions.digests.followed import Followed
from positions.digests.quotations import Quotation, Source
from positions.digests.wording import Sentence, headline
from positions.enums import ChangeKind, Precision
from positions.models import Issue, Negotiation, Party, Proposal

# More changes than a person decides in a minute come from an import, and are told at once as one.
MANY = 50


@dataclass(frozen=True, slots=True)
class About:
    """What something told is about, by primary key: all its parties, its issues and the ones above them, its proposal.

    `searches` are the saved searches that find its words.
    """

    negotiation: int
    parties: frozenset[int] = frozenset()
    issues: frozenset[int] = frozenset()
    proposal: int | None = None
    statements: frozenset[int] = frozenset()
    searches: frozenset[int] = frozenset()


class Told(Protocol):
    """Something that a digest tells."""

    @property
    def about(self) -> About: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A change before its words are read: names by primary key, quotations by where they are."""

    kind: ChangeKind
    key: str
    at: datetime
    party: int | None = None
    other: int | None = None
    issue: int | None = None
    proposal: Proposal | None = None
    before: Source | None = None
    after: Source | None = None
    step: Shift | None = None
    held: Held | None = None
    note: str = ""
    named: tuple[Party, ...] = ()
    days: int | None = None
    counts: tuple[tuple[str, int], ...] = ()
    said_at: datetime | None = None
    precision: str = Precision.DAY
    url: str = ""
    parties: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """Something that changed, with both quotations where there are two.

    `key` is the same whenever the change is told again, `at` when it came to the record, `said_at` when it was said,
    put or voted. `other` is the second party of what two are in. `held` is what the party holds now, `step` how it came
    to it; `note` has the words of a condition, or of the person who decided on one. `days` is for how long `named`
    have not answered, `counts` are the votes by choice. `url` is a path.
    """

    kind: ChangeKind
    key: str
    negotiation: Negotiation
    at: datetime
    said_at: datetime
    precision: str
    url: str
    about: About
    party: Party | None = None
    other: Party | None = None
    issue: Issue | None = None
    proposal: Proposal | None = None
    before: Quotation | None = None
    after: Quotation | None = None
    step: Shift | None = None
    held: Held | None = None
    note: str = ""
    named: tuple[Party, ...] = ()
    days: int | None = None
    counts: tuple[tuple[str, int], ...] = field(default=())

    @property
    def headline(self) -> Sentence:
        """Return it as one plain sentence without its full stop, in the language that is on."""
        return headline(self)

    @property
    def sentence(self) -> str:
        """Return it as one plain sentence, in the language that is on."""
        return f"{self.headline}."

    @property
    def outlet(self) -> str:
        """Return where it is reported, empty where nobody said it."""
        return self.after.outlet if self.after else ""


@dataclass(frozen=True, slots=True)
class Heap:
    """So many statements confirmed between two moments, both included, that nobody asks what they changed."""

    negotiation: Negotiation
    count: int
    first: datetime
    last: datetime


def matches(change: Told, followed: Followed) -> bool:
    """Tell whether something told is about what is followed; of a pair, whether it is about either of the two."""
    about = change.about
    parties = {party.pk for party in (followed.party, followed.other) if party}
    return (
        about.negotiation == followed.negotiation.pk
        and (not parties or not parties.isdisjoint(about.parties))
        and (followed.issue is None or followed.issue.pk in about.issues)
        and (followed.proposal is None or followed.proposal.pk == about.proposal)
        and (followed.search is None or followed.search.pk in about.searches)
    )
