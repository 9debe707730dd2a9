"""Gathers all that one negotiation has to tell of a period, once for all its subscribers, in a fixed number of queries.

Suggestions are counted and never told. What is kept of the ledger's replay is read; only the cells to which the period
added something are replayed.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from threading import Lock

from django.db import connection

from positions.analysis.entries import Utterances, read_utterances
from positions.analysis.held_positions import bring_up_to_date
from positions.analysis.kept import read_sequences, read_standing
from positions.analysis.ledger import Entry, Held, Ledger
from positions.digests import decisions, proposals, steps
from positions.digests.changes import About, Change, Draft
from positions.digests.names import Names, read_names
from positions.digests.period import Cell, Period, Touched, read_touched
from positions.digests.quotations import Quotation, Source, read_quotations, source_of
from positions.digests.repetitions import repetitions, silences
from positions.enums import ArticleState
from positions.models import Issue, LedgerEntry, Link, Negotiation, Party, Statement

# What was gathered is used again while nothing was written to any of these histories: subscribers of one hour share it.
HISTORIES = (
    "negotiation", "party", "spokesperson", "issue", "source", "article", "statement", "position", "proposal", "vote",
    "link", "judgement", "conditionverdict",
)  # fmt: skip
REMEMBERED = 64  # periods of negotiations, at some hundred kB each


@dataclass(frozen=True, slots=True)
class Row:
    """A position held by a party on an issue, said again `times` in the period or not heard for `days`."""

    party: Party
    issue: Issue
    held: Held
    quotation: Quotation
    about: About
    times: int
    days: int = 0


@dataclass(frozen=True, slots=True)
class Heard:
    """One confirmed report that the period added to the record."""

    about: About
    utterance: str
    outlet: int


@dataclass(frozen=True, slots=True)
class Longer:
    """A position that is missed since an earlier period."""

    about: About


@dataclass(frozen=True, slots=True)
class Pencil:
    """A suggestion that would move a position if somebody confirmed it."""

    party: Party
    issue: Issue
    about: About


@dataclass(frozen=True, slots=True)
class Gathered:
    """What one negotiation has to tell of a period; counts are of the whole negotiation."""

    negotiation: Negotiation
    changes: tuple[Change, ...]
    repeated: tuple[Row, ...]
    silent: tuple[Row, ...]
    silent_longer: tuple[Longer, ...]
    heard: tuple[Heard, ...]
    pencil: tuple[Pencil, ...]
    waiting_statements: int
    waiting_links: int
    failed: int


_gathered: OrderedDict[tuple, Gathered] = OrderedDict()
_lock = Lock()


def gather(*, negotiation: Negotiation, period: Period) -> Gathered:
    """Return what there is to tell; with one query when it was told to somebody before and nothing changed since."""
    key = (negotiation.pk, period, state_of_records())
    with _lock:
        if key in _gathered:
            _gathered.move_to_end(key)
            return _gathered[key]
    found = read(negotiation=negotiation, period=period)
    with _lock:
        _gathered[key] = found
        while len(_gathered) > REMEMBERED:
            _gathered.popitem(last=False)
    return found


def forget() -> None:
    """Forget what was gathered; only measurements and tests have to."""
    with _lock:
        _gathered.clear()


def state_of_records() -> tuple[int | None, ...]:
    """Return the number of the last change in each history; the same numbers are the same records."""
    columns = ", ".join(f"(SELECT max(pgh_id) FROM positions_{name}event)" for name in HISTORIES)  # noqa: S608  # ours
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {columns}")
        return cursor.fetchone()


def read(*, negotiation: Negotiation, period: Period) -> Gathered:
    """Read what there is to tell."""
    bring_up_to_date(negotiation=negotiation)
    names = read_names(negotiation)
    utterances = read_utterances(negotiation=negotiation)
    touched = read_touched(negotiation=negotiation, period=period)
    standing = read_standing(negotiation=negotiation, as_of=period.last, widen=False).ledger
    drafts = find_drafts(names, period, touched, standing, utterances)
    again = [each for cell in touched for each in repetitions(cell)]
    silent, longer = (
        silences(standing, read_days(negotiation), period) if touched_by_speech(touched, period) else ([], [])
    )
    quoted = [source for draft in drafts for source in (draft.before, draft.after) if source]
    quoted += [source_of(each.last) for each in again] + [source_of(each.held.latest) for each in silent]
    words = read_quotations(quoted, utterances)
    changes = [change for draft in drafts if (change := told(draft, names, words))]
    return Gathered(
        negotiation=negotiation,
        changes=tuple(sorted(changes, key=lambda change: (change.said_at, change.key))),
        repeated=tuple(rows(((each.held, each.last, each.times, 0) for each in again), names, words)),
        silent=tuple(rows(((each.held, each.held.latest, 0, each.days) for each in silent), names, words)),
        silent_longer=tuple(Longer(names.about_cell(held.party, held.issue)) for held in longer),
        heard=tuple(read_heard(touched, names, utterances)),
        pencil=tuple(read_pencil(negotiation, names)),
        waiting_statements=Statement.objects.filter(negotiation=negotiation).undecided().count(),
        waiting_links=Link.objects.filter(negotiation=negotiation).shown().open().count(),
        failed=negotiation.articles.filter(state=ArticleState.FAILED).count(),
    )


def find_drafts(
    names: Names, period: Period, touched: Iterable[Touched], standing: Ledger, utterances: Utterances
) -> list[Draft]:
    """Return all that changed, before its words are read."""
    negotiation, parties = names.negotiation, list(names.parties.values())
    drafts = [draft for each in touched for draft in steps.drafts_of(each)]
    table = proposals.read_table(negotiation=negotiation, period=period, parties=parties, utterances=utterances)
    drafts += proposals.drafts_of(table, standing, period)
    return drafts + decisions.drafts_of(negotiation=negotiation, period=period, told=drafts)


def touched_by_speech(touched: Iterable[Touched], period: Period) -> bool:
    """Tell whether anybody is on record as having spoken in the period; otherwise nobody listened, nobody is silent."""
    return any(period.holds(entry.said_at) for cell in touched for entry in cell.fresh)


def read_days(negotiation: Negotiation) -> dict[Cell, list[date]]:
    """Return on which days each position held last was said."""
    rows = LedgerEntry.objects.filter(negotiation=negotiation, confirmed_number__isnull=False)
    days: dict[Cell, tuple[int, list[date]]] = {}
    columns = ("party_id", "issue_id", "confirmed_number", "said_on")
    for party, issue, number, said_on in rows.values_list(*columns).order_by(
        "party_id", "issue_id", "-confirmed_number"
    ):
        last, its = days.setdefault((party, issue), (number, []))
        if number == last:
            its.append(said_on)
    return {cell: its for cell, (_, its) in days.items()}


def told(draft: Draft, names: Names, words: dict[Source, Quotation]) -> Change | None:
    """Return a change with its names and words; None when what it rests on was deleted meanwhile."""
    before, after = (words.get(source) if source else None for source in (draft.before, draft.after))
    if (draft.before and not before) or (draft.after and not after):
        return None
    party = names.parties.get(draft.party or 0)
    issue = names.issues.get(draft.issue or 0)
    return Change(
        kind=draft.kind,
        key=draft.key,
        negotiation=names.negotiation,
        at=draft.at,
        said_at=draft.said_at or (after.said_at if after else draft.at),
        precision=draft.precision if draft.said_at or not after else after.precision,
        url=draft.url or (draft.proposal.get_absolute_url() if draft.proposal else after.url if after else ""),
        about=about_draft(draft, names),
        party=party,
        other=names.parties.get(draft.other or 0),
        issue=issue,
        proposal=draft.proposal,
        before=before,
        after=after,
        step=draft.step,
        held=draft.held,
        note=draft.note,
        named=draft.named,
        days=draft.days,
        counts=draft.counts,
    )


def about_draft(draft: Draft, names: Names) -> About:
    """Return what a change is about: a proposal also about its issues and who put it."""
    parties, issues = {draft.party, draft.other, *draft.parties}, {draft.issue}
    if draft.proposal:
        parties |= {draft.proposal.put_by_id, *(party.pk for party in draft.proposal.sponsors.all())}
        issues |= {issue.pk for issue in draft.proposal.issues.all()}
    return About(
        negotiation=names.negotiation.pk,
        parties=frozenset(parties - {None}),  # type: ignore[arg-type]  # None is taken out
        issues=frozenset(above for issue in issues for above in names.above(issue)),
        proposal=draft.proposal.pk if draft.proposal else None,
        statements=frozenset(source.statement for source in (draft.before, draft.after) if source and source.statement),
    )


def rows(found: Iterable[tuple[Held, Entry, int, int]], names: Names, words: dict[Source, Quotation]) -> Iterable[Row]:
    """Yield rows with names and last words, the most repeated, or the longest silent, first."""
    for held, last, times, days in sorted(found, key=lambda each: (-each[2], -each[3])):
        source = source_of(last)
        if source in words:
            party, issue, about = names.parties[held.party], names.issues[held.issue], names.about(held, source)
            yield Row(party, issue, held, words[source], about, times or held.times_said, days)


def read_heard(touched: Iterable[Touched], names: Names, utterances: Utterances) -> Iterable[Heard]:
    """Yield the confirmed reports that the period added."""
    fresh = [entry for cell in touched for entry in cell.fresh if entry.statement]
    outlets = dict(
        Statement.objects.filter(pk__in={entry.statement for entry in fresh}).values_list(
            "pk", "version__article__source_id"
        )
    )
    for entry in fresh:
        about = names.about_cell(entry.party, entry.issue, entry.statement)
        if entry.statement in outlets:
            yield Heard(about, entry.utterance, outlets[entry.statement])


def read_pencil(negotiation: Negotiation, names: Names) -> Iterable[Pencil]:
    """Yield each cell once that suggestions would move."""
    _, shifts = read_sequences(negotiation, widen=True)
    cells = dict.fromkeys((shift.after.party, shift.after.issue) for shift in shifts if shift.after.is_suggested)
    for party, issue in cells:
        yield Pencil(names.parties[party], names.issues[issue], names.about_cell(party, issue))
