"""Puts held positions, shifts, conditions and answers into sentences, each with the words it rests on; pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext, ngettext, pgettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from positions.analysis.answers import Answer, Answered, Kind
from positions.analysis.conditions import Condition
from positions.analysis.distance import Gap, gap
from positions.analysis.evidence import Evidence
from positions.analysis.ledger import Held
from positions.analysis.matrix import Cell
from positions.analysis.shifts import ToldShift
from positions.enums import Firmness, Precision, Stance
from positions.models import Issue

DOES = {
    Stance.SUPPORTS: pgettext_lazy("a party", "supports"),
    Stance.OPPOSES: pgettext_lazy("a party", "opposes"),
    Stance.MIXED: pgettext_lazy("a party", "is of two minds"),
    Stance.NONE: pgettext_lazy("a party", "takes no side"),
}
TIMES = {1: _("said once"), 2: _("said twice")}


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence and the words it rests on; `url` is where it leads when what it tells is an absence of words."""

    text: str
    evidence: tuple[Evidence, ...] = ()
    url: str = ""


def sides_of(cell: Cell) -> tuple[Held, ...]:
    """Return what is held, by each side of a split; nothing when it is unknown."""
    return (cell.held.sides or (cell.held,)) if cell.held else ()


def held_sentences(cells: Iterable[Cell], words: Mapping[int, Evidence], *, is_pair: bool) -> Iterator[Sentence]:
    """Yield what is held; of two parties side by side on each issue, with how far apart that is."""
    by_issue: dict[Issue, list[Cell]] = defaultdict(list)
    for cell in cells:
        by_issue[cell.issue].append(cell)
    for issue, its in by_issue.items():
        if is_pair and len(its) == 2:
            yield apart_sentence(issue, its, words)
        else:
            yield from (
                held_sentence(cell, side, words[side.latest.position]) for cell in its for side in sides_of(cell)
            )


def held_sentence(cell: Cell, held: Held, evidence: Evidence) -> Sentence:
    """Return what one party, or one side of it, holds on an issue."""
    text = gettext("On %(issue)s %(party)s %(holds)s; held since %(day)s, %(times)s.")
    if cell.held and cell.held.is_split:
        text = gettext("On %(issue)s %(party)s, its speakers at odds, %(holds)s; held since %(day)s, %(times)s.")
    told = {
        "issue": cell.issue.title_in_sentence,
        "party": cell.party.name,
        "holds": standing(held),
        "day": day(held.since, held.opening.precision),
        "times": times(held.times_said),
    }
    return Sentence(text % told, (evidence,))


def times(number: int) -> str:
    """Return how often it was said."""
    often = ngettext("said %(number)s time", "said %(number)s times", number) % {"number": number}
    return str(TIMES.get(number, often))


def standing(held: Held) -> str:
    """Return stance, place, firmness and condition after a name: supports, 60 of 100, firm, if the port opens."""
    parts = [str(DOES[Stance(held.stance)])]
    if held.value is not None:
        parts.append(gettext("%(value)s of 100") % {"value": held.value})
    if held.firmness:
        parts.append(str(Firmness(held.firmness).label))
    if held.condition:
        parts.append(gettext("if %(condition)s") % {"condition": held.condition.rstrip(".")})
    return ", ".join(parts)


def apart_sentence(issue: Issue, cells: list[Cell], words: Mapping[int, Evidence]) -> Sentence:
    """Return what two parties hold on an issue, and how far apart that is."""
    one, other = cells
    told = [(cell.party.name, side) for cell in cells for side in sides_of(cell)]
    holds = "; ".join(f"{name} {standing(side)}" for name, side in told)
    text = gettext("On %(issue)s %(one)s and %(other)s %(apart)s: %(holds)s.") % {
        "issue": issue.title_in_sentence,
        "one": one.party.name,
        "other": other.party.name,
        "apart": apart(gap(one.held, other.held)),
        "holds": holds,
    }
    return Sentence(text, tuple(words[side.latest.position] for _, side in told))


def apart(points: Gap | None) -> str:
    """Return how far apart two parties stand, after their names."""
    if points is None:
        return pgettext("two parties", "cannot be compared")
    if not points.high:
        return gettext("stand in the same place")
    low, high = f"{points.low:g}", f"{points.high:g}"
    if not points.is_exact:
        return gettext("stand %(low)s to %(high)s points apart") % {"low": low, "high": high}
    number = 1 if points.low == 1 else max(round(points.low), 2)
    return ngettext("stand %(points)s point apart", "stand %(points)s points apart", number) % {"points": low}


def shift_sentence(told: ToldShift) -> Sentence:
    """Return a shift with both quotations."""
    text = gettext("On %(day)s %(party)s %(did)s on %(issue)s.") % {
        "day": day(told.shift.at, told.shift.after.opening.precision),
        "party": told.party.name,
        "did": told.shift.summary,
        "issue": told.issue.title_in_sentence,
    }
    return Sentence(text, (told.before, *(told.sides or (told.after,))))


def condition_sentence(condition: Condition) -> Sentence:
    """Return an open condition, and whom it waits for when somebody said so."""
    text = gettext("On %(issue)s %(party)s %(holds)s.") % {
        "issue": condition.issue.title_in_sentence,
        "party": condition.party.name,
        "holds": standing_if(condition),
    }
    if condition.awaits:
        text += " " + gettext("It waits for %(party)s.") % {"party": condition.awaits.name}
    return Sentence(text, (condition.evidence,))


def standing_if(condition: Condition) -> str:
    """Return what a party does on a condition, and for how long it has been open."""
    told = {
        "does": DOES[Stance(condition.stance)],
        "condition": condition.words.rstrip("."),
        "days": condition.age_days,
    }
    if not condition.age_days:
        return gettext("%(does)s if %(condition)s: open since today") % told
    lasting = ngettext(
        "%(does)s if %(condition)s: open for %(days)s day",
        "%(does)s if %(condition)s: open for %(days)s days",
        condition.age_days,
    )
    return lasting % told


def red_lines(cells: Iterable[Cell], words: Mapping[int, Evidence]) -> Iterator[Sentence]:
    """Yield the positions that are red lines."""
    for cell in cells:
        for side in sides_of(cell):
            if side.firmness == Firmness.RED_LINE:
                told = {
                    "party": cell.party.name, "issue": cell.issue.title_in_sentence, "holds": standing(side),
                }  # fmt: skip
                text = gettext("%(party)s draws a red line on %(issue)s: it %(holds)s.") % told
                yield Sentence(text, (words[side.latest.position],))


def unanswered(answered: Iterable[Answered], wanted: Collection[int]) -> Iterator[Sentence]:
    """Yield the proposals that one of the wanted parties has not answered, with who has not; none wanted means all."""
    for each in answered:
        silent = [answer for answer in each.unanswered if not wanted or answer.party.pk in wanted]
        quiet = [answer for answer in silent if answer.kind == Kind.SILENT]
        if quiet:
            text = ngettext(
                "%(parties)s has not answered %(proposal)s.", "%(parties)s have not answered %(proposal)s.", len(quiet)
            )
            told = {"parties": names_of(quiet), "proposal": put(each)}
            yield Sentence(text % told, url=each.proposal.get_absolute_url())
        for answer in silent:
            if answer.evidence:
                text = hearsay(answer) % {"party": answer.party.name, "proposal": put(each)}
                yield Sentence(text, (answer.evidence,), each.proposal.get_absolute_url())


def hearsay(answer: Answer) -> str:
    """Return the sentence on a party of which others say that it answered, or of which an answer is suggested."""
    if answer.kind == Kind.REPORTED:
        return gettext("%(party)s has not answered %(proposal)s; an answer is reported by others only.")
    return gettext("%(party)s has not answered %(proposal)s; an answer is suggested and judged by nobody.")


def names_of(answers: list[Answer]) -> str:
    """Return names in a row: A, B and C."""
    names = [answer.party.name for answer in answers]
    return in_a_row(names)


def in_a_row(names: list[str]) -> str:
    """Return names in a row: A, B and C."""
    if len(names) < 2:
        return "".join(names)
    return gettext("%(first)s and %(last)s") % {"first": ", ".join(names[:-1]), "last": names[-1]}


def put(answered: Answered) -> str:
    """Return a proposal with who put it, when, and for how long it has waited."""
    proposal = answered.proposal
    told = {
        "title": proposal.title,
        "party": proposal.put_by.name if proposal.put_by else "",
        "day": day(proposal.put_at, proposal.put_at_precision) if proposal.put_at else "",
    }
    if proposal.put_by and proposal.put_at:
        text = gettext("“%(title)s”, put by %(party)s on %(day)s") % told
    elif proposal.put_by:
        text = gettext("“%(title)s”, put by %(party)s") % told
    elif proposal.put_at:
        text = gettext("“%(title)s” on %(day)s") % told
    else:
        text = gettext("“%(title)s”") % told
    return f"{text}, {answered.waited}" if answered.waited else text


def not_known(cells: Iterable[Cell], conditions: Iterable[Condition]) -> Iterator[Sentence]:
    """Yield what is old, what is only suggested, and what is not on record, with the reason."""
    reasons: dict[str, list[Cell]] = defaultdict(list)
    old: dict[str, list[str]] = defaultdict(list)
    for cell in cells:
        if cell.held is None or cell.is_suggested:
            pencil = gettext("only suggested, judged by nobody")
            reasons[pencil if cell.held or cell.suggestion else cell.reason].append(cell)
        elif cell.is_old:
            days = ngettext("%(issue)s (%(days)s day)", "%(issue)s (%(days)s days)", cell.age_days or 0)
            old[cell.party.name].append(days % {"issue": cell.issue.title_in_sentence, "days": cell.age_days})
    for party, issues in old.items():
        text = gettext("What %(party)s said two weeks ago or more may hold no longer: on %(issues)s.")
        yield Sentence(text % {"party": party, "issues": ", ".join(issues)})
    for condition in conditions:
        if condition.is_open and not condition.is_suggested and condition.awaits is None:
            text = gettext("Nobody has said whom %(party)s waits for with “if %(condition)s”.") % {
                "party": condition.party.name,
                "condition": condition.words.rstrip("."),
            }
            yield Sentence(text, (condition.evidence,))
    for reason, its in reasons.items():
        yield Sentence(f"{reason[:1].upper()}{reason[1:]}: {named(its)}.")


def named(cells: list[Cell]) -> str:
    """Return cells by the party and its issues, or by the issue alone when they are all of one."""
    if len({cell.issue for cell in cells}) == 1:
        told = {"issue": cells[0].issue.title_in_sentence, "parties": ", ".join(cell.party.name for cell in cells)}
        return gettext("on %(issue)s %(parties)s") % told
    issues: dict[str, list[str]] = defaultdict(list)
    for cell in cells:
        issues[cell.party.name].append(cell.issue.title_in_sentence)
    on = gettext("%(party)s on %(issues)s")
    return "; ".join(on % {"party": party, "issues": ", ".join(titles)} for party, titles in issues.items())


def day(moment: datetime, precision: str) -> str:
    """Return a moment's day as exactly as it is known, in the reader's zone where the minute is."""
    local = timezone.localtime(moment) if precision == Precision.MINUTE else moment.astimezone(UTC)
    return date_format(local, gettext("F Y") if precision == Precision.MONTH else gettext("j F Y"))
