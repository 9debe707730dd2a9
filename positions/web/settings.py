"""How pages behave for one reader: time zone, language, keys."""

import zoneinfo

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from positions.digests.subscriptions import reschedule
from positions.models import User
from positions.web.access import PageRequest


def time_zones() -> list[tuple[str, str]]:
    """Return the zones a person lives in, by name; the database's aliases without a region are left out."""
    named = sorted(name for name in zoneinfo.available_timezones() if "/" in name and not name.startswith("Etc/"))
    return [(name, name.replace("_", " ")) for name in ["UTC", *named]]


class ReaderForm(forms.ModelForm):
    """The habits that pages respect."""

    language = forms.ChoiceField(
        label=_("Language"), choices=settings.LANGUAGES, help_text=_("Language of pages and e-mails.")
    )

    class Meta:
        model = User
        fields = ("first_name", "last_name", "time_zone", "language", "keyboard", "shows_tour")
        labels = {"time_zone": _("Time zone")}

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["time_zone"].widget = forms.Select(choices=time_zones())
        self.fields["keyboard"].help_text = _(
            "Keys such as a (accept) or j (next). Off, pages listen to no single key."
        )


def settings_page(request: PageRequest) -> HttpResponse:
    """Show and change the reader's settings."""
    form = ReaderForm(request.POST or None, instance=request.user)
    if request.method == "POST" and form.is_valid():
        form.save()
        reschedule(by=request.user)
        messages.success(request, gettext("Your settings are saved."))
        return redirect("settings")
    return render(request, "settings.html", {"form": form})
