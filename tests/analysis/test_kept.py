"""What is kept of the ledger is what a replay of the whole record tells, at any moment and whatever happened."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta, timezone

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from positions.analysis import held_positions
from positions.analysis.conditions import Condition, read_conditions, tell_conditions
from positions.analysis.entries import read_cells, read_entries, read_utterances
from positions.analysis.held_positions import bring_up_to_date, stale_negotiations
from positions.analysis.kept import read_issue
from positions.analysis.kept_form import FORM
from positions.analysis.ledger import Entry, Held
from positions.analysis.matrix import Cell, Matrix, in_full, read_matrix, replay_matrix
from positions.models import HeldPosition, JointStatement, Judgement, LedgerMark, Link, Position, Statement, Vote
from positions.tasks import keep_ledgers
from tests.analysis.histories import Talks, moment, turns
from tests.analysis.test_entries import say
from tests.factories import (
    SAID_AT,
    LinkFactory,
    PartyFactory,
    PositionFactory,
    ProposalFactory,
    UserFactory,
    VoteFactory,
    confirm,
)

pytestmark = pytest.mark.django_db
ZONES = [0, 13, -11, 2]
moments = st.tuples(st.integers(0, 14), st.sampled_from(ZONES), st.sampled_from([-40, 0, 1, 700]))


def told(held: Held | None) -> tuple | None:
    """Return all that a page tells of a held position."""
    if held is None:
        return None
    return (
        held.content, held.condition, held.opening, held.latest, held.since, held.until, held.last_said,
        held.times_said, held.is_suggested, held.is_split, [told(side) for side in held.sides],
    )  # fmt: skip


def told_cell(cell: Cell) -> tuple:
    shift = cell.step.summary if cell.step else ""
    marks = (cell.age_days, cell.is_old, cell.is_recent, cell.is_first, shift)
    return (cell.party, cell.issue, told(cell.held), told(cell.before), told(cell.suggestion), cell.reason, marks)


def told_matrix(matrix: Matrix) -> dict:
    return {
        "cells": [told_cell(cell) for cell in matrix.cells],
        "shifts": [(told(shift.before), told(shift.after), shift.summary) for shift in matrix.shifts],
        "ends": (matrix.first_said, matrix.last_said),
        "counts": (matrix.known, matrix.suggested, len(matrix.moves)),
    }


def as_of_in(talks: Talks, place: int, zone: int, minutes: int):
    return (moment(place) + timedelta(minutes=minutes)).astimezone(timezone(timedelta(hours=zone)))


def replayed_conditions(negotiation, as_of) -> list[Condition]:
    """Return the conditions replayed from all coded positions."""
    utterances = read_utterances(negotiation=negotiation)
    entries = [entry for entry in read_entries(negotiation=negotiation) if entry.is_said_by(as_of)]
    return tell_conditions(negotiation=negotiation, entries=entries, utterances=utterances, as_of=as_of)


def in_order(entries: list[Entry]) -> list[Entry]:
    return sorted(entries, key=lambda entry: (entry.position, entry.party))


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(turns, st.lists(moments, min_size=1, max_size=3), st.booleans())
def test_kept_rows_tell_what_a_replay_tells(happened, asked, widen):
    with transaction.atomic():
        talks = Talks.begun()
        for number, turn in enumerate(happened):
            talks.happen(turn)
            if number % 3 == 2:
                bring_up_to_date(negotiation=talks.negotiation)
        for when in asked:
            wish = {"negotiation": talks.negotiation, "as_of": as_of_in(talks, *when), "widen": widen}
            kept, replayed = read_matrix(**wish), replay_matrix(**wish)
            assert told_matrix(kept) == told_matrix(replayed)
            assert in_full(kept.cells, widen=widen) == list(replayed.cells)
            kept_conditions = read_conditions(negotiation=talks.negotiation, as_of=wish["as_of"])
            assert kept_conditions == replayed_conditions(talks.negotiation, wish["as_of"])
        for issue in talks.issues:
            assert in_order(read_issue(negotiation=talks.negotiation, issue=issue)) == in_order(
                read_entries(negotiation=talks.negotiation, issue=issue)
            )
        assert not LedgerMark.objects.filter(negotiation=talks.negotiation).exists()
        transaction.set_rollback(True)


def marks(negotiation) -> set[tuple]:
    """Return the marks left on a negotiation: party, issue, statement."""
    rows = LedgerMark.objects.filter(negotiation=negotiation)
    return set(rows.values_list("party", "issue", "statement"))


@pytest.fixture
def said(issue, party):
    """A position of which the ledger is kept."""
    position = say(issue, party)
    bring_up_to_date(negotiation=issue.negotiation)
    return position


@pytest.mark.parametrize(
    "change",
    [
        lambda said: Position.objects.filter(pk=said.pk).update(value=70),
        lambda said: Position.objects.filter(pk=said.pk).delete(),
        lambda said: Statement.objects.filter(pk=said.statement_id).update(speaker_as_written="the envoy"),
        lambda said: Judgement.objects.filter(position=said).delete(),
        lambda said: Judgement.objects.filter(position=said).update(superseded_at=SAID_AT, superseded_by=UserFactory()),
        lambda said: Judgement.objects.filter(statement=said.statement_id).delete(),
        lambda said: PositionFactory(issue=said.issue, statement=said.statement, proposal=a_proposal(said)),
    ],
    ids=[
        "recoded",
        "coding deleted",
        "speaker changed",
        "coding open again",
        "verdict superseded",
        "words open again",
        "coded once more",
    ],
)
def test_a_change_in_bulk_marks_its_cell(said, change):
    change(said)

    assert marks(said.issue.negotiation) == {(said.statement.party_id, said.issue_id, None)}


def a_proposal(said):
    return ProposalFactory(negotiation=said.issue.negotiation)


def test_a_change_that_the_ledger_does_not_read_leaves_no_mark(said):
    Statement.objects.filter(pk=said.statement_id).update(unresolved_reason="two of one name")
    Position.objects.filter(pk=said.pk).update(act="demand")
    LinkFactory(negotiation=said.issue.negotiation, later=said.statement)

    assert marks(said.issue.negotiation) == set()


def test_a_changed_party_marks_the_old_one_and_the_new_one(said, party):
    other = PartyFactory(negotiation=said.issue.negotiation)

    Statement.objects.filter(pk=said.statement_id).update(party=other)

    assert marks(said.issue.negotiation) == {(party.pk, said.issue_id, None), (other.pk, said.issue_id, None)}


def test_a_party_that_joins_or_leaves_a_statement_is_marked(said):
    other = PartyFactory(negotiation=said.issue.negotiation)
    for change in (said.statement.joint_with.add, said.statement.joint_with.remove):
        change(other)

        assert marks(said.issue.negotiation) == {(other.pk, said.issue_id, None)}
        bring_up_to_date(negotiation=said.issue.negotiation)


def test_parties_that_change_places_beside_a_statement_are_both_marked(said):
    one, other = PartyFactory.create_batch(2, negotiation=said.issue.negotiation)
    said.statement.joint_with.add(one)
    bring_up_to_date(negotiation=said.issue.negotiation)

    JointStatement.objects.filter(party=one).update(party=other)

    assert marks(said.issue.negotiation) == {(each.pk, said.issue_id, None) for each in (one, other)}


def test_a_changed_vote_marks_the_party_that_cast_it(issue, party):
    vote = VoteFactory(proposal__negotiation=issue.negotiation, party=party)
    PositionFactory(issue=issue, vote=vote, statement=None)
    bring_up_to_date(negotiation=issue.negotiation)

    Vote.objects.filter(pk=vote.pk).update(cast_at=SAID_AT + timedelta(days=1))

    assert marks(issue.negotiation) == {(party.pk, issue.pk, None)}


def test_a_judged_link_of_one_utterance_marks_both_reports(issue, party):
    first, second = say(issue, party), say(issue, party, days=1)
    link = LinkFactory(
        negotiation=issue.negotiation, earlier=first.statement, later=second.statement, relation="same_utterance"
    )
    bring_up_to_date(negotiation=issue.negotiation)

    confirm(link=link)

    assert marks(issue.negotiation) == both(link)
    assert read_matrix(negotiation=issue.negotiation, as_of=SAID_AT + timedelta(days=2)).cells[0].held.times_said == 1


def test_a_judged_link_that_is_related_otherwise_marks_both_reports(issue, party):
    link = LinkFactory(negotiation=issue.negotiation, relation="restates")
    confirm(link=link)
    assert marks(issue.negotiation) == set()

    Link.objects.filter(pk=link.pk).update(relation="same_utterance")
    assert marks(issue.negotiation) == both(link)

    bring_up_to_date(negotiation=issue.negotiation)
    Link.objects.filter(pk=link.pk).delete()
    assert marks(issue.negotiation) == both(link)


def both(link: Link) -> set[tuple]:
    """Return the marks of both reports of a link."""
    return {(None, None, link.earlier_id), (None, None, link.later_id)}


def test_an_update_of_many_statements_leaves_one_mark_per_cell(issue, party):
    for number in range(5):
        say(issue, party, days=number)
    bring_up_to_date(negotiation=issue.negotiation)

    Statement.objects.filter(negotiation=issue.negotiation).update(said_at_precision="month")

    assert LedgerMark.objects.count() == 1


def test_positions_whose_words_were_deleted_first_mark_all_parties(said):
    with connection.cursor() as cursor:
        for table, column in (("judgement", "position_id"), ("position", "id")):
            cursor.execute("SET CONSTRAINTS ALL DEFERRED")
            if table == "position":
                cursor.execute("DELETE FROM positions_judgement WHERE statement_id = %s", [said.statement_id])
                cursor.execute("DELETE FROM positions_statement WHERE id = %s", [said.statement_id])
            cursor.execute(f"DELETE FROM positions_{table} WHERE {column} = %s", [said.pk])  # noqa: S608

    assert (None, said.issue_id, None) in marks(said.issue.negotiation)


def test_a_deleted_party_takes_its_rows_along(issue, party):
    VoteFactory(proposal__negotiation=issue.negotiation, party=party)
    vote = Vote.objects.get()
    PositionFactory(issue=issue, vote=vote, statement=None)
    bring_up_to_date(negotiation=issue.negotiation)
    assert HeldPosition.objects.filter(party=party).exists()

    party.delete()

    assert not HeldPosition.objects.filter(party_id=party.pk).exists()
    assert read_matrix(negotiation=issue.negotiation, as_of=SAID_AT).cells == ()


def test_marks_of_a_deleted_negotiation_are_cleared(said):
    Position.objects.filter(pk=said.pk).update(value=70)
    said.issue.negotiation.delete()

    assert stale_negotiations() == []
    assert not LedgerMark.objects.exists()


def test_the_background_replays_what_is_stale(said):
    Position.objects.filter(pk=said.pk).update(value=70)

    keep_ledgers()

    assert marks(said.issue.negotiation) == set()
    assert HeldPosition.objects.get(is_widened=False).content["held"][1] == 70


@pytest.mark.parametrize("count", [1, 3])
def test_bringing_up_to_date_takes_a_fixed_number_of_queries(django_assert_num_queries, issue, party, count):
    for number in range(count):
        say(issue, party, days=number, value=number)
    with django_assert_num_queries(13):
        bring_up_to_date(negotiation=issue.negotiation)
    with django_assert_num_queries(1):
        bring_up_to_date(negotiation=issue.negotiation)


def test_the_form_of_kept_rows_is_this_one():
    """Whoever changes it marks every negotiation in a migration, as 0008 did: rows of the old form cannot be read."""
    assert FORM == (
        "position", "party", "issue", "stance", "value", "firmness", "condition", "said_at", "precision", "order",
        "utterance", "speaker", "recorded_at", "decided_at", "statement", "vote", "is_confirmed", "is_first_hand",
    )  # fmt: skip


@pytest.mark.django_db(transaction=True)
def test_a_change_committed_after_a_replay_began_is_replayed_next(said, monkeypatch):
    """The replay has seen its marks when another session commits a change and its mark."""
    Position.objects.filter(pk=said.pk).update(value=70)

    def while_another_commits(**wish):
        found = read_cells(**wish)
        with ThreadPoolExecutor(1) as elsewhere:
            elsewhere.submit(recode, said.pk, 90).result()
        return found

    monkeypatch.setattr(held_positions, "read_cells", while_another_commits)
    bring_up_to_date(negotiation=said.issue.negotiation)
    monkeypatch.undo()

    assert len(marks(said.issue.negotiation)) == 1
    assert read_matrix(negotiation=said.issue.negotiation, as_of=SAID_AT).cells[0].held.value == 90


@pytest.mark.django_db(transaction=True)
def test_readers_at_once_replay_once_and_see_the_same(said):
    for _ in range(3):
        Position.objects.filter(pk=said.pk).update(value=70)
    with ThreadPoolExecutor(4) as readers:
        values = [each.result() for each in [readers.submit(value_of, said.issue.negotiation) for _ in range(8)]]

    assert values == [70] * 8
    assert HeldPosition.objects.count() == 2


def recode(position: int, value: int) -> None:
    Position.objects.filter(pk=position).update(value=value)
    connection.close()


def value_of(negotiation) -> int:
    found = read_matrix(negotiation=negotiation, as_of=SAID_AT).cells[0].held.value
    connection.close()
    return found
