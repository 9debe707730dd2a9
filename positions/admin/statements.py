"""Statements and the positions they carry: captured, corrected and judged through `review`."""

from typing import Any, cast

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from positions.admin.filters import VerdictFilter, verdict_in_force, with_judgement
from positions.admin.judgements import JudgementInline
from positions.admin.keeping import KeepingAdmin, KeepingForm, KeepingInline, caller
from positions.admin.passages import PassageNotFound, find_passage
from positions.enums import Verdict
from positions.models import Position, Statement, User
from positions.review.positions import code_position, judge_position
from positions.review.statements import capture_statement, correct_statement, judge_statement, request_links

CORRECTABLE = (
    "party",
    "speaker",
    "kind",
    "said_at",
    "said_at_precision",
    "reported_through",
    "joint_with",
    "addressed_to",
    "targets",
)


def code(position: Position, *, by: User) -> Position:
    """Code a statement's position as a form holds it."""
    return code_position(
        statement=cast(Statement, position.statement),
        issue=position.issue,
        stance=position.stance,
        value=position.value,
        firmness=position.firmness,
        condition=position.condition,
        act=position.act,
        mode=position.mode,
        proposal=position.proposal,
        position=position if position.pk else None,
        by=by,
    )


class StatementForm(KeepingForm):
    passage = forms.CharField(
        label="Words",
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="As they stand in the article, copied from it. Passages that belong together are parted by “ … ”.",
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        if self.instance.pk:
            self.fields["passage"].initial = self.instance.words

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        version = self.cleaned_data.get("version") or getattr(self.instance, "version", None)
        passage = self.cleaned_data.get("passage")
        if version and passage and "passage" in self.changed_data:
            try:
                self.cleaned_data["spans"] = find_passage(version.text, passage)
            except PassageNotFound as error:
                self.add_error("passage", str(error))
        return cleaned


class PositionInline(KeepingInline):
    model = Position
    fields = ["issue", "stance", "value", "firmness", "condition", "act", "mode", "proposal", "verdict_in_force"]
    readonly_fields = ["verdict_in_force"]
    autocomplete_fields = ["issue", "proposal"]
    can_delete = False
    show_change_link = True
    verdict_in_force = staticmethod(verdict_in_force)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Position]:
        return with_judgement(super().get_queryset(request)).select_related("issue", "proposal")


@admin.register(Statement)
class StatementAdmin(KeepingAdmin):
    form = StatementForm
    list_display = ["__str__", "negotiation", "kind", "said_at", "origin", verdict_in_force]
    list_filter = [
        VerdictFilter,
        "origin",
        "kind",
        ("negotiation", admin.RelatedOnlyFieldListFilter),
        ("party", admin.RelatedOnlyFieldListFilter),
        ("gone_from", admin.EmptyFieldListFilter),
    ]
    search_fields = ["words", "speaker_as_written", "party__name", "version__article__title"]
    date_hierarchy = "said_at"
    ordering = ["-said_at", "-pk"]
    autocomplete_fields = ["version", "party", "speaker", "reported_through", "joint_with", "addressed_to", "targets"]
    fields = ["version", "passage", "speaker_as_written", *CORRECTABLE]
    readonly_fields = ["origin", "method", "confidence", "unresolved_reason", "gone_from", "recorded_at"]
    inlines = [PositionInline, JudgementInline]
    actions = ["confirm", "refuse", "find_links_again"]

    def get_fields(self, request: HttpRequest, obj: Statement | None = None) -> list[Any]:
        return [*(self.fields or []), *(self.readonly_fields if obj else [])]

    def get_readonly_fields(self, request: HttpRequest, obj: Statement | None = None) -> list[Any]:
        fixed = ["version", "speaker_as_written"] if obj else []
        return [*super().get_readonly_fields(request, obj), *fixed]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Statement]:
        rows = with_judgement(super().get_queryset(request)).select_related("party", "negotiation")
        return rows.defer("search", "version__search", "version__text")

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **options: Any) -> Any:
        form = super().get_form(request, obj, change, **options)
        for name in ("said_at", "kind", "said_at_precision"):
            if obj is None and name in form.base_fields:
                form.base_fields[name].required = False
        return form

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """A statement is refused, not deleted: the machine would suggest it again."""
        return False

    def save_model(self, request: HttpRequest, obj: Statement, form: forms.ModelForm, change: bool) -> None:
        """Capture the words, or correct the statement, as confirmed by the data keeper."""
        wish, by = form.cleaned_data, caller(request)
        fields = {name: wish[name] for name in CORRECTABLE if name in wish}
        if change:
            changed = {name: fields[name] for name in fields if name in form.changed_data}
            spans = {"spans": wish["spans"]} if "spans" in wish else {}
            if changed or spans:
                correct_statement(statement=Statement.objects.get(pk=obj.pk), by=by, **changed, **spans)
            return
        captured = capture_statement(
            version=obj.version, spans=wish["spans"], speaker_as_written=obj.speaker_as_written, by=by, **fields
        )
        obj.pk, obj.negotiation, obj._state.adding = captured.pk, captured.negotiation, False

    def save_formset(self, request: HttpRequest, form: forms.ModelForm, formset: Any, change: bool) -> None:
        """Code the positions that were entered or changed."""
        if formset.model is not Position:
            super().save_formset(request, form, formset, change)
            return
        for position in formset.save(commit=False):
            code(position, by=caller(request))

    @admin.action(description="Confirm the selected statements", permissions=["change"])
    def confirm(self, request: HttpRequest, queryset: QuerySet[Statement]) -> None:
        self._judge(request, queryset, Verdict.CONFIRM, done="statements are confirmed")

    @admin.action(description="Refuse the selected statements", permissions=["change"])
    def refuse(self, request: HttpRequest, queryset: QuerySet[Statement]) -> None:
        self._judge(request, queryset, Verdict.REJECT, done="statements are refused")

    @admin.action(description="Look for earlier statements again", permissions=["change"])
    def find_links_again(self, request: HttpRequest, queryset: QuerySet[Statement]) -> None:
        rows = queryset.select_related("negotiation")
        self.decide(
            request, rows, lambda row: request_links(row, by=caller(request)), done="statements are linked again"
        )

    def _judge(self, request: HttpRequest, rows: QuerySet[Statement], verdict: Verdict, *, done: str) -> None:
        self.decide(
            request,
            rows.select_related("negotiation", "party"),
            lambda row: judge_statement(statement=row, verdict=verdict, by=caller(request)),
            done=done,
        )


@admin.register(Position)
class PositionAdmin(KeepingAdmin):
    within = "issue__negotiation"
    list_display = ["__str__", "evidence", "value", "firmness", "origin", verdict_in_force]
    list_filter = [VerdictFilter, "stance", "firmness", "act", "origin", ("issue", admin.RelatedOnlyFieldListFilter)]
    list_select_related = ["issue", "statement__party", "vote__party", "vote__proposal"]
    search_fields = ["issue__title", "statement__words", "condition"]
    autocomplete_fields = ["statement", "issue", "proposal"]
    fields = ["statement", "issue", "stance", "value", "firmness", "condition", "act", "mode", "proposal"]
    readonly_fields = ["vote", "origin", "method", "confidence", "recorded_at"]
    inlines = [JudgementInline]
    actions = ["confirm", "refuse"]

    def get_fields(self, request: HttpRequest, obj: Position | None = None) -> list[Any]:
        return [*(self.fields or []), *(self.readonly_fields if obj else [])]

    def get_readonly_fields(self, request: HttpRequest, obj: Position | None = None) -> list[Any]:
        return [*super().get_readonly_fields(request, obj), *(["statement"] if obj else [])]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Position]:
        return with_judgement(super().get_queryset(request)).defer("statement__search")

    def has_change_permission(self, request: HttpRequest, obj: Position | None = None) -> bool:
        """The positions of a vote are changed with the vote."""
        return super().has_change_permission(request, obj) and (obj is None or obj.statement_id is not None)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """A position is refused, not deleted."""
        return False

    @admin.display(description="evidence")
    def evidence(self, position: Position) -> str:
        return str(position.statement or position.vote)

    def save_model(self, request: HttpRequest, obj: Position, form: forms.ModelForm, change: bool) -> None:
        """Code the position, as confirmed by the data keeper."""
        coded = code(obj, by=caller(request))
        obj.pk, obj._state.adding = coded.pk, False

    @admin.action(description="Confirm the selected positions", permissions=["change"])
    def confirm(self, request: HttpRequest, queryset: QuerySet[Position]) -> None:
        self._judge(request, queryset, Verdict.CONFIRM, done="positions are confirmed")

    @admin.action(description="Refuse the selected positions", permissions=["change"])
    def refuse(self, request: HttpRequest, queryset: QuerySet[Position]) -> None:
        self._judge(request, queryset, Verdict.REJECT, done="positions are refused")

    def _judge(self, request: HttpRequest, rows: QuerySet[Position], verdict: Verdict, *, done: str) -> None:
        self.decide(
            request,
            rows.select_related("issue__negotiation", "statement__negotiation"),
            lambda row: judge_position(position=row, verdict=verdict, by=caller(request)),
            done=done,
        )
