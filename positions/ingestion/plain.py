"""Reads plain text: pasted, or from a file."""

from positions.ingestion.document import MAX_CHARACTERS, Document
from positions.ingestion.encodings import BINARY, decode, mend
from positions.ingestion.errors import IngestionError
from positions.text import normalise


def read_plain(content: bytes, *, declared: str = "") -> Document:
    """Return the text of a file. Raises IngestionError for an empty, binary or spoilt one."""
    text, remarks = decode(content, declared)
    document = read_text(text)
    return Document(document.text, remarks=(*remarks, *document.remarks))


def read_text(text: str) -> Document:
    """Return text as it stands, in normal form. Raises IngestionError where there is none, too much or no letters."""
    if len(text) > MAX_CHARACTERS:
        raise IngestionError(
            f"The text has {len(text):,} characters, more than the {MAX_CHARACTERS:,} that one article may have."
            " Add its parts as articles of their own."
        )
    if text.count("\0") or sum(map(text.count, _CONTROLS)) > len(text) / 100:
        raise IngestionError(BINARY)
    mended, remarks = mend(normalise(text))
    if not any(map(str.isalpha, mended)):
        raise IngestionError("There is no text here. Paste the article's text, or choose another file.")
    return Document(normalise(mended), remarks=remarks)


_CONTROLS = [chr(code) for code in {*range(1, 32)} - {8, 9, 10, 11, 12, 13, 27}]
