"""A statement as a paper cites it: text, Markdown, BibTeX and CSL-JSON; pure."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from positions.enums import Precision
from positions.text import fold

MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")  # BibTeX's own macros
# In names of things TeX would take for commands; a file in UTF-8 needs no others.
TEX = {
    "\\": r"\textbackslash{}", "{": r"\{", "}": r"\}", "&": r"\&", "%": r"\%", "$": r"\$", "#": r"\#", "_": r"\_",
    "~": r"\textasciitilde{}", "^": r"\textasciicircum{}",
}  # fmt: skip
MARKDOWN = re.compile(r"([\\`*_\[\]<>#|])")
QUOTES = '"“”„«»'
KEY_WORDS = 3


@dataclass(frozen=True, slots=True)
class Day:
    """A day, or with `precision` month a month, as a citation writes it."""

    on: date
    precision: str = Precision.DAY

    def __str__(self) -> str:
        return f"{self.on:%B %Y}" if self.precision == Precision.MONTH else f"{self.on.day} {self.on:%B %Y}"

    @property
    def parts(self) -> list[int]:
        """Return year, month and, when it is known, day."""
        return [self.on.year, self.on.month, *([] if self.precision == Precision.MONTH else [self.on.day])]


@dataclass(frozen=True, slots=True)
class Citation:
    """What a statement is cited with; `address` is its permanent address here, `url` where the article was published.

    Who wrote the article is not on record; the speaker is no author of it and stands in the note.
    """

    speaker: str
    party: str
    said: Day
    words: str
    kind: str
    is_quoted: bool
    outlet: str
    article: str
    published: Day
    address: str
    url: str = ""
    language: str = ""

    @property
    def who(self) -> str:
        """Return speaker and party, once when they are the same."""
        return self.speaker if self.party in {"", self.speaker} else f"{self.speaker} ({self.party})"

    @property
    def quotation(self) -> str:
        """Return the words, in quotation marks where the source has them."""
        is_marked = any(mark in self.words for mark in QUOTES)
        return f"“{self.words}”" if self.is_quoted and not is_marked else self.words

    @property
    def spoken(self) -> str:
        """Return who said it when, and what, in a sentence."""
        return f"{self.who}, {self.said}: {self.quotation} ({self.kind})"

    @property
    def key(self) -> str:
        """Return a key for reference lists: who, year and the first words that are long enough to tell."""
        told = [word for word in re.findall(r"[a-z0-9]+", fold(self.words)) if len(word) > KEY_WORDS][:KEY_WORDS]
        name = re.findall(r"[a-z0-9]+", fold(self.speaker))
        return "-".join([*(name[-1:] or ["statement"]), str(self.said.on.year), *told])


def as_text(cited: Citation) -> str:
    """Return the citation as a line of plain text."""
    return f"{cited.spoken}. In: {cited.outlet}, “{cited.article}”, {cited.published}. {cited.address}"


def as_markdown(cited: Citation) -> str:
    """Return the citation as a block quotation with its source below."""
    source = f"{plain(cited.outlet)}, *{plain(cited.article)}*, {cited.published}"
    linked = f"[{source}]({cited.url})" if cited.url else source
    return (
        f"> {plain(' '.join(cited.quotation.split()))}\n>\n"
        f"> {plain(cited.who)}, {cited.said}, {cited.kind}. {linked}. [Statement]({cited.address})"
    )


def as_bibtex(cited: Citation) -> str:
    """Return the article as an entry of BibTeX, with who said what in the note; for files in UTF-8."""
    year, month, *day = cited.published.parts
    fields = {
        "title": f"{{{tex(cited.article)}}}",
        "howpublished": tex(cited.outlet),
        "year": str(year),
        "month": MONTHS[month - 1],
        **({"day": str(day[0])} if day else {}),
        "note": tex(cited.spoken),
        "url": cited.url or cited.address,
        "annote": f"Statement: {cited.address}",
        **({"langid": cited.language} if cited.language else {}),
    }
    return bibtex_entry(cited.key, fields)


def bibtex_entry(key: str, fields: Mapping[str, str]) -> str:
    """Return an entry of BibTeX; values are TeX already, and a month is one of its macros."""
    lines = (f"  {name} = {value if name == 'month' else f'{{{value}}}'}" for name, value in fields.items())
    return f"@misc{{{key},\n" + ",\n".join(lines) + "\n}"


def as_csl(cited: Citation) -> str:
    """Return the article as an item of CSL-JSON, with who said what in the note."""
    item: dict[str, Any] = {
        "id": cited.key,
        "type": "article-newspaper",
        "title": cited.article,
        "container-title": cited.outlet,
        "issued": {"date-parts": [cited.published.parts]},
        "URL": cited.url or cited.address,
        "note": cited.spoken,
        "annote": f"Statement: {cited.address}",
    }
    if cited.language:
        item["language"] = cited.language
    return json.dumps([item], ensure_ascii=False, indent=2)


def plain(text: str) -> str:
    """Return text in which Markdown finds no marks."""
    return MARKDOWN.sub(r"\\\1", text)


def tex(text: str) -> str:
    """Return text in which BibTeX and TeX find no commands."""
    return "".join(TEX.get(sign, sign) for sign in " ".join(text.split()))


@dataclass(frozen=True, slots=True)
class Form:
    """One way to write a citation: its name, the type and ending of its file, and how it is written."""

    label: str
    content_type: str
    ending: str
    write: Callable[[Citation], str]


FORMS = {
    form.ending: form
    for form in (
        Form("Text", "text/plain", "txt", as_text),
        Form("Markdown", "text/markdown", "md", as_markdown),
        Form("BibTeX", "application/x-bibtex", "bib", as_bibtex),
        Form("CSL-JSON", "application/vnd.citationstyles.csl+json", "json", as_csl),
    )
}
