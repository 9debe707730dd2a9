"""Recording and correcting how parties voted on a proposal."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext

from positions.enums import Firmness, Origin, Precision, Role, Stance, Verdict, VoteChoice
from positions.models import Issue, Party, Position, Proposal, User, Vote
from positions.review.errors import ReviewError
from positions.review.judgements import pass_judgement
from positions.review.permission import require

STANCE_OF_VOTE = {
    VoteChoice.FOR: Stance.SUPPORTS,
    VoteChoice.AGAINST: Stance.OPPOSES,
    VoteChoice.ABSTAIN: Stance.NONE,
}


@dataclass(frozen=True)
class Coding:
    """What a vote says on one issue; value 0 to 100 or None."""

    issue: Issue
    stance: Stance | str
    value: int | None = None
    firmness: Firmness | int | None = None


@transaction.atomic
def record_vote(
    *,
    proposal: Proposal,
    party: Party,
    choice: VoteChoice | str,
    cast_at: datetime,
    by: User,
    cast_at_precision: Precision | str = Precision.DAY,
    meeting: str = "",
    url: str = "",
    codings: Iterable[Coding] | None = None,
) -> Vote:
    """Record or correct a vote and the positions it takes.

    Without `codings` a vote for supports, one against opposes and an abstention takes none on each of the proposal's
    issues; absence takes no position.
    """
    require(by, proposal.negotiation)
    _refuse_future(cast_at)
    if party.negotiation_id != proposal.negotiation_id:
        raise ReviewError(gettext("The party belongs to another negotiation. Choose one of this negotiation."))
    fields = {
        "choice": VoteChoice(choice),
        "cast_at": cast_at,
        "cast_at_precision": cast_at_precision,
        "meeting": meeting,
        "url": url,
    }
    vote, _ = Vote.objects.update_or_create(proposal=proposal, party=party, defaults=fields)
    _code(vote, codings, by=by)
    return vote


@transaction.atomic
def correct_vote(*, vote: Vote, by: User, codings: Iterable[Coding] | None = None, **fields: Any) -> Vote:
    """Write the fields given over those of a vote: choice, cast_at, cast_at_precision, meeting, url.

    Its positions are taken anew from another choice, or from `codings`; otherwise they and their verdicts stay.
    """
    require(by, vote.proposal.negotiation)
    if "cast_at" in fields:
        _refuse_future(fields["cast_at"])
    vote = Vote.objects.select_for_update(of=("self",)).select_related("proposal", "party").get(pk=vote.pk)
    is_other = fields.get("choice", vote.choice) != vote.choice
    for name, value in fields.items():
        setattr(vote, name, value)
    if fields:
        vote.save(update_fields=list(fields))
    if is_other or codings is not None:
        _code(vote, codings, by=by)
    return vote


@transaction.atomic
def delete_vote(*, vote: Vote, by: User) -> None:
    """Remove a vote recorded by mistake, with the positions it takes; the history keeps them."""
    require(by, vote.proposal.negotiation, Role.LEAD)
    vote.delete()


def _refuse_future(cast_at: datetime) -> None:
    if cast_at > timezone.now():
        raise ReviewError(gettext("The vote lies in the future. Write the day on which it was cast."))


def _code(vote: Vote, codings: Iterable[Coding] | None, *, by: User) -> None:
    wanted = list(codings) if codings is not None else _codings_of(vote)
    vote.positions.exclude(issue__in=[coding.issue for coding in wanted]).delete()
    for coding in wanted:
        _code_vote(vote, coding, by=by)


def _codings_of(vote: Vote) -> list[Coding]:
    stance = STANCE_OF_VOTE.get(VoteChoice(vote.choice))
    return [Coding(issue, stance) for issue in vote.proposal.issues.all()] if stance else []


def _code_vote(vote: Vote, coding: Coding, *, by: User) -> None:
    position, _ = Position.objects.update_or_create(
        vote=vote,
        issue=coding.issue,
        defaults={
            "stance": coding.stance,
            "value": coding.value,
            "firmness": coding.firmness,
            "proposal": vote.proposal,
            "origin": Origin.PERSON,
        },
    )
    pass_judgement(row=position, verdict=Verdict.CONFIRM, by=by)
