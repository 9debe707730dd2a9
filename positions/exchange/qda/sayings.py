"""Reads the statements of texts with all that a project says of them: plain values, as rows took half of the time."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from positions.enums import Verdict
from positions.exchange.qda.names import guid
from positions.exchange.qda.selections import Coded, Said
from positions.models import Judgement, Negotiation, Position, Statement, User

OTHERS = ("joint_with", "addressed_to", "targets")
NOBODY = "", ""


@dataclass(frozen=True, slots=True)
class Shared:
    """What many statements name, by primary key: names, and of people who decided their identifiers."""

    parties: Mapping[int, str]
    speakers: Mapping[int, str]
    issues: Mapping[int, str]
    proposals: Mapping[int, str]
    users: Mapping[int, str]

    @classmethod
    def of(cls, negotiation: Negotiation) -> Shared:
        """Read them."""
        return cls(
            dict(negotiation.parties.values_list("pk", "name")),
            dict(negotiation.spokespersons.values_list("pk", "name")),
            dict(negotiation.issues.values_list("pk", "title")),
            dict(negotiation.proposals.values_list("pk", "title")),
            {pk: guid("user", name) for pk, name in judges(negotiation).values_list("pk", "username")},
        )


def judges(negotiation: Negotiation) -> QuerySet[User]:
    """Return who decided on statements of a negotiation and their positions."""
    decided = Judgement.objects.filter(
        Q(statement__negotiation=negotiation) | Q(position__statement__negotiation=negotiation), superseded_at=None
    )
    return User.objects.filter(pk__in=decided.values("by")).order_by("username")


def is_written() -> Q:
    """Return what statements are written: confirmed ones, and those through which one of these is reported."""
    reported = Statement.objects.confirmed()
    told = Q(Exists(reported.filter(reported_through=OuterRef("pk"))))
    told_again = Q(Exists(reported.filter(reported_through__reported_through=OuterRef("pk"))))
    return Q(pk__in=Statement.objects.confirmed()) | told | told_again


def read_said(versions: Collection[int], shared: Shared) -> dict[int, list[Said]]:
    """Return the statements of each of these texts in order of place, in eight queries."""
    positions = _positions(versions, shared)
    verdicts = _verdicts("statement", "statement__version", versions)
    others = {name: _others(name, versions, shared) for name in OTHERS}
    found: dict[int, list[Said]] = defaultdict(list)
    # By key: the condition of `is_written` has PostgreSQL look at all statements for the few of these texts.
    written = {pk for pk, (verdict, _by) in verdicts.items() if verdict == Verdict.CONFIRM} | _carriers(versions)
    rows: Any = Statement.objects.filter(pk__in=written).order_by("start", "pk")
    for row in rows.annotate(through=F("reported_through__public_id")).values_list(*COLUMNS, named=True):
        verdict, by = verdicts.get(row.pk, NOBODY)
        said = Said(
            own=str(row.public_id),
            spans=row.spans,
            words=row.words,
            kind=row.kind,
            as_written=row.speaker_as_written,
            speaker=shared.speakers.get(row.speaker_id, ""),
            party=shared.parties.get(row.party_id, ""),
            joint=others["joint_with"][row.pk],
            addressed=others["addressed_to"][row.pk],
            targets=others["targets"][row.pk],
            through=str(row.through or ""),
            said_at=row.said_at,
            precision=row.said_at_precision,
            is_confirmed=verdict == Verdict.CONFIRM,
            by=shared.users.get(by, ""),
            at=row.recorded_at,
            positions=positions[row.pk],
        )
        found[row.version_id].append(said)
    return found


COLUMNS = (
    "pk", "version_id", "public_id", "spans", "words", "kind", "speaker_as_written", "speaker_id", "party_id",
    "said_at", "said_at_precision", "recorded_at", "through",
)  # fmt: skip


def _carriers(versions: Collection[int]) -> set[int]:
    """Return the statements of these texts through which a confirmed one is reported, directly or by one between."""
    told = Statement.objects.confirmed().order_by()
    near = told.filter(reported_through__version__in=versions).values_list("reported_through")
    far = told.filter(reported_through__reported_through__version__in=versions)
    return {pk for (pk,) in near.union(far.values_list("reported_through__reported_through")) if pk}


def _positions(versions: Collection[int], shared: Shared) -> defaultdict[int, list[Coded]]:
    verdicts = _verdicts("position", "position__statement__version", versions)
    found: defaultdict[int, list[Coded]] = defaultdict(list)
    rows: Any = Position.objects.confirmed().filter(statement__version__in=versions)
    rows = rows.order_by("issue__number", "issue__title", "pk")
    for row in rows.values_list("pk", "statement_id", "issue_id", "proposal_id", *CODED, named=True):
        coded = Coded(
            issue=shared.issues[row.issue_id],
            stance=row.stance,
            value=row.value,
            firmness=row.firmness,
            act=row.act,
            mode=row.mode,
            condition=row.condition,
            proposal=shared.proposals.get(row.proposal_id, ""),
            by=shared.users.get(verdicts.get(row.pk, NOBODY)[1], ""),
            at=row.recorded_at,
        )
        found[row.statement_id].append(coded)
    return found


CODED = ("stance", "value", "firmness", "act", "mode", "condition", "recorded_at")


def _verdicts(what: str, place: str, versions: Collection[int]) -> dict[int, tuple[str, Any]]:
    """Return verdicts in force on statements or positions, each with who decided."""
    rows = Judgement.objects.current().filter(**{f"{place}__in": versions}).order_by()
    return {pk: (verdict, by) for pk, verdict, by in rows.values_list(f"{what}_id", "verdict", "by_id")}


def _others(name: str, versions: Collection[int], shared: Shared) -> defaultdict[int, list[str]]:
    found: defaultdict[int, list[str]] = defaultdict(list)
    through = getattr(Statement, name).through
    rows = through._default_manager.filter(statement__version__in=versions).order_by("party__number", "party__name")
    for statement, party in rows.values_list("statement_id", "party_id"):
        found[statement].append(shared.parties[party])
    return found
