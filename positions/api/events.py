"""What happened outside the words of the parties."""

from rest_framework import serializers

from positions.api.fields import PartialDateField, Shown
from positions.api.filters import EventFilter
from positions.api.scope import ScopedReading
from positions.models import OutsideEvent


class OutsideEventSerializer(serializers.ModelSerializer):
    happened_at = PartialDateField(read_only=True)
    issues = Shown("slug", many=True)

    class Meta:
        model = OutsideEvent
        fields = [
            "id", "title", "summary", "happened_at", "happened_at_precision", "effect", "reference", "url", "issues",
            "recorded_at",
        ]  # fmt: skip


class OutsideEventViewSet(ScopedReading):
    """Events with a day and a public reference; some open or settle issues."""

    queryset = OutsideEvent.objects.prefetch_related("issues")
    serializer_class = OutsideEventSerializer
    lookup_value_converter = "int"
    filterset_class = EventFilter
    ordering = ["happened_at"]
    ordering_fields = ["happened_at", "recorded_at"]
