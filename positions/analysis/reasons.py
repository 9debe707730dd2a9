"""Says why a position is unknown: reported only by others, or asked and not answered."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime

from django.db.models import Exists, OuterRef
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

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
        reasons[place] = unanswered(day_and_month(asked_at), days)
    for place, told_at in hearsay.items():
        reasons[place] = _("only reported by others, %(day)s") % {"day": day_and_month(told_at)}
    return reasons


def unanswered(day: str, waited: int) -> str:
    """Return when a party was asked, and for how many days it has not answered."""
    if waited < 1:
        return _("asked %(day)s, no answer yet") % {"day": day}
    told = ngettext(
        "asked %(day)s, no answer for %(waited)s day", "asked %(day)s, no answer for %(waited)s days", waited
    )
    return told % {"day": day, "waited": waited}


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
    return date_format(moment.astimezone(UTC), _("j M"))
