"""Pure helpers on text: normal forms, folding, hashes and spans."""

import hashlib
import re
import unicodedata
from collections.abc import Iterable, Sequence

from django.utils.translation import gettext

# All combining marks but U+0306, so that й stays a letter of its own while ё, é and ü are folded.
_MARKS = re.compile("[\u0300-\u0305\u0307-\u036f]")
_LINE_ENDS = re.compile(r"\r\n?|\u2028|\u2029")
_UNSTORABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufeff]|[\ud800-\udfff]")

SPAN_JOIN = " … "

Span = tuple[int, int]


def in_marks(words: str) -> str:
    """Return words in the quotation marks of the reader's language."""
    return gettext("“%(words)s”") % {"words": words}


def normalise(text: str) -> str:
    """Return the form in which texts are stored: NFC, line feeds only, nothing PostgreSQL cannot hold."""
    return unicodedata.normalize("NFC", _UNSTORABLE.sub("", _LINE_ENDS.sub("\n", text))).strip()


def fold(text: str) -> str:
    """Return text lower-cased, without accents and with ё as е: the form in which words are compared."""
    if text.isascii():  # nothing to take apart: most words, ten times as fast
        return text.lower()
    bare = _MARKS.sub("", unicodedata.normalize("NFD", text))
    return unicodedata.normalize("NFC", bare).casefold()


def text_hash(text: str) -> str:
    """Return the SHA-256 of text, blanks folded, so that re-wrapped copies of one text are one text."""
    return hashlib.sha256(" ".join(text.split()).encode()).hexdigest()


def words_at(text: str, spans: Iterable[Sequence[int]]) -> str:
    """Return the words that spans, `[start, end)` in code points, cut out of text, joined by an ellipsis."""
    return SPAN_JOIN.join(text[start:end] for start, end in spans)
