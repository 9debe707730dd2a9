"""Articles and statements as an import finds them, or as they are to be; what is not in the tables yet has no key."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from typing import Any

from positions.exchange.names import Entry
from positions.models import Article
from positions.text import Span

Spans = tuple[Span, ...]


@dataclass(eq=False)
class ArticleDraft:
    """An article with one text of it; `version` is that text's key."""

    row: Article
    source: str
    text: str
    text_hash: str
    version: int | None = None
    fresh: set[str] = field(default_factory=set)

    @property
    def is_new(self) -> bool:
        """Tell whether the text is not recorded yet."""
        return self.version is None


@dataclass(frozen=True)
class Held:
    """The verdict in force on a row; `by` names the person where it was passed here and not by an import."""

    verdict: str
    key: int
    by: str = ""


@dataclass(eq=False)
class PositionDraft:
    """What a statement says on an issue."""

    issue: Entry
    proposal: Entry | None
    columns: dict[str, Any] = field(default_factory=dict)
    key: int | None = None
    held: Held | None = None
    verdict: str = ""
    fresh: set[str] = field(default_factory=set)


@dataclass(eq=False)
class StatementDraft:
    """Words of an article with all that is said of them; `others` are joint_with, addressed_to and targets."""

    article: ArticleDraft
    spans: Spans
    as_written: str
    columns: dict[str, Any] = field(default_factory=dict)
    speaker: Entry | None = None
    party: Entry | None = None
    carrier: StatementDraft | None = None
    carrier_key: int | None = None
    carrier_id: str = ""  # of a recorded carrier, its public id
    others: dict[str, list[Entry]] = field(default_factory=dict)
    positions: dict[tuple[Entry, Entry | None], PositionDraft] = field(default_factory=dict)
    key: int | None = None
    held: Held | None = None
    verdict: str = ""
    fresh: set[str] = field(default_factory=set)

    @property
    def is_new(self) -> bool:
        """Tell whether there is no row of it yet."""
        return self.key is None

    @property
    def decided_by(self) -> str:
        """Return who decided here on it or on one of its positions; empty for nobody but imports."""
        held = [self.held, *(position.held for position in self.positions.values())]
        return next((each.by for each in held if each and each.by), "")

    @property
    def said_at(self) -> datetime:
        """Return when it was said."""
        at: datetime = self.columns["said_at"]
        return at


def identity(text_hash: str, spans: Spans) -> str:
    """Return what names words in a text: the same for every speaker to whom a file gives them."""
    return sha256(f"{text_hash}{spans}".encode()).hexdigest()
