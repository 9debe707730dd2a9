"""Read a text: who is reported to say what, by which words, and through whom."""

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import pairwise

from positions.enums import SpeechKind
from positions.extraction.claims import cut, divide
from positions.extraction.cues import CueKind
from positions.extraction.foreign import find_foreign
from positions.extraction.language import ENGLISH, UNKNOWN, guess_language
from positions.extraction.quotations import Quotation, find_quotations
from positions.extraction.reading import Draft, read
from positions.extraction.speakers import Speaker, name_speakers
from positions.extraction.speeches import find_own_words, is_own, is_speech
from positions.extraction.tagged import tagged_drafts
from positions.extraction.words import find_notes, mask
from positions.text import Span

_CLAUSES = frozenset({CueKind.SAY, CueKind.TELL, CueKind.THINK})
_EDGES = " \u00a0\t,;:-–—"
LONGEST_TAGGED = 200_000  # characters: the model reads them in some twenty seconds, and a job has a minute
_DENIED = re.compile(
    r"(?:\w+ )?(?:not|never|\w+n['’]t) (?:\w+ )?(?:sa(?:y|id)|tell|told|specify|elaborate|mention|disclose|comment)\b"
    r"|(?:\w+ )?(?:declin|refus)\w+ to (?:say|comment|elaborate|specify|disclose)\b",
    re.IGNORECASE,
)
_CONCEALED = re.compile(r"(?:that (?:s?he|they) )?not (?:to )?be (?:named|identified|quoted)|anonymity")
_NEAR = 8  # open attributions looked at for the one that reports another


@dataclass(frozen=True, slots=True)
class Attribution:
    """One thing that one source is reported to say; spans are `[start, end)` in code points.

    `via` is the place in the same list of the attribution in which this one is reported. `speaker` is the
    fullest name the text gives, `party` the country or organisation a title or adjective names; None: not known.
    `goes_on`: whoever spoke last speaks on. `is_own`: the author of the text speaks, in the first person.
    """

    content: tuple[Span, ...]
    source: Span | None
    cue: Span | None
    kind: SpeechKind
    via: int | None
    confidence: float
    speaker: str | None = None
    party: str | None = None
    goes_on: bool = False
    is_own: bool = False


class Reader(StrEnum):
    """Who read a text; the value is kept with what was found."""

    MODEL = "model-1"
    RULES = "rules-2"
    FOREIGN = "foreign-1"


def reader_of(text: str, *, use_model: bool = True) -> Reader:
    """Return who reads text: of English the model, where it is on and the text not too long for it, else the rules."""
    if guess_language(text) not in {ENGLISH, UNKNOWN}:
        return Reader.FOREIGN
    return Reader.MODEL if use_model and len(text) <= LONGEST_TAGGED else Reader.RULES


def find_attributions(text: str, *, use_model: bool = True, names: Sequence[str] = ()) -> list[Attribution]:
    """Return every attribution of text in the order of its words: one for each cue, as people mark them.

    names: those of a negotiation, by which a text that is not English is read. Never raises; the same text gives the
    same list.
    """
    return _Reading(text, reader_of(text, use_model=use_model), names).attributions()


def find_claims(text: str, *, use_model: bool = True, names: Sequence[str] = ()) -> list[Attribution]:
    """Return the same divided into claims that can be judged by themselves, and what a speech says without a cue.

    What is denied to have been said is left out: "Salma did not say that …" is marked by people, but states nothing
    of what she wants.
    """
    return _Reading(text, reader_of(text, use_model=use_model), names).claims()


class _Reading:
    """One text as one reader reads it."""

    def __init__(self, text: str, reader: Reader, names: Sequence[str]) -> None:
        self.text = text
        self.quotations = find_quotations(text)
        self.notes = find_notes(text)
        self.drafts = self._drafts(reader, names)
        self.masked = self._mask(0)
        self.is_speech = reader != Reader.FOREIGN and is_speech(self.masked)

    def _drafts(self, reader: Reader, names: Sequence[str]) -> list[Draft]:
        if reader == Reader.FOREIGN:
            language = guess_language(self.text)
            return find_foreign(self.text, self.quotations, self.notes, language=language, names=names)
        tagged = tagged_drafts(self.text, self.quotations) if reader == Reader.MODEL else None
        return read(self.text, self.quotations, self.notes, tagged)

    def _mask(self, depth: int) -> str:
        return mask(self.text, (quotation for quotation in self.quotations if quotation.depth == depth), self.notes)

    def attributions(self) -> list[Attribution]:
        return self._assembled([(draft, draft.content) for draft in self.drafts])

    def claims(self) -> list[Attribution]:
        self.drafts = [self._by_name(draft) for draft in self.drafts]
        whole = {quotation.inner for quotation in self.quotations}
        masked = self._mask(1)
        if self.is_speech:
            self.drafts += find_own_words(self.masked, self.drafts)
        return self._assembled(
            [
                (draft, claim)
                for draft in self.drafts
                if not _is_unsaid(self.text, draft)
                for claim in _claims(masked, draft, whole)
            ]
        )

    def _by_name(self, draft: Draft) -> Draft:
        """Return a draft that goes on without its "we": whoever has the floor is known by name."""
        goes_on = draft.follows is not None and draft.source is not None
        return replace(draft, source=None) if goes_on and is_own(self.text[slice(*draft.source or ())], None) else draft

    def _is_own(self, draft: Draft) -> bool:
        is_first_hand = not draft.depth and draft.follows is None
        source = self.text[slice(*draft.source)] if draft.source else ""
        return self.is_speech and is_first_hand and is_own(source, draft.cue)

    def _assembled(self, claims: Sequence[tuple[Draft, Sequence[Span]]]) -> list[Attribution]:
        named = dict(zip(map(id, self.drafts), name_speakers(self.text, self.drafts), strict=True))
        pieces = [
            _Piece(spans, draft, named[id(draft)], self._is_own(draft))
            for draft, claim in claims
            if (spans := _trimmed(self.text, cut(claim, self.notes)))
        ]
        pieces.sort(key=lambda piece: (piece.start, -piece.end, piece.draft.depth))
        return _assembled(pieces, _Kinds(self.quotations))


@dataclass(frozen=True, slots=True)
class _Piece:
    """One claim of a draft."""

    spans: tuple[Span, ...]
    draft: Draft
    speaker: Speaker
    is_own: bool

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


def _is_unsaid(text: str, draft: Draft) -> bool:
    """Tell whether the cue denies that anything was said, or what was asked for is only to stay unnamed."""
    denied = draft.cue is not None and _DENIED.match(text, draft.cue[0]) is not None
    return denied or _CONCEALED.match(text, *draft.content[0]) is not None


def _claims(masked: str, draft: Draft, whole: set[Span]) -> list[tuple[Span, ...]]:
    """Divide what is quoted in full, and where a sentence ends between two stretches; reported speech stays whole."""
    claims: list[tuple[Span, ...]] = []
    for stretches in _by_sentence(masked, draft.content):
        *interrupted, last = stretches
        first, *rest = divide(masked, last) if last in whole else [last]
        claims += [(*interrupted, first), *((span,) for span in rest)]
    return claims


def _by_sentence(masked: str, spans: Sequence[Span]) -> list[list[Span]]:
    """Gather the spans that one sentence holds: "A," she said, "b." is one, "A," she said. "B." are two."""
    gathered = [[spans[0]]]
    for before, after in pairwise(spans):
        if any(mark in masked[before[1] : after[0]] for mark in ".!?…\n"):
            gathered.append([after])
        else:
            gathered[-1].append(after)
    return gathered


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


def _assembled(pieces: Sequence[_Piece], kinds: "_Kinds") -> list[Attribution]:
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
                confidence=round(max(piece.draft.confidence - (0.1 if outer else 0), 0.0), 2),
                speaker=piece.speaker.name,
                party=piece.speaker.party,
                goes_on=piece.draft.follows is not None,
                is_own=piece.is_own,
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
        if piece.draft.is_quoted or (piece.is_own and piece.draft.cue is None):
            return SpeechKind.DIRECT
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
