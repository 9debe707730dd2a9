"""Recording how parties voted on a proposal."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext

from positions.enums import Firmness, Origin, Precision, Stance, Verdict, VoteChoice
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
    if party.negotiation_id != proposal.negotiation_id:
        raise ReviewError(gettext("The party belongs to another negotiation. Choose one of this negotiation."))
    if cast_at > timezone.now():
        raise ReviewError(gettext("The vote lies in the future. Write the day on which it was cast."))
    fields = {
        "choice": VoteChoice(choice),
        "cast_at": cast_at,
        "cast_at_precision": cast_at_precision,
        "meeting": meeting,
        "url": url,
    }
    vote, _ = Vote.objects.update_or_create(proposal=proposal, party=party, defaults=fields)
    wanted = list(codings) if codings is not None else _codings_of(vote)
    vote.positions.exclude(issue__in=[coding.issue for coding in wanted]).delete()
    for coding in wanted:
        _code_vote(vote, coding, by=by)
    return vote


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
