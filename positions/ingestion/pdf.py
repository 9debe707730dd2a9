"""Reads the text of a PDF file."""

import re
from collections import Counter
from io import BytesIO

from pypdf import PdfReader
from pypdf.errors import PyPdfError

from positions.ingestion.document import Document
from positions.ingestion.encodings import mend
from positions.ingestion.errors import IngestionError
from positions.ingestion.paragraphs import unwrap
from positions.text import normalise

# Far more than a record of a meeting; 200 full pages of plain type take 1 s.
MAX_PAGES = 200
# A scanned page carries at most a stamp or a page number as text.
_SHORTEST_PAGE = 20
_DIGITS = re.compile(r"\d+")
_NO_TITLE = re.compile(r"(?i)untitled|^about:|^microsoft word|\.(?:docx?|pdf|indd|qxd|rtf)$|^\W*$")


def read_pdf(content: bytes) -> Document:
    """Return the text of a PDF, running heads and page numbers left out, paragraphs rebuilt, and its title.

    Raises IngestionError for a file that is locked, damaged, too long or only pictures. The date of the file is no
    date of publication; it is mentioned in a remark.
    """
    try:
        reader = PdfReader(BytesIO(content))
        if reader.is_encrypted and not reader.decrypt(""):
            raise IngestionError("The PDF is locked with a password. Save a copy without one, or paste the text.")
        if len(reader.pages) > MAX_PAGES:
            raise IngestionError(
                f"The PDF has {len(reader.pages)} pages, more than {MAX_PAGES}."
                " Save the pages that matter as a file of their own."
            )
        pages = [page.extract_text() for page in reader.pages]
        properties = reader.metadata
        title = str((properties and properties.title) or "").strip()
        made = properties.creation_date if properties else None
    except (PyPdfError, RecursionError) as error:
        raise IngestionError("The PDF is damaged. Open it, save it anew as PDF, or paste its text.") from error
    if sum(len(page.strip()) for page in pages) < _SHORTEST_PAGE * max(1, len(pages)):
        raise IngestionError(
            "The PDF holds pictures of pages and no text. Run text recognition on it, or paste the text."
        )
    text, remarks = mend(normalise(unwrap("\n".join(_without_running_heads(pages)))))
    if made:
        remarks = (*remarks, f"The file was made on {made:%-d %B %Y}; the date of publication may be another.")
    return Document(normalise(text), title="" if _NO_TITLE.search(title) else title, remarks=remarks)


def _without_running_heads(pages: list[str]) -> list[str]:
    """Return pages without the first and last lines that most of them share but for the digits."""
    cut = [page.split("\n") for page in pages]
    if len(pages) < 3:
        return ["\n".join(lines) for lines in cut]
    edges = Counter(_edge(line) for lines in cut for line in {*lines[:2], *lines[-2:]})
    return [
        "\n".join(
            line
            for place, line in enumerate(lines)
            if 2 <= place < len(lines) - 2 or edges[_edge(line)] < max(3, len(pages) / 2)
        )
        for lines in cut
    ]


def _edge(line: str) -> str:
    return _DIGITS.sub("0", line.strip())
