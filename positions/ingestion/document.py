"""The shape in which every reader hands over what it read."""

from dataclasses import dataclass
from datetime import datetime

from positions.enums import Precision

# DESIGN's limit for a page, decoded; 2,500 pages of plain text. Files carry pictures and fonts besides.
MAX_TEXT_BYTES = 5_000_000
MAX_CHARACTERS = 5_000_000
MAX_FILE_BYTES = 20_000_000
# What one article may have when it is added. Measured: a text of half a million characters with 7,800 statements in it
# is read in 34 s on a busy machine; a job has 60 s. It is a book of 250 pages.
MAX_ARTICLE_CHARACTERS = 500_000


@dataclass(frozen=True)
class Document:
    """An article as read: its text in normal form, paragraphs parted by blank lines, and what was found about it.

    Empty strings and None mean "not found". `published_at` is aware and in UTC, and set together with
    `precision`. `language` is two letters. `remarks` are sentences for the analyst who checks the entry.
    """

    text: str
    title: str = ""
    outlet: str = ""
    published_at: datetime | None = None
    precision: Precision | None = None
    language: str = ""
    url: str = ""
    remarks: tuple[str, ...] = ()
