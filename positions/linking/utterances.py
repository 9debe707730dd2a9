"""A statement as it is compared, and one thing that speaks for a relation between two."""

from dataclasses import dataclass
from datetime import datetime

from positions.enums import Firmness, Relation, Stance


@dataclass(frozen=True)
class Coding:
    """What a statement was coded to say on one issue; None is not coded."""

    issue: str
    stance: Stance
    value: int | None = None
    firmness: Firmness | None = None
    condition: str = ""


@dataclass(frozen=True)
class Utterance:
    """A statement as the comparison needs it; all but the text may be unknown.

    `names` are what its speaker and party are called, `reports` the parties whose words it passes on, and `article`
    tells which statements stand in one article.
    """

    text: str
    party: str = ""
    speaker: str = ""
    names: tuple[str, ...] = ()
    reports: frozenset[str] = frozenset()
    codings: tuple[Coding, ...] = ()
    said_at: datetime | None = None
    article: str = ""


@dataclass(frozen=True)
class Evidence:
    """One thing that speaks for a relation, how much (0 to 1), and the sentences that say it."""

    relation: Relation
    weight: float
    why: tuple[str, ...] = ()
