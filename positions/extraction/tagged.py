"""Fit what the reading model found to the quotations of the text, as drafts for the rules to complete."""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from math import exp, log

from positions.extraction.cues import CueKind
from positions.extraction.joint import complete
from positions.extraction.quotations import Quotation
from positions.extraction.reading import Draft
from positions.extraction.tagger import Tagged, tag
from positions.text import Span

# Logistic in the logits of the cue and of its content; fitted on PolNeAR's development articles by
# training/calibrate_reader.py to whether half of the words or more, and the source, were right.
CALIBRATION = (-1.199, 0.294, 0.587)
_EDGES = " \u00a0\t\n,;:-–—.!?…"


def tagged_drafts(text: str, quotations: Sequence[Quotation]) -> list[Draft]:
    """Return the drafts that the model finds in text, in the order of their cues."""
    marks = _Marks(text, quotations)
    return [_draft(text, marks, one) for one in tag(text)]


def _draft(text: str, marks: "_Marks", one: Tagged) -> Draft:
    content = tuple(marks.fit(span) for span in _joined(one))
    source = complete(text, one.source) if one.source else None
    return Draft(content, source, one.cue, CueKind.SAY, confidence(one), marks.depth_at(one.cue[0]))


def _joined(one: Tagged) -> list[Span]:
    """Return the stretches of the content, those joined between which neither the cue nor the source stands.

    A person's content is interrupted by who says it; the model drops a word it is unsure of, too.
    """
    between = [one.cue, *([one.source] if one.source else ())]
    joined = [one.content[0]]
    for span in one.content[1:]:
        gap = joined[-1][1], span[0]
        if not any(gap[0] <= start < gap[1] for start, _ in between):
            joined[-1] = joined[-1][0], span[1]
        else:
            joined.append(span)
    return joined


def confidence(one: Tagged) -> float:
    """Return the share of suggestions as sure as this one that an analyst could take, 0 to 1."""
    base, of_cue, of_content = CALIBRATION
    return round(
        1 / (1 + exp(-(base + of_cue * _logit(one.cue_sureness) + of_content * _logit(one.content_sureness)))), 2
    )


def _logit(probability: float) -> float:
    bounded = min(max(probability, 1e-4), 1 - 1e-4)
    return log(bounded / (1 - bounded))


class _Marks:
    """The quotations of a text: where each is, and how a stretch of words lies to them."""

    def __init__(self, text: str, quotations: Sequence[Quotation]) -> None:
        self._text = text
        self._all = quotations
        self._openings = [quotation.span[0] for quotation in quotations]
        self._outer = [quotation for quotation in quotations if quotation.depth == 0]
        self._starts = [quotation.span[0] for quotation in self._outer]

    def depth_at(self, place: int) -> int:
        """Return how many quotations hold the place."""
        at = bisect_left(self._starts, place) - 1
        if at < 0 or place >= self._outer[at].span[1]:
            return 0
        # Only those that open in this outermost one: a text full of marks must not cost the square of its length.
        first, last = bisect_left(self._openings, self._starts[at]), bisect_left(self._openings, place)
        return sum(place < quotation.span[1] for quotation in self._all[first:last])

    def fit(self, span: Span) -> Span:
        """Return the inside of the quotation whose words these are; else the span as it is."""
        start, end = span
        first = max(bisect_right(self._starts, start) - 1, 0)
        last = bisect_left(self._starts, end)
        for quotation in self._outer[first:last]:
            if self._bare(span) == self._bare(quotation.inner):
                return quotation.inner
        return span

    def _bare(self, span: Span) -> Span:
        start, end = span
        edges = _EDGES + "\"“”„«»‘’'‹›"
        while start < end and self._text[start] in edges:
            start += 1
        while end > start and self._text[end - 1] in edges:
            end -= 1
        return start, end
