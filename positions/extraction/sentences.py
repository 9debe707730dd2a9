"""Split text into paragraphs and sentences, as spans."""

import re
from collections.abc import Iterator

from positions.extraction.vocabulary import ABBREVIATIONS
from positions.text import Span

_PARAGRAPH = re.compile(r"[^\n\r\u2028\u2029]+")
_SENTENCE_END = re.compile(r"(?<![.!?…。؟])[.!?…。؟]++[)\]}\"”’»'›]*+(?=\s)|\uE001(?=\s)")
_LAST_WORD = re.compile(r"[\w.]+\Z")
_INITIAL = re.compile(r"(?:\w\.)*[^\W\d_]\Z")
_LOOK_BACK = 20
_DATELINE = re.compile(
    r"[^\W\d_a-z][^\n/()]{1,50}?(?:/\s?[A-Z][\w .-]{1,24}/\.?|\((?:[A-Z][\w .-]{1,24})\)\s?[-–—]+)\s*"
)


def find_paragraphs(text: str) -> Iterator[Span]:
    """Yield the span of every paragraph, blanks at its ends left out."""
    for match in _PARAGRAPH.finditer(text):
        start, end = strip(text, match.start(), match.end())
        if start < end:
            yield start, end


def find_sentences(text: str, start: int, end: int) -> Iterator[Span]:
    """Yield the spans of the sentences of text[start:end].

    U+E001 stands for the last character of a masked quotation that ended its sentence.
    """
    begin = start
    for match in _SENTENCE_END.finditer(text, start, end):
        if match.start() < begin or not _is_boundary(text, match, end):
            continue
        yield begin, match.end()
        begin = match.end()
        while begin < end and text[begin].isspace():
            begin += 1
    if begin < end:
        yield begin, end


def dateline_end(text: str, start: int, end: int) -> int:
    """Return where the report begins after its dateline (place, date, agency), or start when it has none."""
    match = _DATELINE.match(text, start, min(end, start + 120))
    return match.end() if match else start


def strip(text: str, start: int, end: int) -> Span:
    """Return the span without blanks at its ends."""
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end


def _is_boundary(text: str, match: re.Match[str], end: int) -> bool:
    following = match.end()
    while following < end and text[following].isspace():
        following += 1
    if following >= end:
        return True
    if text[following].islower():
        return False
    if match.group() != ".":
        return True
    word = _LAST_WORD.search(text, max(0, match.start() - _LOOK_BACK), match.start())
    if word is None:
        return True
    return word.group().lower() not in ABBREVIATIONS and not _INITIAL.match(word.group())
