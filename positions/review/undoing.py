"""Undoing what was done in one go: verdicts are withdrawn, corrected fields and codings take back what they were."""

from __future__ import annotations

from uuid import UUID

import pghistory
from django.db import transaction
from django.db.models import Model, Q
from django.utils.translation import gettext as _

from positions.enums import Role
from positions.models import ConditionVerdict, Judgement, Link, Negotiation, Position, Spokesperson, Statement, User
from positions.review.actions import Action, Change, read_actions
from positions.review.errors import ReviewError, Stale
from positions.review.judgements import withdraw_judgement
from positions.review.permission import RANK, require
from positions.review.statements import MOVES_LINKS, keep_links_backwards, request_links

GENERATED = {"id", "start"}


@transaction.atomic
def undo_action(*, action: UUID, negotiation: Negotiation, by: User) -> list[Statement]:
    """Take back one's own action, or as a lead anybody's; return the statements it was about that are still there.

    Raises Stale, and changes nothing, when something of it has been changed again since. What was entered in the
    action is removed, unless somebody else has worked on it. Parties and issues entered with it stay.
    """
    require(by, negotiation)
    done = next(iter(read_actions([action])), None)
    if done is None or not _is_of(done, negotiation):
        raise ReviewError(_("There is nothing here that could be taken back."))
    if done.undoes:
        raise ReviewError(_("This took something back. Decide anew instead."))
    if done.by != by and RANK[negotiation.role_of(by) or Role.VIEWER] < RANK[Role.LEAD]:
        said = _("This was done by %(name)s. Decide anew instead, or ask a lead.")
        raise ReviewError(said % {"name": done.by or _("somebody else")})
    list(Statement.objects.filter(pk__in=done.statements).order_by("pk").select_for_update(no_key=True))
    with pghistory.context(undoes=str(action)):
        for change in done.changes:
            _undo(change, done, by=by)
    left = list(Statement.objects.filter(pk__in=done.statements).select_related("negotiation"))
    if done.of(Statement) or done.of(Position):
        for statement in left:
            request_links(statement, by=by)
    return left


def _is_of(done: Action, negotiation: Negotiation) -> bool:
    """Tell whether all of an action's statements and people are of one negotiation, with at least one."""
    owners = set(Statement.objects.filter(pk__in=done.statements).values_list("negotiation_id", flat=True))
    owners |= {change.row["negotiation_id"] for model in (Statement, Link) for change in done.of(model)}
    return owners == {negotiation.pk}


def _undo(change: Change, done: Action, *, by: User) -> None:
    if change.model is Judgement:
        _withdraw(change, by)
    elif change.after is None or (change.model is Link and change.before):
        return  # suggestions turned or dropped with a date; they are found anew
    elif not change.is_known:
        raise ReviewError(_("How this was before is not on record. Change it by hand."))
    elif change.before is None:
        _remove(change, done.by or by)
    else:
        _restore(change)


def _withdraw(change: Change, by: User) -> None:
    """Withdraw a verdict passed in the action; one it only superseded comes back with that."""
    judgement = Judgement.objects.filter(pk=change.pk).select_related("superseded_by").first()
    if judgement is None or change.before is not None or change.row["superseded_at"]:
        return
    if judgement.superseded_at and judgement.superseded_by == by:
        raise Stale(_("You have decided this anew since, or taken it back already."))
    if judgement.superseded_at:
        raise Stale(
            _("%(name)s has decided this anew since. Look at what holds now.") % {"name": judgement.superseded_by}
        )
    withdraw_judgement(judgement=judgement, by=by)


def _restore(change: Change) -> None:
    """Write the fields of before back, where they still are what the action made them."""
    row = change.model._default_manager.select_for_update().filter(pk=change.pk).first()
    if row is None:
        raise Stale(_("This has been removed since. Load the page again to see what holds now."))
    fields = change.fields - GENERATED
    if any(getattr(row, name) != change.row[name] for name in fields):
        raise Stale(_("This has been changed again since. Take the later change back first, or correct it by hand."))
    for name in fields:
        setattr(row, name, (change.before or {})[name])
    row.save(update_fields=[_field(change.model, name) for name in fields])
    if isinstance(row, Statement) and fields & MOVES_LINKS:
        row.refresh_from_db(fields=["start"])
        keep_links_backwards(row)


def _remove(change: Change, author: User) -> None:
    """Remove what the action entered; the work of nobody but its author goes with it."""
    row = change.model._default_manager.filter(pk=change.pk).first()
    if row is None:
        return
    if isinstance(row, Spokesperson) and row.statements.exists():
        return
    if isinstance(row, Position | Link | Statement):
        _refuse_with_work_of_others(row, author)
    row.delete()


def _refuse_with_work_of_others(row: Position | Link | Statement, author: User) -> None:
    judged, decided = Q(**{str(row._meta.model_name): row.pk}), Q(pk__in=[])
    if isinstance(row, Position):
        decided = Q(position=row)
    if isinstance(row, Statement):
        judged |= Q(position__statement=row) | Q(link__later=row) | Q(link__earlier=row)
        decided = Q(position__statement=row) | Q(shown_by=row)
        if row.reported.exists():
            raise Stale(
                _("Another statement is reported through this one. Refuse it instead, or correct that one first.")
            )
    for work in (Judgement.objects.filter(judged), ConditionVerdict.objects.filter(decided)):
        if other := work.exclude(by=author).select_related("by").first():
            raise Stale(_("%(name)s has worked on this since. Refuse it instead.") % {"name": other.by})


def _field(model: type[Model], attname: str) -> str:
    return next(field.name for field in model._meta.concrete_fields if field.attname == attname)
