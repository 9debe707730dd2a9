"""The formats that the tracker knows, by name; a new one is one line here."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import PurePath

from django.utils.translation import gettext as _

from positions.exchange.corpora import CORPUS
from positions.exchange.dna.format import DNA
from positions.exchange.errors import ExchangeError
from positions.exchange.event_list import EVENT_LIST
from positions.exchange.formats import Format
from positions.exchange.graphs.gexf import GEXF
from positions.exchange.graphs.graphml import GRAPHML
from positions.exchange.graphs.ucinet import UCINET
from positions.exchange.lines import RECORDS
from positions.exchange.qda.codebook import CODEBOOK
from positions.exchange.qda.project import PROJECT
from positions.exchange.references import BIBTEX, CSL
from positions.exchange.tables.formats import CSV, XLSX
from positions.exchange.whole.format import WHOLE

# One line each, in the order in which pages offer them.
NETWORKS, QUALITATIVE, REFERENCES = (GRAPHML, GEXF, UCINET, EVENT_LIST), (PROJECT, CODEBOOK), (BIBTEX, CSL)
ALL: tuple[Format, ...] = (CSV, XLSX, WHOLE, DNA, CORPUS, RECORDS, *NETWORKS, *QUALITATIVE, *REFERENCES)

FORMATS: Mapping[str, Format] = {each.name: each for each in ALL}


def writable() -> list[Format]:
    """Return the formats in which a negotiation can be exported."""
    return [each for each in FORMATS.values() if each.write]


def readable() -> list[Format]:
    """Return the formats that can be imported."""
    return [each for each in FORMATS.values() if each.read or each.restore]


def find_format(name: str, among: list[Format]) -> Format:
    """Return a format by its name; raises ExchangeError with those there are."""
    for each in among:
        if each.name == name:
            return each
    said = _("There is no format “%(name)s” for this. Choose one of: %(names)s.")
    raise ExchangeError(said % {"name": name, "names": _names(among)})


def guess_format(file_name: str) -> Format:
    """Return the one format whose files end like this one; raises ExchangeError where none or several do."""
    ending = PurePath(file_name).name.lower()
    longest = max((each.fits(ending) for each in readable()), default=0)
    fitting = [each for each in readable() if longest and each.fits(ending) == longest]
    if len(fitting) == 1:
        return fitting[0]
    said = _("The file's name does not tell its format. Name one of: %(names)s.")
    raise ExchangeError(said % {"names": _names(fitting or readable())})


def _names(formats: list[Format]) -> str:
    return ", ".join(each.name for each in formats)
