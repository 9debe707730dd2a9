"""Reads DNA's documents as articles, one for each text, and what else a document has as carried."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

from positions.enums import Precision
from positions.exchange.comparing import check_moment
from positions.exchange.dna.database import Database
from positions.exchange.dna.names import shortened
from positions.exchange.errors import BadRecord
from positions.exchange.records import ArticleRecord, CarriedRecord, Row
from positions.exchange.texts import take_text
from positions.models import Article, Source
from positions.text import text_hash

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
LONGEST_TITLE: int = Article._meta.get_field("title").max_length or 0
LONGEST_SOURCE: int = Source._meta.get_field("name").max_length or 0
TITLE_OF_WORDS = 80  # characters of the text that stand in for a title

# Which texts there are, for statements and repeats: `First` is the document that became the article, NULL for none.
TEXTS = "CREATE TEMP TABLE TEXTS(DocumentId INTEGER PRIMARY KEY, Hash TEXT, First INTEGER)"
INDEX = "CREATE INDEX temp.BY_HASH ON TEXTS(Hash)"
FIRST = "SELECT First FROM temp.TEXTS WHERE Hash = ? AND First IS NOT NULL"
NO_TEXT = "It has no text, so that it is no article here."
NO_DATE = "Its date ({}) is in no calendar, so that it is no article here; date it in DNA."
REPEATED = "It has the text of DOCUMENTS {}, and one text is one article; its statements are taken in there."


def read_documents(database: Database) -> Iterator[Row]:
    """Yield each document as an article and as carried, without the text where an article has it; fills TEXTS."""
    for sql in (TEXTS, INDEX):
        database.run(sql)
    for row in database.rows("SELECT * FROM DOCUMENTS ORDER BY ID"):
        place, document = f"DOCUMENTS {row['ID']}", dict(row)
        try:
            stored = stored_text(document)
        except BadRecord as problem:
            database.run("INSERT INTO temp.TEXTS VALUES(?, '', NULL)", document["ID"])
            yield Row(place, CarriedRecord(place, {"row": document, "text": ""}))
            yield Row(place, None, f"{problem} It is kept for DNA.")
            continue
        known = database.first(FIRST, text_hash(stored))
        first = known["First"] if known else document["ID"]
        database.run("INSERT INTO temp.TEXTS VALUES(?, ?, ?)", document["ID"], text_hash(stored), first)
        yield Row(place, CarriedRecord(place, carried(document, stored)))
        yield Row(place, None, REPEATED.format(first)) if known else Row(place, article(document))


def stored_text(document: dict[str, Any]) -> str:
    """Return the text as the tracker keeps it. Raises BadRecord for a document that cannot be an article."""
    if not document["Text"].strip():
        raise BadRecord(NO_TEXT)
    published = day_of(document["Date"])
    if published is None:
        raise BadRecord(NO_DATE.format(document["Date"]))
    check_moment(published, "Its date")  # what the import would refuse has to keep its text for the way back
    return take_text(document["Text"]).stored


def day_of(seconds: object) -> datetime | None:
    """Return the moment that DNA means, which knows no zones: its days and hours are taken as UTC."""
    try:
        return EPOCH + timedelta(seconds=seconds) if isinstance(seconds, int) else None
    except OverflowError:
        return None


def carried(document: dict[str, Any], stored: str) -> dict[str, Any]:
    """Return what is carried of an article: its row, the digest that finds its text, and what makes that text whole."""
    row = {name: value for name, value in document.items() if name != "Text"}
    content: dict[str, Any] = {"row": row, "text": text_hash(stored)}
    if document["Text"] == stored:
        return content
    before, found, after = document["Text"].partition(stored)
    return content | ({"around": [before, after]} if found else {"whole": document["Text"]})


def whole(content: dict[str, Any], stored: str) -> str:
    """Return a document's text to the letter, of what is carried and of the text as the tracker keeps it."""
    before, after = content.get("around", ("", ""))
    return str(content.get("whole") or f"{before}{stored}{after}")


def article(document: dict[str, Any]) -> ArticleRecord:
    """Return a document as an article; at midnight only the day is known."""
    published = day_of(document["Date"]) or EPOCH
    is_day = published == published.replace(hour=0, minute=0, second=0)
    return ArticleRecord(
        key=f"DOCUMENTS {document['ID']}",
        title=title_of(document),
        text=document["Text"],
        published_at=published,
        published_at_precision=Precision.DAY if is_day else Precision.MINUTE,
        source=source_of(document),
    )


def title_of(document: dict[str, Any]) -> str:
    """Return the title, or the first words of a document without one."""
    words = " ".join(document["Text"][: 4 * TITLE_OF_WORDS].split())
    return shortened(document["Title"].strip(), LONGEST_TITLE) or shortened(words, TITLE_OF_WORDS)


def source_of(document: dict[str, Any]) -> str:
    """Return the outlet, empty where DNA has none."""
    return shortened(document["Source"].strip(), LONGEST_SOURCE)
