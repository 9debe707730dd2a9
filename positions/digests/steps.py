"""Finds what changed in the ledger of one party on one issue: steps, first words, conditions, voices at odds; pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import datetime

from positions.analysis.conditions import Run, runs_in
from positions.analysis.ledger import Entry, Held, same_words
from positions.analysis.shifts import leaving
from positions.analysis.steps import Shift, shifts_between
from positions.digests.changes import Draft
from positions.digests.period import Touched
from positions.digests.quotations import source_of
from positions.enums import ChangeKind, Firmness, Relation

Step = tuple[frozenset, frozenset]


def drafts_of(touched: Touched) -> Iterator[Draft]:
    """Yield what a period changed in one cell."""
    yield from new_steps(touched)
    yield from first_words(touched)
    yield from new_splits(touched)
    yield from new_conditions(touched)


def new_steps(touched: Touched) -> Iterator[Draft]:
    """Yield the steps that were not there before the period.

    An earlier report of a step already known, confirmed later, is no other step: of the same step only as many are new
    as there are more than before.
    """
    old = [step for step in shifts_between(touched.before) if not step.after.is_split]
    steps = [step for step in shifts_between(touched.after) if not step.after.is_split]
    openings = {step.after.opening.position for step in old}
    more = Counter(map(contents, steps)) - Counter(map(contents, old))
    for step in reversed(steps):
        if more[contents(step)] and step.after.opening.position not in openings:
            more[contents(step)] -= 1
            if not is_of_condition_alone(step):
                yield draft_of_step(step, touched)


def draft_of_step(step: Shift, touched: Touched) -> Draft:
    """Return a step to be told with the last words before it and those that left them."""
    after = step.after
    return Draft(
        kind=kind_of(step),
        key=f"step-{after.party}-{after.issue}-{after.opening.position}",
        at=decided_last(touched, after.opening, step.before.opening),
        party=after.party,
        issue=after.issue,
        before=source_of(step.before.latest),
        after=source_of(leaving(step)),
        step=step,
        held=after,
    )


def kind_of(step: Shift) -> ChangeKind:
    """Return what a step is: what becomes of a red line says more than its direction."""
    was_red, is_red = (held.firmness == Firmness.RED_LINE for held in (step.before, step.after))
    if step.relation == Relation.REVERSES:
        return ChangeKind.RED_LINE_CROSSED if was_red else ChangeKind.REVERSAL
    if was_red and not is_red:
        return ChangeKind.RED_LINE_SOFTENED
    if is_red and not was_red:
        return ChangeKind.RED_LINE_DRAWN
    return ChangeKind.REFINEMENT if step.relation == Relation.REFINES else ChangeKind.SHIFT


def first_words(touched: Touched) -> Iterator[Draft]:
    """Yield a party's first word on an issue; votes are left to their counts, speakers at odds to `new_splits`."""
    if touched.before or not touched.after:
        return
    first = touched.after[0]
    if first.opening.statement and not first.is_split:
        is_red = first.firmness == Firmness.RED_LINE
        yield Draft(
            kind=ChangeKind.RED_LINE_DRAWN if is_red else ChangeKind.FIRST,
            key=f"first-{first.party}-{first.issue}",
            at=decided_last(touched, first.opening),
            party=first.party,
            issue=first.issue,
            after=source_of(first.opening),
            held=first,
        )


def new_splits(touched: Touched) -> Iterator[Draft]:
    """Yield the days on which speakers of one party are at odds, as nobody knew before."""
    old = {content_of(held) for held in touched.before if held.is_split}
    for held in touched.after:
        if held.is_split and content_of(held) not in old:
            yield Draft(
                kind=ChangeKind.CONTRADICTION,
                key=f"split-{held.party}-{held.issue}-{held.opening.position}",
                at=decided_last(touched, *held.entries),
                party=held.party,
                issue=held.issue,
                before=source_of(held.sides[0].latest),
                after=source_of(held.sides[-1].latest),
                held=held,
            )


def new_conditions(touched: Touched) -> Iterator[Draft]:
    """Yield the conditions that stand and were not known before the period."""
    old = {same_words(run.words) for run in runs_in(touched.before)}
    for run in runs_in(touched.after):
        if run.ended_by is None and run.said and same_words(run.words) not in old:
            yield draft_of_condition(run, touched)


def draft_of_condition(run: Run, touched: Touched) -> Draft:
    """Return a new condition with the words that set it."""
    opening = run.said[0]
    return Draft(
        kind=ChangeKind.CONDITION_NEW,
        key=f"condition-{run.party}-{run.issue}-{opening.position}",
        at=decided_last(touched, opening),
        party=run.party,
        issue=run.issue,
        after=source_of(opening),
        held=run.held,
        note=run.words.rstrip("."),
    )


def contents(step: Shift) -> Step:
    """Return what tells two steps of one party on one issue apart, whenever they were made."""
    return content_of(step.before), content_of(step.after)


def content_of(held: Held) -> frozenset:
    """Return what is held, by each side."""
    return frozenset(each.content for each in held.sides or (held,))


def is_of_condition_alone(step: Shift) -> bool:
    """Tell whether nothing but a condition changed; that is told as a condition."""
    return content_of_place(step.before) == content_of_place(step.after)


def content_of_place(held: Held) -> tuple:
    return held.stance, held.value, held.firmness


def decided_last(touched: Touched, *entries: Entry) -> datetime:
    """Return when the last of what makes a change came to the record; of what was known before, the last addition."""
    fresh = [entry for entry in entries if entry.position in touched.fresh_positions] or touched.fresh
    return max(entry.decided_at or entry.recorded_at for entry in fresh)
