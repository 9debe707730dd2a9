"""The weekly digest: asking for it, seeing it in the browser, leaving it."""

from datetime import UTC, datetime, time, timedelta
from uuid import UUID

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from positions.analysis.matrix import usual_moment
from positions.digests.compose import compose
from positions.digests.deliveries import followed_of, reader_of
from positions.digests.render import context_of
from positions.models import Negotiation, Subscription
from positions.review.errors import ReviewError
from positions.review.subscriptions import subscribe, unsubscribe
from positions.web.access import PageRequest, negotiation_page
from positions.web.moments import YEARS

WEEK = timedelta(days=7)
DELIVERIES_SHOWN = 10


class SubscriptionForm(forms.ModelForm):
    """When the digest comes and what it is about."""

    class Meta:
        model = Subscription
        fields = ("frequency", "weekday", "hour", "parties", "issues")
        widgets = {"parties": forms.CheckboxSelectMultiple, "issues": forms.CheckboxSelectMultiple}

    def __init__(self, *args: object, negotiation: Negotiation, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        for name, rows in (("parties", negotiation.parties), ("issues", negotiation.issues)):
            field = self.fields[name]
            field.queryset = rows.all()  # type: ignore[attr-defined]
            field.help_text = "Choose none to follow all of them."
        self.fields["weekday"].help_text = "For a digest every week."


# Browsers read only this format, whatever the reader's language.
DAY = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})


class PeriodForm(forms.Form):
    """The days a preview covers, both included."""

    first = forms.DateField(label="From", widget=DAY)
    last = forms.DateField(label="To", widget=DAY)

    def clean(self) -> dict:
        cleaned = super().clean() or {}
        first, last = cleaned.get("first"), cleaned.get("last")
        if any(day and day.year not in YEARS for day in (first, last)):
            raise forms.ValidationError("Choose days on which somebody may have negotiated.")
        if first and last and last < first:
            raise forms.ValidationError("The period ends before it starts. Swap the two dates.")
        return cleaned


@negotiation_page()
def digest(request: PageRequest, negotiation: Negotiation) -> HttpResponse:
    """Show and change the reader's subscription; offer the preview."""
    subscription = Subscription.objects.filter(user=request.user, negotiation=negotiation).first()
    form = SubscriptionForm(request.POST or None, instance=subscription, negotiation=negotiation)
    if request.method == "POST" and form.is_valid():
        try:
            saved = subscribe(negotiation=negotiation, by=request.user, **form.cleaned_data)
        except ReviewError as error:
            form.add_error(None, str(error))
        else:
            due = timezone.localtime(saved.due_at)
            messages.success(request, f"You will receive the digest, next on {due:%A %-d %B} at {due:%H:%M}.")
            return redirect("digest", negotiation.slug)
    subscribed = Subscription.objects.filter(user=request.user, negotiation=negotiation, is_active=True).first()
    context = {
        "negotiation": negotiation,
        "form": form,
        "subscription": subscribed,
        "period_form": PeriodForm(initial=_usual_week(negotiation)),
        "deliveries": subscribed.deliveries.all()[:DELIVERIES_SHOWN] if subscribed else [],
    }
    return render(request, "digest/digest.html", context)


@negotiation_page()
def digest_preview(request: PageRequest, negotiation: Negotiation) -> HttpResponse:
    """Show the digest of what was said in a period, as it would arrive."""
    form = PeriodForm(request.GET or _usual_week(negotiation))
    if not form.is_valid():
        return render(request, "digest/period.html", {"negotiation": negotiation, "period_form": form}, status=422)
    subscription = Subscription.objects.filter(user=request.user, negotiation=negotiation).first()
    subscription = subscription or Subscription(user=request.user, negotiation=negotiation)
    zone = timezone.get_current_timezone()
    start = datetime.combine(form.cleaned_data["first"], time(), zone)
    end = datetime.combine(form.cleaned_data["last"] + timedelta(days=1), time(), zone)
    told = compose(followed=followed_of(subscription), start=start, end=end, by_said=True)
    return render(request, "digests/digest.html", context_of(told, reader=reader_of(subscription)))


@require_POST
@negotiation_page()
def digest_leave(request: PageRequest, negotiation: Negotiation) -> HttpResponse:
    """End the reader's subscription."""
    subscription = get_object_or_404(Subscription, user=request.user, negotiation=negotiation)
    unsubscribe(token=subscription.token)
    messages.success(request, "You will receive no more digests of this negotiation.")
    return redirect("digest", negotiation.slug)


# Mail programs post here without a session or a token of ours (RFC 8058); the address itself is the secret.
@csrf_exempt
@login_not_required
def unsubscribe_page(request: HttpRequest, token: UUID) -> HttpResponse:
    """Ask, and end on a POST; opening the address alone ends nothing, because mail scanners open it too."""
    subscription = Subscription.objects.filter(token=token).select_related("negotiation").first()
    if subscription is not None and request.method == "POST":
        subscription = unsubscribe(token=token)
    status = 200 if subscription else 404
    return render(request, "digest/unsubscribe.html", {"subscription": subscription}, status=status)


def _usual_week(negotiation: Negotiation) -> dict:
    """Return the last seven days of what is on record, today's included when the negotiation goes on."""
    last = usual_moment(negotiation).astimezone(UTC).date()
    return {"first": last - WEEK + timedelta(days=1), "last": last}
