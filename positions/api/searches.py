"""The caller's own saved searches: their filters by name, as the address of the search has them."""

from typing import Any
from urllib.parse import parse_qs, urlencode

from django.conf import settings
from django.db.models import QuerySet
from django.urls import reverse
from drf_spectacular.utils import extend_schema
from rest_framework import mixins, serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from positions.analysis.search import SORTS, STATES
from positions.api.errors import BadCombination
from positions.api.fields import OfThisNegotiation
from positions.api.scope import ScopedReading
from positions.enums import Relation, Role, Stance
from positions.models import Issue, Party, SavedSearch, Source, Spokesperson
from positions.review.searches import delete_search, end_feed, rename_search, renew_feed, save_search

SEVERAL = ("party", "person", "issue", "source", "stance", "relation")
# The order in which the address of a search has its filters.
NAMES = ("q", *SEVERAL, "state", "from", "to", "sort")


class FiltersSerializer(serializers.Serializer):
    """What is looked for; several values of one filter widen it, several filters narrow the search."""

    q = serializers.CharField(required=False, max_length=300, help_text="Words, as they are typed into the search.")
    party = OfThisNegotiation("slug", queryset=Party.objects.all(), many=True, required=False)
    person = OfThisNegotiation("id", queryset=Spokesperson.objects.all(), many=True, required=False)
    issue = OfThisNegotiation("slug", queryset=Issue.objects.all(), many=True, required=False)
    source = OfThisNegotiation(  # type: ignore[assignment]  # the field of the name, not the base class's option
        "id", queryset=Source.objects.distinct(), within="articles__negotiation", many=True, required=False
    )
    stance = serializers.ListField(child=serializers.ChoiceField(Stance.choices), required=False)
    relation = serializers.ListField(child=serializers.ChoiceField(Relation.choices), required=False)
    state = serializers.ChoiceField(list(STATES.items()), required=False)
    sort = serializers.ChoiceField(list(SORTS.items()), required=False)

    def get_fields(self) -> dict[str, serializers.Field]:
        """Add the first and the last day, one of which is a word of Python."""
        days = {name: serializers.DateField(required=False) for name in ("from", "to")}
        return {**super().get_fields(), **days}

    def to_representation(self, query: str) -> dict[str, Any]:
        """Return the filters that stand in a search's address."""
        read = parse_qs(query)
        return {name: read[name] if name in SEVERAL else read[name][0] for name in NAMES if name in read}

    def validate(self, filters: dict[str, Any]) -> dict[str, Any]:
        if not any(filters.get(name) for name in NAMES if name != "sort"):
            raise BadCombination("This search asks nothing that could be kept. Name a filter.")
        if filters.get("from") and filters.get("to") and filters["to"] < filters["from"]:
            raise BadCombination({"to": "The time ends before it starts. Swap the two days."})
        return filters


def query_of(filters: dict[str, Any]) -> str:
    """Return filters as the address of the search has them."""
    column = {"party": "slug", "issue": "slug", "person": "id", "source": "id"}
    wanted = {name: filters[name] if name in SEVERAL else [filters[name]] for name in NAMES if filters.get(name)}
    pairs = [
        (name, getattr(value, column[name]) if name in column else value)
        for name, values in wanted.items()
        for value in values
    ]
    return urlencode(list(dict.fromkeys(pairs)))


class SavedSearchSerializer(serializers.ModelSerializer):
    """A search that the caller keeps."""

    id = serializers.UUIDField(source="public_id", read_only=True)
    filters = FiltersSerializer(source="query")
    url = serializers.SerializerMethodField(help_text="The page that shows what it finds.")
    has_feed = serializers.SerializerMethodField()

    class Meta:
        model = SavedSearch
        fields = ["id", "name", "filters", "url", "has_feed", "recorded_at"]

    def get_url(self, search: SavedSearch) -> str:
        return f"{settings.BASE_URL}{search.get_absolute_url()}"

    def get_has_feed(self, search: SavedSearch) -> bool:
        return search.feed_hash is not None


class SearchNameSerializer(serializers.ModelSerializer):
    class Meta:
        model = SavedSearch
        fields = ["name"]


class FeedSerializer(serializers.Serializer):
    url = serializers.URLField(help_text="Where the Atom feed is: whoever knows it reads it.")


class SavedSearchViewSet(mixins.DestroyModelMixin, ScopedReading):
    """The caller's own saved searches in one negotiation; a viewer keeps some too."""

    queryset = SavedSearch.objects.select_related("negotiation")
    serializer_class = SavedSearchSerializer
    lookup_field = "public_id"
    lookup_url_kwarg = "search"
    lookup_value_converter = "uuid"
    ordering = ["name"]
    ordering_fields = ["name", "recorded_at"]
    writer = Role.VIEWER

    def get_queryset(self) -> QuerySet[SavedSearch]:
        return super().get_queryset().filter(user=self.caller)

    @extend_schema(request=SavedSearchSerializer, responses={201: SavedSearchSerializer})
    def create(self, request: Request, **kwargs: Any) -> Response:
        """Keep a search; the same name and filters once more is the one kept already."""
        wish = self.validated(SavedSearchSerializer)
        search = save_search(
            negotiation=self.negotiation, by=self.caller, name=wish["name"], query=query_of(wish["query"])
        )
        return self.shown(search, status=201)

    @extend_schema(request=SearchNameSerializer, responses=SavedSearchSerializer)
    def partial_update(self, request: Request, **kwargs: Any) -> Response:
        """Give a search another name."""
        search = self.get_object()
        wish = {"name": search.name} | self.changes(SearchNameSerializer)
        return self.shown(rename_search(search=search, by=self.caller, **wish))

    @extend_schema(request=None, responses={201: FeedSerializer})
    @action(detail=True, methods=["post"], filter_backends=[], pagination_class=None, keeps_answers=False)
    def feed(self, request: Request, **kwargs: Any) -> Response:
        """Make the search's feed, or renew its address: shown this once, and an earlier one ends."""
        token = renew_feed(search=self.get_object(), by=self.caller)
        return Response({"url": f"{settings.BASE_URL}{reverse('feed', args=[token])}"}, status=201)

    @extend_schema(responses={204: None})
    @feed.mapping.delete
    def end_feed(self, request: Request, **kwargs: Any) -> Response:
        """End the search's feed."""
        end_feed(search=self.get_object(), by=self.caller)
        return Response(status=204)

    def perform_destroy(self, instance: SavedSearch) -> None:
        delete_search(search=instance, by=self.caller)
