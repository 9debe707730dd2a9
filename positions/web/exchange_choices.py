"""What one may choose of formats that have no words of their own for it: networks, event lists, DNA, corpora, QDA."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from positions.analysis.network_settings import Duplicates, Normalization, Qualifier
from positions.exchange.corpora import LEAST
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
AGREEMENT = Choice(
    "agreement",
    _("Agreement"),
    "",
    "binary",
    (
        ("binary", _("1 for, 0 against, both for a mixed stance, as in DNA")),
        ("three", _("1 for, 0 mixed, −1 against, as networks here count")),
    ),
)
WRITES: dict[str, tuple[Choice, ...]] = {
    "graphml": NETWORK,
    "gexf": NETWORK,
    "ucinet": (*NETWORK, LAYOUT),
    "event-list": (AGREEMENT,),
}
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
    "refi-project": (
        Choice(
            "end",
            _("The end of a selection is"),
            _("Where the file itself does not tell. If all words come out a character short, choose the other."),
            "after",
            (("after", _("the place behind its last character")), ("last", _("its last character"))),
        ),
    ),
    "corpus": (
        Choice("source", _("Outlet"), _("Of its articles; empty for the usual one of the corpus.")),
        Choice(
            "least", _("Statements needed"), _("So many have to name a concept for it to become an issue."), str(LEAST)
        ),
    ),
}


def choices_to_write(chosen: Format) -> tuple[Choice, ...]:
    """Return the options of an export."""
    return chosen.writes_with or WRITES.get(chosen.name, ())


def choices_to_read(chosen: Format) -> tuple[Choice, ...]:
    """Return the options of an import."""
    return chosen.reads_with or READS.get(chosen.name, ())
