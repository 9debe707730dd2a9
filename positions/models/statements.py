"""One thing one speaker is reported to have said, with the words as evidence."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from typing import Self

import pghistory
from django.apps import apps
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchRank
from django.db import models
from django.db.models import Exists, F, Func, OuterRef, Prefetch, Q
from django.db.models.functions import Cast, Length
from django.db.models.lookups import LessThanOrEqual
from django.urls import reverse
from pgvector.django import HalfVectorField, HnswIndex

from positions.enums import Origin, SpeechKind, Verdict
from positions.models.articles import ArticleVersion
from positions.models.columns import InsertedTogether, one_of, precision, public_id, search_column, search_query, span
from positions.models.issues import Issue
from positions.models.judgements import Judged, Judgement, UnderJudgement
from positions.models.marks import joint_parties_mark_their_cells, statements_mark_their_cells
from positions.models.negotiations import InNegotiation, Negotiation
from positions.models.parties import Party, Spokesperson
from positions.models.triggers import (
    statement_in_one_negotiation,
    vector_stands_with_its_statement,
    vectors_follow_their_statement,
    words_are_in_the_text,
)

MAX_WORDS = 20_000  # characters; a longer passage is a document, not a statement
DIMENSIONS = 384


class StatementQuerySet(Judged, InNegotiation):  # type: ignore[override]  # as_manager of two bases
    """Statements in the words of the design; `Judged` adds confirmed, refused, undecided."""

    def by_party(self, party: Party) -> Self:
        """Return what party says, alone or jointly."""
        joint = Statement.joint_with.through.objects.filter(party=party, statement=OuterRef("pk"))
        return self.filter(Q(party=party) | Exists(joint))

    def on(self, issue: Issue) -> Self:
        """Return the statements that carry a position on issue which nobody refused."""
        return self.filter(Exists(issue.positions.not_refused().filter(statement=OuterRef("pk"))))

    def first_hand(self) -> Self:
        """Return those in which the speaker speaks for himself."""
        return self.filter(reported_through=None)

    def said_before(self, moment: datetime) -> Self:
        """Return what was said before moment."""
        return self.filter(said_at__lt=moment)

    def said_between(self, first: date | None, last: date | None) -> Self:
        """Return what was said from the first day to the last, both included, in UTC; None leaves a side open."""
        found = self
        if first:
            found = found.filter(said_at__gte=datetime.combine(first, time.min, UTC))
        if last:
            found = found.filter(said_at__lte=datetime.combine(last, time.max, UTC))
        return found

    def earlier_than(self, statement: Statement) -> Self:
        """Return the negotiation's statements that come before one, by `said_at`, then by place in the article."""
        here = Func(
            F("said_at"),
            F("version_id"),
            F("start"),
            F("id"),
            function="ROW",
            output_field=models.BooleanField(),
        )
        there = Func(
            models.Value(statement.said_at, output_field=models.DateTimeField()),
            models.Value(statement.version_id),
            models.Value(statement.start),
            models.Value(statement.pk),
            function="ROW",
            output_field=models.BooleanField(),
        )
        before = Func(here, there, arg_joiner=" < ", template="(%(expressions)s)", output_field=models.BooleanField())
        return self.filter(before, negotiation=statement.negotiation_id, said_at__lte=statement.said_at)

    def in_order(self) -> Self:
        """Return statements in the order in which they were said."""
        return self.order_by("said_at", "version_id", "start", "pk")

    def latest_first(self) -> Self:
        """Return statements with the newest at the top."""
        return self.order_by("-said_at", "-version_id", "-start", "-pk")

    def containing(self, words: str) -> Self:
        """Return the statements that contain the words; quotes, OR and a leading minus work."""
        return self.filter(search=search_query(words))

    def best_first(self, words: str) -> Self:
        """Return statements by how well they match the words."""
        # As a double: what is read of a real is rounded, and a page that begins after it would miss its row.
        rank = Cast(SearchRank(F("search"), search_query(words)), models.FloatField())
        return self.annotate(rank=rank).order_by("-rank", "-said_at", "-pk")

    def matching(self, words: str) -> Self:
        """Return the statements that contain the words, best first."""
        return self.containing(words).best_first(words)

    def for_display(self) -> Self:
        """Return statements with all that `partials/statement.html` shows."""
        positions = apps.get_model("positions", "Position").objects.for_display()
        return (
            self.select_related(
                "negotiation", "party", "speaker", "version__article__source", "reported_through__speaker"
            )
            .defer("version__text", "version__search", "search")
            .prefetch_related(
                Prefetch("judgements", Judgement.objects.current(), to_attr="current_judgements"),
                Prefetch("positions", positions.not_refused(), to_attr="shown_positions"),
                "joint_with",
                "addressed_to",
            )
        )


@pghistory.track(InsertedTogether(), pghistory.UpdateEvent(), pghistory.DeleteEvent(), exclude=["search", "start"])
class Statement(UnderJudgement, models.Model):
    """Span(s) in an article version, who said them as printed and as resolved, and who reports it."""

    public_id = public_id()
    negotiation = models.ForeignKey(Negotiation, on_delete=models.CASCADE, related_name="statements")
    version = models.ForeignKey(ArticleVersion, on_delete=models.CASCADE, related_name="statements")
    spans = ArrayField(span(), help_text="[start, end) in code points of the version's text.")
    start = models.GeneratedField(
        expression=Func(F("spans"), template="(%(expressions)s)[1][1]"),
        output_field=models.IntegerField(),
        db_persist=True,
    )
    words = models.TextField(help_text="The words at the spans, joined by an ellipsis.")
    kind = models.CharField(max_length=8, choices=SpeechKind, default=SpeechKind.INDIRECT)
    speaker_as_written = models.CharField(max_length=200, blank=True, help_text="As printed; never changed.")
    source_span = span(null=True, blank=True)  # empty: the article names the speaker nowhere near
    cue_span = span(null=True, blank=True)  # empty: no verb of saying
    # Empty when the name as printed is not resolved.
    speaker = models.ForeignKey(
        Spokesperson, on_delete=models.SET_NULL, null=True, blank=True, related_name="statements"
    )
    # Empty when the party is not resolved.
    party = models.ForeignKey(Party, on_delete=models.RESTRICT, null=True, blank=True, related_name="statements")
    unresolved_reason = models.CharField(max_length=200, blank=True, help_text="Why speaker or party is open.")
    joint_with = models.ManyToManyField(Party, blank=True, related_name="joint_statements")
    addressed_to = models.ManyToManyField(Party, blank=True, related_name="addressed_statements")
    targets = models.ManyToManyField(
        Party, blank=True, related_name="targeting_statements", help_text="Whom it blames, or of whom it demands."
    )
    # Empty for a statement at first hand.
    reported_through = models.ForeignKey(
        "self", on_delete=models.CASCADE, null=True, blank=True, related_name="reported"
    )
    said_at = models.DateTimeField()
    said_at_precision = precision()
    recorded_at = models.DateTimeField(auto_now_add=True)
    origin = models.CharField(max_length=7, choices=Origin)
    method = models.CharField(max_length=80, blank=True, help_text="Name and version of the reader that suggested it.")
    confidence = models.FloatField(null=True, blank=True)  # empty: a person captured it
    # Empty while the words still stand in the article's latest version.
    gone_from = models.ForeignKey(
        ArticleVersion, on_delete=models.SET_NULL, null=True, blank=True, related_name="statements_gone"
    )
    search = search_column("words", MAX_WORDS)

    objects = StatementQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["negotiation", "said_at"], name="statement_by_date"),
            models.Index(fields=["party", "said_at"], name="statement_by_party"),
            GinIndex(fields=["search"], name="statement_search"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["version", "spans", "speaker_as_written"], name="statement_once"),
            models.CheckConstraint(condition=~Q(reported_through=F("id")), name="statement_not_through_itself"),
            models.CheckConstraint(
                condition=LessThanOrEqual(Length("words"), MAX_WORDS), name="statement_not_a_document"
            ),
            models.CheckConstraint(
                condition=Q(origin=Origin.PERSON, confidence=None)
                | Q(origin=Origin.MACHINE, confidence__isnull=False, confidence__gte=0, confidence__lte=1),
                name="statement_confidence_of_machine",
            ),
            one_of("statement_kind_known", "kind", SpeechKind),
        ]
        triggers = [
            words_are_in_the_text,
            statement_in_one_negotiation,
            vectors_follow_their_statement,
            *statements_mark_their_cells,
        ]

    def __str__(self) -> str:
        return f"{self.party or self.speaker_as_written or 'unknown'}: {self.words[:80]}"

    def get_absolute_url(self) -> str:
        return reverse("statement", args=[self.negotiation.slug, self.public_id])

    @property
    def place(self) -> tuple[datetime, int, int, int]:
        """Return what orders statements: when it was said, then where it stands; as the trigger on links compares."""
        return self.said_at, self.version_id, self.start, self.pk

    @property
    def is_suggestion(self) -> bool:
        """Tell whether no person has confirmed it yet."""
        return self.verdict != Verdict.CONFIRM

    @property
    def is_quoted(self) -> bool:
        """Tell whether the words carry the source's own quotation marks."""
        return self.kind != SpeechKind.INDIRECT


class JointStatement(Statement.joint_with.through):  # type: ignore[name-defined]  # made by Django
    """A further party of a joint statement: the rows of `Statement.joint_with`, to hang their triggers on."""

    class Meta:
        proxy = True
        triggers = joint_parties_mark_their_cells


class Embedding(models.Model):
    """The vector of a statement's words, made by one recipe."""

    statement = models.ForeignKey(Statement, on_delete=models.CASCADE, related_name="embeddings")
    recipe = models.CharField(max_length=64, help_text="Digest of model, pooling and text preparation.")
    text_hash = models.CharField(max_length=64, help_text="Of the words embedded, to notice a correction.")
    vector = HalfVectorField(dimensions=DIMENSIONS)
    # Both repeated from the statement, by the database: the search drops what is of another negotiation or time while
    # it walks the index, and reads a small negotiation without it.
    negotiation = models.ForeignKey(
        Negotiation, on_delete=models.CASCADE, related_name="+", db_index=False, editable=False
    )
    said_at = models.DateTimeField(editable=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["statement", "recipe"], name="embedding_once_per_recipe")]
        indexes = [
            models.Index(fields=["negotiation", "said_at"], name="embedding_by_date"),
            # The default is 64. Twice that finds as many of the nearest of a million with 600 in view as with 1,000
            # before, and takes 1.6 times as long to build; more links (m = 24) found no more.
            HnswIndex(
                fields=["vector"],
                name="embedding_neighbours",
                opclasses=["halfvec_cosine_ops"],
                m=16,
                ef_construction=128,
            ),
        ]
        triggers = [vector_stands_with_its_statement]

    def __str__(self) -> str:
        return f"{self.statement_id}, {self.recipe[:12]}"
