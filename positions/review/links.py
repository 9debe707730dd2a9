"""Judging suggested links and entering them by hand."""

from types import EllipsisType

from django.db import transaction
from django.utils.translation import gettext

from positions.enums import JobKind, Origin, Relation, Role, Verdict
from positions.models import Job, Judgement, Link, Negotiation, Statement, User
from positions.review.errors import ReviewError
from positions.review.judgements import pass_judgement
from positions.review.permission import require


@transaction.atomic
def judge_link(
    *,
    link: Link,
    verdict: Verdict,
    by: User,
    relation: Relation | str = "",
    note: str = "",
    seen: int | EllipsisType | None = ...,
) -> Judgement:
    """Record an analyst's verdict beside the machine's suggestion; `relation` names another one than suggested."""
    require(by, link.negotiation)
    if relation and relation not in Relation.values:
        raise ReviewError(gettext("This relation is not known. Choose one of the list."))
    named = relation if verdict == Verdict.CONFIRM and relation != link.relation else ""
    return pass_judgement(row=link, verdict=verdict, by=by, note=note, relation=named, seen=seen)


@transaction.atomic
def link_statements(
    *, earlier: Statement, later: Statement, relation: Relation | str, by: User, note: str = ""
) -> Link:
    """Enter a link by hand, confirmed by the person; the two are put in the order in which they were said."""
    require(by, later.negotiation)
    if earlier.pk == later.pk:
        raise ReviewError(gettext("A statement cannot be linked to itself. Choose an earlier one."))
    if earlier.negotiation_id != later.negotiation_id:
        raise ReviewError(gettext("The two statements belong to different negotiations and cannot be linked."))
    if relation not in Relation.values:
        raise ReviewError(gettext("This relation is not known. Choose one of the list."))
    earlier, later = sorted((earlier, later), key=lambda statement: statement.place)
    link, _ = Link.objects.get_or_create(
        later=later,
        earlier=earlier,
        defaults={"negotiation": later.negotiation, "relation": relation, "origin": Origin.PERSON},
    )
    judge_link(link=link, verdict=Verdict.CONFIRM, by=by, relation=relation, note=note)
    return link


@transaction.atomic
def link_anew(*, negotiation: Negotiation, by: User | None = None) -> Job:
    """Ask for the links of all statements of a negotiation; those that are as they were when linked cost little.

    `by` is None where the product itself or an operator on the command line asks.
    """
    if by is not None:
        require(by, negotiation, Role.LEAD)
    return Job.objects.request(
        kind=JobKind.LINK,
        key=f"link:negotiation:{negotiation.pk}",
        again=True,
        payload={"negotiation": negotiation.pk},
        negotiation=negotiation,
        requested_by=by,
    )
