"""From which score on links are shown and pre-accepted: chosen beside what the analysts' own decisions say."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext, pgettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from positions.enums import Role
from positions.models import Negotiation, User
from positions.models.negotiations import ROLES_FROM
from positions.review.thresholds import ENOUGH, Measured, Outcome, read_measured, set_thresholds
from positions.web.access import PageRequest, negotiation_page
from positions.web.entry import EntryForm

LOWEST, HIGHEST = 0.4, 1.0  # of the scores drawn; weaker links are not kept
SHARE_TOP, SHARE_BOTTOM = 14.0, 134.0  # pixels: of 100 % and of none confirmed
LINKS_TOP, LINKS_BOTTOM = 164.0, 234.0  # of the most links and of none
GRID = (0, 50, 100)


@dataclass(frozen=True)
class Mark:
    """A candidate threshold in the chart: x as a share of the width, the rest in pixels from the top."""

    x: float
    outcome: Outcome
    per_week: float
    share: float | None
    high: float
    low: float
    bar: float
    bar_height: float


@dataclass(frozen=True)
class Line:
    """One of the two thresholds in force."""

    x: float
    name: str
    value: float
    anchor: str


@dataclass(frozen=True)
class Chart:
    """Precision above, volume below, over the same scores."""

    finding: str
    marks: list[Mark]
    lines: list[Line]
    grid: list[tuple[int, float]]
    most: int


class ThresholdsForm(EntryForm):
    """The two scores."""

    show = forms.FloatField(label=_("Show"), min_value=0, max_value=1, widget=forms.NumberInput(attrs={"step": "0.01"}))
    pre_accept = forms.FloatField(
        label=_("Pre-accept for review"), min_value=0, max_value=1, widget=forms.NumberInput(attrs={"step": "0.01"})
    )

    def __init__(self, *args: Any, negotiation: Negotiation, **options: Any) -> None:
        super().__init__(*args, **options)
        self.negotiation = negotiation
        self.fields["show"].initial = negotiation.show_threshold
        self.fields["pre_accept"].initial = negotiation.pre_accept_threshold
        self.fields["show"].help_text = _("Weaker suggestions stay off the pages and out of the queue.")
        self.fields["pre_accept"].help_text = _("Stronger ones come marked as expected; a person still confirms each.")

    def enter(self, by: User) -> Any:
        return set_thresholds(negotiation=self.negotiation, by=by, **self.cleaned_data)


@require_safe
@negotiation_page(role=Role.ANALYST)
def thresholds(request: PageRequest, negotiation: Negotiation) -> HttpResponse:
    """Show both thresholds over what was decided so far; a lead may set them."""
    return _page(request, negotiation, ThresholdsForm(negotiation=negotiation))


@require_POST
@negotiation_page(role=Role.LEAD)
def thresholds_set(request: PageRequest, negotiation: Negotiation) -> HttpResponse:
    """Set both thresholds."""
    form = ThresholdsForm(request.POST, negotiation=negotiation)
    if not form.is_entered(request.user):
        return _page(request, negotiation, form)
    messages.success(request, _("The thresholds are set."))
    return redirect("thresholds", negotiation.slug)


@require_safe
@negotiation_page(role=Role.ANALYST)
def thresholds_csv(request: PageRequest, negotiation: Negotiation) -> HttpResponse:
    """Hand out the numbers of the chart."""
    measured = read_measured(negotiation=negotiation)
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="thresholds-{negotiation.pk}.csv"'
    writer = csv.writer(response)
    writer.writerow(["threshold", "links", "links_a_week", "judged", "confirmed", "share", "low", "high", "enough"])
    for each in measured.outcomes:
        low, high = each.interval or (None, None)
        shares = ["" if share is None else f"{share:.4f}" for share in (each.share, low, high)]
        counts = [each.links, f"{measured.per_week(each.links):.1f}", each.judged, each.confirmed]
        writer.writerow([f"{each.threshold:.2f}", *counts, *shares, "yes" if each.is_enough else "no"])
    return response


def _page(request: PageRequest, negotiation: Negotiation, form: ThresholdsForm) -> HttpResponse:
    measured = read_measured(negotiation=negotiation)
    context = {
        "negotiation": negotiation,
        "form": form if request.role in ROLES_FROM[Role.LEAD] else None,
        "measured": measured,
        "chart": chart_of(measured, negotiation) if measured.judged else None,
        "enough": ENOUGH,
    }
    return render(request, "thresholds/page.html", context)


def chart_of(measured: Measured, negotiation: Negotiation) -> Chart:
    """Return the chart of what was measured, with both thresholds in it."""
    most = max(measured.outcomes[0].links, 1)
    show, pre_accept = negotiation.show_threshold, negotiation.pre_accept_threshold
    names = pgettext("threshold", "show"), pgettext("threshold", "pre-accept")
    lines = [Line(place(show), names[0], show, "start"), Line(place(pre_accept), names[1], pre_accept, "end")]
    marks = [mark(each, measured.per_week(each.links), most) for each in measured.outcomes]
    grid = [(value, height(value / 100)) for value in GRID]
    return Chart(finding_of(measured, negotiation), marks, lines, grid, most)


def mark(outcome: Outcome, per_week: float, most: int) -> Mark:
    """Return where an outcome is drawn."""
    low, high = outcome.interval or (0.0, 0.0)
    tall = (LINKS_BOTTOM - LINKS_TOP) * outcome.links / most
    share = None if outcome.share is None else height(outcome.share)
    return Mark(
        place(outcome.threshold), outcome, per_week, share, height(high), height(low), LINKS_BOTTOM - tall, tall
    )  # fmt: skip


def place(score: float) -> float:
    """Return where a score stands, from 0 to 1, with room for half a bar on both sides."""
    share = (min(max(score, LOWEST), HIGHEST) - LOWEST) / (HIGHEST - LOWEST)
    return 0.04 + 0.92 * share


def height(share: float) -> float:
    """Return where a share of confirmed links stands, in pixels from the top."""
    return SHARE_BOTTOM - (SHARE_BOTTOM - SHARE_TOP) * share


def finding_of(measured: Measured, negotiation: Negotiation) -> str:
    """Return in a sentence what the decisions say of the thresholds in force."""
    shown, strong = measured.at(negotiation.show_threshold), measured.at(negotiation.pre_accept_threshold)
    if not shown.is_enough:
        said = gettext("Too few decisions yet: %(judged)s of the %(enough)s that a share needs")
        return said % {"judged": shown.judged, "enough": ENOUGH}
    shares = {"shown": f"{shown.share:.0%}", "strong": f"{strong.share:.0%}" if strong.is_enough else ""}
    if strong.is_enough and strong.threshold != shown.threshold:
        said = gettext("Of the links shown, %(shown)s of those judged were confirmed; of the pre-accepted, %(strong)s")
        return said % shares
    return gettext("Of the links shown, %(shown)s of those judged were confirmed") % shares
