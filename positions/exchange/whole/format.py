"""The format of a whole negotiation, for the list of formats."""

from django.utils.translation import gettext_lazy as _

from positions.enums import Role
from positions.exchange.formats import Format
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
    role=Role.LEAD,  # it holds the members' addresses and everybody's saved searches
)
