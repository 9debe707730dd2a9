"""What we knew on a day: codings and verdicts as they stood then."""

from datetime import UTC, datetime, timedelta

import pytest
from django.apps import apps
from django.db.models import Model

from positions.analysis.entries import read_entries, read_ledger, read_utterances
from positions.analysis.matrix import read_matrix
from positions.analysis.shifts import read_shifts
from positions.enums import Relation, Stance, Verdict
from positions.models import Judgement, Position
from positions.review.judgements import withdraw_judgement
from tests.analysis.test_entries import say
from tests.factories import (
    SAID_AT,
    IssueFactory,
    LinkFactory,
    MembershipFactory,
    PartyFactory,
    UserFactory,
    VoteFactory,
    confirm,
)

RECORDED = datetime(2031, 3, 5, 9, 0, tzinfo=UTC)


def after(days: float) -> datetime:
    return RECORDED + timedelta(days=days)


@pytest.fixture(autouse=True)
def _recorded(time_machine):
    time_machine.move_to(RECORDED, tick=False)


def noted(row: Model, label: str, moment: datetime) -> None:
    """Date what the history noted last about a row; the database dates it by its own clock."""
    events = apps.get_model("positions", f"{type(row).__name__}Event").objects
    last = events.filter(pgh_obj=row.pk, pgh_label=label).latest("pgh_id")
    events.filter(pk=last.pk).update(pgh_created_at=moment)


def change(row: Model, moment: datetime, **fields) -> None:
    """Correct a row at a moment."""
    for name, value in fields.items():
        setattr(row, name, value)
    row.save()
    noted(row, "insert", RECORDED)
    noted(row, "update", moment)


def delete(row: Model, moment: datetime) -> None:
    noted(row, "insert", RECORDED)
    gone = type(row)(pk=row.pk)
    row.delete()
    noted(gone, "delete", moment)
    apps.get_model("positions", "JudgementEvent").objects.filter(pgh_label="delete").update(pgh_created_at=moment)


def judge(moment: datetime, verdict: Verdict, **row) -> Judgement:
    """Pass a verdict at a moment, superseding the one in force."""
    Judgement.objects.filter(superseded_at=None, **row).update(superseded_at=moment, superseded_by=UserFactory())
    return Judgement.objects.create(verdict=verdict, at=moment, by=UserFactory(), **row)


def values(issue, known_at: datetime | None, *, widen: bool = False) -> list[int | None]:
    """Return the places held by the only party that holds any."""
    held = read_ledger(negotiation=issue.negotiation, known_at=known_at, widen=widen).held
    return [each.value for cell in held.values() for each in cell]


def test_a_coding_corrected_since_is_as_it_was(issue, party):
    change(say(issue, party, value=60), after(5), value=20)

    assert (values(issue, after(4)), values(issue, after(5)), values(issue, None)) == ([60], [20], [20])


def test_the_last_of_several_corrections_by_then_counts(issue, party):
    position = say(issue, party, value=60)
    change(position, after(2), value=50)
    change(position, after(5), value=20)

    assert [values(issue, after(days)) for days in (1, 3, 6)] == [[60], [50], [20]]


def test_a_position_moved_to_another_issue_since_was_on_the_first(issue, party):
    position = say(issue, party)
    change(position, after(5), issue=IssueFactory(negotiation=issue.negotiation))

    ledger = read_ledger(negotiation=issue.negotiation, issue=issue, known_at=after(4))

    assert list(ledger.held) == [(party.pk, issue.pk)]


def test_a_statement_attributed_otherwise_since_was_of_the_first_party(issue, party):
    other = PartyFactory(negotiation=issue.negotiation)
    change(say(issue, party).statement, after(5), party=other, said_at=SAID_AT - timedelta(days=9))

    [[then], [now]] = (read_entries(negotiation=issue.negotiation, known_at=at) for at in (after(4), after(5)))

    assert (then.party, then.said_at) == (party.pk, SAID_AT)
    assert (now.party, now.said_at) == (other.pk, SAID_AT - timedelta(days=9))


def test_a_position_refused_since_was_held(issue, party):
    position = say(issue, party, value=60)
    judge(after(5), Verdict.REJECT, position=position)

    assert (values(issue, after(4)), values(issue, after(5)), values(issue, None)) == ([60], [], [])


def test_a_statement_refused_since_was_evidence(issue, party):
    judge(after(5), Verdict.REJECT, statement=say(issue, party, value=60).statement)

    assert (values(issue, after(4)), values(issue, after(5))) == ([60], [])


def test_a_position_confirmed_since_was_a_suggestion(issue, party):
    judge(after(5), Verdict.CONFIRM, position=say(issue, party, value=60, confirmed=False))

    assert (values(issue, after(4)), values(issue, after(5))) == ([], [60])
    assert values(issue, after(4), widen=True) == [60]


def test_a_position_confirmed_anew_since_was_confirmed_all_along(issue, party):
    """The judgement in force is dated later than the moment asked for; the one before it was in force then."""
    judge(after(5), Verdict.CONFIRM, position=say(issue, party, value=60))

    assert values(issue, after(4)) == [60]


def test_a_verdict_taken_back_since_was_in_force(issue, party, time_machine):
    position = say(issue, party, value=60)
    by = MembershipFactory(negotiation=issue.negotiation).user
    time_machine.move_to(after(5))
    withdraw_judgement(judgement=position.judgement, by=by)

    assert (values(issue, after(4)), values(issue, after(6))) == ([60], [])


def test_what_was_recorded_later_was_not_known(issue, party, time_machine):
    """An article of the 1st arrives on the 10th: it changes the past, and the ledger of the 8th still says so."""
    say(issue, party, value=60)
    say(issue, party, days=2, value=70)
    time_machine.move_to(after(5))
    say(issue, party, days=1, value=20)

    assert (values(issue, after(4)), values(issue, after(5))) == ([60, 70], [60, 20, 70])


def test_what_was_deleted_since_was_known(issue, party):
    position = say(issue, party, value=60)
    noted(position.statement, "insert", RECORDED)
    delete(position, after(5))

    assert (values(issue, after(4)), values(issue, after(6))) == ([60], [])


def test_a_vote_corrected_since_was_as_it_was(issue, party):
    vote = VoteFactory(proposal__negotiation=issue.negotiation, party=party)
    confirm(position=Position.objects.create(issue=issue, vote=vote, stance=Stance.SUPPORTS, origin="person"))
    change(vote, after(5), cast_at=SAID_AT + timedelta(days=3))

    [then] = read_entries(negotiation=issue.negotiation, known_at=after(4))

    assert (then.vote, then.said_at, then.speaker) == (vote.pk, SAID_AT, "vote")


def test_rows_without_a_history_count_as_they_are(issue, party):
    say(issue, party, value=60)
    for name in ("PositionEvent", "StatementEvent"):
        apps.get_model("positions", name).objects.all().delete()

    assert values(issue, after(1)) == [60]


def test_reports_joined_since_were_two_utterances(issue, party):
    first, second = say(issue, party), say(issue, party, days=1)
    link = LinkFactory(
        negotiation=issue.negotiation,
        earlier=first.statement,
        later=second.statement,
        relation=Relation.SAME_UTTERANCE,
    )
    judge(after(5), Verdict.CONFIRM, link=link)

    joined = [read_utterances(negotiation=issue.negotiation, known_at=after(days)).first for days in (4, 5)]

    assert [len(each) for each in joined] == [0, 2]


def test_reports_parted_since_were_one_utterance(issue, party):
    first, second = say(issue, party), say(issue, party, days=1)
    link = LinkFactory(
        negotiation=issue.negotiation,
        earlier=first.statement,
        later=second.statement,
        relation=Relation.SAME_UTTERANCE,
    )
    confirm(link=link)
    judge(after(5), Verdict.REJECT, link=link)
    change(link, after(6), relation=Relation.RESTATES)

    then, now = (
        read_ledger(negotiation=issue.negotiation, known_at=at).current(party.pk, issue.pk)
        for at in (after(4), after(7))
    )

    assert (then.times_said, now.times_said) == (1, 2)


def test_with_nothing_changed_since_it_is_the_present_record(issue, party):
    say(issue, party).statement.joint_with.add(PartyFactory(negotiation=issue.negotiation))
    say(issue, party, days=1, value=20, confirmed=False)
    vote = VoteFactory(proposal__negotiation=issue.negotiation, party=party)
    confirm(position=Position.objects.create(issue=issue, vote=vote, stance=Stance.SUPPORTS, origin="person"))

    then = read_entries(negotiation=issue.negotiation, known_at=after(1))

    assert then == read_entries(negotiation=issue.negotiation)
    assert len(then) == 4


def test_matrix_and_shifts_are_of_what_was_known(issue, party):
    say(issue, party, value=60)
    change(say(issue, party, days=1, value=90), after(5), value=70)

    [cell] = read_matrix(negotiation=issue.negotiation, as_of=after(9), known_at=after(4)).cells
    [told] = read_shifts(negotiation=issue.negotiation, known_at=after(4))

    assert (cell.held.value, told.shift.size) == (90, 30)


@pytest.mark.parametrize("count", [1, 3])
def test_reading_what_was_known_takes_a_fixed_number_of_queries(django_assert_num_queries, issue, party, count):
    for number in range(count):
        position = say(issue, party, days=number, value=number)
        change(position, after(5), value=50 + number)
        change(position.statement, after(5), speaker_as_written="Ilka Brandt")
    with django_assert_num_queries(10):
        ledger = read_ledger(negotiation=issue.negotiation, known_at=after(4))

    assert len(ledger.of(party.pk, issue.pk)) == count
