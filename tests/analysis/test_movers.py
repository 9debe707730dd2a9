"""Who moved first on an issue."""

from datetime import UTC, datetime

from positions.analysis.movers import FirstMoves, first_moves
from positions.analysis.replay import build_ledger
from positions.enums import Precision, Stance
from tests.analysis.test_ledger import entry


def moves(*said) -> FirstMoves:
    return first_moves(build_ledger(said), 1)


def test_first_mover_is_told_with_the_lag_of_those_who_followed():
    found = moves(
        entry(1, value=90),
        entry(2, party=2, value=10),
        entry(3, party=3, value=50),
        entry(4, party=2, days=3, value=30),
        entry(5, days=10, value=60),
    )

    assert [(mover.party, mover.lag_days) for mover in found.movers] == [(2, 0), (1, 7)]
    assert ([mover.party for mover in found.first], [mover.party for mover in found.followers]) == ([2], [1])
    assert found.unmoved == (3,)


def test_a_mover_came_nearer_to_some_and_away_from_others():
    [mover] = moves(
        entry(1, value=50), entry(2, party=2, value=90), entry(3, party=3, value=10), entry(4, days=2, value=70)
    ).movers

    assert (mover.nearer, mover.farther) == ((2,), (3,))


def test_a_mover_is_measured_against_what_others_held_that_day():
    [mover] = moves(entry(1, value=50), entry(2, days=2, value=70), entry(3, party=2, days=3, value=90)).movers

    assert (mover.nearer, mover.farther) == ((), ())


def test_two_parties_that_move_on_one_day_are_both_first():
    found = moves(
        entry(1, value=90),
        entry(2, party=2, value=10),
        entry(3, days=2, value=80),
        entry(4, party=2, days=2.1, value=20),
    )

    assert [mover.party for mover in found.first] == [1, 2]


def test_a_condition_or_a_day_at_odds_is_no_move():
    found = moves(
        entry(1),
        entry(2, days=1, condition="the port opens"),
        entry(3, party=2),
        entry(4, party=2, days=1, stance=Stance.OPPOSES, value=0, speaker="2"),
        entry(5, party=2, days=1),
        entry(6, party=2, days=2),
    )

    assert found == FirstMoves((), (1, 2))


def test_a_lag_from_a_month_is_about():
    found = moves(
        entry(1, value=90),
        entry(2, party=2, value=10),
        entry(3, days=2, value=80),
        entry(4, party=2, said_at=datetime(2031, 5, 1, tzinfo=UTC), precision=Precision.MONTH, value=20),
    )

    assert [(mover.lag_days, mover.is_about) for mover in found.movers] == [(0, False), (56, True)]


def test_an_issue_without_positions_has_no_mover():
    assert moves() == FirstMoves((), ())
