"""Issues with their scales, proposals on the table, and votes on them."""

from rest_framework import serializers

from positions.api.fields import PartialDateField, Shown, written
from positions.api.filters import IssueFilter, ProposalFilter, VoteFilter
from positions.api.scope import ScopedReading
from positions.models import Issue, Proposal, ScaleAnchor, Vote


class ScaleAnchorSerializer(serializers.ModelSerializer):
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


class IssueViewSet(ScopedReading):
    """Questions under negotiation, each with a scale from 0 to 100."""

    queryset = Issue.objects.select_related("parent").prefetch_related("anchors", "outside_events")
    serializer_class = IssueSerializer
    needs = {"outside_events": ("opened_on", "settled_on")}
    lookup_field = "slug"
    filterset_class = IssueFilter
    ordering = ["number", "title"]
    ordering_fields = ["number", "title"]


class VoteSerializer(serializers.ModelSerializer):
    proposal = Shown("slug")
    party = Shown("slug")
    cast_at = PartialDateField(read_only=True)

    class Meta:
        model = Vote
        fields = ["id", "proposal", "party", "choice", "cast_at", "cast_at_precision", "meeting", "url", "recorded_at"]


class VoteViewSet(ScopedReading):
    """How parties voted on proposals."""

    queryset = Vote.objects.select_related("party", "proposal")
    serializer_class = VoteSerializer
    within = "proposal__negotiation"
    lookup_value_converter = "int"
    filterset_class = VoteFilter
    ordering = ["cast_at"]
    ordering_fields = ["cast_at", "recorded_at"]


class ProposalSerializer(serializers.ModelSerializer):
    put_by = Shown("slug")
    put_at = PartialDateField(read_only=True)
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


class ProposalViewSet(ScopedReading):
    """Texts and plans on the table."""

    queryset = Proposal.objects.select_related("put_by").prefetch_related("sponsors", "issues")
    serializer_class = ProposalSerializer
    lookup_field = "slug"
    filterset_class = ProposalFilter
    ordering = ["put_at"]
    ordering_fields = ["put_at", "title"]
