"""Find in one sentence who is reported to say what, and by which words the text says so."""

from collections.abc import Sequence
from dataclasses import dataclass

from positions.extraction.contents import (
    FAR,
    after,
    before,
    content_end,
    content_start,
    is_opening,
    only_adjuncts,
    sentence_end,
    without_delimiters,
)
from positions.extraction.cues import AMBIGUOUS, FACTIVE, Cue, CueKind
from positions.extraction.groups import Group, find_cues, find_group
from positions.extraction.sources import Range, antecedent, find_right, is_speaker, subject_of
from positions.extraction.vocabulary import (
    DELIMITERS,
    FIRST_PERSON,
    PEOPLE,
    PREPOSITIONS,
    PRONOUNS,
    REPORT_NOUNS,
    SENTENCE_ENDS,
    THAT,
)
from positions.extraction.words import LONGEST_SENTENCE, Word

MOST_REPORTS = 12  # of one sentence
LONGEST_TOLD = 14  # words of a source inside somebody's words; a longer one is half a sentence
CLAUSES = frozenset({CueKind.SAY, CueKind.TELL, CueKind.THINK})


@dataclass(frozen=True, slots=True)
class Report:
    """One cue with its source and the parts of its content, as ranges of word indices of its sentence."""

    source: Range
    cue: Range
    content: tuple[Range, ...]
    kind: CueKind
    confidence: float


def find_reports(words: Sequence[Word], *, inside: bool = False) -> list[Report]:
    """Return the reports of one sentence in the order of their cues; inside: the sentence stands in a quotation."""
    reports: list[Report] = []
    for at, cue, length in find_cues(words) if len(words) <= LONGEST_SENTENCE else ():
        report = _report(words, at, length, cue, reports)
        if report and not (inside and _is_own_voice(words, report)):
            reports.append(report)
        if len(reports) == MOST_REPORTS:
            break
    return [report for report in reports if not _is_swallowed(report, reports)]


def is_told(words: Sequence[Word], report: Report) -> bool:
    """Tell whether a report inside somebody's words passes on what a third party says, and not a mere "he knows"."""
    cue = [words[at].low for at in range(*report.cue)]
    source = [word for word in words[slice(*report.source)] if word.low not in PRONOUNS]
    if report.kind not in CLAUSES or len(source) > LONGEST_TOLD or not FACTIVE.isdisjoint(cue):
        return False
    if AMBIGUOUS.intersection(cue):
        return False
    named = any(word.is_capitalised or word.low in PEOPLE or word.low in REPORT_NOUNS for word in source)
    return named or "according" in cue


def _report(words: Sequence[Word], at: int, length: int, cue: Cue | None, earlier: Sequence[Report]) -> Report | None:
    if cue is None:
        return _noun(words, at) if words[at].low in REPORT_NOUNS else _according(words, at, length)
    if cue.participle:
        return _participle(words, at, length, cue, earlier)
    group = find_group(words, at, length, cue)
    if group is None:
        return None
    if cue.kind == CueKind.ACT:
        return _forward(words, group, cue.kind, 0.55)
    if cue.kind == CueKind.READY:
        return Report(group.source, group.cue, ((group.start, sentence_end(words)),), cue.kind, 0.6)
    return _clause(words, group, cue.kind)


def _is_own_voice(words: Sequence[Word], report: Report) -> bool:
    """Inside a quotation "I think" is the speaker again, not somebody he reports."""
    start, end = report.source
    return words[start].low in FIRST_PERSON or words[end - 1].low in FIRST_PERSON


def _is_swallowed(report: Report, reports: Sequence[Report]) -> bool:
    """A wish or stance inside words that are reported anyway says nothing more."""
    if report.kind in CLAUSES:
        return False
    contents = (part for other in reports if other.kind in CLAUSES for part in other.content)
    return any(begin <= report.cue[0] < end for begin, end in contents)


def _clause(words: Sequence[Word], group: Group, kind: CueKind) -> Report | None:
    """A cue whose content stands before it, after it, or on both sides."""
    sure = kind != CueKind.THINK
    stretch = before(words, group.start)
    if stretch is None or _opens_content(words, group, kind):
        return _forward(words, group, kind, 0.85 if sure else 0.7)
    quoted = words[stretch[1] - 1].is_quotation
    rest = (after(words, group.end, quoted=True) if quoted else None) or after(words, group.end)
    follows = not only_adjuncts(words, group.end) or (rest is not None and words[rest[0]].is_quotation)
    if follows and not quoted and is_opening(words, stretch):
        return _forward(words, group, kind, 0.85 if sure else 0.7)
    return Report(group.source, group.cue, (stretch, rest) if rest else (stretch,), kind, 0.95 if quoted else 0.85)


def _opens_content(words: Sequence[Word], group: Group, kind: CueKind) -> bool:
    """Tell whether the content follows the group although something stands before it."""
    first = words[group.end] if group.end < len(words) else None
    if first is None or first.low in SENTENCE_ENDS:
        return False
    if first.low in THAT or first.low == ":":
        return True
    after_quotation = words[group.start - 1].is_quotation
    if first.is_quotation:
        return not after_quotation
    if first.low in DELIMITERS or only_adjuncts(words, group.end):
        return False
    near = words[group.end : group.end + FAR]
    if kind == CueKind.TELL and not any(word.low in THAT or word.is_quotation for word in near):
        return False
    return not after_quotation


def _forward(words: Sequence[Word], group: Group, kind: CueKind, confidence: float) -> Report | None:
    start = content_start(words, group.end, kind)
    end = content_end(words, start)
    if start >= end or (end - start < 2 and kind != CueKind.ACT and not words[start].is_quotation):
        return None
    if kind in (CueKind.SAY, CueKind.TELL) and words[start].low in PREPOSITIONS - THAT:
        return None
    return Report(group.source, group.cue, ((start, end),), kind, confidence)


def _according(words: Sequence[Word], at: int, length: int) -> Report | None:
    source = find_right(words, at + length, clause_follows=at <= 1)
    if source is None:
        return None
    cue = (at, at + length)
    if at <= 1:
        start = source[1] + (source[1] < len(words) and words[source[1]].low in DELIMITERS)
        end = content_end(words, start)
        return Report(source, cue, ((start, end),), CueKind.SAY, 0.85) if end - start > 1 else None
    stretch = (0, without_delimiters(words, 0, at))
    rest = after(words, source[1]) if words[at - 1].low in DELIMITERS else None
    if stretch[1] < 2:
        return None
    return Report(source, cue, (stretch, rest) if rest else (stretch,), CueKind.SAY, 0.85)


def _noun(words: Sequence[Word], at: int) -> Report | None:
    """A noun that holds what was said: "there was talk that 'everything will be all right'"."""
    if at + 2 >= len(words) or not words[at + 2].is_quotation:
        return None
    start = at
    while start > 0 and at - start < 3 and words[start - 1].is_word and words[start - 1].text.islower():
        if words[start - 1].low in ("of", "a", "the", "was", "were", "is", "are"):
            break
        start -= 1
    return Report((start, at + 1), (at + 1, at + 2), ((at + 2, at + 3),), CueKind.SAY, 0.5)


def _participle(words: Sequence[Word], at: int, length: int, cue: Cue, earlier: Sequence[Report]) -> Report | None:
    """A cue that hangs on a clause before it: "…, adding that the talks failed"."""
    if at == 0 or cue.kind == CueKind.READY:
        return None
    if not (words[at - 1].is_quotation or words[at - 1].low in DELIMITERS or words[at - 1].low in ("by", "and")):
        return None
    source = antecedent(words, at) if cue.kind == CueKind.THINK else None
    if source is None:
        source = earlier[-1].source if earlier else antecedent(words, at) or subject_of(words, at)
    if source is None or not is_speaker(words, source, strict=True):
        return None
    return _forward(words, Group(source, (at, at + length), at, at + length), cue.kind, 0.65)
