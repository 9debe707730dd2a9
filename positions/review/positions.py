"""Coding what a statement says on an issue."""

import re
from types import EllipsisType

from django.db import transaction
from django.utils.translation import gettext as _

from positions.enums import Firmness, Mode, Origin, SpeechAct, Stance, Verdict
from positions.models import Issue, Judgement, Position, Proposal, Statement, User
from positions.review.errors import ReviewError
from positions.review.judgements import pass_judgement
from positions.review.permission import require
from positions.review.sight import hold_still
from positions.review.statements import request_links

_IF = re.compile(r"(?i)^if\s+")  # pages write the "if" themselves


@transaction.atomic
def code_position(
    *,
    statement: Statement,
    issue: Issue,
    stance: Stance | str,
    by: User,
    value: int | None = None,
    firmness: Firmness | int | None = None,
    condition: str = "",
    act: SpeechAct | str = "",
    mode: Mode | str = "",
    proposal: Proposal | None = None,
    position: Position | None = None,
    seen: str | None = None,
) -> Position:
    """Say what a statement holds on an issue, as confirmed by a person; value is 0 to 100 on the issue's scale.

    A suggestion for the same issue and proposal, or the `position` given, takes the person's coding; its history
    keeps what was suggested. Raises ReviewError for a value off the scale or rows of another negotiation, and with
    `seen` (see `sight.as_seen`) Clash where somebody else decided or changed something on the statement since.
    """
    require(by, statement.negotiation)
    if seen is not None:
        hold_still(statement=statement, seen=seen, by=by)
    _refuse_bad_coding(statement, issue, proposal, stance, value)
    coding = {
        "issue": issue,
        "stance": stance,
        "value": value,
        "firmness": firmness,
        "condition": _IF.sub("", condition.strip()),
        "act": act,
        "mode": mode,
        "proposal": proposal,
    }
    same = statement.positions.select_for_update().filter(issue=issue, proposal=proposal).first()
    if position and same and same.pk != position.pk:
        said = _("This statement already has a position on “%(issue)s”. Change that one instead.")
        raise ReviewError(said % {"issue": issue})
    position = position or same or Position(statement=statement, origin=Origin.PERSON)
    changed = position.pk is None or any(getattr(position, name) != new for name, new in coding.items())
    for name, new in coding.items():
        setattr(position, name, new)
    if changed:
        position.save()
    pass_judgement(row=position, verdict=Verdict.CONFIRM, by=by)
    if changed:
        request_links(statement, by=by)
    return position


@transaction.atomic
def judge_position(
    *, position: Position, verdict: Verdict, by: User, note: str = "", seen: int | EllipsisType | None = ...
) -> Judgement:
    """Confirm, refuse or doubt what a statement or vote is said to hold on an issue."""
    require(by, position.issue.negotiation)
    judgement = pass_judgement(row=position, verdict=verdict, by=by, note=note, seen=seen)
    if position.statement:
        request_links(position.statement, by=by)
    return judgement


def _refuse_bad_coding(
    statement: Statement, issue: Issue, proposal: Proposal | None, stance: str, value: int | None
) -> None:
    if issue.negotiation_id != statement.negotiation_id:
        raise ReviewError(_("The issue belongs to another negotiation. Choose one of this negotiation."))
    if proposal is not None and proposal.negotiation_id != statement.negotiation_id:
        raise ReviewError(_("The proposal belongs to another negotiation. Choose one of this negotiation."))
    if stance not in Stance.values:
        raise ReviewError(_("Choose a stance: supports, opposes, mixed or takes none."))
    if value is not None and not 0 <= value <= 100:
        raise ReviewError(_("The scale runs from 0 to 100. Write a number on it, or leave it empty."))
