"""Complete a source with those beside it: "Austria, supported by New Zealand," and "Peru, Chile and Cuba"."""

import re

from positions.extraction.vocabulary import OPENINGS, PREPOSITIONS, TIMES
from positions.text import Span

_REACH = 200  # characters before a source in which its sentence may begin
_SENTENCE = re.compile(r"(?:^|[.!?;:]\s+|\n)(?=[^.!?;:\n]*\Z)")
_NAME = r"(?:the\s+|The\s+)?[^\W\d_a-z][\w/&’'-]*(?:\s+(?:of\s+)?[^\W\d_a-z][\w/&’'-]*){0,4}(?:\s+\([^()\n]{2,40}\))?"
_HELPER = (
    r",?\s+(?:(?:strongly\s+)?(?:supported|opposed|joined|backed|seconded|echoed|followed|accompanied)\s+by"
    r"|(?:together\s+|along\s+)?with|on\s+behalf\s+of|for)\s+"
)
# Before "New Zealand": a list of names, ended by what joins the last one to it.
_SIDE = re.compile(rf"(?P<names>{_NAME}(?:,\s+{_NAME})*)(?:,?\s+and\s+{_NAME})?{_HELPER}(?:the\s+)?\Z")
_BEHIND = re.compile(rf"{_HELPER}{_NAME}(?:,\s+{_NAME})*(?:,?\s+and\s+{_NAME})?(?=,)")
_LIST = re.compile(rf"(?P<names>{_NAME}(?:,\s+{_NAME})*),\s+\Z")
_JOINED = re.compile(r",?\s+and\s+")
_NO_NAME = OPENINGS | PREPOSITIONS | TIMES
_TOPIC = re.compile(r"(?:On|Regarding|Concerning|In|At|As for|With regard to)\s[^,\n]{2,90},\s+")


def complete(text: str, source: Span) -> Span:
    """Return the source with the names beside it in its sentence that speak with it; as it is when there are none.

    "On brackets, Japan, supported by the UK stated": of "the UK" it makes "Japan, supported by the UK".
    """
    behind = _BEHIND.match(text, source[1]) if text[source[1] : source[1] + 1] == "," else None
    source = (source[0], behind.end()) if behind else source
    begin = max(0, source[0] - _REACH)
    opening = _SENTENCE.search(text, begin, source[0])
    start = opening.end() if opening else begin
    topic = _TOPIC.match(text, start, source[0])
    start = topic.end() if topic else start
    match = _SIDE.fullmatch(text, start, source[0])
    if match is None and _JOINED.search(text, *source):
        match = _LIST.fullmatch(text, start, source[0])
    if match is None or match["names"].split()[0].strip(",").lower() in _NO_NAME - {"the"}:
        return source
    return start, source[1]
