"""Saying what became of a condition, and whom it waits for."""

from types import EllipsisType

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from positions.enums import ConditionState, Verdict
from positions.models import ConditionVerdict, Party, Position, Statement, User
from positions.review.errors import ReviewError, Stale
from positions.review.permission import require


@transaction.atomic
def decide_condition(
    *,
    position: Position,
    party: Party,
    state: ConditionState | str,
    by: User,
    awaits: Party | None = None,
    shown_by: Statement | None = None,
    note: str = "",
    seen: int | EllipsisType | None = ...,
) -> ConditionVerdict:
    """Record what became of the condition that a position of a party states, beside what the ledger says.

    Met, broken and withdrawn need the statement that shows it, or a note that says what does. `seen` is the id of the
    verdict that the person's page showed, None for none; when another one is in force by now, Stale is raised.
    """
    negotiation = position.issue.negotiation
    require(by, negotiation)
    note = note.replace("\0", "").strip()
    _refuse_bad_verdict(position, party, state, awaits, shown_by, note)
    current = _current(position, party)
    if seen is not ... and (current.pk if current else None) != seen:
        raise Stale(_what_happened(current))
    verdict = {"by": by, "state": state, "awaits": awaits, "shown_by": shown_by, "note": note}
    if current and all(getattr(current, name) == value for name, value in verdict.items()):
        return current
    now = timezone.now()
    if current:
        _supersede(current, by, now)
    return ConditionVerdict.objects.create(position=position, party=party, at=now, **verdict)


@transaction.atomic
def withdraw_condition_verdict(*, verdict: ConditionVerdict, by: User) -> ConditionVerdict | None:
    """Take a verdict back: what held before it holds again, now signed by the person; None when nothing did."""
    require(by, verdict.party.negotiation)
    current = _current(verdict.position, verdict.party)
    if current is None or current.pk != verdict.pk:
        raise Stale(_("This decision has been replaced since. Load the page again to see what holds now."))
    before = ConditionVerdict.objects.filter(
        position=verdict.position, party=verdict.party, superseded_at=verdict.at
    ).first()
    now = timezone.now()
    _supersede(current, by, now)
    if before is None:
        return None
    kept = {name: getattr(before, name) for name in ("position", "party", "state", "awaits", "shown_by", "note")}
    return ConditionVerdict.objects.create(by=by, at=now, **kept)


def _current(position: Position, party: Party) -> ConditionVerdict | None:
    """Return the verdict in force; two analysts at once decide one after the other."""
    Position.objects.select_for_update(no_key=True).only("pk").get(pk=position.pk)
    return ConditionVerdict.objects.current().filter(position=position, party=party).first()


def _supersede(verdict: ConditionVerdict, by: User, now: object) -> None:
    ConditionVerdict.objects.filter(pk=verdict.pk).update(superseded_at=now, superseded_by=by)


def _refuse_bad_verdict(
    position: Position, party: Party, state: str, awaits: Party | None, shown_by: Statement | None, note: str
) -> None:
    if not position.condition:
        raise ReviewError(_("This position has no condition any more. Load the page again."))
    if position.verdict != Verdict.CONFIRM:
        raise ReviewError(_("This position is only suggested. Confirm it first."))
    if state not in ConditionState.values:
        raise ReviewError(_("Choose what became of it: open, met, broken or withdrawn."))
    if awaits == party:
        raise ReviewError(_("A party does not wait for itself. Choose whose turn it is, or nobody."))
    owner = position.issue.negotiation_id
    if any(row is not None and row.negotiation_id != owner for row in (party, awaits, shown_by)):
        raise ReviewError(_("Party and statement belong to another negotiation. Choose one of this negotiation."))
    if state != ConditionState.OPEN and shown_by is None and not note:
        raise ReviewError(_("Say what shows it: choose the statement, or write a note with the source."))


def _what_happened(current: ConditionVerdict | None) -> str:
    if current is None:
        return _("The decision you saw has been taken back. Look at what holds now and decide anew.")
    said = _("%(by)s decided “%(state)s” a moment ago. Decide once more if you disagree.")
    return said % {"by": current.by, "state": current.get_state_display()}
