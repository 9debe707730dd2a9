"""Divide a long quotation into its claims, so that each can be judged, coded and linked by itself."""

import re
from collections.abc import Sequence

from positions.extraction.sentences import find_sentences
from positions.text import Span

# A claim needs words enough to be understood alone; shorter sentences stay with the one before.
SHORTEST_CLAIM = 12
SHORTEST_OPENING = 9
_WORD = re.compile(r"[^\W_]+(?:[-'’.][^\W_]+)*")
# Openings that lean on the sentence before: "If it wishes…", "In one of them…".
_LEANING = re.compile(
    r"(?:(?:if|when|in|on|for|with|by|because|and|so|that|then)\s+)?"
    r"(?:it|they|them|he|she|this|these|those of them|one of them|such|that)\b(?!\s+is\s+why\b)",
    re.IGNORECASE,
)
# … and openings that announce something new whatever follows.
_TURNING = re.compile(
    r"(?:but|however|moreover|now|besides|nevertheless|secondly|thirdly|finally|that is why|therefore|meanwhile)\b",
    re.IGNORECASE,
)


def divide(masked: str, span: Span) -> list[Span]:
    """Return the spans of the claims in masked[span]; a span of one sentence or few words comes back whole."""
    claims: list[Span] = []
    begin, last = span[0], span[0]
    for start, end in find_sentences(masked, *span):
        if last > begin and _opens_claim(masked, start, end) and _count(masked, begin, last) >= SHORTEST_CLAIM:
            claims.append((begin, last))
            begin = start
        last = end
    if claims and _count(masked, begin, span[1]) < SHORTEST_OPENING:
        begin = claims.pop()[0]
    return [*claims, (begin, span[1])]


def cut(spans: Sequence[Span], holes: Sequence[Span]) -> tuple[Span, ...]:
    """Return spans without the holes, which are in order and do not overlap."""
    pieces: list[Span] = []
    for start, end in spans:
        at = start
        for hole_start, hole_end in holes:
            if at < hole_end and hole_start < end:
                pieces.append((at, max(at, hole_start)))
                at = min(hole_end, end)
        pieces.append((at, end))
    return tuple((start, end) for start, end in pieces if start < end)


def _opens_claim(masked: str, start: int, end: int) -> bool:
    if _count(masked, start, end) < SHORTEST_OPENING:
        return False
    return bool(_TURNING.match(masked, start, end)) or not _LEANING.match(masked, start, end)


def _count(masked: str, start: int, end: int) -> int:
    return sum(1 for _ in _WORD.finditer(masked, start, end))
