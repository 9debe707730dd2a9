"""Find the cues of a sentence, each together with the source it belongs to."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from positions.extraction.cues import ACCORDING, AMBIGUOUS, CUES, Cue, CueKind
from positions.extraction.sources import Range, find_left, find_right, is_negated, is_speaker, subject_of
from positions.extraction.vocabulary import ADVERBS, DELIMITERS, PASSIVE, PREPOSITIONS, REPORT_NOUNS
from positions.extraction.words import Word

_PLURAL = frozenset({"i", "we", "you", "they", "who", "many", "some", "people", "police", "men", "women"})
_NOT_BEFORE_A_VERB = frozenset({"to", "the", "a", "an", "his", "her", "its", "their", "of", "this", "that", "be"})
_SURE = frozenset({"said", "says", "say", "told"})  # verbs of which anything before them is a source


@dataclass(frozen=True, slots=True)
class Group:
    """A cue with its source, and the stretch of the sentence that both cover."""

    source: Range
    cue: Range
    start: int
    end: int


def find_cues(words: Sequence[Word]) -> Iterator[tuple[int, Cue | None, int]]:
    """Yield where each cue stands, the cue, and its length in words; the cue is None for "according to" and nouns."""
    free = 0
    for at, word in enumerate(words):
        if at < free:
            continue
        phrase = next((p for p in ACCORDING if _length(words, at, p) == len(p)), None)
        if phrase or (word.low in REPORT_NOUNS and at + 1 < len(words) and words[at + 1].low == "that"):
            yield at, None, len(phrase) if phrase else 1
            continue
        if not word.text[0].islower():
            continue
        for cue in CUES.get(word.low, ()):
            length = _length(words, at, cue.words)
            if length:
                yield at, cue, length
                free = at + length
                break


def find_group(words: Sequence[Word], at: int, length: int, cue: Cue) -> Group | None:
    """Return the cue at words[at] with its source; None where the word is no verb of reporting after all."""
    if cue.kind != CueKind.READY and not _can_be_verb(words, at, length, cue):
        return None
    end = at + length
    if cue.kind == CueKind.SAY and end < len(words) and words[end].low == "so":
        end += 1
        end += end < len(words) and words[end].low in ADVERBS
    group = _with_source(words, at, end, cue)
    if group is None or not is_speaker(words, group.source, strict=cue.words[0] not in _SURE):
        return None
    if is_negated(words, group.source, at) or (
        cue.base and cue.words[0] not in _SURE and not _is_plural(words, group.source)
    ):
        return None
    return group


def _length(words: Sequence[Word], at: int, phrase: Sequence[str]) -> int:
    """Return how many words of the sentence the phrase covers, adverbs inside it included; 0 when it differs."""
    here = at
    for position, part in enumerate(phrase):
        while position and here < len(words) and words[here].low != part and words[here].low in ADVERBS:
            here += 1
        if here >= len(words) or words[here].low != part:
            return 0
        here += 1
    return here - at


def _can_be_verb(words: Sequence[Word], at: int, length: int, cue: Cue) -> bool:
    if at > 0 and words[at - 1].low in _NOT_BEFORE_A_VERB:
        return False
    verb = at
    while verb > 0 and (words[verb - 1].low in ADVERBS or words[verb - 1].low.endswith("ly")):
        verb -= 1
    if verb > 0 and words[verb - 1].low in PASSIVE and cue.words[0] not in PASSIVE:
        return False
    if len(cue.words) > 1 or cue.words[0] not in AMBIGUOUS:
        return True
    following = words[at + length] if at + length < len(words) else None
    return following is not None and following.is_word and following.low not in PREPOSITIONS


def _with_source(words: Sequence[Word], at: int, end: int, cue: Cue) -> Group | None:
    left = find_left(words, at)
    if left:
        source, begin = left
        start = min(source[0], begin)
        if start > 1 and words[start - 1].low == "as" and words[start - 2].low in DELIMITERS:
            start -= 1
        return Group(source, (begin, end), start, end)
    if cue.kind not in (CueKind.SAY, CueKind.THINK):
        return None
    if at > 0 and not (words[at - 1].is_quotation or words[at - 1].low in DELIMITERS):
        return None
    if end < len(words) and words[end].low == "that":
        subject = subject_of(words, at)
        return Group(subject, (at, end), subject[0], end) if subject else None
    right = find_right(words, end)
    return Group(right, (at, end), at, right[1]) if right else None


def _is_plural(words: Sequence[Word], source: Range) -> bool:
    last = words[source[1] - 1].low
    return last in _PLURAL or last.endswith("s") or any(words[at].low == "and" for at in range(*source))
