"""Read a text: who is reported to say what, by which words, and through whom."""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from positions.enums import SpeechKind
from positions.extraction.claims import cut, divide
from positions.extraction.cues import CueKind
from positions.extraction.quotations import Quotation, find_quotations
from positions.extraction.reading import Draft, read
from positions.extraction.speakers import Speaker, name_speakers
from positions.extraction.words import find_notes, mask
from positions.text import Span

_CLAUSES = frozenset({CueKind.SAY, CueKind.TELL, CueKind.THINK})
_EDGES = " \u00a0\t,;:-–—"
_NEAR = 8  # open attributions looked at for the one that reports another


@dataclass(frozen=True, slots=True)
class Attribution:
    """One thing that one source is reported to say; spans are `[start, end)` in code points.

    `via` is the place in the same list of the attribution in which this one is reported. `speaker` is the
    fullest name the text gives, `party` the country or organisation a title or adjective names; None: not known.
    """

    content: tuple[Span, ...]
    source: Span | None
    cue: Span | None
    kind: SpeechKind
    via: int | None
    confidence: float
    speaker: str | None = None
    party: str | None = None


def find_attributions(text: str) -> list[Attribution]:
    """Return every attribution of text in the order of its words. Never raises; the same text gives the same list."""
    quotations = find_quotations(text)
    notes = find_notes(text)
    drafts = read(text, quotations, notes)
    speakers = name_speakers(text, drafts)
    whole = {quotation.inner for quotation in quotations}
    masked = mask(text, (quotation for quotation in quotations if quotation.depth == 1), notes)
    pieces: list[_Piece] = []
    for draft, speaker in zip(drafts, speakers, strict=True):
        for claim in _claims(masked, draft, whole):
            spans = _trimmed(text, cut(claim, notes))
            if spans:
                pieces.append(_Piece(spans, draft, speaker))
    pieces.sort(key=lambda piece: (piece.start, -piece.end, piece.draft.depth))
    return _assembled(pieces, quotations)


@dataclass(frozen=True, slots=True)
class _Piece:
    """One claim of a draft."""

    spans: tuple[Span, ...]
    draft: Draft
    speaker: Speaker

    @property
    def start(self) -> int:
        return self.spans[0][0]

    @property
    def end(self) -> int:
        return self.spans[-1][1]

    def holds(self, other: "_Piece") -> bool:
        """Tell whether the other is said inside this one: its cue, or its words, stand among these words."""
        if other.draft.source == self.draft.source:
            return False
        at = other.draft.cue[0] if other.draft.cue else other.start
        return any(start <= at < end for start, end in self.spans)


def _claims(masked: str, draft: Draft, whole: set[Span]) -> list[tuple[Span, ...]]:
    """Divide what is quoted in full; reported speech is one sentence and stays one claim."""
    *interrupted, last = draft.content
    if last not in whole:
        return [draft.content]
    first, *rest = divide(masked, last)
    return [(*interrupted, first), *((span,) for span in rest)]


def _trimmed(text: str, spans: Sequence[Span]) -> tuple[Span, ...]:
    trimmed: list[Span] = []
    for begin, stop in spans:
        start, end = begin, stop
        edges = _EDGES + ".!?" if trimmed else _EDGES
        while start < end and (text[start].isspace() or text[start] in edges):
            start += 1
        while end > start and (text[end - 1].isspace() or text[end - 1] in _EDGES):
            end -= 1
        if any(character.isalnum() for character in text[start:end]):
            trimmed.append((start, end))
    return tuple(trimmed)


def _assembled(pieces: Sequence[_Piece], quotations: Sequence[Quotation]) -> list[Attribution]:
    kinds = _Kinds(quotations)
    attributions: list[Attribution] = []
    open_pieces: list[tuple[int, _Piece]] = []
    for piece in pieces:
        open_pieces = [known for known in open_pieces[-_NEAR:] if known[1].end > piece.start]
        outer = next((known for known in reversed(open_pieces) if known[1].holds(piece)), None)
        if _is_superfluous(piece, outer[1] if outer else None, open_pieces):
            continue
        open_pieces.append((len(attributions), piece))
        attributions.append(
            Attribution(
                content=piece.spans,
                source=piece.draft.source,
                cue=piece.draft.cue,
                kind=kinds.kind(piece),
                via=outer[0] if outer else None,
                confidence=round(piece.draft.confidence - (0.1 if outer else 0), 2),
                speaker=piece.speaker.name,
                party=piece.speaker.party,
            )
        )
    return attributions


def _is_superfluous(piece: _Piece, outer: _Piece | None, known: Sequence[tuple[int, _Piece]]) -> bool:
    """Tell whether the piece repeats another, or names a wish or stance inside somebody's words."""
    if any(other.spans == piece.spans for _, other in known):
        return True
    return outer is not None and piece.draft.cue_kind not in _CLAUSES


class _Kinds:
    """Tells direct from reported speech by the quotation marks around and inside the words."""

    def __init__(self, quotations: Sequence[Quotation]) -> None:
        self._of_depth: dict[int, list[Span]] = {}
        for quotation in quotations:
            self._of_depth.setdefault(quotation.depth, []).append(quotation.span)

    def kind(self, piece: _Piece) -> SpeechKind:
        marked = [self._marked(span, self._of_depth.get(piece.draft.depth, [])) for span in piece.spans]
        if all(mark == SpeechKind.DIRECT for mark in marked):
            return SpeechKind.DIRECT
        if all(mark == SpeechKind.INDIRECT for mark in marked):
            return SpeechKind.INDIRECT
        return SpeechKind.MIXED

    @staticmethod
    def _marked(span: Span, quoted: Sequence[Span]) -> SpeechKind:
        at = bisect_right(quoted, span[0], key=lambda quotation: quotation[0]) - 1
        if at >= 0 and quoted[at][0] < span[0] and span[1] <= quoted[at][1]:
            return SpeechKind.DIRECT
        following = at + 1 if at < 0 or quoted[at][1] <= span[0] else at
        if following < len(quoted) and quoted[following][0] < span[1]:
            return SpeechKind.MIXED
        return SpeechKind.INDIRECT
