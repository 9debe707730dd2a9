"""Find where in its sentence the reported content begins and ends."""

from collections.abc import Sequence

from positions.extraction.cues import CUES, CueKind
from positions.extraction.sources import Range
from positions.extraction.vocabulary import (
    DASHES,
    DELIMITERS,
    OBJECT_PRONOUNS,
    OPENINGS,
    PREPOSITIONS,
    SENTENCE_ENDS,
    THAT,
    TIMES,
    words_of,
)
from positions.extraction.words import Word

FAR = 12  # words between a cue and its "that": "told reporters in the capital on Monday that"
LONGEST_OPENING = 14  # words of "On the margins of the talks in the capital on Monday,"
_COORDINATE = words_of("said added called urged told vowed warned")
_NO_RESUMPTION = words_of("who which while as after according where when")


def before(words: Sequence[Word], start: int) -> Range | None:
    """Return the stretch before words[start] when a comma, a dash or a quotation parts the two, else None."""
    if start == 0:
        return None
    last = words[start - 1]
    if not (last.is_quotation or last.low in DASHES or last.low == ","):
        return None
    semicolons = [at for at in range(start - 1) if words[at].low == ";"]
    begin = semicolons[-1] + 1 if semicolons else 0
    end = without_delimiters(words, begin, start)
    return (begin, end) if begin < end else None


def after(words: Sequence[Word], at: int, *, quoted: bool = False) -> Range | None:
    """Return the clause that goes on after words[at - 1]: "The talks, she said, will go on"; quoted: in marks."""
    if quoted:
        near = range(at, min(at + 2 * FAR, len(words)))
        return next(((here, content_end(words, here)) for here in near if words[here].is_quotation), None)
    here = at
    while here < len(words) and here - at < FAR and not _is_mark(words[here]):
        if words[here].is_quotation:
            return here, content_end(words, here)
        here += 1
    if here + 1 >= len(words) or words[here].low not in DELIMITERS:
        return None
    first = words[here + 1]
    if first.is_quotation:
        return here + 1, content_end(words, here + 1)
    is_clause = first.text[0].islower() and not first.low.endswith("ing") and first.low not in _NO_RESUMPTION
    is_apposition = here > at and words[at].low in ("a", "an", "the")
    return (here + 1, content_end(words, here + 1)) if is_clause and not is_apposition else None


def is_opening(words: Sequence[Word], stretch: Range) -> bool:
    """Tell whether the stretch is only "However," or "On Monday," and no clause that could be reported."""
    start, end = stretch
    first = words[start].low
    if first in OPENINGS:
        return end - start <= 2
    return (first in PREPOSITIONS or first in TIMES or first.endswith("ing")) and end - start <= LONGEST_OPENING


def only_adjuncts(words: Sequence[Word], at: int) -> bool:
    """Tell whether only time, place or occasion follow, and no reported clause."""
    if at >= len(words) or _is_mark(words[at]):
        return True
    if any(word.low in THAT or word.is_quotation for word in words[at : at + FAR]):
        return False
    return words[at].low in PREPOSITIONS or words[at].low in TIMES


def content_start(words: Sequence[Word], at: int, kind: CueKind) -> int:
    """Return where the reported words begin after a cue, past the addressee, the time and the occasion."""
    if kind == CueKind.ACT:
        return at
    if kind == CueKind.TELL or (at < len(words) and words[at].low in PREPOSITIONS | TIMES):
        announced = _announced(words, at)
        if announced is not None:
            at = announced
        elif kind == CueKind.TELL:
            at = _after_addressee(words, at)
        else:
            at = _after_time(words, at)
    while at < len(words) and words[at].low in DELIMITERS:
        at += 1
    return at


def content_end(words: Sequence[Word], start: int) -> int:
    """Return where the content ends: at a coordinate cue (", adding …", " and called for …") or with the sentence."""
    end = sentence_end(words)
    for at in range(start + 1, end - 1):
        if words[at].low == "," and _is_participle(words[at + 1]):
            return at
        if words[at].low == "and" and words[at + 1].low in _COORDINATE:
            return without_delimiters(words, start, at)
    return end


def sentence_end(words: Sequence[Word]) -> int:
    """Return the end of the sentence without its final marks."""
    return without_delimiters(words, 0, len(words))


def without_delimiters(words: Sequence[Word], start: int, end: int) -> int:
    """Return end moved left over marks, not beyond start."""
    while end > start and _is_mark(words[end - 1]):
        end -= 1
    return end


def _is_mark(word: Word) -> bool:
    return word.low in DELIMITERS or word.low in SENTENCE_ENDS


def _announced(words: Sequence[Word], at: int) -> int | None:
    """Return where a "that", a colon or a quotation announces the content, None when nothing near does."""
    for ahead in range(at, min(at + FAR, len(words))):
        if words[ahead].low in ("that", ":") or words[ahead].is_quotation:
            return ahead
    return None


def _after_time(words: Sequence[Word], at: int) -> int:
    while at < len(words) and words[at].low in TIMES:
        at += 1
    return at


def _after_addressee(words: Sequence[Word], at: int) -> int:
    if at < len(words) and words[at].low in OBJECT_PRONOUNS:
        return _after_time(words, at + 1)
    here = at + 1
    while here < len(words) and here - at < FAR:
        if not words[here].is_capitalised and words[here - 1].low not in ("the", "a", "an", "of"):
            break
        here += 1
    return _after_time(words, here)


def _is_participle(word: Word) -> bool:
    kinds = (CueKind.SAY, CueKind.TELL)
    return any(cue.participle and cue.kind in kinds and len(cue.words) == 1 for cue in CUES.get(word.low, ()))
