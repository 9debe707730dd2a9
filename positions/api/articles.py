"""Articles and their texts: adding one as text, address or file, correcting what is said about it, a new version."""

from dataclasses import replace
from typing import Any

from django.db.models import Prefetch
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.parsers import FormParser, MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response

from positions.api.errors import BadCombination
from positions.api.fields import PartialDateField, Shown
from positions.api.filters import ArticleFilter
from positions.api.histories import WithHistory
from positions.api.parsers import Body
from positions.api.registry import PLAIN, Registry
from positions.ingestion.articles import add_article, add_version, correct_article
from positions.ingestion.documents import Document, read_document, read_pasted
from positions.ingestion.fetch import fetch
from positions.models import Article, ArticleVersion
from positions.review.jobs import read_again

METADATA = {"title": "title", "outlet": "outlet", "language": "language", "published_at": "published_at",
            "published_at_precision": "precision"}  # fmt: skip


class VersionSerializer(serializers.ModelSerializer):
    class Meta:
        model = ArticleVersion
        fields = ["number", "text_hash", "read_at"]


class VersionTextSerializer(serializers.ModelSerializer):
    class Meta:
        model = ArticleVersion
        fields = ["number", "text", "text_hash", "read_at"]


class ArticleSerializer(serializers.ModelSerializer):
    id = serializers.UUIDField(source="public_id", read_only=True)
    source = Shown("name")  # type: ignore[assignment]  # the column, not the field's origin
    published_at = PartialDateField(read_only=True)
    added_by = Shown("username")
    versions = VersionSerializer(many=True, read_only=True)
    statement_count = serializers.IntegerField(read_only=True)

    class Meta:
        model = Article
        fields = [
            "id",
            "title",
            "source",
            "url",
            "reference",
            "language",
            "published_at",
            "published_at_precision",
            "recorded_at",
            "added_by",
            "state",
            "error",
            "versions",
            "statement_count",
        ]


class TextToAddSerializer(serializers.Serializer):
    """Exactly one of text, url and file."""

    text = serializers.CharField(required=False, trim_whitespace=False)
    url = serializers.URLField(required=False, max_length=2000, help_text="Read from there; beside text or file, kept.")
    file = serializers.FileField(required=False, help_text="HTML, TXT, PDF, DOCX or EML.")

    def validate(self, wish: dict[str, Any]) -> dict[str, Any]:
        if "text" in wish and "file" in wish:
            raise BadCombination("Send either text or a file.")
        if not wish.keys() & {"text", "file", "url"}:
            raise BadCombination("Send the article as text, url or file.")
        return wish


class ArticleToAddSerializer(TextToAddSerializer):
    """Exactly one of text, url and file; the rest where the article itself does not say it."""

    title = serializers.CharField(required=False, max_length=500)
    outlet = serializers.CharField(required=False, max_length=200)
    published_at = PartialDateField(required=False)
    language = serializers.CharField(required=False, max_length=10)


class ArticleToCorrectSerializer(serializers.ModelSerializer):
    outlet = serializers.CharField(max_length=200, help_text="The name; one not known yet is entered.")
    published_at = PartialDateField()

    class Meta:
        model = Article
        fields = ["title", "outlet", "url", "reference", "language", "published_at"]


def read_wish(wish: dict[str, Any]) -> Document:
    """Return the article that was sent or pointed at, what was sent about it before what it says itself."""
    if "file" in wish:
        file = wish["file"]
        document = read_document(file.read(), filename=file.name, content_type=file.content_type or "")
    elif "text" in wish:
        document = read_pasted(wish["text"])
    else:
        page = fetch(wish["url"])
        document = read_document(page.content, content_type=page.content_type, url=page.url)
    if "url" in wish and not document.url:
        document = replace(document, url=wish["url"])
    return replace(document, **{METADATA[name]: value for name, value in wish.items() if name in METADATA})


class ArticleViewSet(WithHistory, Registry):
    """Reports in outlets; their texts are versions, frozen as read."""

    queryset = (
        Article.objects.with_counts()
        .select_related("source", "added_by")
        .prefetch_related(Prefetch("versions", ArticleVersion.objects.defer("text", "search").order_by("number")))
    )
    serializer_class = ArticleSerializer
    parser_classes = [Body, MultiPartParser, FormParser]
    lookup_field = "public_id"
    lookup_url_kwarg = "article"
    lookup_value_converter = "uuid"
    filterset_class = ArticleFilter
    ordering = ["-published_at"]
    takes_lists = frozenset()  # one may be read from a slow address
    ordering_fields = ["published_at", "recorded_at", "title"]
    for_leads = frozenset()

    @extend_schema(
        request=ArticleToAddSerializer,
        responses={
            201: OpenApiResponse(ArticleSerializer, "Added; it is read in the background."),
            200: OpenApiResponse(ArticleSerializer, "The negotiation has this text already; this is the article."),
        },
    )
    def create(self, request: Request, **kwargs: Any) -> Response:
        """Add an article as text, from an address or as a file."""
        document = read_wish(self.validated(ArticleToAddSerializer))
        added = add_article(negotiation=self.negotiation, document=document, by=self.caller)
        return self.shown(added.article, status=201 if added.is_new else 200)

    @extend_schema(request=ArticleToCorrectSerializer, responses=ArticleSerializer)
    def partial_update(self, request: Request, **kwargs: Any) -> Response:
        """Correct what is said about an article; its texts stay, and so does when something in them was said."""
        article, wish = self.get_object(), self.changes(ArticleToCorrectSerializer)
        return self.changed(lambda: correct_article(article=article, by=self.caller, **wish))

    @extend_schema(
        request=TextToAddSerializer,
        responses={
            201: OpenApiResponse(VersionTextSerializer, "Added; it is read in the background."),
            200: OpenApiResponse(VersionTextSerializer, "The article has this text already; this is the version."),
        },
    )
    @action(detail=True, methods=["post"], **PLAIN)
    def versions(self, request: Request, **kwargs: Any) -> Response:
        """Add the changed text of an article beside the earlier ones; statements whose words are gone say so."""
        article = self.get_object()
        text = read_wish(self.validated(TextToAddSerializer)).text
        added = add_version(article=article, text=text, by=self.caller)
        return Response(VersionTextSerializer(added.version).data, status=201 if added.is_new else 200)

    @extend_schema(responses=VersionTextSerializer)
    @action(detail=True, url_path="versions/<int:number>")
    def version(self, request: Request, negotiation: str, article: str, number: int) -> Response:
        """Return a text as it was read; offsets of spans are code points into it."""
        versions = ArticleVersion.objects.filter(negotiation=self.negotiation, article__public_id=article)
        return Response(VersionTextSerializer(get_object_or_404(versions.defer("search"), number=number)).data)

    @extend_schema(request=None, responses=ArticleSerializer)
    @action(detail=True, methods=["post"], url_path="read-again", **PLAIN)
    def read_again(self, request: Request, **kwargs: Any) -> Response:
        """Have an article's latest text read once more; what people decided stays."""
        article = self.get_object()
        return self.changed(lambda: read_again(version=article.latest_version, by=self.caller).article)
