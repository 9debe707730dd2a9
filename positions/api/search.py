"""Search over what was said, by all that the search page knows, with the words found marked."""

from typing import Any

from django.db.models import prefetch_related_objects
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from positions.analysis.facets import COUNTED_TO, Counts, count_facets
from positions.analysis.hits import Hit, show_hits
from positions.analysis.search import Names, Wanted, find_names, find_reports, find_statements
from positions.api.days import DayField
from positions.api.errors import BadCombination
from positions.api.ledger import Computed
from positions.api.searches import FiltersSerializer
from positions.api.statements import StatementSerializer
from positions.models import Issue, Party, Source

PARTS = {
    "party": "parties",
    "person": "people",
    "issue": "issues",
    "stance": "stances",
    "relation": "relations",
    "source": "sources",
    "from": "first",
    "to": "last",
    "state": "state",
    "sort": "sort",
    "q": "words",
}
MOST_ON_A_PAGE = 100


class SearchWishSerializer(FiltersSerializer):
    """The filters of the search page; without any, everything that nobody refused."""

    page = serializers.IntegerField(default=1, min_value=1, max_value=COUNTED_TO)
    page_size = serializers.IntegerField(default=20, min_value=1, max_value=MOST_ON_A_PAGE)
    facets = serializers.BooleanField(default=False, help_text="Count what each further filter would leave.")

    def get_fields(self) -> dict[str, serializers.Field]:
        """Take days of years in which anybody negotiates."""
        days = {name: DayField(required=False, help_text="A day, UTC; included.") for name in ("from", "to")}
        return {**super().get_fields(), **days}

    def validate(self, filters: dict[str, Any]) -> dict[str, Any]:
        if filters.get("from") and filters.get("to") and filters["to"] < filters["from"]:
            raise BadCombination({"to": ["The time ends before it starts. Swap the two days."]})
        return filters


class PieceSerializer(serializers.Serializer):
    text = serializers.CharField()
    is_found = serializers.BooleanField(source="is_changed")


class HitSerializer(serializers.Serializer):
    """A statement found; `pieces` are its words, the ones looked for marked, and shortened where they are long."""

    statement = StatementSerializer()
    url = serializers.CharField(source="statement.get_absolute_url", help_text="Path of its page.")
    outlet = serializers.CharField(source="statement.version.article.source.name")
    pieces = PieceSerializer(many=True)
    before = serializers.CharField(help_text="What stands before the words in their paragraph.")
    after = serializers.CharField(help_text="What stands after them.")


class NamesSerializer(serializers.Serializer):
    """What bears the words in its name; articles by identifier."""

    parties = serializers.ListField(child=serializers.CharField())
    issues = serializers.ListField(child=serializers.CharField())
    people = serializers.ListField(child=serializers.IntegerField())
    articles = serializers.ListField(child=serializers.UUIDField())


class CountSerializer(serializers.Serializer):
    value = serializers.CharField(help_text="As the filter takes it.")
    count = serializers.IntegerField()


class FacetsSerializer(serializers.Serializer):
    """For each filter how many statements each of its values would leave, its own choice left aside."""

    def get_fields(self) -> dict[str, serializers.Field]:
        names = ("state", "party", "person", "issue", "stance", "relation", "source")
        return {name: CountSerializer(many=True) for name in names}


class FoundSerializer(serializers.Serializer):
    count = serializers.IntegerField(help_text=f"Up to {COUNTED_TO}.")
    is_more = serializers.BooleanField(help_text=f"More than {COUNTED_TO} fit; narrow the search to see them.")
    page = serializers.IntegerField()
    pages = serializers.IntegerField()
    order = serializers.CharField(help_text="Which order is in force, as `sort` names it.")
    results = HitSerializer(many=True)
    names = NamesSerializer()
    reports = serializers.ListField(
        child=serializers.UUIDField(), help_text="Articles with the words, whether anybody made a statement of them."
    )
    facets = FacetsSerializer(allow_null=True, help_text="Null unless asked for, or when too much is found.")


def wanted_of(wish: dict[str, Any]) -> Wanted:
    """Return what is asked; several values of one filter widen it."""
    parts: dict[str, Any] = {
        PARTS[name]: tuple(value) if isinstance(value, list) else value for name, value in wish.items() if value
    }
    return Wanted(**parts)


def told_names(found: Names) -> dict[str, Any]:
    return {
        "parties": [party.slug for party in found.parties],
        "issues": [issue.slug for issue in found.issues],
        "people": [person.pk for person in found.people],
        "articles": [article.public_id for article in found.articles],
    }


class SearchViewSet(Computed):
    """What the search page finds."""

    @extend_schema(parameters=[SearchWishSerializer], responses=FoundSerializer)
    @action(detail=False)
    def search(self, request: Request, **kwargs: Any) -> Response:
        """Return the statements that fit, in the order wished for, and what else bears the words."""
        wish = self.wish(SearchWishSerializer)
        page, size, facets = wish.pop("page"), wish.pop("page_size"), wish.pop("facets")
        wanted = wanted_of(wish)
        keys = find_statements(negotiation=self.negotiation, wanted=wanted).values_list("pk", flat=True)
        count = keys.order_by()[: COUNTED_TO + 1].count()
        shown = keys[(page - 1) * size : min(page * size, COUNTED_TO)] if (page - 1) * size < COUNTED_TO else []
        told = {
            "count": min(count, COUNTED_TO),
            "is_more": count > COUNTED_TO,
            "page": page,
            "pages": -(-min(count, COUNTED_TO) // size),
            "order": wanted.order,
            "results": self.hits(list(shown), wanted.words),
            "names": told_names(find_names(negotiation=self.negotiation, words=wanted.words)),
            "reports": [each.public_id for each in find_reports(negotiation=self.negotiation, words=wanted.words)],
            "facets": self.facets(wanted) if facets else None,
        }
        return Response(FoundSerializer(told).data)

    def hits(self, keys: list[int], words: str) -> list[Hit]:
        hits = show_hits(keys, words)
        prefetch_related_objects([hit.statement for hit in hits], "targets")
        return hits

    def facets(self, wanted: Wanted) -> dict[str, list[dict[str, Any]]] | None:
        """Return the counts by the values that filters take; None when there is too much to count."""
        counts = count_facets(negotiation=self.negotiation, wanted=wanted)
        if counts is None:
            return None
        return {name: told_counts(its, self.values_of(name, counts)) for name, its in counts.items()}

    def values_of(self, name: str, counts: Counts) -> dict[Any, str]:
        """Return how a filter names its values."""
        rows: dict[str, Any] = {"party": Party, "issue": Issue}
        if name in rows:
            return dict(rows[name].objects.filter(pk__in=counts[name]).values_list("pk", "slug"))
        if name == "source":
            return {pk: str(pk) for pk in Source.objects.filter(pk__in=counts[name]).values_list("pk", flat=True)}
        return {value: str(value) for value in counts[name]}


def told_counts(counts: Any, values: dict[Any, str]) -> list[dict[str, Any]]:
    """Return counts, the largest first."""
    rows = [{"value": values[value], "count": count} for value, count in counts.items() if count and value in values]
    return sorted(rows, key=lambda row: (-row["count"], row["value"]))
