"""Turns a file, a fetched page or pasted text into a Document, whatever the file is called."""

import re

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from positions.ingestion.confined import read_confined
from positions.ingestion.document import MAX_FILE_BYTES, MAX_TEXT_BYTES, Document
from positions.ingestion.encodings import BINARY, decode
from positions.ingestion.errors import IngestionError
from positions.ingestion.metadata import complete
from positions.ingestion.plain import read_plain, read_text

__all__ = ["Document", "read_document", "read_pasted"]

_SNIFFED = 4096
_PICTURE = gettext_lazy("This is a picture. Run text recognition on it, or type the text.")
_NO_ARTICLES = (
    (
        b"\xd0\xcf\x11\xe0",
        gettext_lazy("This is a file of an old Word or Outlook. Open it, save it as DOCX or PDF, and add that."),
    ),
    (b"{\\rtf", gettext_lazy("This is an RTF file. Open it in Word or LibreOffice, save it as DOCX, and add that.")),
    (b"\x89PNG", _PICTURE),
    (b"\xff\xd8\xff", _PICTURE),
    (b"GIF8", _PICTURE),
)
_OTHER_ARCHIVE = gettext_lazy(
    "This is an archive, a spreadsheet or slides. Add its articles one by one, as PDF, DOCX or text."
)
_PAGE = re.compile(r"(?is)\s*(?:<\?xml[^>]*>\s*)?(?:<!--.{0,2000}?-->\s*){0,3}<(?:!doctype\s+html|html|head|body)\b")
_MESSAGE = re.compile(rb"(?:[A-Za-z][A-Za-z0-9-]{1,40}: ?.*\r?\n(?:[ \t].*\r?\n)*){2,}")
_MAIL_HEADER = re.compile(rb"(?im)^(?:from|mime-version|received|message-id|return-path): ")
_DECLARED = re.compile(r"(?i)charset=[\"']?([\w.:-]+)")


def read_document(content: bytes, *, filename: str = "", content_type: str = "", url: str = "") -> Document:
    """Return the article in a file, recognised by what is in it; name, type and address only help.

    Raises IngestionError, with what to do next, for what is empty, too large, damaged, locked or no text.
    """
    if not content.strip(b" \t\r\n\0"):
        raise IngestionError(_("The file is empty. Choose another one, or paste the text."))
    kind = _kind(content, filename, content_type)
    limit = MAX_FILE_BYTES if kind in {"pdf", "docx", "eml"} else MAX_TEXT_BYTES
    if len(content) > limit:
        said = _(
            "The file has %(size)s MB, more than the %(most)s MB that one article may have. Add the part that matters "
            "as a file of its own, or paste it."
        )
        raise IngestionError(said % {"size": f"{len(content) / 1e6:.1f}", "most": limit // 10**6})
    declared = match[1] if (match := _DECLARED.search(content_type)) else ""
    if kind == "html":
        document = read_confined(kind, content, declared=declared, url=url)
    elif kind == "plain":
        document = read_plain(content, declared=declared)
    else:
        document = read_confined(kind, content)
    return complete(document, hints=(filename, url))


def read_pasted(text: str) -> Document:
    """Return the article in pasted text, which may be the source of a page.

    Raises IngestionError, with what to do next, for what is empty, too large or no text.
    """
    if _PAGE.match(text[:_SNIFFED]):
        return read_document(text.encode(errors="replace"), content_type="text/html; charset=utf-8")
    return complete(read_text(text))


def _kind(content: bytes, filename: str, content_type: str) -> str:
    """Return html, pdf, docx, eml or plain; raises IngestionError for files of other programs."""
    head = content[:_SNIFFED]
    for mark, message in _NO_ARTICLES:
        if head.startswith(mark):
            raise IngestionError(str(message))
    if b"%PDF-" in head[:1024]:
        return "pdf"
    if head.startswith(b"PK\x03\x04"):
        if b"word/document.xml" in content:
            return "docx"
        raise IngestionError(str(_OTHER_ARCHIVE))
    if _is_message(head, filename):
        return "eml"
    return "html" if _is_page(head, filename, content_type) else "plain"


def _is_message(head: bytes, filename: str) -> bool:
    headers = _MESSAGE.match(head)
    if not headers:
        return False
    return filename.lower().endswith((".eml", ".mht", ".mhtml")) or len(_MAIL_HEADER.findall(headers[0])) > 1


def _is_page(head: bytes, filename: str, content_type: str) -> bool:
    try:
        text = decode(head)[0]
    except IngestionError as error:
        raise IngestionError(BINARY) from error
    if _PAGE.match(text):
        return True
    is_called_page = filename.lower().endswith((".html", ".htm", ".xhtml")) or "html" in content_type.lower()
    return is_called_page and "<" in text
