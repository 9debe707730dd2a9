"""What happened outside the words of the parties; leads enter it."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from positions.api.fields import OfThisNegotiation, PartialDateField, Shown
from positions.api.filters import EventFilter
from positions.api.histories import WithHistory
from positions.api.registry import Registry
from positions.enums import Role
from positions.models import Issue, OutsideEvent
from positions.review.events import change_event, create_event, delete_event


class OutsideEventSerializer(serializers.ModelSerializer):
    happened_at = PartialDateField(read_only=True)
    issues = Shown("slug", many=True)

    class Meta:
        model = OutsideEvent
        fields = [
            "id", "title", "summary", "happened_at", "happened_at_precision", "effect", "reference", "url", "issues",
            "recorded_at",
        ]  # fmt: skip


class OutsideEventToEnterSerializer(serializers.ModelSerializer):
    """The issues sent are all it is about; none means the whole negotiation."""

    happened_at = PartialDateField()
    issues = OfThisNegotiation("slug", queryset=Issue.objects.all(), many=True, required=False)

    class Meta:
        model = OutsideEvent
        fields = ["title", "summary", "happened_at", "effect", "reference", "url", "issues"]


class OutsideEventViewSet(WithHistory, Registry):
    """Events with a day and a public reference; some open or settle issues."""

    queryset = OutsideEvent.objects.prefetch_related("issues")
    serializer_class = OutsideEventSerializer
    lookup_value_converter = "int"
    filterset_class = EventFilter
    ordering = ["happened_at"]
    ordering_fields = ["happened_at", "recorded_at"]
    writer = Role.LEAD

    @extend_schema(request=OutsideEventToEnterSerializer, responses={201: OutsideEventSerializer})
    def create(self, request: Request, **kwargs: Any) -> Response:
        """Enter an event, as a lead."""
        wish = self.validated(OutsideEventToEnterSerializer)
        return self.entered(lambda: create_event(negotiation=self.negotiation, by=self.caller, **wish))

    @extend_schema(request=OutsideEventToEnterSerializer, responses=OutsideEventSerializer)
    def partial_update(self, request: Request, **kwargs: Any) -> Response:
        """Change an event, as a lead; what is left out stays."""
        event, wish = self.get_object(), self.changes(OutsideEventToEnterSerializer)
        change = {"issues": list(event.issues.all()), **wish}
        return self.changed(lambda: change_event(event=event, by=self.caller, **change))

    @extend_schema(responses={204: None})
    def destroy(self, request: Request, **kwargs: Any) -> Response:
        """Remove an event, as a lead; the history keeps it."""
        delete_event(event=self.get_object(), by=self.caller)
        return Response(status=204)
