"""Walk through a text and its quotations, and draft an attribution wherever somebody is reported to say something."""

from bisect import bisect_left
from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass, replace

from positions.extraction.clauses import Report, find_reports, is_told
from positions.extraction.cues import CueKind
from positions.extraction.headlines import find_headline
from positions.extraction.quotations import DEEPEST, Quotation
from positions.extraction.sentences import dateline_end, find_paragraphs, find_sentences
from positions.extraction.vocabulary import FIRST_PERSON
from positions.extraction.words import BODY, Word, find_words, mask
from positions.text import Span

LONGEST_HEADLINE = 3000  # characters; transcripts run long
SHORTEST_QUOTATION = 4  # words; a shorter one is a term in marks, not a statement
# Of these the rules are sure: they are added where the model found nothing, and stand for what it doubts. On PolNeAR's
# development articles that moves no figure by more than 0.002, but it saves leads: "…, the minister told Strait Talk".
PLAIN = frozenset({CueKind.SAY, CueKind.TELL, CueKind.READY})
SURE, DOUBTFUL = 0.85, 0.6  # confidence from which a rule replaces the model, and below which it is replaced
LONGEST_BARE = 14  # words of "the foreign minister of Northmark asked."


@dataclass(frozen=True, slots=True)
class Draft:
    """An attribution whose speaker is not named yet.

    `follows` is the place of the draft whose speaker goes on; without it and without a source nobody is named.
    `is_quoted` tells direct speech that no marks show, as after a dialogue dash; `takes_floor` a line of a transcript,
    whose speaker also says what follows it.
    """

    content: tuple[Span, ...]
    source: Span | None
    cue: Span | None
    cue_kind: CueKind
    confidence: float
    depth: int = 0
    follows: int | None = None
    is_quoted: bool = False
    takes_floor: bool = False


def read(
    text: str, quotations: Sequence[Quotation], notes: Sequence[Span], tagged: Sequence[Draft] | None = None
) -> list[Draft]:
    """Return the drafts of all depths: first what the article reports, then what its quotations report.

    tagged: what the reading model found, in the order of the cues; the rules then add what it cannot see. None: the
    rules read alone.
    """
    reader = _Reader(text, quotations, notes, tagged)
    reader.read_article()
    if tagged is not None:
        reader.read_reported()
    for depth in range(1, DEEPEST):
        reader.read_quotations(depth)
    return reader.drafts


class _Reader:
    def __init__(
        self, text: str, quotations: Sequence[Quotation], notes: Sequence[Span], tagged: Sequence[Draft] | None
    ) -> None:
        self.text = text
        self.quotations = quotations
        self.notes = notes
        self.tagged = tagged
        self.drafts: list[Draft] = []
        self._opening_at = {quotation.span[0]: quotation for quotation in quotations}
        self._introduction: Draft | None = None
        self._turn: int | None = None  # the draft of the transcript line whose speaker has the floor

    def read_article(self) -> None:
        masked = self._mask(0)
        is_opening = True
        for start, end in find_paragraphs(masked):
            headline = find_headline(masked, start, end) if end - start < LONGEST_HEADLINE else None
            if headline and (is_opening or headline.is_transcript):
                self._turn = len(self.drafts) if headline.is_transcript else self._turn
                line = Draft((headline.content,), headline.source, headline.cue, CueKind.SAY, 0.8)
                self.drafts.append(replace(line, takes_floor=headline.is_transcript))
            else:
                self._paragraph(masked, dateline_end(masked, start, end), end)
            is_opening = is_opening and self.text[end - 1] not in '.!?"”'

    def read_quotations(self, depth: int) -> None:
        masked = self._mask(depth)
        for quotation in self.quotations:
            if quotation.depth != depth - 1:
                continue
            for start, end in find_sentences(masked, *quotation.inner):
                self._told(find_words(masked, start, end), depth)

    def read_reported(self) -> None:
        """Read once more what the model took for somebody's reported words: one label a word cannot nest."""
        masked = self._mask(0)
        known = {draft.cue for draft in self.drafts}
        for draft in [draft for draft in self.drafts if draft.depth == 0 and draft.cue]:
            for start, end in draft.content:
                words = find_words(masked, start, end)
                if not any(word.is_quotation for word in words[:1]):
                    self._told(words, 0, known)

    def _told(self, words: Sequence[Word], depth: int, known: Container[Span | None] = ()) -> None:
        """Add what somebody else is said to have said in words that are somebody's already."""
        for report in find_reports(words, inside=True):
            if is_told(words, report):
                draft = self._draft(words, report, depth)
                if draft.cue not in known:
                    self.drafts.append(draft)

    def _mask(self, depth: int) -> str:
        return mask(self.text, (q for q in self.quotations if q.depth == depth), self.notes)

    def _paragraph(self, masked: str, start: int, end: int) -> None:
        voice: int | None = None
        tagged = None if self.tagged is None else [_from(draft, start) for draft in _within(self.tagged, start, end)]
        for words in filter(None, _sentences(masked, start, end)):
            drafts = self._by_rules(words) if tagged is None else self._completed(words, tagged)
            spoken = [span for draft in (*(tagged or ()), *drafts) for span in draft.content]
            for draft in drafts:
                self.drafts.append(self._in_turn(draft))
                if any(word.is_quotation and _overlaps(word, draft.content) for word in words):
                    voice = len(self.drafts) - 1
            for quotation in self._orphans(words, spoken, shortest=SHORTEST_QUOTATION if voice is None else 1):
                self.drafts.append(self._going_on(quotation, voice))
            self._remember_introduction(words)

    def _in_turn(self, draft: Draft) -> Draft:
        """Return the draft; where it says "we", as words of whoever has the floor in a transcript."""
        if self._turn is None or draft.source is None:
            return draft
        is_own = self.text[slice(*draft.source)].lower() in FIRST_PERSON
        return replace(draft, follows=self._turn) if is_own else draft

    def _completed(self, words: Sequence[Word], tagged: Sequence[Draft]) -> list[Draft]:
        """Return what the model found in the sentence, and what the rules are sure of where it found nothing sure."""
        plain = [draft for draft in self._by_rules(words) if draft.cue_kind in PLAIN]
        sure_cues = [draft.cue for draft in plain if draft.cue and draft.confidence >= SURE]
        kept = [draft for draft in tagged if draft.confidence >= DOUBTFUL or not meets(draft.cue or (0, 0), sure_cues)]
        known = [span for draft in kept for span in spans_of(draft)]
        added = [draft for draft in plain if not any(meets(span, known) for span in spans_of(draft))]
        return sorted([*_within(kept, words[0].start, words[-1].end), *added], key=_cue_start)

    def _by_rules(self, words: Sequence[Word]) -> list[Draft]:
        return [self._draft(words, report, 0) for report in find_reports(words)]

    def _draft(self, words: Sequence[Word], report: Report, depth: int) -> Draft:
        content = tuple(self._unquoted(words[begin:end]) for begin, end in report.content)
        source, cue = _chars(words, report.source), _chars(words, report.cue)
        return Draft(content, source, cue, report.kind, report.confidence, depth)

    def _unquoted(self, words: Sequence[Word]) -> Span:
        """Return the span of words; of a whole quotation the span between its marks."""
        quotation = self._opening_at.get(words[0].start) if len(words) == 1 else None
        return quotation.inner if quotation else (words[0].start, words[-1].end)

    def _orphans(self, words: Sequence[Word], spoken: Sequence[Span], *, shortest: int) -> list[Quotation]:
        """Return the quotations at the head of a sentence that are in nobody's words yet."""
        orphans = []
        for word in words:
            if not word.is_quotation:
                break
            quotation = self._opening_at.get(word.start)
            if quotation and not _overlaps(word, spoken) and self._count(quotation) >= shortest:
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


def _overlaps(word: Word, spans: Iterable[Span]) -> bool:
    return meets((word.start, word.end), spans)


def spans_of(draft: Draft) -> tuple[Span, ...]:
    """Return where the content and the cue of a draft stand."""
    return (*draft.content, draft.cue) if draft.cue else draft.content


def meets(span: Span, spans: Iterable[Span]) -> bool:
    """Tell whether a span shares a character with any of spans."""
    return any(start < span[1] and span[0] < end for start, end in spans)


def _within(drafts: Sequence[Draft], start: int, end: int) -> list[Draft]:
    """Return the drafts whose cue stands in [start, end); they come in the order of their cues."""
    first, last = (bisect_left(drafts, place, key=_cue_start) for place in (start, end))
    return list(drafts[first:last])


def _from(draft: Draft, start: int) -> Draft:
    """Return the draft without what stands before start: the dateline is nobody's words."""
    if draft.content[0][0] >= start:
        return draft
    content = tuple((max(begin, start), end) for begin, end in draft.content if end > start)
    return replace(draft, content=content or draft.content)


def _cue_start(draft: Draft) -> int:
    return draft.cue[0] if draft.cue else draft.content[0][0]


def _chars(words: Sequence[Word], stretch: tuple[int, int]) -> Span:
    return words[stretch[0]].start, words[stretch[1] - 1].end
