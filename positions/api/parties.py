"""Parties under all their names: entered by analysts, changed, merged and removed by leads."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from positions.api.fields import OfThisNegotiation, Shown
from positions.api.filters import PartyFilter
from positions.api.histories import WithHistory
from positions.api.registry import PLAIN, Registry
from positions.models import Party
from positions.review.merging import merge_parties
from positions.review.registry import add_party_alias, create_party
from positions.review.upkeep import change_party, delete_row


class NamesField(serializers.ListField):
    """Other names of a party or person, in any script; those sent are all there are."""

    def __init__(self, **options: Any) -> None:
        super().__init__(child=serializers.CharField(max_length=120), required=False, max_length=100, **options)


class AliasSerializer(serializers.Serializer):
    """One more name."""

    name = serializers.CharField(max_length=120)


class PartySerializer(serializers.ModelSerializer):
    aliases = Shown("name", many=True)

    class Meta:
        model = Party
        fields = ["slug", "name", "kind", "role", "group", "number", "aliases"]


class PartyToEnterSerializer(serializers.ModelSerializer):
    aliases = NamesField()

    class Meta:
        model = Party
        fields = ["name", "kind", "role", "group", "aliases"]


class MergeSerializer(serializers.Serializer):
    into = OfThisNegotiation("slug", queryset=Party.objects.all(), help_text="The party that stays.")


class PartyViewSet(WithHistory, Registry):
    """Who negotiates, mediates or observes."""

    queryset = Party.objects.prefetch_related("aliases")
    serializer_class = PartySerializer
    lookup_field = "slug"
    filterset_class = PartyFilter
    ordering = ["number", "name"]
    ordering_fields = ["number", "name"]
    for_leads = frozenset({"partial_update", "destroy", "merge"})

    @extend_schema(request=PartyToEnterSerializer, responses={201: PartySerializer})
    def create(self, request: Request, **kwargs: Any) -> Response:
        """Enter a party; its address is made from its name and stays."""
        wish = self.validated(PartyToEnterSerializer)
        return self.entered(lambda: create_party(negotiation=self.negotiation, by=self.caller, **wish))

    @extend_schema(request=PartyToEnterSerializer, responses=PartySerializer)
    def partial_update(self, request: Request, **kwargs: Any) -> Response:
        """Change a party, as a lead; what is left out stays."""
        party, wish = self.get_object(), self.changes(PartyToEnterSerializer)
        there = {"name": party.name, "aliases": [alias.name for alias in party.aliases.all()]}
        return self.changed(lambda: change_party(party=party, by=self.caller, **there | wish))

    @extend_schema(responses={204: None})
    def destroy(self, request: Request, **kwargs: Any) -> Response:
        """Remove a party on which nothing rests, as a lead."""
        delete_row(row=self.get_object(), by=self.caller)
        return Response(status=204)

    @extend_schema(request=AliasSerializer, responses={201: PartySerializer})
    @action(detail=True, methods=["post"], **PLAIN)
    def aliases(self, request: Request, **kwargs: Any) -> Response:
        """Enter one more name of a party."""
        party, wish = self.get_object(), self.validated(AliasSerializer)
        return self.entered(lambda: add_party_alias(party=party, by=self.caller, **wish).party)

    @extend_schema(request=MergeSerializer, responses=PartySerializer)
    @action(detail=True, methods=["post"], **PLAIN)
    def merge(self, request: Request, **kwargs: Any) -> Response:
        """Give all that a party said and did to another and remove it, as a lead; answers with the one that stays."""
        party, wish = self.get_object(), self.validated(MergeSerializer)
        return self.changed(lambda: merge_parties(party=party, by=self.caller, **wish))
