"""Finds what people decided on conditions and on links within one party: met, broken, contradicted."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import datetime

from django.db.models import Exists, F, OuterRef, Prefetch, Subquery
from django.urls import reverse

from positions.digests.changes import Draft
from positions.digests.period import Period
from positions.digests.quotations import Source
from positions.enums import ChangeKind, ConditionState, Precision, Relation, Verdict
from positions.models import ConditionVerdict, Judgement, Link, Negotiation, Position, Statement

DECIDED = {ConditionState.MET: ChangeKind.CONDITION_MET, ConditionState.BROKEN: ChangeKind.CONDITION_BROKEN}
AT_ODDS = (Relation.REVERSES, Relation.OPPOSES)


def drafts_of(*, negotiation: Negotiation, period: Period, told: Collection[Draft]) -> list[Draft]:
    """Return what was decided in a period; a link between the words of a step already `told` adds nothing."""
    steps = {(draft.party, draft.after) for draft in told}
    contradictions = [draft for draft in contradicted(negotiation, period) if (draft.party, draft.after) not in steps]
    return [*conditions(negotiation, period), *contradictions]


def conditions(negotiation: Negotiation, period: Period) -> Iterator[Draft]:
    """Yield the conditions that a person judged met or broken, and still does."""
    verdicts = ConditionVerdict.objects.current().filter(
        state__in=list(DECIDED), party__negotiation=negotiation, position__in=Position.objects.confirmed()
    )
    for verdict in verdicts.select_related("position", "party", "shown_by"):
        if period.holds(shown_at(verdict) if period.by_said else verdict.at):
            yield Draft(
                kind=DECIDED[ConditionState(verdict.state)],
                key=f"verdict-{verdict.pk}",
                at=verdict.at,
                party=verdict.party_id,
                issue=verdict.position.issue_id,
                before=Source(statement=verdict.position.statement_id, vote=verdict.position.vote_id),
                after=Source(statement=verdict.shown_by_id) if verdict.shown_by_id else None,
                note=verdict.position.condition.rstrip("."),
                said_at=shown_at(verdict),
                precision=verdict.shown_by.said_at_precision if verdict.shown_by else Precision.MINUTE,
                url=reverse("condition", args=[negotiation.slug, verdict.position_id, verdict.party.slug]),
            )


def shown_at(verdict: ConditionVerdict) -> datetime:
    """Return when it was said that a condition was met or broken; when nobody said it, when it was decided."""
    return verdict.shown_by.said_at if verdict.shown_by else verdict.at


def contradicted(negotiation: Negotiation, period: Period) -> Iterator[Draft]:
    """Yield the confirmed links by which a party reverses or opposes its own words, all at first hand."""
    confirmed = Statement.objects.confirmed().first_hand()
    named = Judgement.objects.filter(verdict=Verdict.CONFIRM, superseded_at=None).select_related("by")
    judged = named.filter(link=OuterRef("pk"))
    judged = judged if period.by_said else judged.filter(at__gte=period.start, at__lt=period.end)
    links = (
        Link.objects.filter(Exists(judged), negotiation=negotiation, later__party=F("earlier__party"))
        .filter(later__in=confirmed, earlier__in=confirmed)
        .holding(AT_ODDS)
        .annotate(issue_at_odds=shared_issue())
        .select_related("negotiation", "later")
        .prefetch_related(Prefetch("judgements", named, to_attr="current_judgements"))
    )
    if period.by_said:
        links = links.filter(later__said_at__gte=period.start, later__said_at__lt=period.end)
    for link in links.order_by("later__said_at", "pk"):
        yield Draft(
            kind=ChangeKind.CONTRADICTION,
            key=f"link-{link.pk}",
            at=link.current_judgements[0].at,
            party=link.later.party_id,
            issue=link.issue_at_odds,
            before=Source(statement=link.earlier_id),
            after=Source(statement=link.later_id),
            url=link.get_absolute_url(),
        )


def shared_issue() -> Subquery:
    """Return the issue on which both statements of a link are coded, as confirmed; none when there is none."""
    codings = Position.objects.confirmed()
    earlier = codings.filter(statement=OuterRef(OuterRef("earlier")), issue=OuterRef("issue"))
    later = codings.filter(Exists(earlier), statement=OuterRef("later"))
    return Subquery(later.order_by("issue__number").values("issue")[:1])
