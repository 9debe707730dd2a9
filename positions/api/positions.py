"""Positions: what statements and votes say on issues."""

from typing import Any

from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from positions.api.fields import FirmnessField, OfThisNegotiation, Shown, written
from positions.api.filters import PositionFilter
from positions.api.histories import WithHistory
from positions.api.judgements import JudgedSerializer, JudgementSerializer, VerdictSerializer
from positions.api.scope import ScopedReading
from positions.enums import Mode, SpeechAct, Stance
from positions.models import Issue, Position, Proposal, Vote
from positions.review.errors import ReviewError
from positions.review.positions import code_position, judge_position

FIELDS = [
    "id",
    "issue",
    "stance",
    "value",
    "firmness",
    "condition",
    "act",
    "mode",
    "proposal",
    "origin",
    "method",
    "confidence",
    "recorded_at",
    "judgement",
]


CODED = ("issue", "stance", "value", "firmness", "condition", "act", "mode", "proposal")


class PositionSerializer(JudgedSerializer):
    """A position as it stands on its statement."""

    issue = Shown("slug")
    proposal = Shown("slug")
    firmness = FirmnessField(read_only=True)

    class Meta:
        model = Position
        fields = FIELDS


class PositionWithEvidenceSerializer(PositionSerializer):
    """A position with the statement or the vote that is its evidence, whose it is and when it was taken."""

    statement = Shown("public_id")
    party = serializers.SerializerMethodField(help_text="Slug of the party whose position it is; null while open.")
    taken_at = serializers.SerializerMethodField(help_text="When it was said or voted, as exactly as known.")

    class Meta:
        model = Position
        fields = [*FIELDS, "statement", "vote", "party", "taken_at"]

    def get_party(self, position: Position) -> str | None:
        return position.evidence.party.slug if position.evidence.party else None

    def get_taken_at(self, position: Position) -> str:
        evidence = position.evidence
        if isinstance(evidence, Vote):
            return written(evidence.cast_at, evidence.cast_at_precision)
        return written(evidence.said_at, evidence.said_at_precision)


class SeenSerializer(serializers.Serializer):
    """A wish that says what its writer had before the eyes."""

    seen = serializers.CharField(
        required=False,
        allow_blank=True,
        max_length=64,
        help_text="`seen` of the statement as you read it, empty for words that are none yet; what somebody else did "
        "since answers 409.",
    )


class CodingSerializer(SeenSerializer):
    issue = OfThisNegotiation("slug", queryset=Issue.objects.all())
    stance = serializers.ChoiceField(choices=Stance.choices)
    value = serializers.IntegerField(
        required=False, allow_null=True, min_value=0, max_value=100, help_text="On the issue's scale."
    )
    firmness = FirmnessField(required=False)
    condition = serializers.CharField(required=False, allow_blank=True, help_text="What must happen first.")
    act = serializers.ChoiceField(choices=SpeechAct.choices, required=False, allow_blank=True)
    mode = serializers.ChoiceField(
        choices=Mode.choices, required=False, allow_blank=True, help_text="Blank when the act is done here and now."
    )
    proposal = OfThisNegotiation("slug", queryset=Proposal.objects.all(), required=False, allow_null=True)


class PositionViewSet(WithHistory, ScopedReading):
    """Stances on issues, each with a statement or a vote as evidence; unknown is the absence of one."""

    queryset = (
        Position.objects.for_display()
        .select_related("statement__party", "statement__negotiation", "vote__party")
        .defer("statement__words", "statement__search")
    )
    serializer_class = PositionWithEvidenceSerializer
    within = "issue__negotiation"
    lookup_url_kwarg = "position"
    lookup_value_converter = "int"
    filterset_class = PositionFilter
    ordering = ["-recorded_at"]
    ordering_fields = ["recorded_at", "value", "confidence"]

    @extend_schema(request=CodingSerializer, responses={200: PositionWithEvidenceSerializer, 409: OpenApiResponse()})
    def partial_update(self, request: Request, **kwargs: Any) -> Response:
        """Correct what a statement holds on an issue, and confirm it; what is left out stays."""
        position = self.get_object()
        if position.statement is None:
            raise ReviewError("A vote takes this position. Correct the vote, with its positions.")
        coding = {name: getattr(position, name) for name in CODED} | self.changes(CodingSerializer)
        code_position(statement=position.statement, position=position, by=self.caller, **coding)
        return self.shown(position)

    @extend_schema(request=VerdictSerializer, responses={201: JudgementSerializer, 409: OpenApiResponse()})
    @action(detail=True, methods=["post"], filterset_class=None)
    def judgements(self, request: Request, **kwargs: Any) -> Response:
        """Confirm, refuse or doubt a position."""
        position, verdict = self.get_object(), self.validated(VerdictSerializer)
        judgement = judge_position(position=position, by=self.caller, **verdict)
        return Response(JudgementSerializer(judgement).data, status=201)
