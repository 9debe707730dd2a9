"""Opens files of REFI-QDA: the archive with its texts, and its XML element by element; refuses bombs and entities."""

from __future__ import annotations

import zlib
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO
from zipfile import BadZipFile, ZipFile, ZipInfo, is_zipfile

from lxml import etree

from positions.exchange.errors import ExchangeError
from positions.ingestion.document import MAX_TEXT_BYTES

MAX_PARTS = 200_000
MAX_XML_BYTES = 1_000_000_000  # 100,000 statements take about 150 MB
MAX_UNPACKED_BYTES = 4_000_000_000  # of all texts and the XML together
FOLDER, SCHEME = "sources/", "internal://"
BROKEN = "The file is damaged, or no project of REFI-QDA. Export it again from its program."


class TextMissing(Exception):
    """Why a text of the archive cannot be had, in a sentence."""


class Archive:
    """An open project: its XML, and its texts by the addresses that the XML names."""

    def __init__(self, archive: ZipFile) -> None:
        self._archive = archive
        self._parts = {part.filename.casefold(): part for part in archive.infolist()}
        self._project = self._find_project()
        _check_size(archive.infolist(), self._project)

    def _find_project(self) -> ZipInfo:
        found = [part for name, part in self._parts.items() if name.endswith(".qde") and "/" not in name]
        if not found:
            raise ExchangeError("The archive holds no .qde file and so no project of REFI-QDA.")
        return next((part for part in found if part.filename.casefold() == "project.qde"), found[0])

    def xml(self) -> IO[bytes]:
        """Open the project's XML."""
        return self._archive.open(self._project)

    def text(self, address: str) -> str:
        """Return a text; raises TextMissing."""
        if not address.startswith(SCHEME):
            raise TextMissing(f"its text lies outside of the archive, at “{address}”")
        part = self._parts.get(f"{FOLDER}{address.removeprefix(SCHEME).lstrip('/')}".casefold())
        if part is None:
            raise TextMissing(f"its text, “{address}”, is not in the archive")
        if part.file_size > MAX_TEXT_BYTES:
            raise TextMissing(f"its text has {part.file_size:,} bytes, more than the {MAX_TEXT_BYTES:,} of an article")
        try:
            return self._archive.read(part).decode("utf-8-sig")
        except UnicodeDecodeError as error:
            raise TextMissing("its text is not in UTF-8, as REFI-QDA has it") from error


def _check_size(parts: Collection[ZipInfo], project: ZipInfo) -> None:
    if any(part.flag_bits & 1 for part in parts):
        raise ExchangeError("The archive is locked with a password. Export the project without one.")
    read = sum(part.file_size for part in parts if part.filename.casefold().endswith((".txt", ".qde")))
    if len(parts) > MAX_PARTS or project.file_size > MAX_XML_BYTES or read > MAX_UNPACKED_BYTES:
        raise ExchangeError("The archive unpacks to far more than can be read. Export the project in parts.")


@contextmanager
def opened(path: Path) -> Iterator[Archive]:
    """Open a .qdpx file; raises ExchangeError when it is none, also while it is being read."""
    if not is_zipfile(path):
        raise ExchangeError("This is no .qdpx file: it is no archive.")
    try:
        with ZipFile(path) as archive:
            yield Archive(archive)
    except (BadZipFile, EOFError, NotImplementedError, zlib.error) as error:
        raise ExchangeError(BROKEN) from error


def check_root(stream: IO[bytes], name: str) -> dict[str, str]:
    """Return the attributes of the root element; raises ExchangeError when it has another name or defines entities."""
    try:
        for _event, root in etree.iterparse(stream, events=("start",), **SAFE):
            if root.getroottree().docinfo.internalDTD is not None:
                raise ExchangeError("The file defines a document type of its own, which is refused for safety.")
            if local(root) != name:
                raise ExchangeError(f"This is no file of REFI-QDA: it begins with <{local(root)}>, not with <{name}>.")
            return {key: str(value) for key, value in root.attrib.items()}
    except etree.XMLSyntaxError as error:
        raise ExchangeError(BROKEN) from error
    raise ExchangeError(BROKEN)


# No entities, no files or addresses beside the document, and libxml2's own limits on depth and size of text.
SAFE = {"resolve_entities": False, "load_dtd": False, "no_network": True, "huge_tree": False, "remove_comments": True,
        "remove_pis": True}  # fmt: skip


def elements(stream: IO[bytes], names: Collection[str]) -> Iterator[etree._Element]:
    """Yield the elements of these names, each whole, in the order of the file; one at a time is in memory."""
    tags = [f"{{*}}{name}" for name in names]
    try:
        for _event, element in etree.iterparse(stream, events=("end",), tag=tags, **SAFE):
            yield element
            element.clear(keep_tail=False)
            while element.getprevious() is not None:
                del element.getparent()[0]
    except etree.XMLSyntaxError as error:
        raise ExchangeError(BROKEN) from error


def local(element: etree._Element) -> str:
    """Return an element's name without its namespace; programs differ in it."""
    return etree.QName(element).localname


def bare(identifier: str) -> str:
    """Return an identifier as it is compared: without braces, in small letters."""
    return identifier.strip("{} ").casefold()


def comment(element: etree._Element) -> str:
    """Return what its Description says."""
    return element.findtext("{*}Description") or ""
