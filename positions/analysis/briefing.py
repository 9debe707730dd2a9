"""Composes the briefing on a party, a pair of parties or an issue: one page of sentences, each with its quotation.

Only confirmed positions are told; what is suggested, reported by others, or not on record stands under what is not
known. The page, the Markdown and the DOCX file are written from the same sentences.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from positions.analysis.answers import read_answers
from positions.analysis.conditions import tell_conditions
from positions.analysis.entries import Utterances, read_utterances
from positions.analysis.evidence import Evidence, read_evidence
from positions.analysis.kept import read_conditional
from positions.analysis.matrix import Matrix, read_matrix
from positions.analysis.sentences import (
    Sentence,
    condition_sentence,
    held_sentences,
    in_a_row,
    not_known,
    red_lines,
    shift_sentence,
    sides_of,
    unanswered,
)
from positions.analysis.shifts import ToldShift, tell
from positions.models import Issue, Negotiation, Party

SHIFTS_TOLD = 5
# The sections in their order, and what each says when it has nothing to tell.
HEADINGS = (
    (_("What is held"), _("No confirmed position is on record.")),
    (_("What moved last"), _("No confirmed shift is on record.")),
    (_("Open conditions"), _("No open condition is on record.")),
    (_("Red lines"), _("No red line is on record.")),
    (_("Unanswered proposals"), _("Every proposal on record is answered.")),
    (_("What is not known"), _("Nothing: every position is on record.")),
)
UNANSWERED = HEADINGS[4][0]
NO_PROPOSAL = _("No proposal is on record.")


@dataclass(frozen=True, slots=True)
class Subject:
    """What a briefing is about: one party or two, on all issues or on one; no party means all of them."""

    parties: tuple[Party, ...] = ()
    issue: Issue | None = None

    @property
    def title(self) -> str:
        names = in_a_row([party.name for party in self.parties])
        if self.issue is None:
            return names or gettext("all parties on all issues")
        told = {"party": names, "issues": self.issue.title_in_sentence}
        return gettext("%(party)s on %(issues)s") % told if names else self.issue.title

    def includes(self, party: int, issue: int) -> bool:
        """Tell whether the briefing is about a party on an issue."""
        return (not self.parties or party in {each.pk for each in self.parties}) and (
            self.issue is None or issue == self.issue.pk
        )


@dataclass(frozen=True, slots=True)
class Section:
    """Sentences under a heading; `nothing` is said when there are none."""

    title: str
    sentences: tuple[Sentence, ...]
    nothing: str


@dataclass(frozen=True, slots=True)
class Briefing:
    """All that is told of one subject as of a moment."""

    negotiation: Negotiation
    subject: Subject
    as_of: datetime
    sections: tuple[Section, ...]

    @property
    def title(self) -> str:
        return gettext("Briefing: %(subject)s") % {"subject": self.subject.title}

    @property
    def quoted(self) -> int:
        """Return on how many different quotations it rests."""
        return len({(each.url, each.words) for each in self.evidence})

    @property
    def evidence(self) -> Iterator[Evidence]:
        """Return every quotation in the order of the page."""
        return (each for section in self.sections for sentence in section.sentences for each in sentence.evidence)


def read_briefing(*, negotiation: Negotiation, subject: Subject, as_of: datetime) -> Briefing:
    """Return the briefing as of a moment in the reader's zone, in a fixed number of queries."""
    found = read_matrix(negotiation=negotiation, as_of=as_of)
    utterances = read_utterances(negotiation=negotiation)
    known = read_conditional(negotiation=negotiation, issue=subject.issue)
    entries = [entry for entry in known if entry.is_said_by(as_of) and subject.includes(entry.party, entry.issue)]
    cells = [cell for cell in found.cells if subject.includes(cell.party.pk, cell.issue.pk)]
    held = [cell for cell in cells if cell.held and not cell.is_suggested]
    words = read_evidence(entries=[side.latest for cell in held for side in sides_of(cell)], utterances=utterances)
    conditions = tell_conditions(negotiation=negotiation, entries=entries, utterances=utterances, as_of=as_of)
    proposals = negotiation.proposals.filter(issues=subject.issue) if subject.issue else negotiation.proposals.all()
    answered = read_answers(negotiation=negotiation, proposals=proposals, as_of=as_of, utterances=utterances)
    shifts = last_shifts(negotiation, found, subject, utterances)
    wanted = {party.pk for party in subject.parties}
    told = (
        list(held_sentences(held, words, is_pair=len(subject.parties) == 2)),
        [shift_sentence(each) for each in shifts],
        [condition_sentence(each) for each in conditions if each.is_open and not each.is_suggested],
        list(red_lines(held, words)),
        list(unanswered(answered, wanted)),
        list(not_known(cells, conditions)),
    )
    return Briefing(negotiation, subject, as_of, tuple(sections_of(told, has_proposals=bool(answered))))


def sections_of(told: Sequence[Sequence[Sentence]], *, has_proposals: bool) -> Iterator[Section]:
    """Yield what is told under its headings."""
    for (title, nothing), its in zip(HEADINGS, told, strict=True):
        is_empty_handed = title is UNANSWERED and not has_proposals
        yield Section(str(title), tuple(its), str(NO_PROPOSAL if is_empty_handed else nothing))


def last_shifts(negotiation: Negotiation, found: Matrix, subject: Subject, utterances: Utterances) -> list[ToldShift]:
    """Return the latest confirmed shifts, the latest first."""
    moved = [
        shift for shift in found.shifts
        if shift.at <= found.as_of and subject.includes(shift.after.party, shift.after.issue)
    ]  # fmt: skip
    return tell(negotiation=negotiation, shifts=moved[::-1][:SHIFTS_TOLD], utterances=utterances)
