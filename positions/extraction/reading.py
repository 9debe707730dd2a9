"""Walk through a text and its quotations, and draft an attribution wherever somebody is reported to say something."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from positions.extraction.clauses import Report, find_reports
from positions.extraction.cues import CueKind
from positions.extraction.headlines import find_headline
from positions.extraction.quotations import DEEPEST, Quotation
from positions.extraction.sentences import dateline_end, find_paragraphs, find_sentences
from positions.extraction.words import BODY, Word, find_words, mask
from positions.text import Span

LONGEST_HEADLINE = 3000  # characters; transcripts run long
SHORTEST_QUOTATION = 4  # words; a shorter one is a term in marks, not a statement
LONGEST_BARE = 14  # words of "the foreign minister of Northmark asked."


@dataclass(frozen=True, slots=True)
class Draft:
    """An attribution whose speaker is not named yet; `follows` is the place of the draft whose speaker goes on."""

    content: tuple[Span, ...]
    source: Span | None
    cue: Span | None
    cue_kind: CueKind
    confidence: float
    depth: int = 0
    follows: int | None = None


def read(text: str, quotations: Sequence[Quotation], notes: Sequence[Span]) -> list[Draft]:
    """Return the drafts of all depths: first what the article reports, then what its quotations report."""
    reader = _Reader(text, quotations, notes)
    reader.read_article()
    for depth in range(1, DEEPEST):
        reader.read_quotations(depth)
    return reader.drafts


class _Reader:
    def __init__(self, text: str, quotations: Sequence[Quotation], notes: Sequence[Span]) -> None:
        self.text = text
        self.quotations = quotations
        self.notes = notes
        self.drafts: list[Draft] = []
        self._opening_at = {quotation.span[0]: quotation for quotation in quotations}
        self._introduction: Draft | None = None

    def read_article(self) -> None:
        masked = self._mask(0)
        is_opening = True
        for start, end in find_paragraphs(masked):
            headline = find_headline(masked, start, end) if end - start < LONGEST_HEADLINE else None
            if headline and (is_opening or headline.is_transcript):
                self.drafts.append(Draft((headline.content,), headline.source, headline.cue, CueKind.SAY, 0.8))
            else:
                self._paragraph(masked, dateline_end(masked, start, end), end)
            is_opening = is_opening and self.text[end - 1] not in '.!?"”'

    def read_quotations(self, depth: int) -> None:
        masked = self._mask(depth)
        for quotation in self.quotations:
            if quotation.depth != depth - 1:
                continue
            for start, end in find_sentences(masked, *quotation.inner):
                words = find_words(masked, start, end)
                self.drafts += [self._draft(words, report, depth) for report in find_reports(words, inside=True)]

    def _mask(self, depth: int) -> str:
        return mask(self.text, (q for q in self.quotations if q.depth == depth), self.notes)

    def _paragraph(self, masked: str, start: int, end: int) -> None:
        voice: int | None = None
        for words in _sentences(masked, start, end):
            reports = find_reports(words)
            for report in reports:
                self.drafts.append(self._draft(words, report, 0))
                if any(words[at].is_quotation for at in _covered([report])):
                    voice = len(self.drafts) - 1
            for quotation in self._orphans(
                words, _covered(reports), shortest=SHORTEST_QUOTATION if voice is None else 1
            ):
                self.drafts.append(self._going_on(quotation, voice))
            self._remember_introduction(words)

    def _draft(self, words: Sequence[Word], report: Report, depth: int) -> Draft:
        content = tuple(self._unquoted(words[begin:end]) for begin, end in report.content)
        source, cue = _chars(words, report.source), _chars(words, report.cue)
        return Draft(content, source, cue, report.kind, report.confidence, depth)

    def _unquoted(self, words: Sequence[Word]) -> Span:
        """Return the span of words; of a whole quotation the span between its marks."""
        quotation = self._opening_at.get(words[0].start) if len(words) == 1 else None
        return quotation.inner if quotation else (words[0].start, words[-1].end)

    def _orphans(self, words: Sequence[Word], covered: set[int], *, shortest: int) -> list[Quotation]:
        """Return the quotations at the head of a sentence that no report of it covers."""
        orphans = []
        for at, word in enumerate(words):
            if not word.is_quotation:
                break
            quotation = self._opening_at.get(word.start)
            if quotation and at not in covered and self._count(quotation) >= shortest:
                orphans.append(quotation)
        return orphans

    def _count(self, quotation: Quotation) -> int:
        """Count the words of a quotation, of a long one only those at its head."""
        start, end = quotation.inner
        return len(self.text[start : min(end, start + 200)].split())

    def _going_on(self, quotation: Quotation, voice: int | None) -> Draft:
        """Draft a quotation without a cue: announced before, or of the voice of its paragraph, or of the last one."""
        draft = Draft((quotation.inner,), None, None, CueKind.SAY, 0.75)
        if self._introduction:
            draft = replace(self._introduction, content=draft.content)
            self._introduction = None
        elif voice is not None:
            draft = replace(draft, source=self.drafts[voice].source, cue=self.drafts[voice].cue, follows=voice)
        elif self.drafts:
            draft = replace(draft, follows=len(self.drafts) - 1, confidence=0.6)
        else:
            draft = replace(draft, confidence=0.3)
        return draft

    def _remember_introduction(self, words: Sequence[Word]) -> None:
        """Remember who "Salma went on:" announces, for the quotation in the next sentence or paragraph."""
        if words and words[-1].low == ":":
            announced = [*words, _quotation_at(words[-1].end)]
            for report in reversed(find_reports(announced)):
                if report.content[-1][1] == len(announced):
                    self._introduction = self._draft(announced, report, 0)
                    return
        elif words and not words[0].is_quotation:
            self._introduction = None


def _sentences(masked: str, start: int, end: int) -> list[list[Word]]:
    """Return the words of each sentence; a bare "Salma asked." joins the quotation before it."""
    sentences: list[list[Word]] = []
    for begin, stop in find_sentences(masked, start, end):
        words = find_words(masked, begin, stop)
        if sentences and sentences[-1] and sentences[-1][-1].is_quotation and _is_bare(words):
            sentences[-1].extend(words)
        else:
            sentences.append(words)
    return sentences


def _is_bare(words: Sequence[Word]) -> bool:
    """Tell whether the sentence is only a source and a cue, as after a quotation that ends in "?" or "!"."""
    if not 1 < len(words) <= LONGEST_BARE or any(word.is_quotation for word in words) or find_reports(words):
        return False
    reports = find_reports([_quotation_at(words[0].start), *words])
    return any(report.content[0][0] == 0 for report in reports)


def _quotation_at(at: int) -> Word:
    return Word(at, at, BODY, BODY)


def _covered(reports: Sequence[Report]) -> set[int]:
    return {at for report in reports for begin, end in report.content for at in range(begin, end)}


def _chars(words: Sequence[Word], stretch: tuple[int, int]) -> Span:
    return words[stretch[0]].start, words[stretch[1] - 1].end
