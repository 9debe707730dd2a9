"""Who uses the product."""

import zoneinfo

from django.contrib.auth.models import AbstractUser
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _


def validate_time_zone(name: str) -> None:
    """Raise ValidationError unless name is a zone of the IANA database."""
    if name not in zoneinfo.available_timezones():
        raise ValidationError(gettext("“%(name)s” is not a time zone. Write it as in Europe/Paris.") % {"name": name})


class User(AbstractUser):  # type: ignore[django-manager-missing]  # of its tokens: knox has no types
    """An analyst, data keeper, reader or program, with the habits that pages respect."""

    time_zone = models.CharField(
        max_length=64,
        default="UTC",
        validators=[validate_time_zone],
        help_text=_("Times are shown in this zone, for example Europe/Paris."),
    )
    language = models.CharField(max_length=10, default="en", help_text=_("Language of pages and e-mails."))
    keyboard = models.BooleanField(_("keyboard shortcuts"), default=True, help_text=_("Single keys act on pages."))

    shows_tour = models.BooleanField(
        _("first steps"), default=True, help_text=_("Examples show the first steps until they are done or put away.")
    )

    # Empty until the reader starts the first steps: what was decided before is none of them.
    tour_started_at = models.DateTimeField(null=True, blank=True, editable=False)

    def __str__(self) -> str:
        return self.get_full_name() or self.username

    @property
    def initials(self) -> str:
        """Return up to two letters for the corner of the page."""
        return "".join(part[0] for part in str(self).split()[:2]).upper()
