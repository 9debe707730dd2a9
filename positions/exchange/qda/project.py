"""A negotiation as a project of REFI-QDA (.qdpx): articles as texts, confirmed statements as coded words in them.

An archive of `project.qde` and a text file per article. Dates in the archive are fixed, so that the same negotiation
is the same file. What is where, and why: docs/decisions/qda-files.md.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from tempfile import TemporaryFile
from typing import IO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from django.utils.translation import gettext_lazy as _
from lxml import etree

from positions.exchange.formats import Format, Options
from positions.exchange.qda.codebook import actor_codes, issue_codes, named, write_all, write_codes
from positions.exchange.qda.codes import Code
from positions.exchange.qda.keeping import Kept
from positions.exchange.qda.kept import OF_PROJECTS
from positions.exchange.qda.names import ORIGIN, PROJECT_XMLNS, guid
from positions.exchange.qda.project_reading import read_project
from positions.exchange.qda.sayings import judges
from positions.exchange.qda.source_xml import source_xml
from positions.exchange.qda.sources import AT_ONCE, VARIABLES, read_sources
from positions.exchange.qda.texts import source_guid, texts
from positions.exchange.xml_pieces import PIECE, clean, cleaned, leaf
from positions.models import Negotiation

NAME = "refi-project"
Q_ = f"{{{PROJECT_XMLNS}}}"
EPOCH = (1980, 1, 1, 0, 0, 0)  # the first day that an archive can name
READABLE = 0o644 << 16


def write_project(negotiation: Negotiation, options: Options) -> Iterator[bytes]:
    """Yield the archive; it is made in a temporary file, as its table of contents needs the sizes."""
    with TemporaryFile() as file:
        with ZipFile(file, "w", ZIP_DEFLATED) as archive:
            with archive.open(entry("project.qde"), "w") as stream:
                _write_xml(stream, negotiation)
            for version in texts(negotiation).select_related("article").iterator(chunk_size=AT_ONCE):
                archive.writestr(entry(f"sources/{source_guid(version)}.txt"), version.text.encode())
        file.seek(0)
        while piece := file.read(PIECE):
            yield piece


def entry(name: str) -> ZipInfo:
    """Return a part of the archive that is the same whenever it is written."""
    part = ZipInfo(name, EPOCH)
    part.compress_type, part.external_attr, part.create_system = ZIP_DEFLATED, READABLE, 3
    return part


def _write_xml(stream: IO[bytes], negotiation: Negotiation) -> None:
    actors = actor_codes(negotiation)
    codes = [*issue_codes(negotiation), *actors]
    kept = Kept(negotiation, NAME, codes)
    with etree.xmlfile(stream, encoding="UTF-8") as document:
        document.write_declaration()
        attributes = {"name": clean(negotiation.title), "origin": ORIGIN}
        with document.element(f"{Q_}Project", attributes, nsmap={None: PROJECT_XMLNS}):
            _write_users(document, negotiation)
            if codes:
                with document.element(f"{Q_}CodeBook"), document.element(f"{Q_}Codes"):
                    write_codes(document, map(kept.dressed, codes), PROJECT_XMLNS)
            _write_variables(document)
            _write_cases(document, list(named(actors)))
            write_all(document, stream, f"{Q_}Sources", map(source_xml, read_sources(negotiation, kept)))
            for name in OF_PROJECTS:
                write_all(document, stream, f"{Q_}{name}s", kept.elements(name))


def _write_users(document: etree._IncrementalFileWriter, negotiation: Negotiation) -> None:
    names = list(judges(negotiation).values_list("username", flat=True))
    if names:
        with document.element(f"{Q_}Users"):
            for name in names:
                leaf(document, f"{Q_}User", guid=guid("user", name), name=name)


def _write_variables(document: etree._IncrementalFileWriter) -> None:
    with document.element(f"{Q_}Variables"):
        for name, kind in VARIABLES.items():
            leaf(document, f"{Q_}Variable", guid=guid("variable", name), name=name, typeOfVariable=kind)


def _write_cases(document: etree._IncrementalFileWriter, actors: Sequence[Code]) -> None:
    """Write parties and speakers as cases under the identifiers of their codes, which is how NVivo joins the two."""
    if not actors:
        return
    with document.element(f"{Q_}Cases"):
        for actor in actors:
            with document.element(f"{Q_}Case", cleaned({"guid": actor.guid, "name": actor.name})):
                if actor.comment:
                    leaf(document, f"{Q_}Description", actor.comment)


PROJECT = Format(
    name=NAME,
    label=_("REFI-QDA project"),
    says=_("Articles with their coded words, for NVivo, MAXQDA, ATLAS.ti, QualCoder and others."),
    suffix=".qdpx",
    media_type="application/zip",
    read=read_project,
    write=write_project,
)
