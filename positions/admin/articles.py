"""Outlets, articles and their frozen texts."""

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from positions.admin.keeping import KeepingAdmin, KeepingForm, ReadOnlyAdmin, ReadOnlyInline, caller
from positions.enums import Precision
from positions.ingestion.articles import add_article
from positions.ingestion.documents import Document, read_pasted
from positions.ingestion.errors import IngestionError
from positions.models import Article, ArticleVersion, Source
from positions.review.jobs import read_again


@admin.register(Source)
class SourceAdmin(KeepingAdmin):
    within = ""
    list_display = ["name", "url"]
    search_fields = ["name", "url"]


class VersionInline(ReadOnlyInline):
    model = ArticleVersion
    fields = ["number", "read_at", "text_hash"]
    readonly_fields = ["number", "read_at", "text_hash"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[ArticleVersion]:
        return super().get_queryset(request).select_related("article").defer("text", "search")


class NewArticleForm(KeepingForm):
    text = forms.CharField(
        widget=forms.Textarea(attrs={"rows": 20}), help_text="The whole article. It is frozen once it is saved."
    )


@admin.register(Article)
class ArticleAdmin(KeepingAdmin):
    list_display = ["title", "source", "negotiation", "published_at", "state"]
    list_filter = ["state", "language", ("negotiation", admin.RelatedOnlyFieldListFilter)]
    list_select_related = ["source", "negotiation"]
    search_fields = ["title", "source__name", "url", "reference"]
    date_hierarchy = "published_at"
    autocomplete_fields = ["negotiation", "source"]
    fields = [
        "negotiation",
        "source",
        "title",
        "url",
        "reference",
        "language",
        "published_at",
        "published_at_precision",
    ]
    readonly_fields = ["state", "error", "added_by", "recorded_at"]
    inlines = [VersionInline]
    actions = ["read_once_more"]

    def get_fields(self, request: HttpRequest, obj: Article | None = None) -> list[Any]:
        own = ["state", "error", "added_by", "recorded_at"] if obj else ["text"]
        return [*(self.fields or []), *own]

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **options: Any) -> Any:
        if obj is None:
            options["form"] = NewArticleForm
        return super().get_form(request, obj, change, **options)

    def save_model(self, request: HttpRequest, obj: Article, form: forms.ModelForm, change: bool) -> None:
        """Add an article with its text and the job that reads it, or correct what is said about one."""
        if change:
            obj.save()
            return
        document = Document(
            text=read_pasted(form.cleaned_data["text"]).text,
            title=obj.title,
            outlet=obj.source.name,
            published_at=obj.published_at,
            precision=Precision(obj.published_at_precision),
            language=obj.language,
            url=obj.url,
        )
        added = add_article(negotiation=obj.negotiation, document=document, by=caller(request))
        if not added.is_new:
            raise IngestionError(f"This text is in the negotiation already, as “{added.article}”. Open that article.")
        Article.objects.filter(pk=added.article.pk).update(reference=obj.reference)
        obj.pk, obj._state.adding = added.article.pk, False

    @admin.action(description="Read the selected articles once more", permissions=["change"])
    def read_once_more(self, request: HttpRequest, queryset: QuerySet[Article]) -> None:
        self.decide(
            request,
            queryset.filter(versions__isnull=False).distinct(),
            lambda article: read_again(version=article.latest_version, by=caller(request)),
            done="articles are read once more",
        )


@admin.register(ArticleVersion)
class ArticleVersionAdmin(ReadOnlyAdmin):
    list_display = ["article", "number", "negotiation", "read_at"]
    list_filter = [("negotiation", admin.RelatedOnlyFieldListFilter)]
    list_select_related = ["article", "negotiation"]
    search_fields = ["article__title", "text_hash"]
    fields = ["article", "negotiation", "number", "read_at", "text_hash", "text"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[ArticleVersion]:
        return super().get_queryset(request).select_related("article", "negotiation").defer("text", "search")
