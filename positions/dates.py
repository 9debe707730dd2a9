"""Says days and times in the reader's language, as exactly as they are known."""

from datetime import date, datetime

from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from positions.enums import Precision

SHORT = {Precision.MONTH: _("M Y"), Precision.DAY: _("j M Y"), Precision.MINUTE: _("j M Y, H:i")}


def in_words(at: datetime | date, precision: str = Precision.DAY) -> str:
    """Return a time as it stands, in no other zone: Oct 2016, 7 Oct 2016, or 7 Oct 2016, 14:30."""
    return date_format(at, str(SHORT[Precision(precision)]))
