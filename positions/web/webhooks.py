"""A reader's webhooks: programs that are told of changes; and the private feed of the same changes."""

from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from positions.digests.webhooks import add_webhook, resume_webhook, try_webhook
from positions.models import Call, User, Webhook
from positions.web.access import PageRequest
from positions.web.entry import EntryForm

CALLS_SHOWN = 30
SHOWN_ONCE = "webhook_secret"  # of the session, until the next page has shown it


class WebhookForm(EntryForm):
    """Where a program listens."""

    url = forms.URLField(
        label=gettext_lazy("Address"),
        max_length=500,
        assume_scheme="https",
        help_text=gettext_lazy("Public, beginning with https://."),
    )

    def enter(self, by: User) -> Webhook:
        return add_webhook(url=self.cleaned_data["url"], by=by)


@never_cache
def webhooks(request: PageRequest) -> HttpResponse:
    """List the reader's webhooks, and add one."""
    form = WebhookForm(request.POST or None)
    if request.method == "POST" and form.is_entered(request.user):
        request.session[SHOWN_ONCE] = {str(form.entered.public_id): form.entered.secret}
        messages.success(request, _("Added. From now on it is told of what changes."))
        return redirect("webhook", form.entered.public_id)
    context = {"webhooks": list(Webhook.objects.of(request.user)), "form": form}
    return render(request, "webhooks/list.html", context, status=422 if form.errors else 200)


@never_cache
def webhook(request: PageRequest, public_id: UUID) -> HttpResponse:
    """Show one webhook with what it was told and what it answered; its secret once."""
    row = get_object_or_404(Webhook.objects.of(request.user), public_id=public_id)
    shown = request.session.pop(SHOWN_ONCE, {})
    calls = Call.objects.filter(webhook=row)[:CALLS_SHOWN]
    return render(
        request, "webhooks/page.html", {"webhook": row, "calls": calls, "secret": shown.get(str(public_id), "")}
    )


@require_POST
def webhook_set(request: PageRequest, public_id: UUID) -> HttpResponse:
    """Test a webhook, have it told again, or remove it."""
    row = get_object_or_404(Webhook.objects.of(request.user), public_id=public_id)
    wish = request.POST.get("wish")
    if wish == "test":
        try_webhook(webhook=row)
        messages.success(request, _("A test is on its way. Load the page again to see what came back."))
    elif wish == "resume":
        resume_webhook(webhook=row)
        messages.success(request, _("It is told again, of what changes from now on."))
    elif wish == "remove":
        row.delete()
        messages.success(request, _("It is removed, and told nothing more."))
        return redirect("webhooks")
    return redirect("webhook", public_id)
