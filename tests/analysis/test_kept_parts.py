"""What pages read of a party, a pair, a person or conditions out of kept rows is what the whole record tells."""

from datetime import datetime

import pytest
from django.db import transaction
from django.db.models import Q
from hypothesis import HealthCheck, given, settings

from positions.analysis.conditions import Condition, read_conditions, tell_conditions
from positions.analysis.entries import read_entries, read_utterances
from positions.analysis.kept import read_cells_with, read_conditional, read_parties
from positions.analysis.kept_form import SPEAKER
from positions.analysis.ledger import Entry
from positions.analysis.pairs import Pair, pair_of, read_pair
from positions.analysis.replay import build_both, build_ledger
from tests.analysis.histories import Talks, turns
from tests.analysis.test_kept import as_of_in, in_order, moments

pytestmark = pytest.mark.django_db


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(turns, moments)
def test_parts_of_what_is_kept_are_parts_of_the_whole_record(happened, when):
    with transaction.atomic():
        talks = Talks.begun()
        for turn in happened:
            talks.happen(turn)
        whole = read_entries(negotiation=talks.negotiation)
        assert_entries_are_those_of(whole, talks)
        assert build_both(whole) == (build_ledger(whole), build_ledger(whole, widen=True))
        assert_conditions_and_pair_are_those_of(whole, talks, as_of_in(talks, *when))
        transaction.set_rollback(True)


def assert_entries_are_those_of(whole: list[Entry], talks: Talks) -> None:
    wish = {"negotiation": talks.negotiation}
    assert in_order(read_parties(**wish, parties=talks.parties)) == in_order(whole)
    for party in talks.parties:
        its = in_order([entry for entry in whole if entry.party == party.pk])
        assert in_order(read_parties(**wish, parties=[party])) == its
    assert in_order(read_conditional(**wish)) == in_order(cells_with(whole, lambda entry: entry.condition))
    for speaker in {entry.speaker for entry in whole}:
        found = read_cells_with(talks.negotiation, Q(**{f"content__{SPEAKER}": speaker}))
        assert in_order(found) == in_order(cells_with(whole, lambda entry, one=speaker: entry.speaker == one))


def assert_conditions_and_pair_are_those_of(whole: list[Entry], talks: Talks, as_of: datetime) -> None:
    wish = {"negotiation": talks.negotiation, "as_of": as_of}
    utterances = read_utterances(negotiation=talks.negotiation)
    said = [entry for entry in whole if entry.is_said_by(as_of)]
    replayed = tell_conditions(**wish, entries=said, utterances=utterances)
    assert sorted(read_conditions(**wish), key=place) == sorted(replayed, key=place)
    one, other = talks.parties
    issues = list(talks.negotiation.issues.for_display())
    pair = pair_of(one, other, issues, said, utterances, as_of)
    assert told_pair(read_pair(**wish, one=one, other=other)) == told_pair(pair)


def cells_with(entries: list[Entry], is_wanted) -> list[Entry]:
    """Return all entries of the cells of which any is wanted."""
    cells = {(entry.party, entry.issue) for entry in entries if is_wanted(entry)}
    return [entry for entry in entries if (entry.party, entry.issue) in cells]


def place(condition: Condition) -> tuple:
    return (condition.is_suggested, condition.opening.position, condition.party.pk, condition.issue.pk, condition.words)


def told_pair(pair: Pair) -> tuple:
    """Return a pair with what changed on one day in any order."""
    course = [(point.at, point.distance, {held.opening for held in point.changed}) for point in pair.course]
    return pair.issues, pair.distance, course, pair.trend
