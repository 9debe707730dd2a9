"""What happened outside the words of the parties: a lead enters, changes and removes it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from positions.enums import EventEffect, Role
from positions.ingestion.dates import PartialDate
from positions.models import Issue, Negotiation, OutsideEvent, User
from positions.review.events import change_event, create_event, delete_event
from positions.web.access import PageRequest, negotiation_page
from positions.web.entry import EntryForm
from positions.web.fields import PartialDateField


class EventForm(EntryForm):
    """One event, new or there already."""

    title = forms.CharField(
        label=_("In a few words"), max_length=60, help_text=_("Stands above the time axis, for example: Truce begins.")
    )
    happened = PartialDateField(label=_("When"))
    summary = forms.CharField(label=_("In a sentence"), max_length=300, required=False)
    effect = forms.ChoiceField(
        label=_("What it does to the issues below"),
        choices=EventEffect,
        required=False,
        help_text=_("An issue that was settled is opened again by a further event that opens it."),
    )
    issues = forms.ModelMultipleChoiceField(
        Issue.objects.none(),
        label=_("Issues it is about"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("None means the whole negotiation."),
    )
    reference = forms.CharField(
        label=_("Where it is on record"), max_length=120, required=False, help_text=_("For example S/PV.7785.")
    )
    url = forms.URLField(label=_("Public address"), max_length=500, required=False, assume_scheme="https")

    def __init__(self, *args: Any, negotiation: Negotiation, event: OutsideEvent | None = None, **options: Any) -> None:
        if event:
            options["initial"] = written(event)
        super().__init__(*args, **options)
        self.negotiation, self.event = negotiation, event
        self.fields["issues"].queryset = negotiation.issues.for_display()  # type: ignore[attr-defined]

    def enter(self, by: User) -> OutsideEvent:
        typed = dict(self.cleaned_data)
        happened: PartialDate = typed.pop("happened")
        typed |= {"happened_at": happened.at, "happened_at_precision": happened.precision, "by": by}
        if self.event:
            return change_event(event=self.event, **typed)
        return create_event(negotiation=self.negotiation, **typed)


def written(event: OutsideEvent) -> dict[str, Any]:
    """Return an event as its form shows it."""
    kept = {name: getattr(event, name) for name in ("title", "summary", "effect", "reference", "url")}
    happened = PartialDate(event.happened_at, event.happened_at_precision)
    return {**kept, "happened": happened, "issues": [issue.pk for issue in event.issues.all()]}


@negotiation_page(role=Role.LEAD)
def events(request: PageRequest, negotiation: Negotiation) -> HttpResponse:
    """List the events, with the form for one more."""
    form = EventForm(request.POST or None, negotiation=negotiation)
    if request.method == "POST" and form.is_entered(request.user):
        messages.success(request, gettext("“%(event)s” is entered.") % {"event": form.entered})
        return redirect("events", negotiation.slug)
    found = negotiation.outside_events.for_display()
    return render(request, "events/list.html", {"negotiation": negotiation, "events": found, "form": form})


@negotiation_page(role=Role.LEAD)
def event(request: PageRequest, negotiation: Negotiation, event: int) -> HttpResponse:
    """Show one event to change."""
    shown = get_object_or_404(negotiation.outside_events.select_related("negotiation").for_display(), pk=event)
    form = EventForm(request.POST or None, negotiation=negotiation, event=shown)
    if request.method == "POST" and form.is_entered(request.user):
        messages.success(request, gettext("“%(event)s” is changed.") % {"event": form.entered})
        return redirect("events", negotiation.slug)
    return render(request, "events/page.html", {"negotiation": negotiation, "event": shown, "form": form})


@require_POST
@negotiation_page(role=Role.LEAD)
def event_remove(request: PageRequest, negotiation: Negotiation, event: int) -> HttpResponse:
    """Remove an event."""
    shown = get_object_or_404(negotiation.outside_events.select_related("negotiation"), pk=event)
    delete_event(event=shown, by=request.user)
    messages.success(request, gettext("“%(event)s” is removed. The history keeps it.") % {"event": shown})
    return redirect("events", negotiation.slug)
