"""Puts held positions, shifts, conditions and answers into sentences, each with the words it rests on; pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from django.utils import timezone

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
    Stance.SUPPORTS: "supports",
    Stance.OPPOSES: "opposes",
    Stance.MIXED: "is of two minds",
    Stance.NONE: "takes no side",
}
TIMES = {1: "once", 2: "twice"}


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
    who = f"{cell.party.name}, its speakers at odds," if cell.held and cell.held.is_split else cell.party.name
    times = TIMES.get(held.times_said, f"{held.times_said} times")
    since = f"held since {day(held.since, held.opening.precision)}, said {times}"
    return Sentence(f"On {cell.issue.title_in_sentence} {who} {standing(held)}; {since}.", (evidence,))


def standing(held: Held) -> str:
    """Return stance, place, firmness and condition after a name: supports, 60 of 100, firm, if the port opens."""
    parts = [DOES[Stance(held.stance)]]
    if held.value is not None:
        parts.append(f"{held.value} of 100")
    if held.firmness:
        parts.append(str(Firmness(held.firmness).label))
    if held.condition:
        parts.append(f"if {held.condition.rstrip('.')}")
    return ", ".join(parts)


def apart_sentence(issue: Issue, cells: list[Cell], words: Mapping[int, Evidence]) -> Sentence:
    """Return what two parties hold on an issue, and how far apart that is."""
    one, other = cells
    told = [(cell.party.name, side) for cell in cells for side in sides_of(cell)]
    holds = "; ".join(f"{name} {standing(side)}" for name, side in told)
    names = f"{one.party.name} and {other.party.name}"
    text = f"On {issue.title_in_sentence} {names} {apart(gap(one.held, other.held))}: {holds}."
    return Sentence(text, tuple(words[side.latest.position] for _, side in told))


def apart(points: Gap | None) -> str:
    """Return how far apart two parties stand, after their names."""
    if points is None:
        return "cannot be compared"
    if not points.high:
        return "stand in the same place"
    far = f"{points.low:g}" if points.is_exact else f"{points.low:g} to {points.high:g}"
    return f"stand {far} point{'' if far == '1' else 's'} apart"


def shift_sentence(told: ToldShift) -> Sentence:
    """Return a shift with both quotations."""
    at = day(told.shift.at, told.shift.after.opening.precision)
    text = f"On {at} {told.party.name} {told.shift.summary} on {told.issue.title_in_sentence}."
    return Sentence(text, (told.before, *(told.sides or (told.after,))))


def condition_sentence(condition: Condition) -> Sentence:
    """Return an open condition, and whom it waits for when somebody said so."""
    waits = f" It waits for {condition.awaits.name}." if condition.awaits else ""
    text = f"On {condition.issue.title_in_sentence} {condition.party.name} {standing_if(condition)}.{waits}"
    return Sentence(text, (condition.evidence,))


def standing_if(condition: Condition) -> str:
    """Return what a party does on a condition, and for how long it has been open."""
    days = (
        "since today"
        if not condition.age_days
        else f"for {condition.age_days} day{'s' if condition.age_days != 1 else ''}"
    )
    return f"{DOES[Stance(condition.stance)]} if {condition.words.rstrip('.')}: open {days}"


def red_lines(cells: Iterable[Cell], words: Mapping[int, Evidence]) -> Iterator[Sentence]:
    """Yield the positions that are red lines."""
    for cell in cells:
        for side in sides_of(cell):
            if side.firmness == Firmness.RED_LINE:
                text = f"{cell.party.name} draws a red line on {cell.issue.title_in_sentence}: it {standing(side)}."
                yield Sentence(text, (words[side.latest.position],))


def unanswered(answered: Iterable[Answered], wanted: Collection[int]) -> Iterator[Sentence]:
    """Yield the proposals that one of the wanted parties has not answered, with who has not; none wanted means all."""
    for each in answered:
        silent = [answer for answer in each.unanswered if not wanted or answer.party.pk in wanted]
        quiet = [answer for answer in silent if answer.kind == Kind.SILENT]
        if quiet:
            yield Sentence(
                f"{names_of(quiet)} {verb(quiet)} not answered {put(each)}.", url=each.proposal.get_absolute_url()
            )
        for answer in silent:
            if answer.evidence:
                text = f"{answer.party.name} has not answered {put(each)}; an answer is {hearsay(answer)}."
                yield Sentence(text, (answer.evidence,), each.proposal.get_absolute_url())


def hearsay(answer: Answer) -> str:
    return "reported by others only" if answer.kind == Kind.REPORTED else "suggested and judged by nobody"


def verb(answers: list[Answer]) -> str:
    return "has" if len(answers) == 1 else "have"


def names_of(answers: list[Answer]) -> str:
    """Return names in a row: A, B and C."""
    names = [answer.party.name for answer in answers]
    return " and ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)


def put(answered: Answered) -> str:
    """Return a proposal with who put it, when, and for how long it has waited."""
    proposal = answered.proposal
    by = f", put by {proposal.put_by.name}" if proposal.put_by else ""
    on = f" on {day(proposal.put_at, proposal.put_at_precision)}" if proposal.put_at else ""
    lasting = f", {answered.waited}" if answered.waited else ""
    return f"“{proposal.title}”{by}{on}{lasting}"


def not_known(cells: Iterable[Cell], conditions: Iterable[Condition]) -> Iterator[Sentence]:
    """Yield what is old, what is only suggested, and what is not on record, with the reason."""
    reasons: dict[str, list[Cell]] = defaultdict(list)
    old: dict[str, list[str]] = defaultdict(list)
    for cell in cells:
        if cell.held is None or cell.is_suggested:
            reasons["only suggested, judged by nobody" if cell.held or cell.suggestion else cell.reason].append(cell)
        elif cell.is_old:
            old[cell.party.name].append(f"{cell.issue.title_in_sentence} ({cell.age_days} days)")
    for party, issues in old.items():
        yield Sentence(f"What {party} said two weeks ago or more may hold no longer: on {', '.join(issues)}.")
    for condition in conditions:
        if condition.is_open and not condition.is_suggested and condition.awaits is None:
            text = f"Nobody has said whom {condition.party.name} waits for with “if {condition.words.rstrip('.')}”."
            yield Sentence(text, (condition.evidence,))
    for reason, its in reasons.items():
        yield Sentence(f"{reason[:1].upper()}{reason[1:]}: {named(its)}.")


def named(cells: list[Cell]) -> str:
    """Return cells by the party and its issues, or by the issue alone when they are all of one."""
    if len({cell.issue for cell in cells}) == 1:
        return f"on {cells[0].issue.title_in_sentence} {', '.join(cell.party.name for cell in cells)}"
    issues: dict[str, list[str]] = defaultdict(list)
    for cell in cells:
        issues[cell.party.name].append(cell.issue.title_in_sentence)
    return "; ".join(f"{party} on {', '.join(titles)}" for party, titles in issues.items())


def day(moment: datetime, precision: str) -> str:
    """Return a moment's day as exactly as it is known, in the reader's zone where the minute is."""
    local = timezone.localtime(moment) if precision == Precision.MINUTE else moment.astimezone(UTC)
    return f"{local:%B %Y}" if precision == Precision.MONTH else f"{local.day} {local:%B %Y}"
