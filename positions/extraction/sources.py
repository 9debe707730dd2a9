"""Find the phrase that names who says something, to the left or to the right of a cue."""

from collections.abc import Sequence

from positions.extraction.vocabulary import (
    ADVERBS,
    AUXILIARIES,
    DETERMINERS,
    NEGATIONS,
    PEOPLE,
    PREPOSITIONS,
    PRONOUNS,
    RIGHT_STOPS,
    STOPS,
    TIMES,
)
from positions.extraction.words import Word

Range = tuple[int, int]  # of word indices, the second one excluded

PERSONAL = frozenset({"he", "she", "they", "it", "we", "i", "you"})
SAID = frozenset({"said", "says", "told", "insisted", "added", "quoted", "cited"})
MAX_WORDS = 22


def find_left(words: Sequence[Word], cue: int) -> tuple[Range, int] | None:
    """Return the source that ends before words[cue] and where the verb group begins; None without one."""
    begin = cue
    while begin > 0 and (words[begin - 1].low in AUXILIARIES or _is_adverb(words[begin - 1])):
        begin -= 1
    name_end = source_end = begin
    if begin > 0 and words[begin - 1].low in (",", ")", "-", "–", "—"):
        name_end = _before_apposition(words, begin)
        source_end = begin if words[begin - 1].low == ")" else begin - 1
    start = _walk_left(words, name_end)
    if start < name_end and words[name_end - 1].low in ("who", "which"):
        source = _antecedent(words, name_end - 1)
        return (source, begin) if source else None
    if start < name_end:
        return (start, _without_time(words, start, source_end)), begin
    if name_end > 0 and words[name_end - 1].low in ("and", "but", "then"):
        source = subject_of(words, name_end)
        return (source, begin) if source else None
    return None


def find_right(words: Sequence[Word], at: int, *, clause_follows: bool = False) -> Range | None:
    """Return the source that opens at words[at], its apposition included; None without one.

    clause_follows: the rest of the sentence is not all apposition, as after "According to Salma, one more town …".
    """
    end = at
    while end < len(words) and end - at < MAX_WORDS and _continues_right(words, at, end):
        end += 1
    if end == at:
        return None
    explained = _after_apposition(words, end)
    if clause_follows and (explained >= len(words) or words[explained].low != ","):
        return at, end
    return at, explained


def subject_of(words: Sequence[Word], before: int) -> Range | None:
    """Return the first noun phrase of the sentence, the best guess for who does what stands before words[before]."""
    start = _after_opening(words, before)
    if start is None:
        return None
    end = start
    while end < before and _goes_on(words, start, end):
        end += 1
    return (start, end) if start < end <= start + MAX_WORDS else None


def antecedent(words: Sequence[Word], before: int) -> Range | None:
    """Return whom a "who" or "which" before words[before] stands for, None without one."""
    for at in range(before - 1, max(0, before - MAX_WORDS), -1):
        if words[at].low in ("who", "which"):
            return _antecedent(words, at)
    return None


def is_speaker(words: Sequence[Word], source: Range, *, strict: bool) -> bool:
    """Tell whether the phrase can speak: a name, a pronoun, people or an institution; not strict: any noun."""
    start, end = source
    phrase = words[start:end]
    if any(word.is_quotation for word in phrase) and not any(word.is_capitalised for word in phrase):
        return False
    low = [word.low for word in phrase]
    if low[-1].endswith(("'s", "s'")):
        return False
    if low[0] in ("there", "this", "that", "to", "not", "no") and len(low) == 1:
        return False
    if low[0] in PREPOSITIONS or (low[0] in TIMES and len(low) == 1):
        return False
    if low[-1] in PRONOUNS or any(part in PEOPLE for part in low):
        return True
    named = any(word.is_capitalised for word in phrase[1:] or phrase)
    return named or (phrase[0].is_capitalised and start > 0) or not strict


def is_negated(words: Sequence[Word], source: Range, cue: int) -> bool:
    """Tell whether the verb is denied: "did not say"."""
    return any(word.low in NEGATIONS or word.low.endswith("n't") for word in words[source[1] : cue])


def _is_adverb(word: Word) -> bool:
    return word.low in ADVERBS or word.low in NEGATIONS or (word.low.endswith("ly") and word.text.islower())


def _walk_left(words: Sequence[Word], end: int) -> int:
    if end > 0 and words[end - 1].low in PERSONAL:
        return end - 1
    start = end
    while start > 0 and end - start < MAX_WORDS:
        word = words[start - 1]
        if not (word.is_word or word.low in ("'", "&", "/")) or word.low in STOPS or word.low in SAID:
            break
        if word.low in ("and", "then") and not _joins_names(words, start - 1, end):
            break
        start -= 1
    while start < end and (words[start].low in ADVERBS or words[start].low in ("and", "but")) and end - start > 1:
        start += 1
    return start


def _joins_names(words: Sequence[Word], at: int, end: int) -> bool:
    return 0 < at < end - 1 and words[at - 1].is_capitalised and words[at + 1].is_capitalised


def _before_apposition(words: Sequence[Word], end: int) -> int:
    """Return where the name ends that an apposition between words[…] and words[end - 1] explains."""
    mark = words[end - 1].low
    opening = "(" if mark == ")" else mark
    for at in range(end - 2, max(-1, end - MAX_WORDS - 2), -1):
        if words[at].is_quotation or words[at].low in (":", ";"):
            break
        if words[at].low == opening:
            return at
    return 0


def _without_time(words: Sequence[Word], start: int, end: int) -> int:
    """Return the end of "Northmark on Tuesday" without the day."""
    cut = end
    while cut - 1 > start and words[cut - 1].low in TIMES:
        cut -= 1
    if cut < end and cut - 1 > start and words[cut - 1].low in ("on", "in"):
        cut -= 1
    return cut


def _antecedent(words: Sequence[Word], relative: int) -> Range | None:
    end = relative - 1 if relative > 0 and words[relative - 1].low == "," else relative
    start = _walk_left(words, end)
    for at in range(end - 2, start, -1):
        if words[at].low in DETERMINERS and words[at - 1].low != "of":
            start = at
            break
    return (start, end) if start < end else None


def _after_opening(words: Sequence[Word], before: int) -> int | None:
    """Return where the main clause begins, past "On Monday," or "However,"."""
    start = 0
    if words and words[0].low in PREPOSITIONS | TIMES:
        commas = [at for at in range(min(before, 25)) if words[at].low == ","]
        if not commas:
            return None
        start = commas[0] + 1
    if start < before and words[start].low in ("and", "but", "however"):
        start += 1
    return start


def _goes_on(words: Sequence[Word], start: int, end: int) -> bool:
    word = words[end]
    if not word.is_word or word.low in STOPS:
        return False
    is_verb = word.text.islower() and (word.low.endswith(("ed", "ing")) or word.low in ("said", "told", "went", "took"))
    return end == start or not is_verb


def _continues_right(words: Sequence[Word], at: int, end: int) -> bool:
    word = words[end]
    if not word.is_word or (word.low in TIMES and end > at and word.low != "may"):
        return False
    if word.low in ("he", "she", "they", "it", "who"):
        return end == at
    if word.low == "and":
        return _joins_names(words, end, len(words))
    if end > at and words[end - 1].low in ("he", "she", "they", "it"):
        return False
    return word.low not in RIGHT_STOPS


def _after_apposition(words: Sequence[Word], end: int) -> int:
    """Return where ", the foreign minister of Northmark," ends when it follows, else end."""
    if end + 1 >= len(words) or words[end].low != "," or not words[end + 1].is_word:
        return end
    if words[end + 1].low not in ("a", "an", "the", "who", "one") and words[end + 1].low not in PEOPLE:
        return end
    stop = end + 1
    while stop < len(words) and stop - end < MAX_WORDS and (words[stop].is_word or words[stop].low in "'&/"):
        stop += 1
    return stop
