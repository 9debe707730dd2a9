"""Parties under all their names, and who speaks for them."""

from rest_framework import serializers

from positions.api.fields import Shown
from positions.api.filters import PartyFilter, SpokespersonFilter
from positions.api.scope import ScopedReading
from positions.models import Affiliation, Party, Spokesperson


class PartySerializer(serializers.ModelSerializer):
    aliases = Shown("name", many=True)

    class Meta:
        model = Party
        fields = ["slug", "name", "kind", "role", "group", "number", "aliases"]


class PartyViewSet(ScopedReading):
    """Who negotiates, mediates or observes."""

    queryset = Party.objects.prefetch_related("aliases")
    serializer_class = PartySerializer
    lookup_field = "slug"
    filterset_class = PartyFilter
    ordering = ["number", "name"]
    ordering_fields = ["number", "name"]


class AffiliationSerializer(serializers.ModelSerializer):
    party = Shown("slug")

    class Meta:
        model = Affiliation
        fields = ["party", "title", "starts_on", "ends_on"]


class SpokespersonSerializer(serializers.ModelSerializer):
    aliases = Shown("name", many=True)
    affiliations = AffiliationSerializer(many=True, read_only=True)

    class Meta:
        model = Spokesperson
        fields = ["id", "name", "aliases", "affiliations"]


class SpokespersonViewSet(ScopedReading):
    """People who speak for a party in a role, between dates."""

    queryset = Spokesperson.objects.prefetch_related("aliases", "affiliations__party")
    serializer_class = SpokespersonSerializer
    lookup_value_converter = "int"
    filterset_class = SpokespersonFilter
    ordering = ["name"]
    ordering_fields = ["name"]
