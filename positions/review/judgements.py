"""A person's verdict: one in force per row, earlier ones kept."""

from datetime import datetime
from types import EllipsisType

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from positions.enums import Verdict
from positions.models import Judgement, Link, Position, Statement, User
from positions.review.errors import Stale
from positions.review.permission import require

Judgeable = Statement | Position | Link


@transaction.atomic
def pass_judgement(
    *,
    row: Judgeable,
    verdict: Verdict,
    by: User,
    note: str = "",
    relation: str = "",
    seen: int | EllipsisType | None = ...,
) -> Judgement:
    """Record a verdict and supersede the one in force; the same verdict by the same person twice is one.

    `seen` is the id of the judgement that the person's page showed, None for none; when another one is in force
    by now, Stale is raised instead. Without `seen` nothing is compared.
    """
    type(row).objects.select_for_update(no_key=True).get(pk=row.pk)  # two analysts at once decide one after the other
    target = {str(row._meta.model_name): row}
    current = Judgement.objects.current().filter(**target).first()
    note = note.replace("\0", "")  # PostgreSQL's text cannot hold it
    if current and (current.by, current.verdict, current.relation, current.note) == (by, verdict, relation, note):
        return current
    if seen is not ... and (current.pk if current else None) != seen:
        raise Stale(_what_happened(current))
    now = timezone.now()
    if current:
        _supersede(current, by=by, now=now)
    return Judgement.objects.create(verdict=verdict, relation=relation, note=note, by=by, at=now, **target)


@transaction.atomic
def withdraw_judgement(*, judgement: Judgement, by: User) -> Judgement | None:
    """Undo a verdict: what held before it holds again, now signed by the person who undoes; None when nothing did."""
    require(by, judgement.negotiation)
    type(judgement.judged).objects.select_for_update(no_key=True).get(pk=judgement.judged.pk)
    judgement.refresh_from_db()
    if judgement.superseded_at:
        raise Stale(_("This decision has been replaced since. Load the page again to see what holds now."))
    target = {str(judgement.judged._meta.model_name): judgement.judged}
    before = Judgement.objects.filter(superseded_at=judgement.at, **target).first()
    now = timezone.now()
    _supersede(judgement, by=by, now=now)
    if before is None:
        return None
    kept = {"verdict": before.verdict, "relation": before.relation, "note": before.note}
    return Judgement.objects.create(by=by, at=now, **kept, **target)


def _supersede(judgement: Judgement, *, by: User, now: datetime) -> None:
    judgement.superseded_at = now
    judgement.superseded_by = by
    judgement.save(update_fields=["superseded_at", "superseded_by"])


def _what_happened(current: Judgement | None) -> str:
    if current is None:
        return _("The decision you saw has been taken back. Load the page again and decide anew.")
    said = _("%(by)s decided “%(verdict)s” a moment ago. Load the page again; decide once more if you disagree.")
    return said % {"by": current.by, "verdict": current.get_verdict_display()}
