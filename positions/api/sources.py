"""Outlets: entered with their articles, named by the leads of those."""

from typing import Any

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from positions.api.registry import Registry
from positions.models import Article, Source
from positions.review.sources import change_source


class SourceSerializer(serializers.ModelSerializer):
    class Meta:
        model = Source
        fields = ["id", "name", "url"]


class SourceToChangeSerializer(serializers.ModelSerializer):
    name = serializers.CharField(max_length=200)

    class Meta:
        model = Source
        fields = ["name", "url"]


class SourceViewSet(Registry):
    """The outlets of the negotiation's articles."""

    queryset = Source.objects.all()
    serializer_class = SourceSerializer
    lookup_value_converter = "int"
    ordering = ["name"]
    ordering_fields = ["name"]

    def get_queryset(self) -> QuerySet[Source]:
        return self.queryset.filter(pk__in=Article.objects.filter(negotiation=self.negotiation).values("source"))

    @extend_schema(request=SourceToChangeSerializer, responses=SourceSerializer)
    def partial_update(self, request: Request, **kwargs: Any) -> Response:
        """Name an outlet, as a lead of every negotiation with articles of it."""
        source, wish = self.get_object(), self.changes(SourceToChangeSerializer)
        there = {"name": source.name, "url": source.url}
        return self.changed(lambda: change_source(source=source, by=self.caller, **there | wish))
