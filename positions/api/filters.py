"""What lists can be narrowed to, in the address."""

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce
from django_filters.rest_framework import (
    BooleanFilter,
    CharFilter,
    ChoiceFilter,
    DateFilter,
    FilterSet,
    IsoDateTimeFilter,
    NumberFilter,
    UUIDFilter,
)
from drf_spectacular.utils import extend_schema_field

from positions.enums import (
    ArticleState,
    EventEffect,
    JobKind,
    JobState,
    Origin,
    PartyKind,
    PartyRole,
    Relation,
    SpeechKind,
    Stance,
    TransferDirection,
    TransferState,
    Verdict,
    VoteChoice,
)
from positions.models import OutsideEvent, Party
from positions.models.statements import StatementQuerySet

MOST_ID = 2**63 - 1  # of the database's numbers
WORDS_OF_JUDGED_ROWS = {
    "confirmed": "a person confirmed it",
    "refused": "a person refused it",
    "not_refused": "nobody refused it",
    "undecided": "no verdict yet",
    "open": "no verdict, or unsure",
}


class DayFilter(DateFilter):
    """A day written 2016-10-07, and in no other way: what 10/07/2016 means depends on who reads it."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, input_formats=["%Y-%m-%d"], **options)


class YesOrNoField(forms.Field):
    """The words true and false; any other is refused where Django would take it for no wish."""

    def to_python(self, value: Any) -> bool | None:
        if value in {None, ""}:
            return None
        if value.lower() not in {"true", "false"}:
            raise ValidationError("Write true or false.", code="invalid")
        return value.lower() == "true"


class YesOrNoFilter(BooleanFilter):
    field_class = YesOrNoField

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, widget=forms.TextInput, **options)


@extend_schema_field({"type": "integer", "minimum": 1, "maximum": MOST_ID})
class IdFilter(NumberFilter):
    """An identifier that is a number."""

    field_class = forms.IntegerField

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, min_value=1, max_value=MOST_ID, **options)


@extend_schema_field({"type": "number", "minimum": 0, "maximum": 1})
class ScoreFilter(NumberFilter):
    """A score, which is from 0 to 1."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, min_value=0, max_value=1, **options)


class VerdictFilter(ChoiceFilter):
    """Rows by the judgement in force on them."""

    def __init__(self, **options: Any) -> None:
        super().__init__(choices=list(WORDS_OF_JUDGED_ROWS.items()), **options)

    def filter(self, rows: QuerySet, word: str) -> QuerySet:
        return getattr(rows, word)() if word else rows


class PartyFilter(FilterSet):
    kind = ChoiceFilter(choices=PartyKind.choices)
    role = ChoiceFilter(choices=PartyRole.choices)
    group = CharFilter()


class SpokespersonFilter(FilterSet):
    party = CharFilter("affiliations__party__slug", distinct=True, label="Slug of a party at any time.")


class IssueFilter(FilterSet):
    parent = CharFilter("parent__slug", label="Slug of the issue above.")
    is_settled = YesOrNoFilter(method="settled", label="Whether the last event that opened or settled it settled it.")

    def settled(self, rows: QuerySet, name: str, wanted: bool) -> QuerySet:
        turns = OutsideEvent.objects.exclude(effect=EventEffect.NONE).filter(issues=OuterRef("pk"))
        last = turns.order_by("-happened_at", "-pk").values("effect")[:1]
        is_settled = Q(last_turn=EventEffect.SETTLES)
        rows = rows.alias(last_turn=Coalesce(Subquery(last), Value("")))
        return rows.filter(is_settled if wanted else ~is_settled)


class EventFilter(FilterSet):
    issue = CharFilter(method="about", label="Slug of an issue: its events and those of the whole negotiation.")
    effect = ChoiceFilter(choices=[choice for choice in EventEffect.choices if choice[0]])
    happened_from = DayFilter("happened_at", lookup_expr="date__gte")
    happened_to = DayFilter("happened_at", lookup_expr="date__lte")

    def about(self, rows: QuerySet, name: str, slug: str) -> QuerySet:
        return rows.filter(Q(issues=None) | Q(issues__slug=slug)).distinct()


class ProposalFilter(FilterSet):
    put_by = CharFilter("put_by__slug", label="Slug of the party that put it.")
    issue = CharFilter("issues__slug", distinct=True, label="Slug of an issue it touches.")


class VoteFilter(FilterSet):
    proposal = CharFilter("proposal__slug")
    party = CharFilter("party__slug")
    choice = ChoiceFilter(choices=VoteChoice.choices)


class ArticleFilter(FilterSet):
    source = CharFilter("source__name", lookup_expr="iexact", label="Name of the outlet.")
    state = ChoiceFilter(choices=ArticleState.choices)
    language = CharFilter()
    published_from = DayFilter("published_at", lookup_expr="date__gte")
    published_to = DayFilter("published_at", lookup_expr="date__lte")
    recorded_after = IsoDateTimeFilter("recorded_at", lookup_expr="gt")


class StatementFilter(FilterSet):
    q = CharFilter(method="search", label="Words; quotation marks, OR and a leading minus work. Best match first.")
    party = CharFilter(method="of_party", label="Slug of a party, alone or jointly.")
    issue = CharFilter(method="on_issue", label="Slug of an issue with a position that nobody refused.")
    speaker = IdFilter("speaker_id", label="Id of a spokesperson.")
    kind = ChoiceFilter(choices=SpeechKind.choices)
    verdict = VerdictFilter()
    origin = ChoiceFilter(choices=Origin.choices)
    said_from = DayFilter(method="from_day", label="First day, UTC.")
    said_to = DayFilter(method="to_day", label="Last day, UTC.")
    article = UUIDFilter("version__article__public_id")
    is_first_hand = YesOrNoFilter("reported_through", lookup_expr="isnull")
    recorded_after = IsoDateTimeFilter("recorded_at", lookup_expr="gt")

    def search(self, rows: StatementQuerySet, name: str, words: str) -> StatementQuerySet:
        return rows.matching(words)

    def of_party(self, rows: StatementQuerySet, name: str, slug: str) -> StatementQuerySet:
        joint = Party.objects.filter(slug=slug).values("joint_statements")
        return rows.filter(Q(party__slug=slug) | Q(pk__in=joint))

    def on_issue(self, rows: StatementQuerySet, name: str, slug: str) -> StatementQuerySet:
        positions = rows.model._meta.get_field("positions").related_model.objects.not_refused()
        return rows.filter(pk__in=positions.filter(issue__slug=slug).values("statement"))

    def from_day(self, rows: StatementQuerySet, name: str, day: date) -> StatementQuerySet:
        return rows.said_between(day, None)

    def to_day(self, rows: StatementQuerySet, name: str, day: date) -> StatementQuerySet:
        return rows.said_between(None, day)


class PositionFilter(FilterSet):
    party = CharFilter(method="of_party", label="Slug of the party whose position it is, alone or jointly.")
    issue = CharFilter("issue__slug")
    proposal = CharFilter("proposal__slug")
    statement = UUIDFilter("statement__public_id")
    vote = IdFilter("vote_id")
    stance = ChoiceFilter(choices=Stance.choices)
    verdict = VerdictFilter()
    origin = ChoiceFilter(choices=Origin.choices)
    recorded_after = IsoDateTimeFilter("recorded_at", lookup_expr="gt")

    def of_party(self, rows: QuerySet, name: str, slug: str) -> QuerySet:
        joint = Party.objects.filter(slug=slug).values("joint_statements")
        return rows.filter(Q(statement__party__slug=slug) | Q(vote__party__slug=slug) | Q(statement__in=joint))


class LinkFilter(FilterSet):
    statement = UUIDFilter(method="of_statement", label="Links that start or end at this statement.")
    relation = ChoiceFilter(choices=Relation.choices)
    verdict = VerdictFilter()
    origin = ChoiceFilter(choices=Origin.choices)
    score_from = ScoreFilter("score", lookup_expr="gte")
    recorded_after = IsoDateTimeFilter("recorded_at", lookup_expr="gt")

    def of_statement(self, rows: QuerySet, name: str, public_id: str) -> QuerySet:
        return rows.filter(Q(later__public_id=public_id) | Q(earlier__public_id=public_id))


class JudgementFilter(FilterSet):
    statement = UUIDFilter("statement__public_id")
    position = IdFilter("position_id")
    link = UUIDFilter("link__public_id")
    verdict = ChoiceFilter(choices=Verdict.choices)
    by = CharFilter("by__username", label="User name.")
    is_in_force = YesOrNoFilter("superseded_at", lookup_expr="isnull")
    decided_after = IsoDateTimeFilter("at", lookup_expr="gt")


class TransferFilter(FilterSet):
    direction = ChoiceFilter(choices=TransferDirection.choices)
    state = ChoiceFilter(choices=TransferState.choices)
    format = CharFilter()


class JobFilter(FilterSet):
    kind = ChoiceFilter(choices=JobKind.choices)
    state = ChoiceFilter(choices=JobState.choices)
    article = UUIDFilter("article__public_id")
