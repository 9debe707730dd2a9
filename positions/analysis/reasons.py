"""Says why a position is unknown: reported only by others, or asked and not answered."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime

from django.db.models import Exists, OuterRef

from positions.analysis.history import in_force
from positions.enums import Verdict
from positions.models import Judgement, Negotiation, Statement


def unknown_reasons(
    hearsay: Mapping[tuple[int, int], datetime], questions: Mapping[tuple[int, int], datetime], as_of: datetime
) -> dict[tuple[int, int], str]:
    """Return why a position is unknown: reported only by others, or asked and not answered."""
    reasons = {}
    for place, asked_at in questions.items():
        days = (as_of.date() - asked_at.astimezone(UTC).date()).days
        waited = "no answer yet" if days < 1 else f"no answer for {days} day{'s' if days != 1 else ''}"
        reasons[place] = f"asked {day_and_month(asked_at)}, {waited}"
    for place, told_at in hearsay.items():
        reasons[place] = f"only reported by others, {day_and_month(told_at)}"
    return reasons


def read_questions(
    negotiation: Negotiation, as_of: datetime, known_at: datetime | None = None
) -> dict[tuple[int, int], datetime]:
    """Return when each party was last addressed, in a confirmed statement, on each issue."""
    confirmed = Statement.objects.confirmed()
    if known_at:
        verdicts = Judgement.objects.filter(statement=OuterRef("pk"), verdict=Verdict.CONFIRM)
        confirmed = Statement.objects.filter(Exists(in_force(verdicts, known_at)))
    asked = Statement.addressed_to.through.objects.filter(
        statement__in=confirmed.filter(negotiation=negotiation, said_at__lte=as_of),
        statement__positions__isnull=False,
    )
    rows = asked.values_list("party_id", "statement__positions__issue_id", "statement__said_at")
    return {(party, issue): said_at for party, issue, said_at in rows.order_by("statement__said_at")}


def day_and_month(moment: datetime) -> str:
    """Return a moment as 6 Oct."""
    return f"{moment.astimezone(UTC):%-d %b}"
