"""Positions: what statements and votes say on issues."""

from typing import Any

from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from positions.api.fields import FirmnessField, OfThisNegotiation, Shown
from positions.api.filters import PositionFilter
from positions.api.judgements import JudgedSerializer, JudgementSerializer, VerdictSerializer
from positions.api.scope import ScopedReading
from positions.enums import Mode, SpeechAct, Stance
from positions.models import Issue, Position, Proposal
from positions.review.positions import judge_position

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


class PositionSerializer(JudgedSerializer):
    """A position as it stands on its statement."""

    issue = Shown("slug")
    proposal = Shown("slug")
    firmness = FirmnessField(read_only=True)

    class Meta:
        model = Position
        fields = FIELDS


class PositionWithEvidenceSerializer(PositionSerializer):
    """A position with the statement or the vote that is its evidence."""

    statement = Shown("public_id")

    class Meta:
        model = Position
        fields = [*FIELDS, "statement", "vote"]


class CodingSerializer(serializers.Serializer):
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


class PositionViewSet(ScopedReading):
    """Stances on issues, each with a statement or a vote as evidence; unknown is the absence of one."""

    queryset = Position.objects.for_display().select_related("statement").defer("statement__words", "statement__search")
    serializer_class = PositionWithEvidenceSerializer
    within = "issue__negotiation"
    lookup_url_kwarg = "position"
    lookup_value_converter = "int"
    filterset_class = PositionFilter
    ordering = ["-recorded_at"]
    ordering_fields = ["recorded_at", "value", "confidence"]

    @extend_schema(request=VerdictSerializer, responses={201: JudgementSerializer, 409: OpenApiResponse()})
    @action(detail=True, methods=["post"], filterset_class=None)
    def judgements(self, request: Request, **kwargs: Any) -> Response:
        """Confirm, refuse or doubt a position."""
        verdict = self.validated(VerdictSerializer)
        judgement = judge_position(position=self.get_object(), by=self.caller, **verdict)
        return Response(JudgementSerializer(judgement).data, status=201)
