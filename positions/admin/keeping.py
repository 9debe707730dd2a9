"""What all pages of the admin share: one negotiation per form, refusals as sentences, and the kept history."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

import pghistory.models
from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import models, transaction
from django.forms import BaseInlineFormSet, ModelForm
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from positions.admin.sentences import REFUSALS, in_our_words, sentence_of
from positions.enums import Role
from positions.models import Negotiation, User
from positions.review.errors import ReviewError

# An address typed without its scheme.
HTTPS: Mapping[type[models.Field], Mapping[str, Any]] = {models.URLField: {"assume_scheme": "https"}}


class KeepingForm(ModelForm):
    """A form whose rows are all of one negotiation; `refusal` is why a first try to save it failed."""

    refusal = ""

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        if self.refusal:
            raise ValidationError(self.refusal)
        self._keep_to_one_negotiation()
        return cleaned

    def _keep_to_one_negotiation(self) -> None:
        owned = [(name, row) for name, value in self.cleaned_data.items() for row in owned_rows(value)]
        owner = self.cleaned_data.get("negotiation") or getattr(self.instance, "negotiation_id", None)
        if owner is None and owned:
            owner = owned[0][1].negotiation_id
        for name, row in owned:
            if row.negotiation_id != getattr(owner, "pk", owner):
                self.add_error(name, f"“{row}” belongs to “{row.negotiation}”. Choose one of this negotiation.")

    def _update_errors(self, errors: ValidationError) -> None:
        for error in all_errors(errors):
            ours = in_our_words(error.messages[0])
            if ours:
                error.message, error.params = ours, None
        super()._update_errors(errors)  # type: ignore[misc]  # Django's hook between model and form


def owned_rows(value: Any) -> Iterable[Any]:
    """Return the rows among a field's value that belong to a negotiation."""
    rows = value if isinstance(value, models.QuerySet | list) else [value]
    return [row for row in rows if isinstance(row, models.Model) and hasattr(row, "negotiation_id")]


def all_errors(errors: ValidationError) -> Iterable[ValidationError]:
    """Return the single errors of one that may hold many."""
    if hasattr(errors, "error_dict"):
        return [each for listed in errors.error_dict.values() for each in listed]
    return errors.error_list


class KeepingAdmin(admin.ModelAdmin):
    """Rows of negotiations in which the data keeper is an analyst; `within` is the path to the negotiation."""

    form = KeepingForm
    formfield_overrides = HTTPS
    within = "negotiation"
    least_role = Role.ANALYST
    view_on_site = False
    list_per_page = 50
    show_full_result_count = False

    def get_queryset(self, request: HttpRequest) -> models.QuerySet:
        rows = super().get_queryset(request)
        if request.user.is_superuser or not self.within:
            return rows
        mine = Negotiation.objects.visible_to(caller(request), self.least_role)
        return rows.filter(**{f"{self.within}__in": mine})

    def get_field_queryset(self, db: str | None, db_field: Any, request: HttpRequest) -> models.QuerySet | None:
        """Let a form refer only to rows that its keeper may see, whatever was sent."""
        related = self.admin_site._registry.get(db_field.remote_field.model)
        if isinstance(related, KeepingAdmin):
            return related.get_queryset(request)
        return super().get_field_queryset(db, db_field, request)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[Any]:
        """Keep a row in its negotiation."""
        fixed = ["negotiation"] if obj and self.within == "negotiation" else []
        return [*super().get_readonly_fields(request, obj), *fixed]

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **options: Any) -> type[ModelForm]:
        form = super().get_form(request, obj, change, **options)
        refusal = getattr(request, "refusal", "")
        return type(form.__name__, (form,), {"refusal": refusal}) if refusal else form

    def changeform_view(
        self, request: HttpRequest, object_id: str | None = None, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        """Show why a save was refused above the form, with all that was typed."""
        try:
            with transaction.atomic():
                return super().changeform_view(request, object_id, form_url, extra_context)
        except REFUSALS as error:
            if request.method != "POST" or (isinstance(error, PermissionDenied) and not str(error)):
                raise
            request.refusal = sentence_of(error)  # type: ignore[attr-defined]
        return super().changeform_view(request, object_id, form_url, extra_context)

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> tuple[Any, Any, set[str], Any]:
        """Whoever may delete a row may delete what hangs on it."""
        listed, counted, _, protected = super().get_deleted_objects(objs, request)
        return listed, counted, set(), protected

    def history_view(self, request: HttpRequest, object_id: str, extra_context: Any = None) -> HttpResponse:
        """Show who changed what when, before and after, bulk changes and pages outside the admin included."""
        row = self.get_object(request, unquote(object_id))
        if row is None:
            raise Http404
        if not self.has_view_or_change_permission(request, row):
            raise PermissionDenied
        context = {
            **self.admin_site.each_context(request),
            "title": f"History: {row}",
            "opts": self.opts,
            "object": row,
            "changes": changes_of(row),
        }
        return render(request, "admin/positions/history.html", context)

    def decide(self, request: HttpRequest, rows: models.QuerySet, act: Callable[[Any], Any], *, done: str) -> None:
        """Do something to each row; what is refused is told, and the others are done."""
        count = 0
        for row in rows:
            try:
                act(row)
            except (ReviewError, PermissionDenied) as error:
                self.message_user(request, f"{row}: {error}", messages.WARNING)
            else:
                count += 1
        self.message_user(request, f"{count} {done}.", messages.SUCCESS if count else messages.WARNING)


class ReadOnlyAdmin(KeepingAdmin):
    """Rows that nobody edits."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class ReadOnlyInline(admin.TabularInline):
    """Rows shown beside what they belong to."""

    extra = 0
    can_delete = False
    show_change_link = True

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class NamedFields(BaseInlineFormSet):
    """Fields in columns, each with a name of its own: a column's heading is no label."""

    def add_fields(self, form: ModelForm, index: int | None) -> None:
        super().add_fields(form, index)
        for name, field in form.fields.items():
            field.widget.attrs.setdefault("aria-label", field.label or name)


class KeepingInline(admin.TabularInline):
    """Rows entered with what they belong to."""

    form = KeepingForm
    formset = NamedFields
    formfield_overrides = HTTPS
    extra = 0

    def get_field_queryset(self, db: str | None, db_field: Any, request: HttpRequest) -> models.QuerySet | None:
        related = self.admin_site._registry.get(db_field.remote_field.model)
        if isinstance(related, KeepingAdmin):
            return related.get_queryset(request)
        return super().get_field_queryset(db, db_field, request)


def caller(request: HttpRequest) -> User:
    """Return the signed-in data keeper."""
    if not isinstance(request.user, User):
        raise PermissionDenied
    return request.user


def changes_of(row: models.Model) -> list[dict[str, Any]]:
    """Return the kept changes of a row, the latest first: when, who, what, and before and after of each column."""
    events = list(pghistory.models.Events.objects.tracks(row).order_by("-pgh_created_at", "-pgh_id")[:200])
    users = User.objects.in_bulk({event.pgh_context.get("user") for event in events if event.pgh_context})
    return [
        {
            "at": event.pgh_created_at,
            "by": users.get((event.pgh_context or {}).get("user")),
            "label": event.pgh_label,
            "diff": sorted((event.pgh_diff or {}).items()),
        }
        for event in events
    ]
