"""What files of other programs say, in the tracker's words: pure records that readers yield and the import compares.

Records name each other as people do, by name, title or the key that the file gives. A name that the negotiation
already knows, an alias included, is that row; any other is a row to make. Text is as the file has it, moments know
their zone, days stand at midnight UTC. An empty string, an empty tuple or None is "the file does not say", which
leaves what is recorded as it is.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import TypeAlias

from positions.enums import Firmness, Mode, PartyKind, PartyRole, Precision, SpeechAct, SpeechKind, Stance, Verdict


@dataclass(frozen=True, slots=True)
class PartyRecord:
    """A party, found by its name or an alias."""

    name: str
    kind: PartyKind | None = None
    role: PartyRole | None = None
    group: str = ""
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class TermRecord:
    """For whom a person speaks, and between which days, both included."""

    party: str
    title: str = ""
    starts_on: date | None = None
    ends_on: date | None = None


@dataclass(frozen=True, slots=True)
class PersonRecord:
    """A spokesperson, found by name or an alias."""

    name: str
    aliases: tuple[str, ...] = ()
    terms: tuple[TermRecord, ...] = ()


@dataclass(frozen=True, slots=True)
class IssueRecord:
    """An issue, found by its title; `anchors` are (value from 0 to 100, meaning)."""

    title: str
    question: str = ""
    description: str = ""
    parent: str = ""
    keywords: tuple[str, ...] = ()
    status_quo: int | None = None
    anchors: tuple[tuple[int, str], ...] = ()


@dataclass(frozen=True, slots=True)
class ProposalRecord:
    """A text on the table, found by its title."""

    title: str
    reference: str = ""
    summary: str = ""
    url: str = ""
    put_by: str = ""
    sponsors: tuple[str, ...] = ()
    issues: tuple[str, ...] = ()
    put_at: datetime | None = None
    put_at_precision: Precision = Precision.DAY


@dataclass(frozen=True, slots=True)
class ArticleRecord:
    """A report with its whole text; `key` is what statements of the same file call it."""

    key: str
    title: str
    text: str
    published_at: datetime
    published_at_precision: Precision = Precision.DAY
    source: str = ""
    url: str = ""
    reference: str = ""
    language: str = ""


@dataclass(frozen=True, slots=True)
class PositionRecord:
    """What a statement says on one issue, named by its title."""

    issue: str
    stance: Stance
    value: int | None = None
    firmness: Firmness | None = None
    condition: str = ""
    act: SpeechAct | None = None
    mode: Mode | None = None
    proposal: str = ""


@dataclass(frozen=True, slots=True)
class StatementRecord:
    """Words of one speaker in an article; `spans` are [start, end) in code points of the article's text.

    `article` is the key of a row of the same file, or the public id of a recorded article; where the file holds no
    articles, also the title of one. `version` is the number of the text that the spans count in, 0 where the file does
    not say. Without spans, `words` are looked for in the text, where they must stand once. `reported_through` is the
    key of another statement of the same file. Without `said_at` they count as said when the article was published.
    `verdict` is what a person decided of them and their positions; None leaves them a suggestion.
    """

    key: str
    article: str
    spans: tuple[tuple[int, int], ...] = ()
    words: str = ""
    kind: SpeechKind | None = None
    speaker_as_written: str = ""
    speaker: str = ""
    party: str = ""
    said_at: datetime | None = None
    said_at_precision: Precision = Precision.DAY
    joint_with: tuple[str, ...] = ()
    addressed_to: tuple[str, ...] = ()
    targets: tuple[str, ...] = ()
    reported_through: str = ""
    positions: tuple[PositionRecord, ...] = ()
    verdict: Verdict | None = Verdict.CONFIRM
    version: int = 0


@dataclass(frozen=True, slots=True)
class CarriedRecord:
    """What a file holds and the tracker has no column for, kept word for word so that the same format can say it again.

    `place` names it within its format and negotiation, once: `entity:17`; `content` is JSON.
    """

    place: str
    content: object


Record: TypeAlias = (
    PartyRecord | PersonRecord | IssueRecord | ProposalRecord | ArticleRecord | StatementRecord | CarriedRecord
)


@dataclass(frozen=True, slots=True)
class Row:
    """A record and where it stands in the file ("line 12", "DOCUMENTS 4"); without a record, why there is none."""

    place: str
    record: Record | None
    problem: str = ""
