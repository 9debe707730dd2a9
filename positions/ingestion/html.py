"""Reads a web page: its body text in paragraphs, title, outlet, date and language."""

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any
from urllib.parse import urlsplit

from lxml.etree import _Element
from trafilatura import bare_extraction
from trafilatura.utils import load_html

from positions.ingestion.dates import PartialDate, read_stamp
from positions.ingestion.document import Document
from positions.ingestion.encodings import decode, mend
from positions.ingestion.errors import IngestionError
from positions.languages import find_language
from positions.text import fold, normalise

MAX_LEVELS = 500
# The largest of the 90 pages of `bench/article_text.py` has 4,600 tags; 58,000 take between 2 and 4 s.
MAX_ELEMENTS = 60_000
_SHORTEST_TEXT = 80
_SHORTEST_PAGE = 400

_TAG = re.compile(r"<!--|-->|<(/?)([a-zA-Z][a-zA-Z0-9:-]{0,30})")
# Empty elements, and those that the next of their kind closes.
_EMPTY = frozenset({"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "wbr"})
_SELF_CLOSING = frozenset({"p", "li", "dt", "dd", "td", "th", "tr", "thead", "tbody", "tfoot", "option"})
_NEVER_DEEPER = _EMPTY | _SELF_CLOSING
_RAW = frozenset({"script", "style", "textarea", "title", "noscript"})
_CHARSET = re.compile(rb"charset\s*=\s*[\"']?\s*([\w:.-]{3,20})", re.IGNORECASE)
_BLANKS = re.compile(r"[ \t\n\r\f]+")
_CLOSED_PAGE = re.compile(r"(?i)\b(?:enable|activate) (?:javascript|cookies)|are you a robot|verify you are human")
_JSON_DATE = re.compile(r'"datePublished"\s*:\s*"([^"]{8,40})"')
_STAMPS = (
    "//meta[@property='article:published_time']/@content",
    "//meta[@itemprop='datePublished' or @name='datePublished' or @name='parsely-pub-date']/@content",
    "//time[@itemprop='datePublished' or @pubdate]/@datetime",
    "//script[@type='application/ld+json']/text()",
)
_NO_OUTLET = re.compile(r"(?i)^(?:copyright|©|https?:|@)")
# What pages put between paragraphs in order to keep the reader: short, and about the site.
_FURNITURE = re.compile(
    r"(?i)(?:(?:related|see also|also|more|you may also like)\b[^.!?:]{0,20}:"
    r"|(?:read (?:more|also|next)|subscribe|sign up|follow us|share this|order reprints|copyright)\b|©"
    r"|subscribe to |follow \w+ on |listen to \w+ live|comments?$"
    r"|читайте также|подписывайтесь|lire aussi|à lire|lea también|lesen sie auch)"
    r"|\S+@\S+\.\w+$|(?:https?://)?(?:www\.|twitter\.com/|facebook\.com/)\S+$"
)
_LONGEST_FURNITURE = 200
_SPEECH = re.compile('["“”«»„]')
_TITLE_TAIL = re.compile(r"\s+[|–—-]\s+(?P<tail>[^|]{2,60})$")


def read_html(content: bytes, *, declared: str = "", url: str = "") -> Document:
    """Return the article of a page; `declared` is the character set of its header, `url` its address.

    Raises IngestionError for a page that nests too deep, is too large to take apart, or holds no article.
    """
    meta = _CHARSET.search(content[:4096])
    source, remarks = decode(content, declared or (meta[1].decode("ascii", "ignore") if meta else ""))
    check_structure(source)
    tree = load_html(normalise(source))
    page = tree is not None and bare_extraction(
        tree,
        url=url or None,
        include_comments=False,
        with_metadata=True,
        date_extraction_params={"original_date": True, "extensive_search": False},
    )
    text, mended = mend(normalise("\n\n".join(_body(page)))) if page else ("", ())
    if len(text) < _SHORTEST_TEXT or (len(text) < _SHORTEST_PAGE and _CLOSED_PAGE.search(text)):
        raise IngestionError(
            "No article was found on the page: it may need a login, a click or JavaScript."
            " Open it in the browser, select the text, copy it and paste it here."
        )
    language = find_language(text) or _declared_language(tree)
    document = Document(text, url=url, remarks=(*remarks, *mended), language=language)
    return _described(document, tree, page)


def check_structure(source: str) -> None:
    """Raise IngestionError for a page that would keep a parser busy: too deep or too many elements."""
    depth = 0
    for elements, (closing, name) in enumerate(_tags(source)):
        if name not in _NEVER_DEEPER:
            depth = max(0, depth - 1) if closing else depth + 1
        if depth > MAX_LEVELS or elements > MAX_ELEMENTS:
            raise IngestionError(
                "The page is built too deep or too large to be an article. Open it in the browser and paste the text."
            )


def _tags(source: str) -> Iterator[tuple[bool, str]]:
    """Yield closing and name of every tag outside of comments and scripts, in one pass."""
    waiting_for = ""
    for match in _TAG.finditer(source):
        closing, name = match[1] == "/", (match[2] or match[0]).lower()
        if waiting_for:
            if waiting_for in {name, "/" + name if closing else ""}:
                waiting_for = ""
        elif name == "<!--":
            waiting_for = "-->"
        elif name in _RAW:
            waiting_for = "" if closing else "/" + name
        elif name != "-->":
            yield closing, name


def _body(page: Any) -> Iterator[str]:
    """Yield the paragraphs of a page without its title, which is kept apart, and without furniture."""
    title = fold(_line_of(page.title))
    for number, paragraph in enumerate(filter(None, _paragraphs(page.body))):
        is_furniture = len(paragraph) < _LONGEST_FURNITURE and _FURNITURE.match(paragraph)
        if not (is_furniture and not _SPEECH.search(paragraph)) and not (number < 3 and fold(paragraph) == title):
            yield paragraph


def _paragraphs(body: _Element) -> Iterator[str]:
    for block in body:
        if block.tag == "list":
            yield "\n".join(filter(None, map(_line, block.iter("item"))))
        elif block.tag == "table":
            yield "\n".join(" | ".join(filter(None, map(_line, row.iter("cell")))) for row in block.iter("row"))
        elif block.tag in {"quote", "div"} and len(block):
            yield _line_of(block.text)
            yield from _paragraphs(block)
        elif block.tag != "lb":
            yield _line(block)
        yield _line_of(block.tail)


def _line(element: _Element) -> str:
    """Return the words of an element in one line; line breaks become U+2028, which `normalise` turns."""
    for lb in element.iter("lb"):
        lb.tail = "\u2028" + (lb.tail or "")
    return _line_of("".join(element.itertext()))


def _line_of(text: str | None) -> str:
    return _BLANKS.sub(" ", text or "").strip()


def _described(document: Document, tree: _Element, page: Any) -> Document:
    outlet = _line_of(page.sitename)
    if not outlet or _NO_OUTLET.match(outlet):
        outlet = (urlsplit(document.url).hostname or "").removeprefix("www.")
    title = _line_of(page.title)
    tail = _TITLE_TAIL.search(title)
    if tail and tail["tail"].casefold() in outlet.casefold():
        title = title[: tail.start()]
    date = _published(tree) or read_stamp(page.date or "")
    document = replace(document, title=title, outlet=outlet)
    return replace(document, published_at=date.at, precision=date.precision) if date else document


def _published(tree: _Element) -> PartialDate | None:
    """Return the date that the page's own marks give, which may hold a time."""
    for path in _STAMPS:
        for stamp in tree.xpath(path):
            dates = _JSON_DATE.findall(stamp) if "script" in path else [stamp]
            if dates and (date := read_stamp(dates[0])):
                return date
    return None


def _declared_language(tree: _Element) -> str:
    language = (tree.get("lang") or "")[:2].lower()
    return language if language.isalpha() and len(language) == 2 else ""
