"""Reads the text of a Word file."""

import re
from collections.abc import Iterator
from io import BytesIO
from itertools import islice
from zipfile import BadZipFile, ZipFile

import docx
from docx.document import Document as WordFile
from docx.opc.exceptions import OpcError
from docx.table import Table
from docx.text.paragraph import Paragraph
from lxml.etree import XMLSyntaxError

from positions.ingestion.document import Document
from positions.ingestion.encodings import mend
from positions.ingestion.errors import IngestionError
from positions.text import normalise

# Measured: python-docx takes 1.6 s for 5 MB of XML. What hardly packs, as pictures do, is not counted.
MAX_XML_BYTES = 20_000_000
MAX_PARTS = 2_000
_TITLE_WITHIN = 10
_BROKEN = "The Word file is damaged. Open it, save it anew as DOCX, or paste its text."
_NO_TITLE = re.compile(r"(?i)^(?:word document|document|untitled|документ|\W*)$")


def read_docx(content: bytes) -> Document:
    """Return the text of a Word file, a table's row in a line, and its title.

    Raises IngestionError for a file that is damaged, empty, or unpacks to far more than a text needs.
    """
    _check_size(content)
    try:
        word = docx.Document(BytesIO(content))
        text = "\n\n".join(filter(None, _blocks(word)))
        title = word.core_properties.title.strip() or _first_title(word)
    except (OpcError, BadZipFile, XMLSyntaxError, KeyError, ValueError) as error:
        raise IngestionError(_BROKEN) from error
    mended, remarks = mend(normalise(text))
    if not mended:
        raise IngestionError("The Word file holds no text, only pictures perhaps. Paste the text.")
    return Document(normalise(mended), title="" if _NO_TITLE.match(title) else title, remarks=remarks)


def _check_size(content: bytes) -> None:
    """Raise IngestionError for a bomb: an archive whose XML is far larger than a text's."""
    try:
        with ZipFile(BytesIO(content)) as archive:
            parts = archive.infolist()
    except BadZipFile as error:
        raise IngestionError(_BROKEN) from error
    if any(part.flag_bits & 1 for part in parts):
        raise IngestionError("The Word file is locked with a password. Save a copy without one, or paste the text.")
    size = sum(part.file_size for part in parts if part.compress_size * 3 < part.file_size)
    if size > MAX_XML_BYTES or len(parts) > MAX_PARTS:
        raise IngestionError("The Word file unpacks to far more than an article needs. Paste the text.")


def _blocks(word: WordFile) -> Iterator[str]:
    for block in word.iter_inner_content():
        if isinstance(block, Paragraph):
            yield block.text.strip()
        elif isinstance(block, Table):
            yield "\n".join(" | ".join(cell.text.strip() for cell in row.cells) for row in block.rows)


def _first_title(word: WordFile) -> str:
    """Return the title or heading among the first paragraphs; python-docx takes 1 ms to name each one's style."""
    for paragraph in islice(word.iter_inner_content(), _TITLE_WITHIN):
        if isinstance(paragraph, Paragraph) and paragraph.style and paragraph.style.name in {"Title", "Heading 1"}:
            return paragraph.text.strip()
    return ""
