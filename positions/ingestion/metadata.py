"""Finds title, outlet, date and language of an article in its own text, as agencies and mail programs write them."""

import re
from calendar import month_name
from dataclasses import dataclass, replace
from datetime import timedelta

from positions.ingestion.addresses import MAX_LENGTH
from positions.ingestion.dates import PartialDate, WrittenDate, find_date, find_dates
from positions.ingestion.document import Document
from positions.languages import find_language
from positions.text import fold

# Title, dateline and labels stand in the first lines, a date without year may be completed by a later one.
_HEAD_LINES = 14
_DATED_PART = 20_000
_LONGEST_TITLE = 250

_LABELS = {
    "title": "title headline subject заголовок тема titre objet titulo titel betreff",
    "outlet": "outlet source publisher publication from источник от quelle fuente",
    "date": "date published updated posted sent дата опубликовано отправлено datum fecha",
    "url": "url link address ссылка",
    "author": "by author автор",
}
_LABEL = {word: field for field, words in _LABELS.items() for word in words.split()}
_LABELLED = re.compile(r"(?P<label>[^\W\d_]{2,14})(?: on)?\s*:\s*(?P<value>\S.{0,300})$")

_CAPITAL = "A-ZÀ-ÖØ-ÞА-ЯЁІЇЄ\u0600-\u06ff"
_PLACE = (
    rf"(?P<place>[{_CAPITAL}][\w'’.-]{{1,20}}(?:[ /][\w'’.-]{{1,20}}){{0,3}}(?:, ?[{_CAPITAL}][\w .'’-]{{1,25}}?)??)"
)
_WHEN = r"(?P<when>[^\W\d_]{3,10}\.? \d{1,2}(?:, ?\d{4})?|\d{1,2} [^\W\d_]{3,10}\.?(?: \d{4}| г)?)"
_AGENCY = rf"(?P<agency>(?!The )[{_CAPITAL}][^()/.,;:]{{1,30}}?(?:\.[A-Za-z]{{2,3}})?)"
_DASH = r"[-‐-―:.]"
_DATELINES = tuple(
    re.compile(re.sub(" ", r"\\s", pattern))
    for pattern in (
        rf"{_PLACE}[,.] ?{_WHEN}?[.,]* */{_AGENCY}/",
        rf"(?:{_PLACE},? *(?:{_WHEN},? *)?)?\({_AGENCY}(?:, *(?P<later>[^()]{{4,25}}))?\) *{_DASH}",
        rf"{_PLACE}[,.] {_WHEN}[.,]? *(?:[-‐-―] *)?{_AGENCY}(?:\.| *[-‐-―])",
        rf"{_PLACE}[,.] {_WHEN}[.,]? *{_DASH}",
    )
)
_ADDRESS = re.compile(r"https?://\S+")
_SENDER = re.compile(r"\s*<[^>]*>|^\"|\"$")
_PATH_DATE = re.compile(r"(?<!\d)((?:19|20)\d\d)[/_-]?(0[1-9]|1[0-2])[/_-]?([0-3]\d)(?!\d)")
_PROSE_END = re.compile(r"[.;:,]$")


@dataclass(frozen=True)
class Found:
    """What the first lines of a text say about it; empty where they do not."""

    title: str = ""
    outlet: str = ""
    url: str = ""
    date: WrittenDate | None = None


def complete(document: Document, *, hints: tuple[str, ...] = ()) -> Document:
    """Return document with what it lacks filled from its text; `hints` are a file's name or an address.

    A date without a year gets the year of a full date on the same day in the text or in a hint; otherwise a
    remark asks for it. A date in the future is left out with a remark.
    """
    found = find_metadata(document.text)
    document = replace(
        document,
        title=_clipped(document.title or found.title, 500),
        outlet=_clipped(document.outlet or found.outlet, 200),
        url=_web_address(document.url) or found.url,
        language=document.language or find_language(document.text),
    )
    if document.published_at is None:
        document = _dated(document, found.date, hints)
    return _without_future(document)


def find_metadata(text: str) -> Found:
    """Return what labels, the dateline and the heading of text say."""
    lines = [line.strip() for line in text[:_DATED_PART].split("\n") if line.strip()][:_HEAD_LINES]
    labels = _labels(lines)
    dateline, place = _dateline(lines)
    heads = lines[:place] if dateline else _until_prose(lines)
    return Found(
        title=labels.get("title") or _title(heads),
        outlet=_SENDER.sub("", labels.get("outlet", "")) or (dateline["agency"] if dateline else ""),
        url=_web_address(labels.get("url", "")),
        date=_date(labels, heads, dateline),
    )


def _web_address(url: str) -> str:
    return url if _ADDRESS.fullmatch(url) and len(url) <= MAX_LENGTH else ""


def _clipped(words: str, limit: int) -> str:
    return words if len(words) <= limit else words[: limit - 1].rstrip() + "…"


def _labels(lines: list[str]) -> dict[str, str]:
    found: dict[str, str] = {}
    for line in lines:
        match = _LABELLED.match(line)
        field = _LABEL.get(fold(match["label"])) if match else None
        if match and field:
            found.setdefault(field, match["value"].strip())
    return found


def _dateline(lines: list[str]) -> tuple[dict[str, str] | None, int]:
    """Return the parts of the first dateline and the number of its line."""
    for place, line in enumerate(lines):
        for pattern in _DATELINES:
            match = pattern.match(line[:160])
            if match and (not match.groupdict().get("when") or find_date(match["when"])):
                parts = {"agency": "", "when": "", "later": ""} | {k: v or "" for k, v in match.groupdict().items()}
                return parts, place
    return None, len(lines)


def _until_prose(lines: list[str]) -> list[str]:
    for place, line in enumerate(lines):
        if len(line) > _LONGEST_TITLE or (_PROSE_END.search(line) and len(line) > 60):
            return lines[:place]
    # Short lines alone are a heading only when something follows them.
    return lines[:1] if len(lines) > 1 else []


def _title(heads: list[str]) -> str:
    """Return the first heading of four words or more, else the first of two; "All news" is a section's name."""
    headings = [line for line in heads if not _is_label(line) and not _ADDRESS.search(line)]
    headings = [line for line in headings if not _PROSE_END.search(line) and len(line) <= _LONGEST_TITLE]
    for least in (4, 2):
        for line in headings:
            if len(line.split()) >= least and not _is_date(line):
                return line
    # Chinese and Japanese have no blanks between words.
    return next((line for line in headings if len(line) > 7 and not line.isascii()), "")


def _is_label(line: str) -> bool:
    match = _LABELLED.match(line)
    return line.startswith("By ") or bool(match and fold(match["label"]) in _LABEL)


def _is_date(line: str) -> bool:
    return len(line) < 50 and find_date(line) is not None


def _date(labels: dict[str, str], heads: list[str], dateline: dict[str, str] | None) -> WrittenDate | None:
    written = [labels.get("date", ""), *(line for line in heads if _is_date(line))]
    if dateline:
        written += [dateline["when"], dateline["later"]]
    dates = [date for date in map(find_date, written) if date and date.day]
    return next((date for date in dates if date.year), dates[0] if dates else None)


def _dated(document: Document, written: WrittenDate | None, hints: tuple[str, ...]) -> Document:
    known = [date for hint in hints if (date := _hinted(hint))]
    if written is None:
        if not known:
            return document
        return _with_date(document, known[0].complete(), "The date was taken from the name or address; check it.")
    if written.year:
        return _with_date(document, written.complete())
    same_day = [date for date in (*known, *find_dates(document.text[:_DATED_PART])) if _is_near(date, written)]
    years = {date.year for date in same_day}
    if len(years) == 1:
        return _with_date(document, written.complete(years.pop()))
    remark = f"The text is dated {written.day} {month_name[written.month]} without a year: enter the full date."
    return replace(document, remarks=(*document.remarks, remark))


def _with_date(document: Document, date: PartialDate | None, *remarks: str) -> Document:
    if date is None:
        return document
    remarks = (*document.remarks, *remarks)
    return replace(document, published_at=date.at, precision=date.precision, remarks=remarks)


def _without_future(document: Document) -> Document:
    if document.published_at is None or document.precision is None:
        return document
    if not PartialDate(document.published_at, document.precision).is_in_the_future:
        return document
    remark = f"It is dated {document.published_at:%-d %B %Y}, which is in the future: enter the date of publication."
    return replace(document, published_at=None, precision=None, remarks=(*document.remarks, remark))


def _hinted(hint: str) -> WrittenDate | None:
    """Return the date in a file's name or an address, as in `/2016/10/07/` or `tass_20161007.txt`."""
    match = _PATH_DATE.search(hint)
    if match is None:
        return None
    year, month, day = map(int, match.groups())
    return WrittenDate(year, month, day)


def _is_near(full: WrittenDate, written: WrittenDate) -> bool:
    """Whether two dates are at most a day apart in the year of the first: an evening's report is filed next day."""
    first, second = full.complete(), written.complete(full.year)
    return first is not None and second is not None and abs(first.at - second.at) < timedelta(hours=36)
