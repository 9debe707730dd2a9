"""What people decided became of conditions, and deciding it."""

from typing import Any

from django_filters.rest_framework import BooleanFilter, CharFilter, ChoiceFilter, FilterSet
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from positions.api.fields import OfThisNegotiation, Shown
from positions.api.filters import IdFilter
from positions.api.registry import PLAIN, Registry
from positions.enums import ConditionState
from positions.models import ConditionVerdict, Party, Position, Statement
from positions.review.conditions import decide_condition, withdraw_condition_verdict


class ConditionVerdictFilter(FilterSet):
    position = IdFilter("position_id")
    party = CharFilter("party__slug")
    issue = CharFilter("position__issue__slug")
    awaits = CharFilter("awaits__slug")
    state = ChoiceFilter(choices=ConditionState.choices)
    is_in_force = BooleanFilter("superseded_at", lookup_expr="isnull")


class ConditionVerdictSerializer(serializers.ModelSerializer):
    party = Shown("slug")
    awaits = Shown("slug")
    shown_by = Shown("public_id")
    by = Shown("username")
    superseded_by = Shown("username")

    class Meta:
        model = ConditionVerdict
        fields = [
            "id",
            "position",
            "party",
            "state",
            "awaits",
            "shown_by",
            "note",
            "by",
            "at",
            "superseded_at",
            "superseded_by",
        ]


class ConditionVerdictToEnterSerializer(serializers.Serializer):
    """What became of the condition that a position states; what shows it is a statement, or the note says it."""

    position = OfThisNegotiation(
        "id", within="issue__negotiation", queryset=Position.objects.select_related("issue__negotiation")
    )
    party = OfThisNegotiation("slug", queryset=Party.objects.all(), help_text="Whose condition it is.")
    state = serializers.ChoiceField(choices=ConditionState.choices)
    awaits = OfThisNegotiation(
        "slug", queryset=Party.objects.all(), required=False, allow_null=True, help_text="Whose turn it is."
    )
    shown_by = OfThisNegotiation("public_id", queryset=Statement.objects.all(), required=False, allow_null=True)
    note = serializers.CharField(required=False, allow_blank=True, default="")
    seen = serializers.IntegerField(
        required=False,
        allow_null=True,
        help_text="Id of the verdict you saw in force, null for none; another one now in force answers 409.",
    )


class ConditionVerdictViewSet(Registry):
    """Verdicts on conditions, those in force and those superseded."""

    queryset = ConditionVerdict.objects.select_related(
        "party__negotiation", "awaits", "shown_by", "by", "superseded_by", "position__issue__negotiation"
    ).defer("shown_by__search", "shown_by__words")
    serializer_class = ConditionVerdictSerializer
    within = "party__negotiation"
    lookup_value_converter = "int"
    filterset_class = ConditionVerdictFilter
    ordering = ["-at"]
    ordering_fields = ["at"]
    for_leads = frozenset()

    @extend_schema(
        request=ConditionVerdictToEnterSerializer, responses={201: ConditionVerdictSerializer, 409: OpenApiResponse()}
    )
    def create(self, request: Request, **kwargs: Any) -> Response:
        """Say what became of a condition; the verdict before is superseded."""
        wish = self.validated(ConditionVerdictToEnterSerializer)
        return self.entered(lambda: decide_condition(by=self.caller, **wish))

    @extend_schema(request=None, responses={200: ConditionVerdictSerializer, 409: OpenApiResponse()})
    @action(detail=True, methods=["post"], **PLAIN)
    def withdraw(self, request: Request, **kwargs: Any) -> Response:
        """Take a verdict in force back, and answer with it; the one before it holds again, signed by you."""
        verdict = self.get_object()
        withdraw_condition_verdict(verdict=verdict, by=self.caller)
        return self.shown(verdict)
