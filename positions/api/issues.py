"""Issues with their scales: entered by analysts, changed, ordered and removed by leads."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from positions.api.errors import BadCombination
from positions.api.fields import OfThisNegotiation, Shown, written
from positions.api.filters import IssueFilter
from positions.api.histories import WithHistory
from positions.api.registry import PLAIN, Item, Registry
from positions.models import Issue, ScaleAnchor
from positions.review.registry import create_issue
from positions.review.upkeep import change_issue, delete_row, place_issue


class ScaleAnchorSerializer(Item, serializers.ModelSerializer):
    value = serializers.IntegerField(min_value=0, max_value=100)

    class Meta:
        model = ScaleAnchor
        fields = ["value", "meaning"]


class IssueSerializer(serializers.ModelSerializer):
    parent = Shown("slug")  # type: ignore[assignment]  # the column, not the field above
    anchors = ScaleAnchorSerializer(many=True, read_only=True)
    opened_on = serializers.SerializerMethodField(help_text="When an event first opened it, as exactly as known.")
    settled_on = serializers.SerializerMethodField(help_text="When an event settled it; null while it is open.")

    class Meta:
        model = Issue
        fields = [
            "slug",
            "title",
            "question",
            "description",
            "parent",
            "keywords",
            "number",
            "anchors",
            "status_quo",
            "opened_on",
            "settled_on",
        ]

    def get_opened_on(self, issue: Issue) -> str | None:
        return written(issue.opened.happened_at, issue.opened.happened_at_precision) if issue.opened else None

    def get_settled_on(self, issue: Issue) -> str | None:
        return written(issue.settled.happened_at, issue.settled.happened_at_precision) if issue.settled else None


class IssueToEnterSerializer(serializers.ModelSerializer):
    """An issue with its scale; the anchors sent are all there are."""

    parent = OfThisNegotiation("slug", queryset=Issue.objects.all(), required=False, allow_null=True)  # type: ignore[assignment]  # the column
    status_quo = serializers.IntegerField(required=False, allow_null=True, min_value=0, max_value=100)
    anchors = ScaleAnchorSerializer(many=True, required=False)

    class Meta:
        model = Issue
        fields = ["title", "question", "description", "parent", "keywords", "anchors", "status_quo"]

    def validate_anchors(self, anchors: list[dict[str, Any]]) -> dict[int, str]:
        meant = {anchor["value"]: anchor["meaning"] for anchor in anchors}
        if len(meant) < len(anchors):
            raise BadCombination("The scale has two meanings for one value. Keep one of them.")
        return meant


class PlaceSerializer(serializers.Serializer):
    place = serializers.IntegerField(
        min_value=1, max_value=32_767, help_text="In the order of the matrix, counted from 1; beyond the last is last."
    )


class IssueViewSet(WithHistory, Registry):
    """Questions under negotiation, each with a scale from 0 to 100."""

    queryset = Issue.objects.select_related("parent").prefetch_related("anchors", "outside_events")
    serializer_class = IssueSerializer
    needs = {"outside_events": ("opened_on", "settled_on")}
    lookup_field = "slug"
    filterset_class = IssueFilter
    ordering = ["number", "title"]
    ordering_fields = ["number", "title"]
    for_leads = frozenset({"partial_update", "destroy", "move"})

    @extend_schema(request=IssueToEnterSerializer, responses={201: IssueSerializer})
    def create(self, request: Request, **kwargs: Any) -> Response:
        """Enter an issue; its address is made from its title and stays."""
        wish = self.validated(IssueToEnterSerializer)
        return self.entered(lambda: create_issue(negotiation=self.negotiation, by=self.caller, **wish))

    @extend_schema(request=IssueToEnterSerializer, responses=IssueSerializer)
    def partial_update(self, request: Request, **kwargs: Any) -> Response:
        """Change an issue, as a lead; what is left out stays."""
        issue, wish = self.get_object(), self.changes(IssueToEnterSerializer)
        there = {"title": issue.title, "anchors": {anchor.value: anchor.meaning for anchor in issue.anchors.all()}}
        return self.changed(lambda: change_issue(issue=issue, by=self.caller, **there | wish))

    @extend_schema(responses={204: None})
    def destroy(self, request: Request, **kwargs: Any) -> Response:
        """Remove an issue on which nothing rests, as a lead."""
        delete_row(row=self.get_object(), by=self.caller)
        return Response(status=204)

    @extend_schema(request=PlaceSerializer, responses=IssueSerializer)
    @action(detail=True, methods=["post"], **PLAIN)
    def move(self, request: Request, **kwargs: Any) -> Response:
        """Put an issue at another place in the order of the matrix, as a lead; the others make room."""
        issue, wish = self.get_object(), self.validated(PlaceSerializer)
        place_issue(issue=issue, by=self.caller, **wish)
        return self.shown(issue)
