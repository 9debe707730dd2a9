"""Reads a project of REFI-QDA (.qdpx) of any program: texts as articles, coded words as statements.

Twice through the XML: first for the codes and for how the program counts, then for the texts with their words. What the
tracker has no place for is kept for the way back. Option `end`: `after` or `last`, what an end of words names when
nothing tells it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

from lxml import etree

from positions.exchange.errors import ExchangeError
from positions.exchange.formats import Options
from positions.exchange.qda.archive import Archive, TextMissing, bare, check_root, comment, elements, local, opened
from positions.exchange.qda.codebook import codes_of, kept_row
from positions.exchange.qda.codes import Code, Codebook, Meaning, moment, understood
from positions.exchange.qda.counting import CountedText, Counting, ends_are_last
from positions.exchange.qda.kept import (
    OF_PROJECTS,
    OF_TEXT,
    fitted,
    fitted_note,
    fitted_remark,
    made,
    places_of,
    record_of,
    references_in,
)
from positions.exchange.qda.names import COLOURS, PROJECT_XMLNS, first, heard
from positions.exchange.qda.sources import article_of
from positions.exchange.qda.statements import OF_STATEMENTS, Marked, in_order, statement_of
from positions.exchange.records import CarriedRecord, Row, StatementRecord
from positions.text import text_hash

TEXTS = ("TextSource", "PDFSource")
MEDIA = {"PictureSource": "a picture", "AudioSource": "a recording", "VideoSource": "a video"}
EVIDENCE = 50  # named selections that are enough to tell how ends are counted
UNDATED = "Nothing says when it was published; add a variable “published”."
ENDS = {"after": False, "last": True}


@dataclass(slots=True)
class Book:
    """What the first reading finds: codes, cases, variables by identifier, and the program's name.

    `referenced` are identifiers that notes, links, sets and graphs name; `names` tells by what name one is kept.
    """

    attributes: dict[str, str]
    codes: tuple[Code, ...] = ()
    cases: set[str] = field(default_factory=set)
    variables: dict[str, str] = field(default_factory=dict)
    codebook: Codebook = field(default_factory=Codebook)
    counting: Counting = field(default_factory=Counting)
    referenced: set[str] = field(default_factory=set)
    names: dict[str, str] = field(default_factory=dict)


def read_project(path: Path, options: Options) -> Iterator[Row]:
    """Yield the project's rows: codes, then each text with its statements, then what is kept besides."""
    if (end := str(options.get("end") or "after")) not in ENDS:
        raise ExchangeError(f"“{end}” is not what an end of words can name; choose one of: {', '.join(ENDS)}.")
    with opened(path) as archive:
        book = _read_book(archive, end_is_last=ENDS[end])
        for record in book.codebook.records():
            yield Row("codes", record)
        yield from _looks(book)
        with archive.xml() as stream:
            for element in elements(stream, (*TEXTS, *MEDIA, *OF_PROJECTS)):
                name = local(element)
                if name in MEDIA:
                    yield Row(place(element), None, f"It is {MEDIA[name]}; only texts and their codes are taken over.")
                elif name == "Note":
                    yield _note(archive, book, element)
                elif name in OF_PROJECTS:
                    yield kept_row(fitted(element, book.names))
                else:
                    yield from _read_text(archive, book, element)


def _read_book(archive: Archive, *, end_is_last: bool) -> Book:
    with archive.xml() as stream:
        book = Book(check_root(stream, "Project"))
    evidence: list[tuple[str, int, int, str]] = []
    with archive.xml() as stream:
        for element in elements(stream, ("CodeBook", "Variable", "Case", *TEXTS, *OF_PROJECTS)):
            name, own = local(element), bare(element.get("guid", ""))
            if name == "CodeBook":
                book.codes = codes_of(element.find("{*}Codes")) if element.find("{*}Codes") is not None else ()
            elif name == "Variable":
                book.variables[own] = element.get("name", "").casefold()
            elif name == "Case":
                book.cases.add(own)
            elif name in OF_PROJECTS:
                book.referenced |= references_in(element)
            elif len(evidence) < EVIDENCE:
                evidence += islice(_named_selections(archive, element), EVIDENCE)
    book.codebook = understood(book.codes, book.cases)
    book.names = book.codebook.names()
    known = ends_are_last(evidence)
    origin = book.attributes.get("origin", "")
    book.counting = Counting.of(origin, end_is_last=end_is_last if known is None else known)
    return book


def _looks(book: Book) -> Iterator[Row]:
    """Yield colours of codes that are not as they are written anyhow, and which notes are on them."""
    for code in (each for top in book.codes for each in top.all()):
        meaning = book.codebook.meanings.get(code.guid)
        usual = COLOURS[meaning.stance] if meaning and meaning.kind == "stance" else ""
        if meaning and (code.notes or code.colour not in {"", usual}):
            look = {"colour": code.colour, "notes": list(code.notes)}
            yield Row("codes", CarriedRecord(f"Code:{meaning.guid}", look))


def _note(archive: Archive, book: Book, element: etree._Element) -> Row:
    try:
        text = CountedText(_raw(archive, element), book.counting)
    except TextMissing as missing:
        if element.get("plainTextPath"):
            return Row(place(element), None, f"It cannot be read: {missing}.")
        return kept_row(fitted(element, book.names))
    return kept_row(fitted_note(element, book.names, text))


def _named_selections(archive: Archive, element: etree._Element) -> Iterator[tuple[str, int, int, str]]:
    body = _body(element)
    named = [each for each in body.iterchildren("{*}PlainTextSelection") if each.get("name")]
    try:
        text = _raw(archive, body) if named else ""
    except TextMissing:
        return
    for selection in named:
        if span := places_of(selection):
            yield text, *span, selection.get("name", "")


def _read_text(archive: Archive, book: Book, element: etree._Element) -> Iterator[Row]:
    where, body = place(element), _body(element)
    try:
        counted = CountedText(_raw(archive, body), book.counting)
    except TextMissing as missing:
        yield Row(where, None, f"It cannot be read: {missing}.")
        return
    written = moment(element.get("creationDateTime") or book.attributes.get("creationDateTime", ""))
    own = bare(element.get("guid", ""))
    article = article_of(own, element.get("name", "").strip(), counted.text, _values(book, element), written)
    if article is None or not counted.text:
        yield Row(where, None, UNDATED if counted.text else "It is empty.")
        return
    yield Row(where, article)
    kept = made("TextSource")
    if remark := comment(element).strip():
        etree.SubElement(kept, f"{{{PROJECT_XMLNS}}}Description").text = remark
    yield from _read_statements(book, body, counted, own, where, kept)
    kept.extend(fitted(each, book.names) for each in element.iterchildren("{*}Coding", "{*}NoteRef"))
    digest = text_hash(counted.text)
    if len(kept):
        yield Row(where, record_of(f"TextSource:{digest}", kept))
    if own in book.referenced:
        book.names[own] = f"{OF_TEXT}{digest}"


def _read_statements(
    book: Book, body: etree._Element, counted: CountedText, article: str, where: str, kept: etree._Element
) -> Iterator[Row]:
    """Yield the statements of a text; marked words that are none, or have a comment beside their codes, are kept."""
    groups: dict[object, list[Marked]] = {}
    for selection in body.iterchildren("{*}PlainTextSelection"):
        span = places_of(selection)
        if span is None or (words := counted.span(*span)) is None:
            ends = selection.get("startPosition"), selection.get("endPosition")
            yield Row(where, None, f"Its words {ends[0]} to {ends[1]} lie outside.")
            continue
        own = bare(selection.get("guid", ""))
        codes, facts = tuple(_meanings(book, selection)), tuple(heard(comment(selection), OF_STATEMENTS))
        if codes or facts:
            groups.setdefault(first(facts, "statement") or words, []).append(Marked(own, words, codes, facts))
        if not facts and (not codes or own in book.referenced or _has_remarks(selection)):
            kept.append(fitted_remark(selection, book.names, counted))
    records: dict[str, StatementRecord] = {}
    for group in groups.values():
        record = statement_of(group, article)
        records[record.key] = record
    for record in in_order(records):
        yield Row(f"{where}, words {record.spans[0][0]} to {record.spans[-1][1]}", record)


def _has_remarks(selection: etree._Element) -> bool:
    """Tell whether a person wrote something beside the codes."""
    return bool(comment(selection).strip()) or selection.find(".//{*}NoteRef") is not None


def _meanings(book: Book, selection: etree._Element) -> Iterator[Meaning]:
    for reference in selection.iterfind("{*}Coding/{*}CodeRef"):
        if meaning := book.codebook.meanings.get(bare(reference.get("targetGUID", ""))):
            yield meaning


def _values(book: Book, element: etree._Element) -> dict[str, str]:
    found: dict[str, str] = {}
    for value in element.iterchildren("{*}VariableValue"):
        reference = value.find("{*}VariableRef")
        name = book.variables.get(bare(reference.get("targetGUID", ""))) if reference is not None else None
        if name:
            found[name] = next((each.text for each in value if each is not reference and each.text), "")
    return found


def _body(element: etree._Element) -> etree._Element:
    """Return the element that has the text: of a PDF its representation."""
    found = element.find("{*}Representation") if local(element) == "PDFSource" else element
    return element if found is None else found


def _raw(archive: Archive, body: etree._Element) -> str:
    inline = body.findtext("{*}PlainTextContent")
    if inline:
        return inline
    if not body.get("plainTextPath"):
        raise TextMissing("it has no text")
    return archive.text(body.get("plainTextPath", ""))


def place(element: etree._Element) -> str:
    """Return where a source stands, for people: its kind and name."""
    return f"{local(element)} “{element.get('name') or element.get('guid', '')}”"
