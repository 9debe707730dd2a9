"""People who speak for parties: their spellings, and for whom they speak between dates."""

from typing import Any

from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from positions.api.fields import OfThisNegotiation, Shown
from positions.api.filters import SpokespersonFilter
from positions.api.histories import WithHistory
from positions.api.parties import AliasSerializer, NamesField
from positions.api.registry import PLAIN, Registry
from positions.models import Affiliation, Party, Spokesperson
from positions.review.registry import create_spokesperson
from positions.review.upkeep import change_affiliation, change_spokesperson, delete_affiliation, delete_row

TERM = ("party", "title", "starts_on", "ends_on")


class AffiliationSerializer(serializers.ModelSerializer):
    party = Shown("slug")

    class Meta:
        model = Affiliation
        fields = ["id", *TERM]


class SpokespersonSerializer(serializers.ModelSerializer):
    aliases = Shown("name", many=True)
    affiliations = AffiliationSerializer(many=True, read_only=True)

    class Meta:
        model = Spokesperson
        fields = ["id", "name", "aliases", "affiliations"]


class AffiliationToEnterSerializer(serializers.ModelSerializer):
    """For whom a person speaks, as what, from when to when; a day that is not known or does not matter is null."""

    party = OfThisNegotiation("slug", queryset=Party.objects.all())

    class Meta:
        model = Affiliation
        fields = list(TERM)


class SpokespersonToChangeSerializer(serializers.ModelSerializer):
    aliases = NamesField()

    class Meta:
        model = Spokesperson
        fields = ["name", "aliases"]


class SpokespersonToEnterSerializer(SpokespersonToChangeSerializer):
    affiliations = AffiliationToEnterSerializer(many=True, required=False)

    class Meta:
        model = Spokesperson
        fields = ["name", "aliases", "affiliations"]


class SpokespersonViewSet(WithHistory, Registry):
    """People who speak for a party in a role, between dates."""

    queryset = Spokesperson.objects.prefetch_related("aliases", "affiliations__party")
    serializer_class = SpokespersonSerializer
    lookup_value_converter = "int"
    filterset_class = SpokespersonFilter
    ordering = ["name"]
    ordering_fields = ["name"]
    for_leads = frozenset({"partial_update", "destroy", "affiliation", "delete_affiliation"})

    @extend_schema(request=SpokespersonToEnterSerializer, responses={201: SpokespersonSerializer})
    def create(self, request: Request, **kwargs: Any) -> Response:
        """Enter a person; one of this name who is there already gains what is new."""
        wish = self.validated(SpokespersonToEnterSerializer)
        return self.entered(lambda: self._enter(**wish))

    @extend_schema(request=SpokespersonToChangeSerializer, responses=SpokespersonSerializer)
    def partial_update(self, request: Request, **kwargs: Any) -> Response:
        """Change a person's name and spellings, as a lead; what is left out stays."""
        person, wish = self.get_object(), self.changes(SpokespersonToChangeSerializer)
        there = {"name": person.name, "aliases": [alias.name for alias in person.aliases.all()]}
        return self.changed(lambda: change_spokesperson(person=person, by=self.caller, **there | wish))

    @extend_schema(responses={204: None})
    def destroy(self, request: Request, **kwargs: Any) -> Response:
        """Remove a person who said nothing, as a lead."""
        delete_row(row=self.get_object(), by=self.caller)
        return Response(status=204)

    @extend_schema(request=AliasSerializer, responses={201: SpokespersonSerializer})
    @action(detail=True, methods=["post"], **PLAIN)
    def aliases(self, request: Request, **kwargs: Any) -> Response:
        """Enter one more spelling of a person's name."""
        name, wish = self.get_object().name, self.validated(AliasSerializer)
        return self.entered(lambda: self._enter(name=name, aliases=[wish["name"]]))

    @extend_schema(request=AffiliationToEnterSerializer, responses={201: SpokespersonSerializer})
    @action(detail=True, methods=["post"], **PLAIN)
    def affiliations(self, request: Request, **kwargs: Any) -> Response:
        """Say for whom else a person speaks."""
        name, wish = self.get_object().name, self.validated(AffiliationToEnterSerializer)
        return self.entered(lambda: self._enter(name=name, affiliations=[wish]))

    @extend_schema(request=AffiliationToEnterSerializer, responses=SpokespersonSerializer)
    @action(detail=True, methods=["patch"], url_path="affiliations/<int:affiliation>", **PLAIN)
    def affiliation(self, request: Request, affiliation: int, **kwargs: Any) -> Response:
        """Correct for whom a person speaks, as a lead; what is left out stays."""
        row, wish = self._affiliation(affiliation), self.changes(AffiliationToEnterSerializer)
        there = {name: getattr(row, name) for name in TERM}
        change = {"affiliation": row, "by": self.caller, **there, **wish}
        return self.changed(lambda: change_affiliation(**change).spokesperson)

    @extend_schema(responses={204: None})
    @affiliation.mapping.delete
    def delete_affiliation(self, request: Request, affiliation: int, **kwargs: Any) -> Response:
        """Forget that a person speaks for a party, as a lead; statements keep the party they have."""
        delete_affiliation(affiliation=self._affiliation(affiliation), by=self.caller)
        return Response(status=204)

    def _affiliation(self, pk: int) -> Affiliation:
        return get_object_or_404(Affiliation.objects.select_related("party"), spokesperson=self.get_object(), pk=pk)

    def _enter(self, *, name: str, aliases: Any = (), affiliations: Any = ()) -> Spokesperson:
        person = create_spokesperson(negotiation=self.negotiation, name=name, aliases=aliases, by=self.caller)
        for term in affiliations:
            create_spokesperson(negotiation=self.negotiation, name=name, by=self.caller, **term)
        return person
