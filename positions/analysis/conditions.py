"""Says which conditions parties have set, "A will if B does", and what became of each.

A condition stands as long as the ledger carries the same words: from the statement that sets it to the first position
of the same party on the same issue without them. Then it is *withdrawn by a later statement*, which is read off the
ledger and not decided by anybody. Whether it was met or broken, and whom it waits for, is a person's verdict; the
product never says so by itself. Without a verdict a condition that stands is open.

As of an earlier day a verdict counts from when the statement that shows it was said. One that no statement shows has no
day of its own: it counts from the day it was recorded or, where the record ends before, from the end of the record.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from django.utils.translation import gettext_lazy as _

from positions.analysis.entries import Utterances, read_entries, read_utterances
from positions.analysis.evidence import Evidence, read_evidence
from positions.analysis.kept import read_conditional
from positions.analysis.ledger import Entry, Held, Ledger, same_words
from positions.analysis.matrix import day_of, last_day_on_record
from positions.analysis.replay import build_ledger
from positions.enums import ConditionState, Precision, Stance
from positions.models import ConditionVerdict, Issue, Negotiation, Party

WILL = {
    Stance.SUPPORTS: _("%(party)s supports %(issue)s if %(condition)s"),
    Stance.OPPOSES: _("%(party)s opposes %(issue)s if %(condition)s"),
    Stance.MIXED: _("%(party)s is of two minds on %(issue)s if %(condition)s"),
    Stance.NONE: _("%(party)s takes no side on %(issue)s if %(condition)s"),
}


@dataclass(frozen=True, slots=True)
class Run:
    """One condition of one party on one issue for as long as it stood; `said` are the entries that state it, in order.

    `held` is the last position that carries it, `ended_by` the first one without it, None while it stands.
    """

    words: str
    held: Held
    said: tuple[Entry, ...]
    ended_by: Held | None = None

    @property
    def party(self) -> int:
        return self.held.party

    @property
    def issue(self) -> int:
        return self.held.issue


@dataclass(frozen=True, slots=True)
class Condition:
    """A condition with the words that set it, what became of it, and who says so.

    `ended` quotes the later statement that no longer makes it; `verdict` is a decision, None while nobody decided.
    `is_decided_later` tells that it says what came after the moment asked for; whom it waits for is told all the same.
    """

    party: Party
    issue: Issue
    words: str
    stance: str
    said: tuple[Entry, ...]
    age_days: int
    evidence: Evidence
    ended: Evidence | None = None
    verdict: ConditionVerdict | None = None
    is_decided_later: bool = False
    is_suggested: bool = False

    @property
    def decision(self) -> ConditionVerdict | None:
        """Return the verdict if it counts at the moment asked for."""
        return None if self.is_decided_later else self.verdict

    @property
    def opening(self) -> Entry:
        """Return the entry that set it."""
        return self.said[0]

    @property
    def positions(self) -> set[int]:
        """Return the positions that state it; a decision may be recorded on any of them."""
        return {entry.position for entry in self.said}

    @property
    def times_said(self) -> int:
        """Return in how many utterances it was set, however many outlets reported them."""
        return len({entry.utterance for entry in self.said})

    @property
    def state(self) -> ConditionState:
        """Return the state a person decided, otherwise withdrawn when a later statement ended it, otherwise open."""
        if self.decision and (self.decision.state != ConditionState.OPEN or self.ended is None):
            return ConditionState(self.decision.state)
        return ConditionState.WITHDRAWN if self.ended else ConditionState.OPEN

    @property
    def is_derived(self) -> bool:
        """Tell whether its end is read off the ledger and decided by nobody."""
        return self.ended is not None and (self.decision is None or self.decision.state == ConditionState.OPEN)

    @property
    def is_open(self) -> bool:
        return self.state == ConditionState.OPEN

    @property
    def awaits(self) -> Party | None:
        """Return whom it waits for, as a person said; None when nobody said so."""
        return self.verdict.awaits if self.verdict else None

    @property
    def sentence(self) -> str:
        """Return "A will if B does" as a sentence without its full stop."""
        told = {
            "party": self.party.name,
            "issue": self.issue.title_in_sentence,
            "condition": self.words.rstrip("."),
        }
        return str(WILL[Stance(self.stance)] % told)

    @property
    def key(self) -> tuple[int, str]:
        """Return position and party, which name it in addresses."""
        return self.opening.position, self.party.slug


def read_conditions(
    *,
    negotiation: Negotiation,
    as_of: datetime,
    party: Party | None = None,
    issue: Issue | None = None,
    known_at: datetime | None = None,
) -> list[Condition]:
    """Return the conditions said by a moment in the reader's zone, the latest set first, suggested ones at the end.

    With `known_at` codings and verdicts are those that stood at that moment, replayed from the records.
    """
    utterances = read_utterances(negotiation=negotiation, known_at=known_at)
    if known_at:
        known = read_entries(negotiation=negotiation, party=party, issue=issue, known_at=known_at)
    else:
        known = read_conditional(negotiation=negotiation, party=party, issue=issue)
    entries = [entry for entry in known if entry.is_said_by(as_of)]
    return tell_conditions(
        negotiation=negotiation, entries=entries, utterances=utterances, as_of=as_of, known_at=known_at
    )


def tell_conditions(
    *,
    negotiation: Negotiation,
    entries: Sequence[Entry],
    utterances: Utterances,
    as_of: datetime,
    known_at: datetime | None = None,
) -> list[Condition]:
    """Return the conditions among entries with evidence and verdicts, in a fixed number of queries."""
    runs = runs_of(build_ledger(entries))
    pencil = list(suggested_runs(entries, runs))
    wanted = [
        entry for run in [*runs, *pencil] for entry in (run.said[0], *([run.ended_by.opening] if run.ended_by else []))
    ]
    evidence = read_evidence(entries=wanted, utterances=utterances)
    verdicts = read_verdicts([entry.position for run in runs for entry in run.said], known_at)
    end = last_day_on_record(negotiation)
    parties = {each.pk: each for each in negotiation.parties.select_related("negotiation")}
    issues = {each.pk: each for each in negotiation.issues.select_related("negotiation")}
    told = [
        condition_of(run, parties[run.party], issues[run.issue], as_of, evidence, verdict_on(run, verdicts), end)
        for run in [*runs, *pencil]
    ]
    return sorted(told, key=place_in_list)


def place_in_list(each: Condition) -> tuple[bool, bool, int, int, int]:
    """Return where a condition is listed: open ones first, suggested ones last, the latest set first."""
    return each.is_suggested, not each.is_open, each.age_days, each.opening.position, each.party.pk


def condition_of(
    run: Run,
    party: Party,
    issue: Issue,
    as_of: datetime,
    evidence: Mapping[int, Evidence],
    verdict: ConditionVerdict | None,
    end: datetime | None,
) -> Condition:
    """Return a run with its words; `end` is when the last word on record was said."""
    opening = run.said[0]
    return Condition(
        party=party,
        issue=issue,
        words=run.words,
        stance=run.held.stance,
        said=run.said,
        age_days=max((as_of.date() - day_of(opening, as_of)).days, 0),
        evidence=evidence[opening.position],
        ended=evidence[run.ended_by.opening.position] if run.ended_by else None,
        verdict=verdict,
        is_decided_later=verdict is not None and not counts_by(verdict, as_of, end),
        is_suggested=not opening.is_confirmed,
    )


def runs_of(ledger: Ledger) -> list[Run]:
    """Return the conditions of a ledger, each with the position that ended it."""
    return [run for held in ledger.held.values() for run in runs_in(held)]


def runs_in(held: Sequence[Held]) -> Iterator[Run]:
    """Yield the conditions of one party on one issue, given its positions in order; a split carries each side's."""
    standing: dict[str, tuple[Held, list[Entry]]] = {}
    for each in held:
        carried = {same_words(side.condition): side for side in each.sides or (each,) if side.condition}
        for words in [words for words in standing if words not in carried]:
            side, said = standing.pop(words)
            yield Run(side.condition, side, tuple(said), each)
        for words, side in carried.items():
            _, said = standing.get(words, (side, []))
            said += [entry for entry in each.entries if same_words(entry.condition) == words]
            standing[words] = (side, said)
    for side, said in standing.values():
        yield Run(side.condition, side, tuple(said))


def suggested_runs(entries: Iterable[Entry], runs: Iterable[Run]) -> Iterator[Run]:
    """Yield the conditions that only suggestions set, in pencil: each words of a party on an issue once."""
    known = {(run.party, run.issue, same_words(run.words)) for run in runs}
    for entry in sorted(entries, key=lambda each: each.sort_key):
        place = (entry.party, entry.issue, same_words(entry.condition))
        if entry.condition and entry.is_first_hand and not entry.is_confirmed and place not in known:
            known.add(place)
            held = Held(entry.stance, entry.value, entry.firmness, entry.condition, (entry,))
            yield Run(entry.condition, held, (entry,))


def read_verdicts(
    positions: Iterable[int], known_at: datetime | None = None
) -> dict[tuple[int, int], ConditionVerdict]:
    """Return the verdicts in force on positions now or at known_at, by position and party."""
    verdicts = ConditionVerdict.objects.in_force_at(known_at) if known_at else ConditionVerdict.objects.current()
    found = verdicts.for_display().filter(position__in=set(positions))
    return {(verdict.position_id, verdict.party_id): verdict for verdict in found}


def verdict_on(run: Run, verdicts: Mapping[tuple[int, int], ConditionVerdict]) -> ConditionVerdict | None:
    """Return the latest verdict on any statement of a condition, so that an earlier one found later keeps it."""
    found = [verdict for entry in run.said if (verdict := verdicts.get((entry.position, run.party)))]
    return max(found, key=lambda verdict: verdict.at, default=None)


def counts_by(verdict: ConditionVerdict, as_of: datetime, end: datetime | None) -> bool:
    """Tell whether what a verdict says had come about by a moment; that it is open is a reading of the words."""
    if verdict.state == ConditionState.OPEN:
        return True
    if shown := verdict.shown_by:
        is_exact = shown.said_at_precision == Precision.MINUTE
        return shown.said_at <= as_of if is_exact else shown.said_at.astimezone(UTC).date() <= as_of.date()
    return verdict.at <= as_of or end is None or end <= as_of
