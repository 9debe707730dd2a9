"""What one may choose of formats that have no words of their own for it: networks, event lists, DNA, QDA programs."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from positions.analysis.network_settings import Duplicates, Normalization, Qualifier
from positions.exchange.formats import Choice, Format

USUAL = ("", _("as usual"))
DAY = _("A day, 2016-10-07; empty for no bound.")
NETWORK = (
    Choice(
        "type",
        _("Network"),
        "",
        "one-mode",
        (
            ("one-mode", _("who shares stances with whom")),
            ("two-mode", _("who speaks on what")),
            ("answers", _("who answers whom")),
        ),
    ),
    Choice("of", _("Actors"), "", "party", (("party", _("parties")), ("person", _("people")))),
    Choice("qualifier", _("A tie is"), "", "", (USUAL, *((each.value, each.label) for each in Qualifier))),
    Choice("normalization", _("Normalised"), "", "", (USUAL, *((each.value, each.label) for each in Normalization))),
    Choice("duplicates", _("Repeats"), "", "include", tuple((each.value, each.label) for each in Duplicates)),
    Choice("from", _("First day"), DAY),
    Choice("to", _("Last day"), DAY),
)
LAYOUT = Choice(
    "layout", _("Layout"), "", "fullmatrix", (("fullmatrix", _("a matrix")), ("edgelist", _("a list of ties")))
)
WRITES: dict[str, tuple[Choice, ...]] = {"graphml": NETWORK, "gexf": NETWORK, "ucinet": (*NETWORK, LAYOUT)}
VARIABLES = _("The variable of the database that has it; empty for DNA's usual name.")
READS: dict[str, tuple[Choice, ...]] = {
    "dna": (
        Choice("statement_type", _("Type of statement"), _("Where the database has several that fit.")),
        Choice("organization", _("Organization"), VARIABLES),
        Choice("person", _("Person"), VARIABLES),
        Choice("concept", _("Concept"), VARIABLES),
        Choice("agreement", _("Agreement"), VARIABLES),
        Choice("zone", _("Time zone"), _("Of DNA 2: where its computer stood, for example Europe/Berlin.")),
    ),
}


def choices_to_write(chosen: Format) -> tuple[Choice, ...]:
    """Return the options of an export."""
    return chosen.writes_with or WRITES.get(chosen.name, ())


def choices_to_read(chosen: Format) -> tuple[Choice, ...]:
    """Return the options of an import."""
    return chosen.reads_with or READS.get(chosen.name, ())
