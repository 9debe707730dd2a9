"""Making one party of two that turned out to be the same. Leads do it."""

from collections.abc import Iterable

import pgtrigger
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from positions.enums import Role
from positions.models import Affiliation, Follow, Party, PartyAlias, Proposal, Statement, User
from positions.review.errors import ReviewError
from positions.review.links import link_anew
from positions.review.permission import require


@transaction.atomic
def merge_parties(*, party: Party, into: Party, by: User) -> Party:
    """Give all that a party said, put and voted to another, with its names, and remove it.

    The history keeps what was whose. Links that nobody judged are found anew, because they depend on the party; decided
    ones stay. Refused where the two acted side by side: voted on one proposal, spoke to or about each other, or waited
    for each other.
    """
    require(by, party.negotiation, Role.LEAD)
    if problem := why_not_merged(party, into):
        raise ReviewError(problem)
    party.statements.update(party=into)
    party.votes.update(party=into)
    party.proposals.update(put_by=into)
    # What a person decided stays as it was; only whose it is has another name now.
    with pgtrigger.ignore("positions.ConditionVerdict:condition_verdict_is_not_overwritten"):
        party.condition_verdicts.update(party=into)
    party.awaited_in.update(awaits=into)
    for through, column in _memberships():
        _move(through.objects.filter(party=party), through.objects.filter(party=into), column, into)
    _move_follows(party, into)
    for role in party.affiliations.all():
        _take_over(role, into)
    for name in {party.name, *party.aliases.values_list("name", flat=True)} - {into.name}:
        PartyAlias.objects.get_or_create(party=into, name=name)
    party.delete()
    link_anew(negotiation=into.negotiation, by=by)
    return into


def why_not_merged(party: Party, into: Party) -> str:
    """Return in a sentence why two parties cannot be one; empty when they can."""
    if party.pk == into.pk:
        return _("A party cannot be merged into itself. Choose the other one.")
    if party.negotiation_id != into.negotiation_id:
        return _("The two parties belong to two negotiations.")
    if both := set(party.votes.values_list("proposal__title", flat=True)) & set(
        into.votes.values_list("proposal__title", flat=True)
    ):
        said = _("Both voted on “%(proposal)s”, so they are two. Remove one of the votes first if it is a mistake.")
        return said % {"proposal": min(both)}
    for one, other in ((party, into), (into, party)):
        towards = (other.addressed_statements, other.targeting_statements, other.joint_statements)
        if any(said.filter(party=one).exists() for said in towards):
            said = _(
                "%(one)s speaks to, about or together with %(other)s, so they are two. Correct these statements first."
            )
            return said % {"one": one, "other": other}
    for one, other in ((party, into), (into, party)):
        if one.condition_verdicts.filter(awaits=other).exists():
            said = _("%(one)s waits for %(other)s in a condition, so they are two: keep both.")
            return said % {"one": one, "other": other}
    return ""


def _memberships() -> Iterable[tuple]:
    """Return the tables that join parties to something, with the column of the something."""
    for field in (Statement.joint_with, Statement.addressed_to, Statement.targets):
        yield field.through, "statement_id"
    yield Proposal.sponsors.through, "proposal_id"


def _move_follows(party: Party, into: Party) -> None:
    """Have whoever follows the one party, alone or in a pair, follow the other, once."""
    for follow in Follow.objects.filter(Q(party=party) | Q(other=party)):
        pair = {into.pk if pk == party.pk else pk for pk in (follow.party_id, follow.other_id) if pk}
        follow.delete()
        # Whoever followed the two as a pair follows the one that they are.
        parties = list(Party.objects.filter(pk__in=pair).order_by("pk"))
        Follow.objects.get_or_create(
            subscription=follow.subscription,
            negotiation=party.negotiation,
            party=parties[0],
            other=parties[1] if len(parties) > 1 else None,
        )


def _move(rows, kept, column: str, into: Party) -> None:
    """Have rows name the other party, but for those that it has already."""
    rows.filter(**{f"{column}__in": list(kept.values_list(column, flat=True))}).delete()
    rows.update(party=into)


def _take_over(role: Affiliation, into: Party) -> None:
    fields = {
        "spokesperson": role.spokesperson,
        "title": role.title,
        "starts_on": role.starts_on,
        "ends_on": role.ends_on,
    }
    if Affiliation.objects.filter(party=into, **fields).exists():
        role.delete()
    else:
        role.party = into
        role.save(update_fields=["party"])
