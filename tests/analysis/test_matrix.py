"""The matrix as of a moment."""

from datetime import UTC, datetime, timedelta

import pytest

from positions.analysis.held_positions import bring_up_to_date
from positions.analysis.matrix import last_day_on_record, read_matrix, usual_moment
from tests.analysis.test_entries import say
from tests.factories import SAID_AT, PartyFactory, PositionFactory, StatementFactory, VoteFactory


def cell(issue, *, days: float, widen: bool = False):
    matrix = read_matrix(negotiation=issue.negotiation, as_of=SAID_AT + timedelta(days=days), widen=widen)
    return matrix.cells[0]


def test_cell_shows_what_is_held_how_often_and_how_old(issue, party):
    say(issue, party)
    say(issue, party, days=2)

    shown = cell(issue, days=5)

    assert (shown.held.value, shown.held.times_said, shown.age_days, shown.is_old) == (60, 2, 3, False)


def test_cell_is_old_after_a_fortnight(issue, party):
    say(issue, party)

    assert [cell(issue, days=days).is_old for days in (13, 14)] == [False, True]


def test_cell_marks_a_move_for_a_week(issue, party):
    say(issue, party)
    say(issue, party, days=1, value=70)

    assert cell(issue, days=7).move.size == 10
    assert cell(issue, days=8).move is None


def test_cell_of_a_new_party_is_marked_as_first(issue, party):
    say(issue, party)

    assert [cell(issue, days=days).is_first for days in (6, 8)] == [True, False]


def test_cell_before_anything_was_said_is_unknown(issue, party):
    say(issue, party)

    shown = cell(issue, days=-1)

    assert (shown.held, shown.age_days, shown.reason) == (None, None, "nothing on record")


def test_cell_with_suggestions_only_stands_in_pencil(issue, party):
    say(issue, party, confirmed=False)

    assert cell(issue, days=1).is_suggested


def test_cell_keeps_ink_beside_a_newer_suggestion(issue, party):
    say(issue, party)
    say(issue, party, days=1, value=90, confirmed=False)

    shown = cell(issue, days=2)

    assert (shown.held.value, shown.suggestion.value) == (60, 90)


def test_cell_widened_lets_suggestions_supersede(issue, party):
    say(issue, party)
    say(issue, party, days=1, value=90, confirmed=False)

    shown = cell(issue, days=2, widen=True)

    assert (shown.held.value, shown.is_suggested, shown.move.summary) == (90, True, "may have hardened by 30 points")


def test_cell_of_a_party_reported_only_by_others_says_so(issue, party):
    carrier = StatementFactory(negotiation=issue.negotiation, party=None)
    through = StatementFactory(
        negotiation=issue.negotiation, party=party, version=carrier.version, reported_through=carrier, spans=[[0, 5]]
    )
    PositionFactory(issue=issue, statement=through)

    assert cell(issue, days=1).reason == "only reported by others, 4 Mar"


def test_cell_of_a_party_that_was_asked_says_for_how_long_it_is_silent(issue, party):
    other = PartyFactory(negotiation=issue.negotiation, number=party.number + 1)
    say(issue, other).statement.addressed_to.add(party)

    assert cell(issue, days=4).reason == "asked 4 Mar, no answer for 4 days"


def test_matrix_counts_known_and_suggested_cells(issue, party):
    say(issue, party)
    say(issue, PartyFactory(negotiation=issue.negotiation), confirmed=False)
    PartyFactory(negotiation=issue.negotiation)

    matrix = read_matrix(negotiation=issue.negotiation, as_of=SAID_AT)

    assert (len(matrix.cells), matrix.known, matrix.suggested) == (3, 2, 1)


def test_matrix_sets_parties_of_one_group_together(issue, party):
    for number, group in enumerate(["North", "South", "North"], start=party.number + 1):
        PartyFactory(negotiation=issue.negotiation, number=number, group=group)

    matrix = read_matrix(negotiation=issue.negotiation, as_of=SAID_AT)

    assert [(group, len(rows)) for group, rows in matrix.groups] == [("", 1), ("North", 2), ("South", 1)]


def test_matrix_keeps_later_shifts_for_the_strip_only(issue, party):
    say(issue, party)
    say(issue, party, days=5, value=70)

    matrix = read_matrix(negotiation=issue.negotiation, as_of=SAID_AT + timedelta(days=1))

    assert (len(matrix.shifts), matrix.cells[0].held.value) == (1, 60)


@pytest.mark.parametrize(("silent_days", "expected"), [
    (10, datetime(2031, 3, 14, 12, tzinfo=UTC)),
    (60, datetime(2031, 3, 4, 23, 59, 59, tzinfo=UTC)),
])  # fmt: skip
def test_usual_moment_of_a_silent_negotiation_is_its_last_day(issue, party, silent_days, expected):
    say(issue, party)

    assert usual_moment(issue.negotiation, SAID_AT + timedelta(days=silent_days)) == expected


def test_usual_moment_counts_votes_too(issue, party):
    say(issue, party)
    cast_at = SAID_AT + timedelta(days=5)
    VoteFactory(proposal__negotiation=issue.negotiation, party=party, cast_at=cast_at)

    assert last_day_on_record(issue.negotiation) == cast_at


def test_usual_moment_of_an_empty_negotiation_is_now(issue):
    assert usual_moment(issue.negotiation, SAID_AT) == SAID_AT


@pytest.mark.parametrize("count", [1, 3])
def test_matrix_takes_a_fixed_number_of_queries(django_assert_num_queries, issue, count):
    for number in range(count):
        say(issue, PartyFactory(negotiation=issue.negotiation), days=number)
    bring_up_to_date(negotiation=issue.negotiation)
    with django_assert_num_queries(9):
        matrix = read_matrix(negotiation=issue.negotiation, as_of=SAID_AT + timedelta(days=9))

    assert matrix.known == count
