"""Says which of some statements saved searches find, in a fixed number of queries however many searches there are."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import islice
from typing import TypeVar

from django.db.models import Model, Value
from django.http import QueryDict

from positions.analysis.search import STATES, Wanted, fitting
from positions.models import Issue, Negotiation, Party, SavedSearch, Source, Spokesperson

# Searches put into one query; a plan of more takes longer than the search.
AT_ONCE = 100

Row = TypeVar("Row", bound=Model)


@dataclass(frozen=True, slots=True)
class Names:
    """The rows that searches name, by what stands in their addresses."""

    parties: Mapping[str, Party]
    issues: Mapping[str, Issue]
    people: Mapping[str, Spokesperson]
    sources: Mapping[str, Source]


def found_by(
    searches: Collection[SavedSearch], *, negotiation: Negotiation, statements: Collection[int]
) -> dict[int, frozenset[int]]:
    """Return for each search which of these statements it finds, both by primary key."""
    found: dict[int, set[int]] = defaultdict(set)
    if searches and statements:
        names = read_names(negotiation)
        left = iter(searches)
        while some := list(islice(left, AT_ONCE)):
            queries = [
                fitting(negotiation=negotiation, wanted=wanted)
                .filter(pk__in=statements)
                .annotate(search_key=Value(search.pk))
                .values_list("search_key", "pk")
                for search in some
                if (wanted := wanted_in(search.query, names))
            ]
            for search, statement in queries[0].union(*queries[1:], all=True) if queries else ():
                found[search].add(statement)
    return {search.pk: frozenset(found[search.pk]) for search in searches}


def read_names(negotiation: Negotiation) -> Names:
    """Return what searches of a negotiation may name."""
    sources = Source.objects.filter(articles__negotiation=negotiation)
    return Names(
        parties={party.slug: party for party in negotiation.parties.all()},
        issues={issue.slug: issue for issue in negotiation.issues.all()},
        people={str(person.pk): person for person in negotiation.spokespersons.all()},
        sources={str(source.pk): source for source in sources.distinct()},
    )


def wanted_in(query: str, names: Names) -> Wanted | None:
    """Return what an address asks, or None when it asks for something that is gone, and so finds nothing."""
    asked = QueryDict(query)
    try:
        return Wanted(
            words=asked.get("q", ""),
            parties=rows_named(asked.getlist("party"), names.parties),
            people=rows_named(asked.getlist("person"), names.people),
            issues=rows_named(asked.getlist("issue"), names.issues),
            sources=rows_named(asked.getlist("source"), names.sources),
            stances=tuple(asked.getlist("stance")),
            relations=tuple(asked.getlist("relation")),
            first=day_in(asked.get("from", "")),
            last=day_in(asked.get("to", "")),
            state=asked.get("state", "") if asked.get("state") in STATES else "",
        )
    except (KeyError, ValueError):
        return None


def rows_named(written: Iterable[str], rows: Mapping[str, Row]) -> tuple[Row, ...]:
    return tuple(rows[each] for each in written)


def day_in(written: str) -> date | None:
    return date.fromisoformat(written) if written else None
