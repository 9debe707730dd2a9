"""The format of a whole negotiation, for the list of formats."""

from django.utils.translation import gettext_lazy as _

from positions.enums import Role
from positions.exchange.formats import Choice, Format
from positions.exchange.whole.reading import restore
from positions.exchange.whole.writing import write_whole

WHOLE = Format(
    name="whole",
    label=_("Whole negotiation, as JSON Lines"),
    says=_(
        "All of it, with judgements, members and history, to be restored elsewhere or after a loss. Administrators "
        "restore it."
    ),
    suffix=".positions.jsonl",
    media_type="application/x-ndjson",
    write=write_whole,
    restore=restore,
    reads_with=(
        Choice("slug", _("Address"), _("As in /n/harbour-talks/. Empty for the one that it had.")),
        Choice(
            "as_copy",
            _("Beside the original"),
            _("Everything in it gets new addresses, so that both can stand here."),
            False,
        ),
        Choice(
            "people",
            _("Who is whom"),
            _(
                "Where user names here are other ones than in the file: ida = ida2, tom = thomas. Everybody else is "
                "the account of the same user name or e-mail address, or gets one that is closed."
            ),
        ),
    ),
    role=Role.LEAD,  # it holds the members' addresses and everybody's saved searches
)
