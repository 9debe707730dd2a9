"""Which tables make up a negotiation, in which order they are written, and what becomes of every other table.

A row is named by its number: its place among all rows of its table that the negotiation ever had, by primary key.
Rows that are gone have a number too, because the history names them. Elsewhere the rows get other primary keys in the
same order, so that what is ordered by them stays as it was. Accounts and outlets, which negotiations share, are
numbered by username and name, and are matched by these.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.apps import apps
from django.db.models import Field, ForeignKey, GeneratedField, Model
from pghistory.models import Context

from positions.models import (
    Affiliation,
    Alert,
    Article,
    ArticleVersion,
    Call,
    Carried,
    ConditionVerdict,
    Delivery,
    Embedding,
    Follow,
    HeldPosition,
    Issue,
    Job,
    Judgement,
    KeptAnswer,
    LedgerEntry,
    LedgerMark,
    Link,
    Linking,
    Membership,
    Negotiation,
    OutsideEvent,
    Party,
    PartyAlias,
    Position,
    Proposal,
    SavedSearch,
    ScaleAnchor,
    Source,
    Spokesperson,
    SpokespersonAlias,
    Statement,
    Subscription,
    Token,
    Transfer,
    TransferPiece,
    TransferRow,
    User,
    Visit,
    Vote,
    Watch,
    Webhook,
)

FORMAT = "positions-negotiation"
# Higher when a file of before can no longer be read as it stands; a column with a default needs no new version.
VERSION = 1

# What the history notes of an event beside the row: its own key is given anew, and the row's stands in `pgh_obj`.
OF_HISTORY_ITSELF = {"pgh_id", "id"}


@dataclass(frozen=True, slots=True)
class Column:
    """A column as the file names it; `points_to` is the table whose rows it names by number."""

    field: Field
    points_to: type[Model] | None

    @property
    def name(self) -> str:
        return self.field.name


@dataclass(frozen=True)
class Table:
    """Rows that the file holds.

    `paths` lead from a row to its negotiation, each through the column of another owner, of which one is set. `only`
    are the columns taken along, all unless given; `without` are those that stay here.
    """

    model: type[Model]
    paths: tuple[str, ...] = ()
    only: tuple[str, ...] = ()
    without: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        return self.model.__name__

    @cached_property
    def columns(self) -> tuple[Column, ...]:
        fields = [field for field in self.model._meta.concrete_fields if self._is_taken(field)]
        return tuple(Column(field, _target(field)) for field in fields)

    @property
    def is_numbered(self) -> bool:
        """Tell whether rows of other tables may name a row of this one."""
        return not self.is_history and self.model is not Context and not self.model._meta.auto_created

    @property
    def is_shared(self) -> bool:
        """Tell whether negotiations share the rows, so that they are matched by what people call them."""
        return self in SHARED

    @property
    def is_history(self) -> bool:
        return hasattr(self.model, "pgh_tracked_model")

    def _is_taken(self, field: Field) -> bool:
        if isinstance(field, GeneratedField) or field.name in self.without:
            return False
        if self.is_history:
            return field.name not in OF_HISTORY_ITSELF
        is_own_key = field.primary_key and self.model is not Context
        return field.name in self.only if self.only else not is_own_key


def _target(field: Field) -> type[Model] | None:
    """Return the table that a column points to; actions keep their own identifiers and need no number."""
    if not isinstance(field, ForeignKey) or field.related_model is Context:
        return None
    return field.related_model


def history_of(table: Table) -> Table | None:
    """Return the history of a table's rows; None where none is kept."""
    model: Any = getattr(table.model, "pgh_event_model", None)
    return Table(model, table.paths, without=table.without) if model else None


# A password, a second factor or a role on this site is nobody's business elsewhere.
SHARED = (
    Table(User, only=("username", "email", "first_name", "last_name", "date_joined")),
    Table(Source, only=("name", "url")),
)

KEPT = (
    Table(Negotiation, ("pk",)),
    Table(Membership, ("negotiation",)),
    Table(Party, ("negotiation",)),
    Table(PartyAlias, ("party__negotiation",)),
    Table(Spokesperson, ("negotiation",)),
    Table(SpokespersonAlias, ("spokesperson__negotiation",)),
    Table(Affiliation, ("spokesperson__negotiation",)),
    Table(Issue, ("negotiation",)),
    Table(ScaleAnchor, ("issue__negotiation",)),
    Table(Proposal, ("negotiation",)),
    Table(Proposal.sponsors.through, ("proposal__negotiation",)),
    Table(Proposal.issues.through, ("proposal__negotiation",)),
    Table(Vote, ("proposal__negotiation",)),
    Table(OutsideEvent, ("negotiation",)),
    Table(OutsideEvent.issues.through, ("outsideevent__negotiation",)),
    Table(Article, ("negotiation",)),
    Table(ArticleVersion, ("negotiation",)),
    Table(Statement, ("negotiation",)),
    Table(Statement.joint_with.through, ("statement__negotiation",)),
    Table(Statement.addressed_to.through, ("statement__negotiation",)),
    Table(Statement.targets.through, ("statement__negotiation",)),
    Table(Position, ("issue__negotiation",)),
    Table(Link, ("negotiation",)),
    Table(Judgement, ("statement__negotiation", "position__issue__negotiation", "link__negotiation")),
    Table(ConditionVerdict, ("position__issue__negotiation",)),
    # The feed's address is private; whoever wants one elsewhere asks for a new one.
    Table(SavedSearch, ("negotiation",), without=("feed_hash",)),
    Table(Carried, ("negotiation",)),
)
ACTIONS = Table(Context)
HISTORIES = tuple(history for table in KEPT if (history := history_of(table)))

# In the order in which they are written: nothing is named before it is there, but for rows of the same table.
TABLES = {table.name: table for table in (*SHARED, *KEPT, ACTIONS, *HISTORIES)}
TABLE_OF = {table.model: table for table in TABLES.values()}

REBUILT: dict[type[Model], str] = {
    HeldPosition: "the first reader replays the ledger, for which the restored negotiation is marked",
    LedgerEntry: "the first reader replays the ledger, for which the restored negotiation is marked",
    LedgerMark: "one mark of the whole negotiation is written at the end",
    Embedding: "the job that links the restored negotiation encodes its words",
    Linking: "digests of rows by their keys here; that job writes them",
    Job: "work that waits is asked for anew: articles not yet read, and links",
}
LEFT_OUT: dict[type[Model], str] = {
    Follow: "a wish of a person for mail from here; a restored negotiation must not start to send any",
    Subscription: "a person's, not a negotiation's, with tokens that open it",
    Delivery: "mails that were sent from here",
    Alert: "mails that were sent from here",
    Watch: "up to when this site has told of changes; elsewhere telling begins with the restoring",
    Webhook: "a person's, with a secret",
    Call: "what this site told a program",
    Visit: "when a person last looked here",
    Token: "a person's, with which programs get in here",
    KeptAnswer: "what a program was told here, for a day",
    Transfer: "what came in and went out here, and goes after two weeks",
    TransferPiece: "goes with the file",
    TransferRow: "goes with the file",
    User.groups.through: "rights on this site",
    User.user_permissions.through: "rights on this site",
    apps.get_model("positions", "SourceEvent"): "of an outlet that negotiations share",
    apps.get_model("positions", "FollowEvent"): "goes with the follow",
    apps.get_model("positions", "SubscriptionEvent"): "goes with the subscription",
    apps.get_model("positions", "WebhookEvent"): "goes with the webhook",
    apps.get_model("positions", "TokenEvent"): "goes with the token",
}
