"""Texts and plans on the table: entered by analysts, changed and removed by leads."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from positions.api.fields import OfThisNegotiation, PartialDateField, Shown
from positions.api.filters import ProposalFilter
from positions.api.histories import WithHistory
from positions.api.registry import Registry
from positions.enums import Precision
from positions.models import Issue, Party, Proposal
from positions.review.proposals import change_proposal
from positions.review.registry import create_proposal
from positions.review.upkeep import delete_row

FIELDS = ["title", "reference", "summary", "url", "put_by", "sponsors", "put_at", "issues"]


class OptionalDateField(PartialDateField):
    """A partial date, or null when it is not known."""

    def __init__(self, **options: Any) -> None:
        super().__init__(required=False, allow_null=True, **options)

    def run_validation(self, data: Any = serializers.empty) -> Any:
        if data is None:
            return {str(self.field_name): None, f"{self.field_name}_precision": Precision.DAY}
        return super().run_validation(data)


class ProposalSerializer(serializers.ModelSerializer):
    put_by = Shown("slug")
    put_at = PartialDateField(read_only=True, allow_null=True)
    sponsors = Shown("slug", many=True)
    issues = Shown("slug", many=True)

    class Meta:
        model = Proposal
        fields = [
            "slug",
            "title",
            "reference",
            "summary",
            "url",
            "put_by",
            "sponsors",
            "put_at",
            "put_at_precision",
            "issues",
        ]


class ProposalToEnterSerializer(serializers.ModelSerializer):
    """The sponsors and issues sent are all there are."""

    put_by = OfThisNegotiation("slug", queryset=Party.objects.all(), required=False, allow_null=True)
    put_at = OptionalDateField()
    sponsors = OfThisNegotiation("slug", queryset=Party.objects.all(), many=True, required=False)
    issues = OfThisNegotiation("slug", queryset=Issue.objects.all(), many=True, required=False)

    class Meta:
        model = Proposal
        fields = FIELDS


class ProposalViewSet(WithHistory, Registry):
    """Texts and plans on the table."""

    queryset = Proposal.objects.select_related("put_by").prefetch_related("sponsors", "issues")
    serializer_class = ProposalSerializer
    lookup_field = "slug"
    filterset_class = ProposalFilter
    ordering = ["put_at"]
    ordering_fields = ["put_at", "title"]

    @extend_schema(request=ProposalToEnterSerializer, responses={201: ProposalSerializer})
    def create(self, request: Request, **kwargs: Any) -> Response:
        """Enter a proposal; its address is made from its reference or title and stays."""
        wish = self.validated(ProposalToEnterSerializer)
        return self.entered(lambda: create_proposal(negotiation=self.negotiation, by=self.caller, **wish))

    @extend_schema(request=ProposalToEnterSerializer, responses=ProposalSerializer)
    def partial_update(self, request: Request, **kwargs: Any) -> Response:
        """Change a proposal, as a lead; what is left out stays."""
        proposal, wish = self.get_object(), self.changes(ProposalToEnterSerializer)
        return self.changed(lambda: change_proposal(proposal=proposal, by=self.caller, **wish))

    @extend_schema(responses={204: None})
    def destroy(self, request: Request, **kwargs: Any) -> Response:
        """Remove a proposal on which nobody voted or spoke, as a lead."""
        delete_row(row=self.get_object(), by=self.caller)
        return Response(status=204)
