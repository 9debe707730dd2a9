"""Writes DNA's documents: carried ones as they were while the tracker says the same, then articles from elsewhere."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Any

from django.db.models import Exists, F, OuterRef, Q

from positions.exchange.dna.database import Database, first_coder
from positions.exchange.dna.documents import EPOCH, day_of, source_of, title_of, whole
from positions.exchange.dna.names import shortened
from positions.exchange.names import clean_name
from positions.models import ArticleVersion, Negotiation, Statement

# Which version of an article each document is, NULL where it is none; its text begins `Lead` code points into the
# document's, NULL where the two differ in more than blanks around it.
PLACES = "CREATE TEMP TABLE PLACES(DocumentId INTEGER PRIMARY KEY, Version INTEGER, Lead INTEGER)"
INDEX = "CREATE INDEX temp.BY_VERSION ON PLACES(Version)"
SHORT = ("Title", "Author", "Source", "Section", "Type")
AT_A_TIME = 50  # documents, with their texts


@dataclass(frozen=True, slots=True)
class Report:
    """A version of an article and what DNA has columns for."""

    version: int
    text: str
    title: str
    source: str
    published_at: datetime
    url: str
    reference: str


def put_back_documents(database: Database, negotiation: Negotiation, documents: Iterable[dict[str, Any]]) -> None:
    """Write carried documents whose text the tracker still has, or which never was an article; fills PLACES."""
    for sql in (PLACES, INDEX):
        database.run(sql)
    documents = iter(documents)
    while chunk := list(islice(documents, AT_A_TIME)):
        hashes = [each["text"] for each in chunk]
        rows = versions(negotiation).filter(text_hash__in=hashes).values(*COLUMNS)
        found = {each["text_hash"]: report(each) for each in rows}
        for document in chunk:
            put_back(database, document, found.get(document["text"]))


def put_back(database: Database, document: dict[str, Any], found: Report | None) -> None:
    """Write one carried document; what the tracker says otherwise of its article counts."""
    row = document["row"]
    if found is None and "Text" not in row:
        return  # the article was removed here
    if found:
        row = row | changed(row, found) | {"Text": whole(document, found.text)}
    row = row | {name: shortened(row[name] or "") for name in SHORT}
    place(database, database.insert("DOCUMENTS", row), found, row["Text"])


def place(database: Database, number: int, found: Report | None, text: str) -> None:
    """Note which version a document is."""
    lead = text.find(found.text) if found else None
    database.run(
        "INSERT INTO temp.PLACES VALUES(?, ?, ?)", number, found and found.version, None if lead == -1 else lead
    )


def changed(row: dict[str, Any], found: Report) -> dict[str, Any]:
    """Return the columns of a document that the tracker says otherwise of."""
    now: dict[str, Any] = {}
    if clean_name(title_of(row | {"Text": found.text})) != clean_name(found.title):
        now["Title"] = found.title
    if row["Source"].strip() and clean_name(source_of(row)) != clean_name(found.source):
        now["Source"] = found.source
    if day_of(row["Date"]) != found.published_at:
        now["Date"] = seconds(found.published_at)
    return now


def add_documents(database: Database, negotiation: Negotiation) -> None:
    """Write articles that did not come from DNA: the latest version, and earlier ones in which statements stand."""
    confirmed = Statement.objects.filter(version=OuterRef("pk")).confirmed()
    later = ArticleVersion.objects.filter(article=OuterRef("article"), number__gt=OuterRef("number"))
    rows = versions(negotiation).filter(Q(Exists(confirmed)) | ~Q(Exists(later))).order_by("article", "number")
    coder = first_coder(database)
    for each in rows.values(*COLUMNS).iterator(chunk_size=AT_A_TIME):
        found = report(each)
        if database.first("SELECT 1 FROM temp.PLACES WHERE Version = ?", found.version):
            continue
        place(database, database.insert("DOCUMENTS", new_row(found) | {"Coder": coder}), found, found.text)


def new_row(found: Report) -> dict[str, Any]:
    """Return an article as a document; what is too long for DNA's columns, and the address, stands in the notes."""
    title, source = shortened(found.title), shortened(found.source)
    cut = [long for long, short in ((found.title, title), (found.source, source)) if long != short]
    return {
        "Title": title,
        "Text": found.text,
        "Source": source,
        "Section": shortened(found.reference),
        "Notes": "\n".join([*cut, *filter(None, [found.url])]),
        "Date": seconds(found.published_at),
    }


def seconds(moment: datetime) -> int:
    """Return a moment as DNA keeps it."""
    return int((moment - EPOCH).total_seconds() // 1)


def versions(negotiation: Negotiation) -> Any:
    """Return the texts of a negotiation with what else COLUMNS names."""
    return ArticleVersion.objects.filter(negotiation=negotiation).annotate(
        title=F("article__title"),
        source=F("article__source__name"),
        published_at=F("article__published_at"),
        url=F("article__url"),
        reference=F("article__reference"),
    )


COLUMNS = ("pk", "text", "text_hash", "title", "source", "published_at", "url", "reference")


def report(row: dict[str, Any]) -> Report:
    """Return a row of `versions`."""
    return Report(row["pk"], **{name: row[name] for name in COLUMNS if name not in {"pk", "text_hash"}})
