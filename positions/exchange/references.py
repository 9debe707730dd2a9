"""The articles of a negotiation as a list of references, in BibTeX and in CSL-JSON.

An article's key is made of its outlet, year, title and own number and does not change when others are added. Who wrote
an article is not on record, so that entries have a title and an outlet and no author.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import UTC
from typing import Any

from django.utils.translation import gettext_lazy as _

from positions.enums import Precision
from positions.exchange.citations import MONTHS, Day, bibtex_entry, tex
from positions.exchange.formats import Format, Options
from positions.models import Article, Negotiation
from positions.text import fold

KEY_WORDS = 3  # of the title, each longer than as many letters
KEY_DIGITS = 8  # of the public identifier, so that two articles of one title, outlet and year have two keys
AT_ONCE = 1_000  # articles held in memory


def write_bibtex(negotiation: Negotiation, options: Options) -> Iterator[bytes]:
    """Yield an entry per article, in UTF-8, the oldest first."""
    for article in _articles(negotiation):
        yield f"{bibtex_of(article)}\n\n".encode()


def write_csl(negotiation: Negotiation, options: Options) -> Iterator[bytes]:
    """Yield an array with an item per article, the oldest first."""
    before = b"[\n"
    for article in _articles(negotiation):
        yield before + json.dumps(csl_of(article), ensure_ascii=False).encode()
        before = b",\n"
    yield b"\n]\n" if before == b",\n" else b"[]\n"


def _articles(negotiation: Negotiation) -> Iterator[Article]:
    found = negotiation.articles.select_related("source").order_by("published_at", "public_id")
    return found.iterator(chunk_size=AT_ONCE)


def bibtex_of(article: Article) -> str:
    """Return the article as an entry of BibTeX."""
    year, month, *day = published(article).parts
    fields = {
        "title": f"{{{tex(article.title)}}}",
        "howpublished": tex(article.source.name),
        "year": str(year),
        "month": MONTHS[month - 1],
        **({"day": str(day[0])} if day else {}),
        **({"number": tex(article.reference)} if article.reference else {}),
        **({"url": address(article.url)} if article.url else {}),
        **({"langid": tex(article.language)} if article.language else {}),
    }
    return bibtex_entry(key_of(article), fields)


def csl_of(article: Article) -> dict[str, Any]:
    """Return the article as an item of CSL-JSON."""
    item = {
        "id": key_of(article),
        "type": "article-newspaper",
        "title": article.title,
        "container-title": article.source.name,
        "issued": {"date-parts": [published(article).parts]},
        "number": article.reference,
        "URL": article.url,
        "language": article.language,
    }
    return {name: value for name, value in item.items() if value}


def published(article: Article) -> Day:
    """Return the day, or month, on which it was published, in UTC."""
    return Day(article.published_at.astimezone(UTC).date(), Precision(article.published_at_precision))


def key_of(article: Article) -> str:
    """Return the article's key: `gazette-2031-dues-tolls-3f9a2b1c`."""
    outlet = re.findall(r"[a-z0-9]+", fold(article.source.name))[-1:] or ["article"]
    told = [word for word in re.findall(r"[a-z0-9]+", fold(article.title)) if len(word) > KEY_WORDS][:KEY_WORDS]
    return "-".join([*outlet, str(published(article).on.year), *told, article.public_id.hex[:KEY_DIGITS]])


def address(url: str) -> str:
    """Return an address in which BibTeX finds no end of its field; TeX's url command takes the rest as it is."""
    return url.replace("{", "%7B").replace("}", "%7D").replace("\\", "%5C")


BIBTEX = Format(
    name="bibtex",
    label="BibTeX",
    says=_("The articles as a list of references, for LaTeX, JabRef and Zotero."),
    suffix=".bib",
    media_type="application/x-bibtex",
    write=write_bibtex,
)
CSL = Format(
    name="csl-json",
    label="CSL-JSON",
    says=_("The articles as a list of references, for Zotero, Pandoc and citation styles."),
    suffix=".json",
    media_type="application/vnd.citationstyles.csl+json",
    write=write_csl,
)
