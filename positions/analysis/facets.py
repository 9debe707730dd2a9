"""Counts, for each filter of a search, how many statements each of its values would leave."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

from django.db.models import Count, F, FilteredRelation, Q

from positions.analysis.search import Wanted, fitting, positions_of
from positions.models import Link, Negotiation, Statement
from positions.models.statements import StatementQuerySet

# Beyond so many statements counting takes longer than finding, and tells nobody anything.
COUNTED_TO = 5_000

Counts = dict[str, Counter]


def count_facets(*, negotiation: Negotiation, wanted: Wanted) -> Counts | None:
    """Return per filter the counts by value, its own choice left aside; None when there are too many statements."""
    words_and_days = Wanted(words=wanted.words, first=wanted.first, last=wanted.last)
    everything = fitting(negotiation=negotiation, wanted=words_and_days)
    if everything[: COUNTED_TO + 1].count() > COUNTED_TO:
        return None

    def without(**part: object) -> StatementQuerySet:
        return fitting(negotiation=negotiation, wanted=replace(wanted, **part))  # type: ignore[arg-type]

    return {
        "state": _states(negotiation, wanted),
        "party": _parties(without(parties=())),
        "person": _by(without(people=()), "speaker"),
        "issue": _positions(without(issues=()), replace(wanted, issues=()), "issue"),
        "stance": _positions(without(stances=()), replace(wanted, stances=()), "stance"),
        "relation": _relations(without(relations=())),
        "source": _by(without(sources=()), "version__article__source"),
    }


def _by(found: StatementQuerySet, column: str) -> Counter:
    rows = found.values_list(column).annotate(count=Count("pk"))
    return Counter({value: count for value, count in rows if value is not None})


def _parties(found: StatementQuerySet) -> Counter:
    """Count statements by party; a joint one counts for each of its parties."""
    through = Statement.joint_with.through.objects.filter(statement__in=found.values("pk"))
    others = through.exclude(party=F("statement__party")).order_by()
    return _by(found, "party") + Counter(dict(others.values_list("party").annotate(count=Count("statement"))))


def _positions(found: StatementQuerySet, wanted: Wanted, column: str) -> Counter:
    positions = positions_of(wanted).filter(statement__in=found.values("pk"))
    rows = positions.order_by().values_list(column).annotate(count=Count("statement", distinct=True))
    return Counter(dict(rows))


def _relations(found: StatementQuerySet) -> Counter:
    links = Link.objects.shown().with_held_relation().filter(later__in=found.values("pk"))
    rows = links.order_by().values_list("held").annotate(count=Count("later", distinct=True))
    return Counter(dict(rows))


def _states(negotiation: Negotiation, wanted: Wanted) -> Counter:
    """Count statements by what was decided on them, refused ones too."""
    kept = fitting(negotiation=negotiation, wanted=replace(wanted, state=""))
    refused = fitting(negotiation=negotiation, wanted=replace(wanted, state="refused"))
    now = FilteredRelation("judgements", condition=Q(judgements__superseded_at=None))
    rows = dict(kept.annotate(now=now).values_list("now__verdict").annotate(count=Count("pk")))
    counts = {"confirmed": rows.get("confirm", 0), "undecided": rows.get(None, 0), "unsure": rows.get("unsure", 0)}
    return Counter({**counts, "refused": refused.count()})
