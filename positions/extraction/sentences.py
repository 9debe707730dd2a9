"""Split text into paragraphs and sentences, as spans."""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from positions.extraction.abbreviations import (
    ABBREVIATIONS,
    ARTICLES,
    BEFORE_FIGURE,
    BEFORE_NAME,
    BEFORE_ORDINAL,
    MONTHS,
    OPENERS,
)
from positions.text import Span

_PARAGRAPH = re.compile(r"[^\n\r\u2028\u2029]+")
# A line of fewer characters is a headline or a list's; of so many wraps in so many lines a text is wrapped throughout.
_SHORTEST_WRAPPED, _LEAST_WRAPS, _WRAPPED = 40, 4, 0.25
_LINE_ENDS = frozenset('.!?…:;”"»')
# Stops of most scripts want a blank after them; the full-width ones do without.
_SENTENCE_END = re.compile(
    r"(?<![.!?…。؟։।])"
    r"(?:[.!?…؟։।]++[)\]}\"”“’»'›]*+(?:[ \u00A0\u202F]»)?+(?:\[\d{1,3}\])*+(?=\s)"
    r"|[。！？]++[”’」』》）]*+"
    r"|\uE001(?=\s))"
)
_LAST_WORD = re.compile(r"[\w.]+\Z")
_INITIAL = re.compile(r"(?:\w\.)*[^\W\d_]\Z")
_WORD_BEFORE = re.compile(r"([^\W\d_]+)\s\Z")
_NEXT_WORD = re.compile(r"[^\W_]+")
_DASHES = "-–—―"
# Before the stop of "1.", "(a)", "A." or "II." at the head of a sentence, and of what ends no sentence yet.
_LABEL = re.compile(r"[(\[]?(?:\d{1,3}|[IVXLC]{1,5}|[^\W\d_])[.)\]]*\Z")
_SAYS_SOMETHING = re.compile(r"[\w\uE000\uE001]")
_LOOK_BACK = 20
_LONGEST_LABEL = 8
_LONGEST_REMARK = 160  # characters of "(he is 70. He is tired.)"; in a longer bracket sentences are divided
_DATELINE = re.compile(
    r"[^\W\d_a-z][^\n/()]{1,50}?"
    r"(?:/\s?[^\W\d_a-z][\w .-]{1,24}/\.?|\((?:[^\W\d_a-z][\w .-]{1,24})\)\s?\.?[-–—]+)\s*"
)
_DATELINE_WITHOUT_AGENCY = re.compile(
    r"(?P<place>[^\W\d_][^\n/(),–—.:]{1,40}?)(?:,[^\n/()–—]{2,30}?)?\s(?:--|[–—―])\s+"
)


def find_paragraphs(text: str) -> Iterator[Span]:
    """Yield the span of every paragraph, blanks at its ends left out.

    A line that is broken to fit a page, as in texts out of PDF files, goes on in the next one.
    """
    lines = [strip(text, *match.span()) for match in _PARAGRAPH.finditer(text)]
    lines = [(start, end) for start, end in lines if start < end]
    least = _least_wrapped(text, lines)
    begin = 0
    for at, (_, end) in enumerate(lines):
        following = lines[at + 1] if at + 1 < len(lines) else None
        if following is None or not _is_wrapped(text, lines[at], following, least):
            yield lines[begin][0], end
            begin = at + 1


def _least_wrapped(text: str, lines: Sequence[Span]) -> int:
    """Return the length from which a line of this text may go on before a capital; where few do, none may."""
    pairs = list(pairwise(lines))
    wrapped = sum(_is_wrapped(text, line, following, len(text)) for line, following in pairs)
    if wrapped < _LEAST_WRAPS or wrapped < len(pairs) * _WRAPPED:
        return len(text)
    lengths = sorted(end - start for start, end in lines)
    return lengths[len(lengths) // 2] * 3 // 4


def _is_wrapped(text: str, line: Span, following: Span, least: int) -> bool:
    start, end = line
    if end - start < _SHORTEST_WRAPPED or text[end - 1] in _LINE_ENDS or text[end : following[0]].count("\n") != 1:
        return False
    return text[following[0]].islower() or end - start >= least


def find_sentences(text: str, start: int, end: int) -> Iterator[Span]:
    """Yield the spans of the sentences of text[start:end].

    U+E001 stands for the last character of a masked quotation that ended its sentence.
    """
    begin = start
    while begin < end and text[begin].isspace():
        begin += 1
    for match in _SENTENCE_END.finditer(text, begin, end):
        if match.start() < begin or not _is_boundary(text, begin, match, end):
            continue
        yield begin, match.end()
        begin = match.end()
        while begin < end and text[begin].isspace():
            begin += 1
    if begin < end:
        yield begin, strip(text, begin, end)[1]


def dateline_end(text: str, start: int, end: int) -> int:
    """Return where the report begins after its dateline (place, date, agency), or start when it has none."""
    last = min(end, start + 120)
    match = _DATELINE.match(text, start, last)
    if match is None:
        match = _DATELINE_WITHOUT_AGENCY.match(text, start, last)
        if match is None or not match["place"].isupper():
            return start
    return match.end()


def strip(text: str, start: int, end: int) -> Span:
    """Return the span without blanks at its ends."""
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end


def _is_boundary(text: str, begin: int, match: re.Match[str], end: int) -> bool:
    """Tell whether the sentence that opened at begin ends with the match."""
    following = match.end()
    while following < end and text[following].isspace():
        following += 1
    if following >= end:
        return True
    if _goes_on(text, following) or _only_opens(text, begin, match) or _is_inside_remark(text, begin, match, end):
        return False
    return match.group() != "." or not _is_abbreviated(text, begin, match.start(), following)


def _goes_on(text: str, following: int) -> bool:
    """Tell whether what follows continues the sentence: a small letter, also after a dash, or one more stop."""
    at = following
    while text[at : at + 1] in _DASHES and at < following + 3 and at < len(text):
        at += 1
    if at > following:
        at += text[at : at + 1].isspace()
    return text[at : at + 1].islower() or text[following] in ".!?…"


def _only_opens(text: str, begin: int, match: re.Match[str]) -> bool:
    """Tell whether all that stands before the stop is a number, a letter or a mark: "1.", "A.", "[...]"."""
    if match.start() - begin > _LONGEST_LABEL:
        return False
    head = text[begin : match.start()]
    return _SAYS_SOMETHING.search(text, begin, match.end()) is None or (
        match.group() == "." and _LABEL.match(head) is not None
    )


def _is_inside_remark(text: str, begin: int, match: re.Match[str], end: int) -> bool:
    """Tell whether the stop stands in a short bracket that closes after it."""
    first = max(begin, match.start() - _LONGEST_REMARK)
    for opening, closing in ("()", "[]"):
        opened = text.rfind(opening, first, match.start())
        if opened < 0 or text.find(closing, opened, match.end()) >= 0:
            continue
        if text.find(closing, match.end(), min(end, opened + _LONGEST_REMARK)) >= 0:
            return True
    return False


def _is_abbreviated(text: str, begin: int, stop: int, following: int) -> bool:
    """Tell whether the full stop at stop belongs to the word before it."""
    found = _LAST_WORD.search(text, max(begin, stop - _LOOK_BACK), stop)
    if found is None:
        return False
    word, low = found.group(), found.group().lower()
    if word.isdecimal():
        return _is_ordinal(text, begin, found.start(), following)
    if low in BEFORE_NAME and word != "m":  # "M. Vance", but "9 p. m."
        return True
    if low in BEFORE_FIGURE and text[following].isdecimal():
        return True
    match = _NEXT_WORD.match(text, following, following + _LOOK_BACK)
    opener = match.group().lower() if match else ""
    if opener in OPENERS or (opener in ARTICLES and (low in ABBREVIATIONS or word.islower())):
        return False
    return low in ABBREVIATIONS or _is_initial(text, found, following)


def _is_initial(text: str, found: re.Match[str], following: int) -> bool:
    """Tell whether the word is an initial; a small letter is one only beside another: "и т. д.", "z. B."."""
    word = found.group()
    if not _INITIAL.match(word):
        return False
    if len(word) > 1 or not word.islower():
        return True
    return text[max(0, found.start() - 2) : found.start()].startswith(".") or text[following + 1 : following + 2] == "."


def _is_ordinal(text: str, begin: int, start: int, following: int) -> bool:
    """Tell whether the figure at start counts something: "am 3. Oktober", "der 2. Vertrag", "says: 1. Open"."""
    match = _NEXT_WORD.match(text, following, following + _LOOK_BACK)
    if match is None:
        return False
    before = _WORD_BEFORE.search(text, max(begin, start - _LOOK_BACK), start)
    if before is None:
        return text[max(begin, start - 2) : start].strip() == ":"
    return before[1].lower() in BEFORE_ORDINAL or (match.group().lower() in MONTHS and before[1].islower())
