"""Read a text that is not English: its quotations, dialogue and plainly reported clauses, and who is named beside them.

What cannot be told is left open: a quotation without a name nearby has no source, and every confidence is low.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from positions.extraction.cues import CueKind
from positions.extraction.foreign_cues import grammar_of
from positions.extraction.foreign_names import Names, word_after, word_before
from positions.extraction.foreign_speech import count_words, opens_dialogue, split_speech, trim
from positions.extraction.quotations import Quotation
from positions.extraction.reading import SHORTEST_QUOTATION, Draft
from positions.extraction.sentences import dateline_end, find_paragraphs, find_sentences, strip
from positions.extraction.words import mask
from positions.text import Span

_REACH = 80  # characters between a name and the verb or the quotation that it belongs to
_AS = frozenset({"как", "як", "comme", "como", "wie"})
_LETTER = re.compile(r"\w")
_LAST_WORD = re.compile(r"(\w+)\s\Z")
_NEXT_WORD = re.compile(r"\s(\w+)")
_MOST_CUES = 12  # of one sentence; more stand in no sentence of the news


@dataclass(frozen=True, slots=True)
class _Voice:
    """Whose words they are: a name, or else the speaker before ("a-t-il ajouté"), or nobody that is known."""

    source: Span | None = None
    goes_on: bool = False


def find_foreign(
    text: str, quotations: Sequence[Quotation], notes: Sequence[Span], *, language: str, names: Sequence[str] = ()
) -> list[Draft]:
    """Return drafts in the order in which they were met; `names` are those of the registry, aliases included.

    Of a language without a grammar (Chinese, "other") only quotations and the names given are followed.
    """
    return _Reader(text, quotations, notes, language, names).read()


class _Reader:
    def __init__(
        self,
        text: str,
        quotations: Sequence[Quotation],
        notes: Sequence[Span],
        language: str,
        names: Sequence[str],
    ) -> None:
        self.text = text
        self.outer = [quotation for quotation in quotations if quotation.depth == 0]
        self.masked = mask(text, self.outer, notes)
        self.grammar = grammar_of(language)
        self.has_comma = language != "de"  # "Laut Vance sind …"; elsewhere a comma follows the name
        self.names = Names(names)
        self.drafts: list[Draft] = []
        self._voice: int | None = None  # the last draft whose speaker is known
        self._run: list[int] = []  # drafts of one quotation that runs over paragraphs
        self._next = 0  # the first of outer that is not read yet

    def read(self) -> list[Draft]:
        for start, end in find_paragraphs(self.masked):
            begin = dateline_end(self.masked, start, end)
            speech = opens_dialogue(self.masked, begin, end)
            if speech is not None and self._dialogue(speech, end):
                continue
            first = len(self.drafts)
            for sentence in find_sentences(self.masked, begin, end):
                self._sentence(sentence, (start, end), first)
        return self.drafts

    def _dialogue(self, start: int, end: int) -> bool:
        """Draft a paragraph of dialogue; tell whether it was one."""
        speech = split_speech(self.masked, start, end, self.grammar.verb)
        if speech is None:
            return False
        voice = self._voice_at(self.masked, speech.verb, speech.told)
        self._add(speech.said, voice, speech.verb.span(), 0.5)
        self._quotations(end)
        return True

    def _quotations(self, end: int) -> list[Quotation]:
        """Return the quotations that open before end and were not returned before; all must be read in order."""
        first = self._next
        while self._next < len(self.outer) and self.outer[self._next].span[0] < end:
            self._next += 1
        return self.outer[first : self._next]

    def _sentence(self, sentence: Span, paragraph: Span, first: int) -> None:
        quotations = [
            q for q in self._quotations(sentence[1]) if count_words(self.text, *q.inner) >= SHORTEST_QUOTATION
        ]
        verbs = self._cues(self.grammar.verb, sentence)
        contents: list[Span] = []
        for cue in self._cues(self.grammar.according, sentence):
            contents += self._according(cue, sentence)
        for verb in verbs:
            contents += self._reported(verb, sentence)
        free = [q for q in quotations if not any(begin <= q.inner[0] < stop for begin, stop in contents)]
        for quotation in free:
            if not (self._interrupted(quotation) or self._told(quotation, verbs, sentence)):
                self._untold(quotation, sentence, paragraph, first)
        if not free and not contents:
            for verb in verbs[:1]:
                self._beside(verb, sentence)

    def _cues(self, pattern: re.Pattern[str], sentence: Span) -> list[re.Match[str]]:
        found: list[re.Match[str]] = []
        for match in pattern.finditer(self.masked, *sentence):
            found.append(match)
            if len(found) == _MOST_CUES:
                break
        return found

    def _reported(self, verb: re.Match[str], sentence: Span) -> list[Span]:
        """Draft "X a déclaré que …" and return the clause."""
        clause = self.grammar.clause.match(self.masked, verb.end(), sentence[1])
        if clause is None:
            return []
        voice = self._voice_at(self.masked, verb, (sentence[0], clause.end()))
        content = self._unquoted(trim(self.text, clause.end(), sentence[1]))
        known = voice.source is not None or voice.goes_on
        return self._add((content,), voice, verb.span(), 0.6 if known else 0.4)

    def _according(self, cue: re.Match[str], sentence: Span) -> list[Span]:
        """Draft "Selon X, …" or "…, selon X" and return what is said."""
        start, end = sentence
        source = self._named_after(cue.end(), end)
        if source is None:
            return []
        begin = source[1]
        if self.has_comma:
            comma = self.masked.find(",", begin, min(end, begin + _REACH))
            begin = comma + 1 if comma >= 0 else begin
        opens = _LETTER.search(self.masked, start, cue.start()) is None
        content = trim(self.text, begin, end) if opens else trim(self.text, start, cue.start())
        return self._add((self._unquoted(content),), _Voice(source), cue.span(), 0.6)

    def _named_after(self, at: int, end: int) -> Span | None:
        near = self.names.all(self.masked, at, min(end, at + _REACH))
        return near[0] if near and near[0][0] - at <= _REACH // 2 else word_after(self.masked, at, end)

    def _interrupted(self, quotation: Quotation) -> bool:
        """Draft «A, — сказал X. — B», in which the narrator speaks inside the marks."""
        speech = split_speech(self.text, *quotation.inner, self.grammar.verb, dashes_only=True)
        if speech is None:
            return False
        self._add(speech.said, self._voice_at(self.text, speech.verb, speech.told), speech.verb.span(), 0.6, quotation)
        return True

    def _told(self, quotation: Quotation, verbs: Sequence[re.Match[str]], sentence: Span) -> bool:
        """Draft a quotation beside a verb, a colon or "Pour X," of its sentence."""
        start = quotation.span[0]
        near = [(_gap(verb.span(), quotation.span), at) for at, verb in enumerate(verbs)]
        if near and min(near)[0] <= _REACH:
            verb = verbs[min(near)[1]]
            voice = self._voice_at(self.masked, verb, sentence)
            self._add((quotation.inner,), voice, verb.span(), 0.7 if voice.source else 0.5, quotation)
            return True
        before = self.masked[sentence[0] : start].rstrip()
        view = self.grammar.view.match(self.masked, *sentence)
        if not before.endswith((":", "：", ",")) or (before.endswith(",") and view is None):
            return False
        named = self.names.all(self.masked, max(sentence[0], start - _REACH), start)
        if named:
            at = sentence[0] + len(before) - 1
            self._add((quotation.inner,), _Voice(named[-1]), view.span() if view else (at, at + 1), 0.5, quotation)
        return bool(named)

    def _untold(self, quotation: Quotation, sentence: Span, paragraph: Span, first: int) -> None:
        """Draft a quotation without a cue: of the name nearest to it, of the voice of its paragraph, or of nobody."""
        at, content = quotation.span, (quotation.inner,)
        opens = _LETTER.search(self.masked, sentence[0], at[0]) is None
        named = self._nearest(at, sentence)
        if named:
            self._add(content, _Voice(named), None, 0.4, quotation)
        elif opens and len(self.drafts) > first and self._voice is not None:
            self._add(content, _Voice(goes_on=True), None, 0.4, quotation)
        else:
            self._add(content, _Voice(self._nearest(at, paragraph)), None, 0.3, quotation)

    def _nearest(self, at: Span, within: Span) -> Span | None:
        """Return the registry's name nearest to the span at, of those in reach."""
        start, end = max(within[0], at[0] - _REACH), min(within[1], at[1] + _REACH)
        return min(self.names.known(self.masked, start, end), key=lambda name: _gap(name, at), default=None)

    def _beside(self, verb: re.Match[str], sentence: Span) -> None:
        """Draft "Le traité, a rappelé X, date de …" and "Как сообщил X, …"."""
        start, end = sentence
        head = self.masked[max(start, verb.start() - 300) : verb.start()].rstrip()
        voice = self._voice_at(self.masked, verb, (verb.start(), end))
        if voice.source is None:
            return
        comma = self.masked.find(",", voice.source[1], min(end, voice.source[1] + _REACH))
        if head.lower() in _AS and comma >= 0:
            self._add((trim(self.text, comma, end),), voice, verb.span(), 0.5)
        elif head.endswith(",") and _gap(voice.source, verb.span()) < _REACH // 4:
            behind = [trim(self.text, comma, end)] if comma >= 0 else []
            self._add((trim(self.text, start, verb.start()), *behind), voice, verb.span(), 0.45)

    def _voice_at(self, text: str, verb: re.Match[str], within: Span) -> _Voice:
        """Return who speaks by the verb: the name nearest to it, the word beside it, or who spoke before."""
        start, end = max(within[0], verb.start() - _REACH), min(within[1], verb.end() + _REACH)
        if self._is_pronoun(text, verb, start, end):
            return _Voice(goes_on=True)
        named = self.names.all(text, start, verb.start()) + self.names.all(text, verb.end(), end)
        beside = word_after(text, verb.end(), end) or word_before(text, start, verb.start())
        if named:
            nearest = min(named, key=lambda name: _gap(name, verb.span()))
            if beside is None or _gap(nearest, verb.span()) <= 1:
                return _Voice(nearest)
        if beside:
            return _Voice(beside)
        return _Voice(goes_on=_NEXT_WORD.match(text, verb.end(), end) is None)

    def _is_pronoun(self, text: str, verb: re.Match[str], start: int, end: int) -> bool:
        before = _LAST_WORD.search(text, start, verb.start())
        after = _NEXT_WORD.match(text, verb.end(), end)
        words = [match[1] for match in (before, after) if match]
        words += verb.group().split()[0].rsplit("-", 1)[1:]
        return any(self.grammar.pronoun.fullmatch(word) for word in words)

    def _unquoted(self, content: Span) -> Span:
        """Return the inside of a quotation when the content is just that."""
        for quotation in self.outer[max(0, self._next - 9) : self._next]:
            if trim(self.text, *quotation.span) == content:
                return quotation.inner
        return content

    def _add(
        self,
        content: Sequence[Span],
        voice: _Voice,
        cue: Span | None,
        confidence: float,
        quotation: Quotation | None = None,
    ) -> list[Span]:
        """Keep a draft and return its content, which is nothing when it has no word."""
        said = tuple(span for span in (strip(self.text, *part) for part in content) if self._says(span))
        if not said:
            return []
        follows = self._voice if voice.goes_on and voice.source is None else None
        at = len(self.drafts)
        self.drafts.append(Draft(said, voice.source, cue, CueKind.SAY, confidence, follows=follows))
        if quotation:
            self._join_run(at, quotation)
        if self.drafts[at].source or self.drafts[at].follows is not None:
            self._voice = at
        return list(said)

    def _says(self, span: Span) -> bool:
        return span[0] < span[1] and _LETTER.search(self.text, *span) is not None

    def _join_run(self, at: int, quotation: Quotation) -> None:
        """Give one source to the paragraphs of one quotation, wherever among them it is named."""
        if not quotation.continues:
            self._run = [at]
            return
        draft = self.drafts[at]
        if draft.source:
            for earlier in self._run:
                known = self.drafts[earlier]
                if known.cue is None:
                    self.drafts[earlier] = replace(known, source=draft.source, cue=draft.cue, follows=None)
        elif self._run:
            self.drafts[at] = replace(draft, follows=self._run[0])
        self._run.append(at)


def _gap(one: Span, other: Span) -> int:
    """Return how many characters stand between two spans."""
    return max(one[0] - other[1], other[0] - one[1], 0)
