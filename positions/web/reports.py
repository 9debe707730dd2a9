"""What a list says beside statements: in which other reports each stands, and which would move a held position."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db.models import F, Q
from django.urls import reverse

from positions.analysis.kept import read_steps_of
from positions.enums import Relation
from positions.models import Link, Negotiation, Statement

# Of a statement at one end of a link.
COLUMNS = ("pk", "public_id", "version__article__public_id", "version__article__source__name")


@dataclass(frozen=True)
class Report:
    """The same words, or the same utterance, in another article."""

    outlet: str
    url: str


def other_reports(statements: Iterable[Statement], negotiation: Negotiation) -> dict[int, list[Report]]:
    """Return for each statement the other reports that a link shown leads to, by primary key; in one query."""
    ours = {statement.pk for statement in statements}
    same = Q(held=Relation.SAME_UTTERANCE) | Q(later__words=F("earlier__words"))
    links = Link.objects.filter(Q(later__in=ours) | Q(earlier__in=ours), negotiation=negotiation)
    links = links.shown().with_held_relation().filter(same).exclude(later__version=F("earlier__version"))
    found: dict[int, list[Report]] = defaultdict(list)
    ends = [f"{end}__{column}" for end in ("later", "earlier") for column in COLUMNS]
    for row in links.order_by("-score", "pk").values_list(*ends):
        later, earlier = row[: len(COLUMNS)], row[len(COLUMNS) :]
        for (pk, *_one), other in ((later, earlier), (earlier, later)):
            if pk in ours:
                found[pk].append(_report(negotiation, *other[1:]))
    return dict(found)


def _report(negotiation: Negotiation, statement: UUID, article: UUID, outlet: str) -> Report:
    return Report(outlet, f"{reverse('article', args=[negotiation.slug, article])}?s={statement}#s-{statement}")


def would_move(statements: Iterable[Statement], negotiation: Negotiation) -> set[int]:
    """Return the primary keys of those whose suggestion would move what a party holds; in a fixed number of queries."""
    coded = [(each, position) for each in statements for position in each.shown_positions]  # type: ignore[attr-defined]  # by for_display()
    open_ones = [(each, position) for each, position in coded if position.judgement is None or not each.verdict]
    cells = {
        (party.pk, position.issue_id)
        for each, position in open_ones
        for party in (each.party, *each.joint_with.all())
        if party
    }
    if not cells:
        return set()
    steps = read_steps_of(negotiation=negotiation, cells=cells)
    ours = {each.pk for each, _position in open_ones}
    opened = {step.after.opening.statement for step in steps if step.after.is_suggested}
    return {pk for pk in opened if pk in ours and pk is not None}
