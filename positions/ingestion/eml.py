"""Reads an e-mail message or a page saved as MHTML: its text, subject, sender and date."""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC
from email import policy
from email.message import Message
from email.parser import BytesParser
from email.utils import parseaddr, parsedate_to_datetime

from positions.enums import Precision
from positions.ingestion.document import Document
from positions.ingestion.encodings import decode
from positions.ingestion.errors import IngestionError
from positions.ingestion.html import read_html
from positions.ingestion.paragraphs import is_wrapped, unwrap
from positions.ingestion.plain import read_text

MAX_PARTS = 200
_REPLY = re.compile(r"(?i)^(?:(?:re|aw|sv|fwd?|wg|tr|отв|пересл)\s*:\s*)+")
_PASSED_ON = re.compile(r"(?i)^(?:\w+:\s*)*(?:fwd?|wg|tr|пересл)\s*:")
_SAVED_PAGE = "snapshot-content-location"


def read_eml(content: bytes) -> Document:
    """Return the message's text with subject as title, sender as outlet and date to the minute.

    Of a text and its HTML twin the fuller is taken. A message passed on says who passed it on and when, not who
    published it: then outlet and date are left to the text. Raises IngestionError for a message without text.
    """
    message = BytesParser(policy=policy.default).parsebytes(content)
    parts = [part for part in message.walk() if not part.is_multipart()]
    if len(parts) > MAX_PARTS:
        raise IngestionError("The message has too many parts to be an article. Open it, and paste its text.")
    body = _body(parts, _header(message, _SAVED_PAGE))
    subject = _header(message, "subject")
    document = replace(
        body,
        title=_REPLY.sub("", subject).strip() or body.title,
        remarks=(*body.remarks, *_attachments(parts)),
    )
    if body.url:
        return document
    if _PASSED_ON.match(subject):
        remark = "The message was passed on: outlet and date are taken from its text where it names them."
        return replace(document, outlet="", remarks=(*document.remarks, remark))
    return _sent(replace(document, outlet=parseaddr(_header(message, "from"))[0]), message)


def _header(message: Message, name: str) -> str:
    return " ".join(str(message.get(name, "")).split())


def _body(parts: Sequence[Message], url: str) -> Document:
    """Return the fuller of the text in plain parts and that of the HTML parts."""
    plain = "\n\n".join(_plain(part) for part in parts if part.get_content_type() == "text/plain")
    pages = [part for part in parts if part.get_content_type() == "text/html"]
    page = _page(pages, url)
    if page and len(page.text) > 1.2 * len(plain):
        return page
    if not plain.strip():
        raise IngestionError("The message holds no text. Open its attachment and add that as a file.")
    return read_text(unwrap(plain) if is_wrapped(plain) else plain)


def _plain(part: Message) -> str:
    return decode(_payload(part), part.get_content_charset() or "")[0]


def _page(parts: Sequence[Message], url: str) -> Document | None:
    for part in parts:
        try:
            return read_html(_payload(part), declared=part.get_content_charset() or "", url=url)
        except IngestionError:
            # A tracking pixel or a signature; the next part or the plain text holds the words.
            continue
    return None


def _payload(part: Message) -> bytes:
    payload = part.get_payload(decode=True)
    return payload if isinstance(payload, bytes) else b""


def _attachments(parts: Sequence[Message]) -> tuple[str, ...]:
    names = [name for part in parts if part.get_content_maintype() == "application" and (name := part.get_filename())]
    return (f"Not read: the attached {', '.join(names)}. Save and add as a file what matters.",) if names else ()


def _sent(document: Document, message: Message) -> Document:
    try:
        sent = parsedate_to_datetime(_header(message, "date"))
    except ValueError:
        return document
    sent = sent if sent.tzinfo else sent.replace(tzinfo=UTC)
    return replace(document, published_at=sent.astimezone(UTC), precision=Precision.MINUTE)
