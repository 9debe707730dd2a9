"""Divide what is said from who says it where only dashes tell: — Мы готовы, — сказала Салма. — Но не сегодня."""

import re
from dataclasses import dataclass

from positions.extraction.sentences import strip
from positions.text import Span

_OPENS = re.compile(r"[—–―]\s?(?=[\w¿¡«“\"(…\uE000])")
_TURN = re.compile(r"(?P<dash>[,.!?…»]?\s?[—–―]\s?)|(?:[,!?…]|\s[!?])\s")
_BACK = re.compile(r"[,.:]?\s?[—–―][,.:]?\s")
_SENTENCE = re.compile(r"[.!?…](?=\s|\Z)")
_UNSPACED = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_WORD = re.compile(r"\w+")
_READ = 300  # characters in which words are counted
_EDGES = " \u00a0\u202f\t,;.—–―"


@dataclass(frozen=True, slots=True)
class Speech:
    """Stretches that are said and the stretch that tells by whom; `verb` is the reporting verb in it."""

    said: tuple[Span, ...]
    verb: re.Match[str]
    told: Span


def opens_dialogue(text: str, start: int, end: int) -> int | None:
    """Return where the speech begins in a paragraph that opens with a dash, None when it opens with none."""
    match = _OPENS.match(text, start, end)
    return match.end() if match else None


def split_speech(text: str, start: int, end: int, verb: re.Pattern[str], *, dashes_only: bool = False) -> Speech | None:
    """Return speech and narration of text[start:end]; None when no reporting verb follows a dash or comma."""
    for turn in _TURN.finditer(text, start, end):
        is_dash = turn["dash"] is not None
        found = verb.match(text, turn.end(), end)
        if found is None or turn.start() == start or (dashes_only and not is_dash):
            continue
        close = (_BACK if is_dash else _SENTENCE).search(text, found.end(), end)
        stop = close.start() if close else end
        said = [trim(text, start, _end_of_speech(text, turn, is_dash=is_dash))]
        if close and is_dash:
            said.append(trim(text, close.end(), end))
        return Speech(tuple(span for span in said if span[0] < span[1]), found, (turn.end(), stop))
    return None


def _end_of_speech(text: str, turn: re.Match[str], *, is_dash: bool) -> int:
    """Return where the words before a turn end; the mark of a question or cry belongs to them."""
    if not is_dash:
        return turn.end() - 1
    return turn.start() + (text[turn.start()] in "!?…")


def trim(text: str, start: int, end: int) -> Span:
    """Return the span without blanks, commas, full stops and dashes at its ends."""
    begin, stop = strip(text, start, end)
    while begin < stop and text[begin] in _EDGES:
        begin += 1
    while stop > begin and text[stop - 1] in _EDGES:
        stop -= 1
    return begin, stop


def count_words(text: str, start: int, end: int) -> int:
    """Count the words at the head of text[start:end]; two signs of Chinese or Japanese count as one."""
    head = text[start : min(end, start + _READ)]
    unspaced = len(_UNSPACED.findall(head))
    return unspaced // 2 if unspaced else len(_WORD.findall(head))
