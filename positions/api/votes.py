"""How parties voted on proposals, with the positions that the votes take."""

from typing import Any

from django.db.models import Prefetch
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from positions.api.errors import BadCombination
from positions.api.fields import FirmnessField, OfThisNegotiation, PartialDateField, Shown
from positions.api.filters import VoteFilter
from positions.api.histories import WithHistory
from positions.api.positions import PositionSerializer
from positions.api.registry import Item, Registry
from positions.enums import Stance
from positions.models import Issue, Party, Position, Proposal, Vote
from positions.review.settling import settled
from positions.review.votes import Coding, correct_vote, delete_vote, record_vote


class VoteSerializer(serializers.ModelSerializer):
    proposal = Shown("slug")
    party = Shown("slug")
    cast_at = PartialDateField(read_only=True)
    positions = PositionSerializer(many=True, read_only=True)

    class Meta:
        model = Vote
        fields = [
            "id",
            "proposal",
            "party",
            "choice",
            "cast_at",
            "cast_at_precision",
            "meeting",
            "url",
            "recorded_at",
            "positions",
        ]


class VotedCodingSerializer(Item):
    """What a vote says on one issue."""

    issue = OfThisNegotiation("slug", queryset=Issue.objects.all())
    stance = serializers.ChoiceField(choices=Stance.choices)
    value = serializers.IntegerField(required=False, allow_null=True, min_value=0, max_value=100)
    firmness = FirmnessField(required=False)


class VoteToCorrectSerializer(serializers.ModelSerializer):
    """Without `positions` they follow from the choice, on each of the proposal's issues."""

    cast_at = PartialDateField()
    positions = VotedCodingSerializer(many=True, required=False)

    class Meta:
        model = Vote
        fields = ["choice", "cast_at", "meeting", "url", "positions"]

    def validate_positions(self, codings: list[dict[str, Any]]) -> list[Coding]:
        if len({coding["issue"] for coding in codings}) < len(codings):
            raise BadCombination("The vote has two positions on one issue. Keep one of them.")
        return [Coding(**coding) for coding in codings]

    def validate(self, wish: dict[str, Any]) -> dict[str, Any]:
        codings = {"codings": wish.pop("positions")} if "positions" in wish else {}
        return wish | codings


class VoteToRecordSerializer(VoteToCorrectSerializer):
    proposal = OfThisNegotiation("slug", queryset=Proposal.objects.select_related("negotiation"))
    party = OfThisNegotiation("slug", queryset=Party.objects.all())

    class Meta:
        model = Vote
        fields = ["proposal", "party", *VoteToCorrectSerializer.Meta.fields]
        validators: list[Any] = []  # a second vote of a party corrects the first


class VoteViewSet(WithHistory, Registry):
    """How parties voted on proposals."""

    queryset = Vote.objects.select_related("party", "proposal__negotiation").prefetch_related(
        Prefetch("positions", Position.objects.for_display().order_by("issue__number", "pk"))
    )
    serializer_class = VoteSerializer
    within = "proposal__negotiation"
    lookup_value_converter = "int"
    filterset_class = VoteFilter
    ordering = ["cast_at"]
    ordering_fields = ["cast_at", "recorded_at"]
    for_leads = frozenset({"destroy"})

    @extend_schema(
        request=VoteToRecordSerializer,
        responses={
            201: OpenApiResponse(VoteSerializer, "Recorded."),
            200: OpenApiResponse(VoteSerializer, "The party's vote on the proposal was recorded already; corrected."),
        },
    )
    def create(self, request: Request, **kwargs: Any) -> Response:
        """Record a vote, and the positions it takes."""
        wish = self.validated(VoteToRecordSerializer)
        is_known = Vote.objects.filter(proposal=wish["proposal"], party=wish["party"]).exists()
        vote = settled(lambda: record_vote(by=self.caller, **wish))
        return self.shown(vote, status=200 if is_known else 201)

    @extend_schema(request=VoteToCorrectSerializer, responses=VoteSerializer)
    def partial_update(self, request: Request, **kwargs: Any) -> Response:
        """Correct a vote; its positions stay unless the choice is another one or positions are sent."""
        vote, wish = self.get_object(), self.changes(VoteToCorrectSerializer)
        return self.changed(lambda: correct_vote(vote=vote, by=self.caller, **wish))

    @extend_schema(responses={204: None})
    def destroy(self, request: Request, **kwargs: Any) -> Response:
        """Remove a vote recorded by mistake with the positions it takes, as a lead."""
        delete_vote(vote=self.get_object(), by=self.caller)
        return Response(status=204)
