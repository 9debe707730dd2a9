"""Read headlines and transcript lines, which name their speaker by a dash or a colon instead of a verb."""

import re
from dataclasses import dataclass

from positions.extraction.vocabulary import RUBRICS
from positions.extraction.words import BODY
from positions.text import Span

_LONGEST_HEADLINE = 220
_NAME = r"(?:the |The )?[^\W\d_a-z][\w.’'-]*(?:[ \u00a0](?:of |de |al |bin |von )?[^\W\d_a-z][\w.’'-]*){0,4}"
_TAIL = re.compile(rf"(?P<content>[^\n]+?)\s+(?P<cue>[-–—―]{{1,2}})\s+(?P<source>{_NAME}|[a-z]+(?: [a-z]+)?)\s*\Z")
_HEAD = re.compile(rf"(?P<source>{_NAME})(?P<cue>:)\s+(?P<content>[^\n]+)\Z")
# "WALLACE: …", and as the United Nations print it: "Mr. Vance (Zahira) (spoke in Zahiran): …", "The President: …"
_TRANSCRIPT = re.compile(
    r"[\"“]?(?P<source>[A-Z][A-Z.’' -]{2,40}"
    r"|(?:Mr|Mrs|Ms|Miss|Dr|Sir|Lord|Lady)\.? [^\W\d_a-z][^\n:()]{1,40} \([^()\n]{2,60}\)"
    r"|The (?:Acting )?(?:President|Chair|Chairman|Chairperson|Secretary-General))"
    r"(?: \((?:spoke|interpretation)[^()\n]{2,40}\))?(?P<cue>:)\s+(?P<content>[^\n]+)\Z"
)


@dataclass(frozen=True, slots=True)
class Headline:
    """What a headline or a transcript line attributes to whom."""

    content: Span
    source: Span
    cue: Span
    is_transcript: bool


def find_headline(masked: str, start: int, end: int) -> Headline | None:
    """Return the attribution that the line masked[start:end] makes as a whole, None when it makes none."""
    line = masked[start:end]
    transcript = _TRANSCRIPT.match(line)
    if transcript:
        return _headline(transcript, start, is_transcript=True)
    if len(line) > _LONGEST_HEADLINE or line.startswith(BODY):
        return None
    match = _HEAD.match(line) or (None if line.endswith((".", "!", "?")) else _TAIL.match(line))
    if match is None or len(match["content"].split()) < 3:
        return None
    if match["source"].lower().removeprefix("the ") in RUBRICS:
        return None
    return _headline(match, start, is_transcript=False)


def _headline(match: re.Match[str], start: int, *, is_transcript: bool) -> Headline:
    def span(group: str) -> Span:
        return start + match.start(group), start + match.end(group)

    begin, end = span("content")
    while end > begin + 1 and match.string[end - start - 1] in ".!":
        end -= 1
    return Headline((begin, end), span("source"), span("cue"), is_transcript)
