"""A file's text in the form in which texts are stored, and the places of its words there; pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from positions.exchange.errors import BadRecord
from positions.ingestion.document import MAX_ARTICLE_CHARACTERS
from positions.ingestion.errors import IngestionError
from positions.ingestion.plain import read_text
from positions.text import Span, normalise, words_at

SHOWN = 60  # characters of words that a sentence quotes
_EDGE = "."  # keeps blanks at the end of a piece from being cut


@dataclass(frozen=True)
class TakenText:
    """A text `as_given` by a file and as it is `stored`."""

    as_given: str
    stored: str

    def places(self, spans: Iterable[Sequence[int]], words: str) -> list[Span]:
        """Return where words stand in the stored text: moved from these spans, or found, where they must stand once.

        Raises BadRecord where the spans are outside the text, or the words are not there or not once.
        """
        spans = sorted((int(start), int(end)) for start, end in spans)
        if not spans:
            return [self.find(words)]
        if not all(0 <= start < end <= len(self.as_given) for start, end in spans):
            raise BadRecord(
                f"The words stand outside the text, which has {len(self.as_given):,} characters. Check the two places."
            )
        moved = [self._moved(span) for span in spans]
        if words and _bare(words_at(self.stored, moved)) != _bare(normalise(words)):
            raise BadRecord(
                f"At this place stands “{_short(words_at(self.stored, moved))}”, not “{_short(words)}”. "
                "Correct the place, or leave it out."
            )
        return moved

    def find(self, words: str) -> Span:
        """Return where words stand, however lines are broken; raise BadRecord unless they stand there once."""
        wanted = [re.escape(word) for word in normalise(words).split()]
        if not wanted:
            raise BadRecord("It has neither words nor their place in the text. Add one of the two.")
        found = [match.span() for match in re.finditer(r"\s+".join(wanted), self.stored)]
        if len(found) != 1:
            how = f"{len(found)} times" if found else "nowhere"
            raise BadRecord(f"“{_short(words)}” stands {how} in the article's text. Give the place of the words.")
        return found[0]

    def _moved(self, span: Span) -> Span:
        if self.as_given == self.stored:
            return span
        start, end = (self._before(place) - self._cut for place in span)
        start, end = max(start, 0), min(end, len(self.stored))
        wanted = _bare(normalise(self.as_given[slice(*span)]))
        if _bare(self.stored[start:end]) == wanted:
            return start, end
        # Letters were mended, or lines broken otherwise in the text that was there before: the nearest such words.
        return self._nearest(wanted, start)

    def _before(self, place: int) -> int:
        return len(normalise(_EDGE + self.as_given[:place] + _EDGE)) - 2 * len(_EDGE)

    @cached_property
    def _cut(self) -> int:
        """Return how many blanks were cut from the beginning."""
        whole = normalise(_EDGE + self.as_given + _EDGE)[len(_EDGE) : -len(_EDGE)]
        return len(whole) - len(whole.lstrip())

    def _nearest(self, wanted: str, start: int) -> Span:
        words = [re.escape(each) for each in wanted.split()]
        found = [match.span() for match in re.finditer(r"\s+".join(words), self.stored)] if words else []
        if not found:
            raise BadRecord(f"“{_short(wanted)}” is not in the text as it is stored. Check the article's characters.")
        return min(found, key=lambda span: abs(span[0] - start))


def take_text(text: str) -> TakenText:
    """Return a file's text as it is stored. Raises BadRecord where an article cannot have it."""
    try:
        stored = read_text(text).text
    except IngestionError as error:
        raise BadRecord(str(error)) from error
    if len(stored) > MAX_ARTICLE_CHARACTERS:
        raise BadRecord(
            f"The text has {len(stored):,} characters, more than the {MAX_ARTICLE_CHARACTERS:,} of an article. "
            "Divide it into several articles."
        )
    return TakenText(text, stored)


def _bare(words: str) -> str:
    return " ".join(words.split())


def _short(words: str) -> str:
    words = _bare(words)
    return words if len(words) <= SHOWN else f"{words[:SHOWN]}…"
