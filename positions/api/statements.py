"""Statements with their evidence; capturing, correcting, judging and coding them."""

from typing import Any

from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from positions.api.fields import OfThisNegotiation, PartialDateField, Shown, SpanField
from positions.api.filters import StatementFilter
from positions.api.histories import WithHistory
from positions.api.judgements import JudgedSerializer, JudgementSerializer, VerdictSerializer
from positions.api.naming import SourceNameSerializer, name_source
from positions.api.positions import CodingSerializer, PositionSerializer, SeenSerializer
from positions.api.scope import ScopedReading
from positions.enums import SpeechKind
from positions.models import Article, Party, Position, Spokesperson, Statement
from positions.review.positions import code_position
from positions.review.settling import settled
from positions.review.sight import as_seen
from positions.review.statements import capture_statement, correct_statement, judge_statement


class SpeakerSerializer(serializers.ModelSerializer):
    class Meta:
        model = Spokesperson
        fields = ["id", "name"]


class StatementSerializer(JudgedSerializer):
    id = serializers.UUIDField(source="public_id", read_only=True)
    article = serializers.UUIDField(source="version.article.public_id", read_only=True)
    version = serializers.IntegerField(source="version.number", read_only=True)
    spans = serializers.ListField(child=SpanField(), read_only=True)
    source_span = SpanField(read_only=True, allow_null=True)
    cue_span = SpanField(read_only=True, allow_null=True)
    speaker = SpeakerSerializer(read_only=True, allow_null=True)
    party = Shown("slug")
    joint_with = Shown("slug", many=True)
    addressed_to = Shown("slug", many=True)
    targets = Shown("slug", many=True)
    reported_through = Shown("public_id")
    said_at = PartialDateField(read_only=True)
    words_are_gone = serializers.SerializerMethodField(help_text="The article's latest version has them no more.")
    positions = PositionSerializer(source="shown_positions", many=True, read_only=True)
    seen = serializers.SerializerMethodField(help_text="Send it back with a change, and nobody's work is written over.")

    class Meta:
        model = Statement
        fields = [
            "id",
            "article",
            "version",
            "spans",
            "words",
            "kind",
            "speaker_as_written",
            "source_span",
            "cue_span",
            "speaker",
            "party",
            "unresolved_reason",
            "joint_with",
            "addressed_to",
            "targets",
            "reported_through",
            "said_at",
            "said_at_precision",
            "recorded_at",
            "origin",
            "method",
            "confidence",
            "words_are_gone",
            "judgement",
            "positions",
            "seen",
        ]

    def get_words_are_gone(self, statement: Statement) -> bool:
        return statement.gone_from_id is not None

    def get_seen(self, statement: Statement) -> str:
        return as_seen(statement)


class CorrectionSerializer(SeenSerializer):
    """What is sent is changed; what is left out stays."""

    spans = serializers.ListField(child=SpanField(), required=False, min_length=1, max_length=100)
    party = OfThisNegotiation("slug", queryset=Party.objects.all(), required=False, allow_null=True)
    speaker = OfThisNegotiation("id", queryset=Spokesperson.objects.all(), required=False, allow_null=True)
    kind = serializers.ChoiceField(choices=SpeechKind.choices, required=False)
    said_at = PartialDateField(required=False)
    reported_through = OfThisNegotiation("public_id", queryset=Statement.objects.all(), required=False, allow_null=True)
    joint_with = OfThisNegotiation("slug", queryset=Party.objects.all(), many=True, required=False)
    addressed_to = OfThisNegotiation("slug", queryset=Party.objects.all(), many=True, required=False)
    targets = OfThisNegotiation("slug", queryset=Party.objects.all(), many=True, required=False)


class StatementVerdictSerializer(VerdictSerializer):
    with_positions = serializers.BooleanField(
        default=False, help_text="Confirm the positions suggested with it too, as on the reading page."
    )


class CaptureSerializer(CorrectionSerializer):
    """Without a date they count as said when the article was published; without a party the speaker's counts."""

    article = OfThisNegotiation("public_id", queryset=Article.objects.all())
    version = serializers.IntegerField(required=False, help_text="Number of the text; the latest unless given.")
    spans = serializers.ListField(child=SpanField(), min_length=1, max_length=100)
    speaker_as_written = serializers.CharField(required=False, allow_blank=True, max_length=200)

    def validate(self, wish: dict[str, Any]) -> dict[str, Any]:
        versions = wish.pop("article").versions.order_by("-number")
        number = wish.pop("version", None)
        version = versions.filter(number=number).first() if number else versions.first()
        if version is None:
            told = {"version": ["The article has no such version. Leave it out."]}
            raise serializers.ValidationError(told, code="does_not_exist")
        return {"version": version, **wish}


class StatementViewSet(WithHistory, ScopedReading):
    """What speakers are reported to have said, with the words as evidence."""

    queryset = Statement.objects.for_display().prefetch_related("targets")
    serializer_class = StatementSerializer
    needs = {"current_judgements": ("judgement", "seen"), "shown_positions": ("positions", "seen")}
    lookup_field = "public_id"
    lookup_url_kwarg = "statement"
    lookup_value_converter = "uuid"
    filterset_class = StatementFilter
    ordering = ["-said_at"]
    takes_lists = frozenset({"create", "positions"})
    ordering_fields = ["said_at", "recorded_at", "confidence"]

    @extend_schema(request=CaptureSerializer, responses={201: StatementSerializer, 409: OpenApiResponse()})
    def create(self, request: Request, **kwargs: Any) -> Response:
        """Capture words of an article, as confirmed by the caller."""
        statement = capture_statement(**self.validated(CaptureSerializer), by=self.caller)
        return self.shown(statement, status=201)

    @extend_schema(request=CorrectionSerializer, responses={200: StatementSerializer, 409: OpenApiResponse()})
    def partial_update(self, request: Request, **kwargs: Any) -> Response:
        """Correct a statement, and confirm it."""
        statement, changes = self.get_object(), self.validated(CorrectionSerializer)
        return self.shown(correct_statement(statement=statement, by=self.caller, **changes))

    @extend_schema(request=StatementVerdictSerializer, responses={201: JudgementSerializer, 409: OpenApiResponse()})
    @action(detail=True, methods=["post"], filterset_class=None)
    def judgements(self, request: Request, **kwargs: Any) -> Response:
        """Confirm, refuse or doubt a statement."""
        statement, verdict = self.get_object(), self.validated(StatementVerdictSerializer)
        judgement = judge_statement(statement=statement, by=self.caller, **verdict)
        return Response(JudgementSerializer(judgement).data, status=201)

    @extend_schema(request=SourceNameSerializer, responses=StatementSerializer)
    @action(detail=True, methods=["post"], url_path="name-source", filter_backends=[], pagination_class=None)
    def name_source(self, request: Request, **kwargs: Any) -> Response:
        """Enter the printed name of a source that nobody knows, and resolve it anew in every text that prints it."""
        statement, wish = self.get_object(), self.validated(SourceNameSerializer)
        settled(lambda: name_source(statement=statement, by=self.caller, **wish))
        return self.shown(statement)

    @extend_schema(request=CodingSerializer, responses={201: PositionSerializer, 409: OpenApiResponse()})
    @action(detail=True, methods=["post"], filterset_class=None)
    def positions(self, request: Request, **kwargs: Any) -> Response:
        """Say what the statement holds on an issue; the same issue and proposal again changes the coding."""
        statement, coding = self.get_object(), self.validated(CodingSerializer)
        position = code_position(statement=statement, by=self.caller, **coding)
        return Response(PositionSerializer(Position.objects.for_display().get(pk=position.pk)).data, status=201)
