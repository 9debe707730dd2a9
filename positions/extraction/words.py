"""The words of a sentence, with each quotation folded into one word of its own."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import islice

from positions.extraction.quotations import Quotation
from positions.text import Span

# Private-use characters: a quotation's body, and its last character when it ended a sentence.
BODY, ENDED = "\ue000", "\ue001"
TERMINAL = ".!?…"
# Longer is no sentence but a table or a text made to keep a reader busy; news sentences have fewer words.
LONGEST_SENTENCE = 250
# An editor's remark inside somebody's words: "(outlawed in Northmark - NNA)", "[the militants left – Ed.]".
_NOTE = re.compile(
    r"\s?[(\[](?:"
    r"[^()\[\]\n]{0,160}?\s?[-–—]\s?"
    r"(?:[A-Z][A-Za-z]{1,12}(?:['’]s)?\.?|[Ee]d(?:itor)?\.?|[Пп]рим\.?\s?[\w.]{0,12})"
    r"|(?:NDLR|ndlr|Anm\. d\. Red)\b[^()\[\]\n]{0,160}|[^()\[\]\n]{0,160}?,\s(?:NDLR|ndlr)|sic)[)\]]"
)
_WORD = re.compile(
    r"[\ue000\ue001]+|(?:[^\W_]|[$£€%#@])+(?:[.'’&/-]*(?:[^\W_]|[$£€%])+)*['’]?|[-–—―]+|[^\w\s]", re.UNICODE
)
_TITLE_STOP = re.compile(r"(?:Mr|Mrs|Ms|Dr|Sen|Rep|Gov|Gen|Col|Lt|Sgt|Capt|Prof|St|Jr|Sr|(?:[A-Z]\.)*[A-Z])\Z")


@dataclass(frozen=True, slots=True)
class Word:
    """A word or mark: its span in the text and its lower-case form."""

    start: int
    end: int
    low: str
    text: str

    @property
    def is_quotation(self) -> bool:
        return self.text[0] in "\ue000\ue001"

    @property
    def is_capitalised(self) -> bool:
        return self.text[0].isupper() or (len(self.text) > 3 and self.text[:3] in ("al-", "el-"))

    @property
    def is_word(self) -> bool:
        return self.text[0].isalnum()


def find_notes(text: str) -> list[Span]:
    """Return the spans of editorial notes in brackets, each with the blank before it."""
    return [match.span() for match in _NOTE.finditer(text)]


def mask(text: str, quotations: Iterable[Quotation], notes: Iterable[Span]) -> str:
    """Return text, length unchanged, with each quotation turned into one long word and the notes into blanks."""
    parts: list[str] = []
    at = 0
    fillings = [(quotation.span, _filling(text, quotation)) for quotation in quotations]
    fillings += [((start, end), " " * (end - start)) for start, end in notes]
    for (start, end), filling in sorted(fillings):
        if start >= at:
            parts += [text[at:start], filling]
            at = end
    return "".join([*parts, text[at:]])


def _filling(text: str, quotation: Quotation) -> str:
    start, end = quotation.span
    ended = text[quotation.inner[1] - 1] in TERMINAL
    return BODY * (end - start - 1) + (ENDED if ended else BODY)


def find_words(masked: str, start: int, end: int) -> list[Word]:
    """Return the words and marks of masked[start:end]; the full stop of a title or initial belongs to it.

    Of more than LONGEST_SENTENCE words one more comes back: that is no sentence, and nobody reads it.
    """
    found: list[Word] = []
    for match in islice(_WORD.finditer(masked, start, end), LONGEST_SENTENCE + 1):
        piece = match.group()
        if piece == "." and found and found[-1].end == match.start() and _TITLE_STOP.match(found[-1].text):
            last = found.pop()
            found.append(Word(last.start, match.end(), last.low, last.text))
            continue
        found.append(Word(match.start(), match.end(), piece.lower().replace("’", "'"), piece))
    return found
