"""Read a text that is not English: its quotations, dialogue and plainly reported clauses, and who is named beside them.

What cannot be told is left open: a quotation without a name nearby has no source, and every confidence is low.
"""

import re
from collections.abc import Sequence
from dataclasses import replace

from positions.extraction.cues import CueKind
from positions.extraction.foreign_cues import grammar_of
from positions.extraction.foreign_names import Names, word_after
from positions.extraction.foreign_speech import count_words, opens_dialogue, split_speech, trim
from positions.extraction.foreign_voices import REACH, Voice, Voices, gap
from positions.extraction.quotations import Quotation
from positions.extraction.reading import SHORTEST_QUOTATION, Draft
from positions.extraction.sentences import dateline_end, find_paragraphs, find_sentences, strip
from positions.extraction.words import mask
from positions.text import Span

_AS = frozenset({"как", "як", "comme", "como", "wie"})
_LETTER = re.compile(r"\w")
_HEAD = 300  # characters of a sentence in which its subject is looked for
_MOST_CUES = 12  # of one sentence; more stand in no sentence of the news


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
        self.names = Names(names, text)
        self.voices = Voices(self.names, self.grammar)
        self.drafts: list[Draft] = []
        self._voice: int | None = None  # the last draft whose speaker is known
        self._name: Span | None = None  # the first name of the last sentence that has one, for "a-t-elle dit"
        self._run: list[int] = []  # drafts of one quotation that runs over paragraphs
        self._begins = 0  # the first letter of the sentence that is read, outside quotations
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
        voice = self.voices.find(self.masked, speech.verb, speech.told)
        self._add(speech.said, voice, speech.verb.span(), 0.5, is_quoted=True)
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
        letter = _LETTER.search(self.masked, *sentence)
        self._begins = letter.start() if letter else sentence[1]
        verbs = self._cues(self.grammar.verb, sentence)
        contents: list[Span] = []
        for cue in self._cues(self.grammar.according, sentence):
            contents += self._according(cue, sentence)
        for verb in verbs:
            if not any(begin <= verb.start() < stop for begin, stop in contents):
                contents += self._reported(verb, sentence)
        free = [q for q in quotations if not any(begin <= q.inner[0] < stop for begin, stop in contents)]
        for quotation in free:
            if not (self._interrupted(quotation) or self._told(quotation, verbs, sentence)):
                self._untold(quotation, sentence, paragraph, first)
        if not free and not contents:
            for verb in verbs[:1]:
                self._beside(verb, sentence)
        self._remember_name(sentence)

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
        voice = self.voices.find(self.masked, verb, (sentence[0], clause.end()))
        content = self._unquoted(trim(self.text, clause.end(), sentence[1]))
        known = voice.source is not None or voice.goes_on
        return self._add((content,), voice, verb.span(), 0.6 if known else 0.4)

    def _according(self, cue: re.Match[str], sentence: Span) -> list[Span]:
        """Draft "Selon X, …" or "…, selon X" and return what is said."""
        start, end = sentence
        source = self._named_after(cue.end(), end)
        goes_on = source is None and self.masked[cue.end() : cue.end() + 1] == ","  # "Selon lui, …"
        if source is None and not goes_on:
            return []
        begin = source[1] if source else cue.end()
        if self.has_comma:
            comma = self.masked.find(",", begin, min(end, begin + REACH))
            begin = comma + 1 if comma >= 0 else begin
        opens = cue.start() <= self._begins
        content = trim(self.text, begin, end) if opens else trim(self.text, start, cue.start())
        return self._add((self._unquoted(content),), Voice(source, goes_on), cue.span(), 0.6)

    def _named_after(self, at: int, end: int) -> Span | None:
        if self.masked[at : at + 1] == ",":
            return None
        near = self.names.all(self.masked, at, min(end, at + REACH))
        return near[0] if near and near[0][0] - at <= REACH // 2 else word_after(self.masked, at, end)

    def _interrupted(self, quotation: Quotation) -> bool:
        """Draft «A, — сказал X. — B», in which the narrator speaks inside the marks."""
        speech = split_speech(self.text, *quotation.inner, self.grammar.verb, dashes_only=True)
        if speech is None:
            return False
        voice = self.voices.find(self.text, speech.verb, speech.told)
        self._add(speech.said, voice, speech.verb.span(), 0.6, quotation)
        return True

    def _told(self, quotation: Quotation, verbs: Sequence[re.Match[str]], sentence: Span) -> bool:
        """Draft a quotation beside a verb, a colon or "Pour X," of its sentence."""
        start = quotation.span[0]
        near = [(gap(verb.span(), quotation.span), at) for at, verb in enumerate(verbs)]
        if near and min(near)[0] <= REACH:
            verb = verbs[min(near)[1]]
            voice = self.voices.find(self.masked, verb, sentence)
            self._add((quotation.inner,), voice, verb.span(), 0.7 if voice.source else 0.5, quotation)
            return True
        before = self.masked[max(sentence[0], start - REACH) : start].rstrip()
        view = self.grammar.view.match(self.masked, *sentence)
        if not before.endswith((":", "：", ",")) or (before.endswith(",") and view is None):
            return False
        named = self.names.all(self.masked, max(sentence[0], start - REACH), start)
        if named:
            at = max(sentence[0], start - REACH) + len(before) - 1
            self._add((quotation.inner,), Voice(named[-1]), view.span() if view else (at, at + 1), 0.5, quotation)
        return bool(named)

    def _untold(self, quotation: Quotation, sentence: Span, paragraph: Span, first: int) -> None:
        """Draft a quotation without a cue: of the name nearest to it, of the voice of its paragraph, or of nobody."""
        at, content = quotation.span, (quotation.inner,)
        opens = at[0] <= self._begins
        named = self.voices.nearest(self.masked, at, sentence)
        if named:
            self._add(content, Voice(named), None, 0.4, quotation)
        elif opens and len(self.drafts) > first and self._voice is not None:
            self._add(content, Voice(goes_on=True), None, 0.4, quotation)
        else:
            self._add(content, Voice(self.voices.nearest(self.masked, at, paragraph)), None, 0.3, quotation)

    def _beside(self, verb: re.Match[str], sentence: Span) -> None:
        """Draft "Le traité, a rappelé X, date de …" and "Как сообщил X, …"."""
        start, end = sentence
        head = self.masked[max(start, verb.start() - 300) : verb.start()].rstrip()
        voice = self.voices.find(self.masked, verb, (verb.start(), end))
        if voice.source is None and not self.voices.has_pronoun(self.masked, verb, verb.start(), end):
            return
        named = voice.source or verb.span()
        comma = self.masked.find(",", named[1], min(end, named[1] + REACH))
        if head.lower() in _AS and comma >= 0:
            self._add((trim(self.text, comma, end),), voice, verb.span(), 0.5)
        elif head.endswith(","):
            behind = [trim(self.text, comma, end)] if comma >= 0 else []
            self._add((trim(self.text, start, verb.start()), *behind), voice, verb.span(), 0.45)

    def _unquoted(self, content: Span) -> Span:
        """Return the inside of a quotation when the content is just that."""
        for quotation in self.outer[max(0, self._next - 9) : self._next]:
            if trim(self.text, *quotation.span) == content:
                return quotation.inner
        return content

    def _add(
        self,
        content: Sequence[Span],
        voice: Voice,
        cue: Span | None,
        confidence: float,
        quotation: Quotation | None = None,
        *,
        is_quoted: bool = False,
    ) -> list[Span]:
        """Keep a draft and return its content, which is nothing when it has no word."""
        said = tuple(span for span in (strip(self.text, *part) for part in content) if self._says(span))
        if not said:
            return []
        goes_on = voice.goes_on and voice.source is None
        source, follows = voice.source, self._voice if goes_on else None
        if goes_on and follows is None:
            source, confidence = self._name, confidence - 0.1
        at = len(self.drafts)
        sure = round(confidence, 2)
        self.drafts.append(Draft(said, source, cue, CueKind.SAY, sure, follows=follows, is_quoted=is_quoted))
        if quotation:
            self._join_run(at, quotation)
        if self.drafts[at].source or self.drafts[at].follows is not None:
            self._voice = at
        return list(said)

    def _remember_name(self, sentence: Span) -> None:
        start, end = sentence
        named = self.names.all(self.masked, start, min(end, start + _HEAD))
        self._name = named[0] if named else self._name

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
