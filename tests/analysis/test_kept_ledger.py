"""What the API reads of the ledger out of kept rows is what a replay of the whole record tells."""

from datetime import datetime
from itertools import combinations

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from positions.analysis.distance import distance
from positions.analysis.entries import read_entries, read_ledger, read_utterances
from positions.analysis.kept_ledger import read_full_ledger, read_short_ledger
from positions.analysis.ledger import Ledger
from positions.analysis.movers import first_moves
from positions.analysis.replay import build_ledger
from positions.analysis.shifts import read_shifts, tell
from positions.analysis.steps import shifts_of
from tests.analysis.histories import Talks, turns
from tests.analysis.test_kept import as_of_in, moments

pytestmark = pytest.mark.django_db


@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
@given(turns, st.none() | moments, st.none() | moments, st.booleans())
def test_ledger_of_what_is_kept_is_a_replay_of_the_whole_record(happened, since, until, widen):
    with transaction.atomic():
        talks = Talks.begun()
        for turn in happened:
            talks.happen(turn)
        after, by = (as_of_in(talks, *when) if when else None for when in (since, until))
        assert_ledger_is_a_replay(talks, by, widen=widen)
        assert_shifts_are_those_of_a_replay(talks, after, by, widen=widen)
        transaction.set_rollback(True)


def assert_ledger_is_a_replay(talks: Talks, as_of: datetime | None, *, widen: bool) -> None:
    wish = {"negotiation": talks.negotiation, "as_of": as_of, "widen": widen}
    replayed, short = read_ledger(**wish), read_short_ledger(**wish)
    assert read_full_ledger(**wish).held == replayed.held
    for party in talks.parties:
        for issue in (None, *talks.issues):
            part = {"party": party, "issue": issue}
            assert read_full_ledger(**wish, **part).held == read_ledger(**wish, **part).held
    assert told_moves(talks, short) == told_moves(talks, replayed)
    assert told_distances(talks, short) == told_distances(talks, replayed)


def assert_shifts_are_those_of_a_replay(
    talks: Talks, since: datetime | None, until: datetime | None, *, widen: bool
) -> None:
    """Of some cells, as of the whole record."""
    entries = read_entries(negotiation=talks.negotiation)
    ledger = build_ledger(entries, as_of=until, widen=widen)
    replayed = tell(
        negotiation=talks.negotiation,
        shifts=shifts_of(ledger, since=since, until=until),
        utterances=read_utterances(negotiation=talks.negotiation),
        entries=entries,
    )
    assert read_shifts(negotiation=talks.negotiation, since=since, until=until, widen=widen) == replayed


def told_moves(talks: Talks, ledger: Ledger) -> list[tuple]:
    """Return who moved first on each issue, with what the API tells of it."""
    found = [first_moves(ledger, issue.pk) for issue in talks.issues]
    return [
        (
            [
                (each.party, each.shift.after.opening, each.shift.relation, each.shift.size, each.shift.summary,
                 each.lag_days, each.is_about, set(each.nearer), set(each.farther))
                for each in moves.movers
            ],
            set(moves.unmoved),
        )
        for moves in found
    ]  # fmt: skip


def told_distances(talks: Talks, ledger: Ledger) -> list:
    issues = [issue.pk for issue in talks.issues]
    return [distance(ledger, one.pk, other.pk, issues=issues) for one, other in combinations(talks.parties, 2)]
