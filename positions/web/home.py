"""The reader's negotiations, and a new one."""

from typing import Any

from django import forms
from django.db.models import Count
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _

from positions.models import Negotiation, User
from positions.review.negotiations import create_negotiation
from positions.web.access import PageRequest
from positions.web.entry import EntryForm


class NegotiationForm(EntryForm):
    title = forms.CharField(label=_("Title"), max_length=200, help_text=_("For example: Harbour talks, spring 2031."))
    summary = forms.CharField(
        label=_("Summary"),
        widget=forms.Textarea(attrs={"rows": 3}),
        required=False,
        help_text=_("Two or three sentences: what is negotiated, by whom."),
    )

    def enter(self, by: User) -> Any:
        return create_negotiation(by=by, **self.cleaned_data)


def home(request: PageRequest) -> HttpResponse:
    """List the reader's negotiations and open a new one."""
    form = NegotiationForm(request.POST or None)
    if request.method == "POST" and form.is_entered(request.user):
        return redirect("negotiation_settings", form.entered.slug)
    negotiations = Negotiation.objects.visible_to(request.user).annotate(article_count=Count("articles"))
    return render(request, "home.html", {"negotiations": negotiations, "form": form})
