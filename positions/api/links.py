"""Links between statements; judging and entering them."""

from typing import Any

from django.db.models import Prefetch
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from positions.api.fields import OfThisNegotiation, Shown
from positions.api.filters import LinkFilter
from positions.api.histories import WithHistory
from positions.api.judgements import JudgedSerializer, JudgementSerializer, LinkVerdictSerializer
from positions.api.scope import ScopedReading
from positions.enums import Relation
from positions.models import Judgement, Link, Statement
from positions.review.links import judge_link, link_statements


class LinkSerializer(JudgedSerializer):
    id = serializers.UUIDField(source="public_id", read_only=True)
    later = Shown("public_id")
    earlier = Shown("public_id")
    relation = serializers.CharField(source="held_relation", read_only=True)
    suggested_relation = serializers.CharField(source="relation", read_only=True)
    scores = serializers.DictField(child=serializers.FloatField(), read_only=True)
    is_pre_accepted = serializers.BooleanField(read_only=True, help_text="So strong that a yes is expected of you.")
    explanation = serializers.ListField(child=serializers.CharField(), read_only=True)

    class Meta:
        model = Link
        fields = [
            "id",
            "later",
            "earlier",
            "relation",
            "suggested_relation",
            "score",
            "scores",
            "is_pre_accepted",
            "explanation",
            "method",
            "origin",
            "recorded_at",
            "judgement",
        ]


class LinkToEnterSerializer(serializers.Serializer):
    """Two statements in either order; they are put in the order in which they were said."""

    earlier = OfThisNegotiation("public_id", queryset=Statement.objects.select_related("negotiation"))
    later = OfThisNegotiation("public_id", queryset=Statement.objects.select_related("negotiation"))
    relation = serializers.ChoiceField(choices=Relation.choices)
    note = serializers.CharField(required=False, allow_blank=True)


class LinkViewSet(WithHistory, ScopedReading):
    """How later statements relate to earlier ones."""

    queryset = (
        Link.objects.select_related("negotiation", "later", "earlier")
        .defer("later__words", "later__search", "earlier__words", "earlier__search")
        .prefetch_related(Prefetch("judgements", Judgement.objects.current(), to_attr="current_judgements"))
    )
    serializer_class = LinkSerializer
    needs = {"current_judgements": ("judgement", "relation", "is_pre_accepted")}
    lookup_field = "public_id"
    lookup_url_kwarg = "link"
    lookup_value_converter = "uuid"
    filterset_class = LinkFilter
    ordering = ["-recorded_at"]
    ordering_fields = ["recorded_at", "score"]

    @extend_schema(request=LinkToEnterSerializer, responses={201: LinkSerializer})
    def create(self, request: Request, **kwargs: Any) -> Response:
        """Enter a link, as confirmed by the caller."""
        return self.shown(link_statements(**self.validated(LinkToEnterSerializer), by=self.caller), status=201)

    @extend_schema(request=LinkVerdictSerializer, responses={201: JudgementSerializer, 409: OpenApiResponse()})
    @action(detail=True, methods=["post"], filterset_class=None)
    def judgements(self, request: Request, **kwargs: Any) -> Response:
        """Confirm, refuse or doubt a link; a refused one never comes back."""
        link, verdict = self.get_object(), self.validated(LinkVerdictSerializer)
        judgement = judge_link(link=link, by=self.caller, **verdict)
        return Response(JudgementSerializer(judgement).data, status=201)
