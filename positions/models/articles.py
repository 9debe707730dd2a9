"""What was published where, and the frozen text of it as it was read."""

from __future__ import annotations

from typing import Self

import pghistory
import pgtrigger
from django.conf import settings
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Count, Q
from django.urls import reverse

from positions.enums import ArticleState
from positions.models.columns import one_of, precision, public_id, search_column
from positions.models.negotiations import InNegotiation, Negotiation
from positions.models.triggers import in_one_negotiation

SEARCHED_CHARACTERS = 100_000


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class Source(models.Model):
    """An outlet: an agency, a newspaper, a ministry's site, the record of a body."""

    name = models.CharField(max_length=200, unique=True)
    url = models.URLField(max_length=500, blank=True)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class ArticleQuerySet(InNegotiation):
    def for_display(self) -> Self:
        """Return articles with their source as `partials/article_row.html` shows them."""
        return self.select_related("source", "negotiation").order_by("-published_at", "-pk")

    def with_counts(self) -> Self:
        """Return articles with `statement_count`."""
        return self.annotate(statement_count=Count("versions__statements", distinct=True))

    def failed(self) -> Self:
        """Return those that could not be read."""
        return self.filter(state=ArticleState.FAILED)


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class Article(models.Model):
    """A report in an outlet; its text is in its versions."""

    public_id = public_id()
    negotiation = models.ForeignKey(Negotiation, on_delete=models.CASCADE, related_name="articles")
    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="articles")
    title = models.CharField(max_length=500)
    url = models.URLField(max_length=2000, blank=True)
    reference = models.CharField(max_length=200, blank=True, help_text="A public reference, for example S/PV.7785.")
    language = models.CharField(max_length=10, blank=True, help_text="Two letters; empty when not known.")
    published_at = models.DateTimeField()
    published_at_precision = precision()
    recorded_at = models.DateTimeField(auto_now_add=True)
    # Empty when a program without an account added it.
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    state = models.CharField(max_length=8, choices=ArticleState, default=ArticleState.WAITING)
    error = models.TextField(blank=True, help_text="Why it could not be read, and what to do.")

    objects = ArticleQuerySet.as_manager()

    class Meta:
        ordering = ["-published_at", "-pk"]
        indexes = [models.Index(fields=["negotiation", "-published_at"], name="article_by_date")]
        constraints = [
            one_of("article_state_known", "state", ArticleState),
            models.CheckConstraint(
                condition=Q(state=ArticleState.FAILED) ^ Q(error=""),
                name="article_error_with_failure",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("article", args=[self.negotiation.slug, self.public_id])

    @property
    def latest_version(self) -> ArticleVersion:
        """Return the text read last."""
        return self.versions.latest("number")


class ArticleVersion(models.Model):
    """The text of an article as read at a moment; never changed after."""

    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="versions")
    # Repeated from the article so that one negotiation holds one text once, whoever adds it and at the same moment.
    negotiation = models.ForeignKey(Negotiation, on_delete=models.CASCADE, related_name="+")
    number = models.PositiveSmallIntegerField(default=1)
    text = models.TextField()
    text_hash = models.CharField(max_length=64)
    read_at = models.DateTimeField(auto_now_add=True)
    search = search_column("text", SEARCHED_CHARACTERS)

    class Meta:
        ordering = ["article", "number"]
        indexes = [GinIndex(fields=["search"], name="version_search")]
        constraints = [
            models.UniqueConstraint(fields=["negotiation", "text_hash"], name="version_text_once"),
            models.UniqueConstraint(fields=["article", "number"], name="version_number_once"),
            models.CheckConstraint(condition=~Q(text=""), name="version_has_text"),
        ]
        triggers = [
            pgtrigger.ReadOnly(
                name="version_is_frozen",
                fields=["article", "negotiation", "number", "text", "text_hash", "read_at"],
            ),
            in_one_negotiation(
                "version_in_one_negotiation",
                "negotiation_id",
                "article_id",
                foreign="""SELECT FROM positions_article a
                            WHERE a.id = NEW.article_id AND a.negotiation_id <> NEW.negotiation_id""",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.article}, version {self.number}"
