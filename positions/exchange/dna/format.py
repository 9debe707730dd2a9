"""What the list of formats says of databases of Discourse Network Analyzer."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from positions.enums import Role
from positions.exchange.dna.kept import FORMAT
from positions.exchange.dna.reading import read_dna
from positions.exchange.dna.writing import write_dna
from positions.exchange.formats import Format

DNA = Format(
    name=FORMAT,
    label=_("Discourse Network Analyzer"),
    says=_(
        "The .dna database of DNA 3, for DNA and rDNA; databases of DNA 2 come in as well. Confirmed statements go out "
        "with person, organization, concept and agreement, and with all that came in from DNA before."
    ),
    suffix=".dna",
    media_type="application/vnd.sqlite3",
    read=read_dna,
    write=write_dna,
    role=Role.ANALYST,  # coders' passwords go out as they came in, hashed
)
