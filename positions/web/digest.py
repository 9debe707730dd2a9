"""The reader's mail on one page: when it comes, what it follows, what was sent; and the preview of any period."""

from datetime import UTC, datetime, time, timedelta
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache

from positions.analysis.matrix import usual_moment
from positions.digests.compose import compose
from positions.digests.deliveries import why_not_now
from positions.digests.followed import Followed
from positions.digests.render import context_of
from positions.digests.subscriptions import set_mail
from positions.digests.writing import followed_of, looker
from positions.models import Delivery, Follow, Negotiation, Subscription, User
from positions.web.access import PageRequest, negotiation_page
from positions.web.entry import EntryForm
from positions.web.following import named_in, parts_of
from positions.web.moments import YEARS

WEEK = timedelta(days=7)
DELIVERIES_SHOWN = 10
SHOWN_ONCE = "changes_feed"  # of the session, until the next page has shown it


class MailForm(EntryForm, forms.ModelForm):
    """When the digest comes, and what else is sent."""

    class Meta:
        model = Subscription
        fields = ("frequency", "weekday", "month_day", "hour", "when_quiet", "has_alerts")
        labels = {  # as Django reads it
            "frequency": gettext_lazy("Frequency"),
            "weekday": gettext_lazy("Weekday"),
            "hour": gettext_lazy("Hour"),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["weekday"].help_text = gettext_lazy("For a digest every week.")
        self.fields["month_day"].help_text = gettext_lazy(
            "For a digest every month; a shorter month sends on its last day."
        )

    def enter(self, by: User) -> Subscription:
        return set_mail(by=by, **self.cleaned_data)


# Browsers read only this format, whatever the reader's language.
DAY = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})


class PeriodForm(forms.Form):
    """The days a preview covers, both included."""

    first = forms.DateField(label=gettext_lazy("From"), widget=DAY)
    last = forms.DateField(label=gettext_lazy("To"), widget=DAY)

    def clean(self) -> dict:
        cleaned = super().clean() or {}
        first, last = cleaned.get("first"), cleaned.get("last")
        if any(day and day.year not in YEARS for day in (first, last)):
            raise forms.ValidationError(_("Choose days on which somebody may have negotiated."))
        if first and last and last < first:
            raise forms.ValidationError(_("The period ends before it starts. Swap the two dates."))
        return cleaned


@never_cache
@negotiation_page()
def digest(request: PageRequest, negotiation: Negotiation) -> HttpResponse:
    """Show and change the reader's mail within the frame of a negotiation, with its preview."""
    return mail_page(request, negotiation)


@never_cache
def mail(request: PageRequest) -> HttpResponse:
    """Show and change the reader's mail, outside any negotiation."""
    return mail_page(request, None)


def mail_page(request: PageRequest, negotiation: Negotiation | None) -> HttpResponse:
    """Show and change when the digest comes; list what it follows and what was sent."""
    subscription = Subscription.objects.filter(user=request.user).select_related("user").first()
    form = MailForm(request.POST or None, instance=subscription)
    if request.method == "POST" and form.is_entered(request.user):
        due = timezone.localtime(form.entered.due_at)
        messages.success(
            request, _("Saved. The next digest comes on %(day)s.") % {"day": date_format(due, _("l, j F Y, H:i"))}
        )
        return redirect("digest", negotiation.slug) if negotiation else redirect("mail")
    follows = Follow.objects.of(request.user).for_display()
    context = {
        "negotiation": negotiation,
        "form": form,
        # The form may have typed values in its instance; the page says what is so.
        "subscription": Subscription.objects.filter(user=request.user).first() if subscription else None,
        "follows": list(follows.readable()),
        "hidden": follows.count() - follows.readable().count(),
        "deliveries": deliveries_of(request.user),
        "period_form": PeriodForm(initial=_usual_week(negotiation)) if negotiation else None,
        "feed_address": request.session.pop(SHOWN_ONCE, ""),
        "address": request.user.email,
        "page_url": settings.BASE_URL + reverse("mail"),
    }
    return render(request, "digest/digest.html", context, status=422 if form.errors else 200)


def deliveries_of(user: User) -> list[tuple[Delivery, bool]]:
    """Return the last mails to a person, each with whether it may be sent now."""
    mails = Delivery.objects.of(user).defer("text", "html")[:DELIVERIES_SHOWN]
    return [(delivery, delivery.state != "sent" and not why_not_now(delivery)) for delivery in mails]


@negotiation_page()
def digest_preview(request: PageRequest, negotiation: Negotiation) -> HttpResponse:
    """Show the digest of what was said in a period, as it would arrive.

    It is of the one thing that the address names, else of what is followed here, else of all of it.
    """
    form = PeriodForm({**_usual_week(negotiation), **request.GET.dict()})
    if not form.is_valid():
        return render(request, "digest/period.html", {"negotiation": negotiation, "period_form": form}, status=422)
    zone = timezone.get_current_timezone()
    start = datetime.combine(form.cleaned_data["first"], time(), zone)
    end = datetime.combine(form.cleaned_data["last"] + timedelta(days=1), time(), zone)
    followed = _followed_here(request, negotiation)
    told = compose(followed=followed, start=start, end=end, by_said=True)
    return render(request, "digests/digest.html", context_of(told, reader=looker(request.user, followed)))


def _followed_here(request: PageRequest, negotiation: Negotiation) -> tuple[Followed, ...]:
    if "kind" in request.GET:
        return (Followed(negotiation, **parts_of(request, negotiation, named_in(request.GET))),)
    mine = Follow.objects.of(request.user).filter(negotiation=negotiation).for_display()
    return tuple(followed_of(row) for row in mine) or (Followed(negotiation),)


def _usual_week(negotiation: Negotiation) -> dict:
    """Return the last seven days of what is on record, today's included when the negotiation goes on."""
    last = usual_moment(negotiation).astimezone(UTC).date()
    return {"first": last - WEEK + timedelta(days=1), "last": last}
