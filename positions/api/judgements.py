"""What people decided, and deciding."""

from typing import Any

from django.db.models import Q, QuerySet
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from positions.api.fields import Shown
from positions.api.filters import JudgementFilter
from positions.api.scope import ScopedReading
from positions.enums import Relation, Verdict
from positions.models import Judgement
from positions.review.judgements import withdraw_judgement


class JudgementSerializer(serializers.ModelSerializer):
    statement = Shown("public_id")
    link = Shown("public_id")
    by = Shown("username")
    superseded_by = Shown("username")

    class Meta:
        model = Judgement
        fields = [
            "id",
            "statement",
            "position",
            "link",
            "verdict",
            "relation",
            "note",
            "by",
            "at",
            "superseded_at",
            "superseded_by",
        ]


class DecisionSerializer(serializers.ModelSerializer):
    """The judgement in force, as it stands on the row it is about."""

    by = Shown("username")

    class Meta:
        model = Judgement
        fields = ["id", "verdict", "note", "by", "at"]


class JudgedSerializer(serializers.ModelSerializer):
    """A row with the judgement in force on it; null while nobody has decided."""

    judgement = DecisionSerializer(read_only=True, allow_null=True)


class VerdictSerializer(serializers.Serializer):
    verdict = serializers.ChoiceField(choices=Verdict.choices)
    note = serializers.CharField(required=False, allow_blank=True, default="")
    seen = serializers.IntegerField(
        required=False,
        allow_null=True,
        help_text="Id of the judgement you saw in force, null for none; another one now in force answers 409.",
    )


class LinkVerdictSerializer(VerdictSerializer):
    relation = serializers.ChoiceField(
        choices=Relation.choices,
        required=False,
        allow_blank=True,
        default="",
        help_text="When you confirm another relation than suggested.",
    )


class JudgementViewSet(ScopedReading):
    """Verdicts on statements, positions and links, those in force and those superseded."""

    queryset = Judgement.objects.select_related("by", "superseded_by", "statement", "link").defer(
        "statement__search", "statement__words"
    )
    serializer_class = JudgementSerializer
    lookup_value_converter = "int"
    filterset_class = JudgementFilter
    ordering = ["-at"]
    ordering_fields = ["at"]

    def get_queryset(self) -> QuerySet[Judgement]:
        about = Q(statement__negotiation=self.negotiation)
        about |= Q(position__issue__negotiation=self.negotiation) | Q(link__negotiation=self.negotiation)
        return self.queryset.filter(about)

    @extend_schema(request=None, responses={200: JudgementSerializer, 409: OpenApiResponse()})
    @action(detail=True, methods=["post"], filter_backends=[], pagination_class=None)
    def withdraw(self, request: Request, **kwargs: Any) -> Response:
        """Take a verdict in force back, and answer with it; the one before it holds again, signed by you."""
        judgement = self.get_object()
        withdraw_judgement(judgement=judgement, by=self.caller)
        return self.shown(judgement)
