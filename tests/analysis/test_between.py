"""What changed between two dates: steps over any number of moves, first positions, splits; and only these."""

from datetime import timedelta

import pytest

from positions.analysis.between import Difference, compare, only_changed
from positions.analysis.matrix import Cell, read_matrix
from positions.analysis.replay import replay
from positions.enums import Stance
from positions.models import Issue, Party
from tests.analysis.test_ledger import START, entry
from tests.factories import SAID_AT, NegotiationFactory
from tests.web.talks import make_issue, make_party, say

PARTY, ISSUE = Party(pk=1, name="Zahira"), Issue(pk=1, title="Harbour dues")


def cell(*said):
    held = replay(said)
    return Cell(PARTY, ISSUE, START, held=held[-1] if held else None)


def test_difference_spans_all_steps_in_between():
    first, second, third = entry(1, value=90), entry(2, days=1, value=20), entry(3, days=2, value=60)

    found = Difference(cell(first), cell(first, second, third))

    assert (found.is_changed, found.shift.size, found.summary) == (True, -30, "softened by 30 points")


def test_saying_it_again_changes_nothing():
    first, again = entry(1, value=90), entry(2, days=1, value=90)

    found = Difference(cell(first), cell(first, again))

    assert (found.is_changed, found.direction, found.summary) == (False, "", "")


def test_a_position_that_came_and_went_back_is_no_change():
    said = [entry(1, value=90), entry(2, days=1, value=20), entry(3, days=2, value=90)]

    assert not Difference(cell(said[0]), cell(*said)).is_changed


def test_a_first_position_is_a_change_of_its_own():
    found = Difference(cell(), cell(entry(1)))

    assert (found.is_first, found.direction, found.summary) == (True, "first", "took its first position")


def test_unknown_stays_unknown():
    assert not Difference(cell(), cell()).is_changed


def test_speakers_at_odds_before_come_to_speak_with_one_voice():
    odds = [entry(1, value=90, speaker="a"), entry(2, value=20, stance=Stance.OPPOSES, speaker="b")]

    found = Difference(cell(*odds), cell(*odds, entry(3, days=1, value=50)))

    assert found.summary == "came to speak with one voice"


@pytest.mark.django_db
def test_comparison_lays_two_days_over_each_other_and_can_leave_out_what_stayed():
    negotiation = NegotiationFactory()
    dues, light = make_issue(negotiation, number=1), make_issue(negotiation, "Lighthouse", number=2)
    zahira, northmark = make_party(negotiation, number=1), make_party(negotiation, "Northmark", number=2)
    say(dues, zahira, value=90)
    say(dues, zahira, days=3, value=60)
    say(light, northmark, value=40)
    then, now = (read_matrix(negotiation=negotiation, as_of=SAID_AT + timedelta(days=days)) for days in (1, 5))

    found = compare(then, now)
    less = only_changed(found)

    assert [(each.now.party.name, each.is_changed) for each in found.differences] == [
        ("Zahira", True), ("Zahira", False), ("Northmark", False), ("Northmark", False),
    ]  # fmt: skip
    assert [each.shift.size for each in found.changed] == [-30]
    assert [row.party.name for _, rows in less.groups for row in rows] == ["Zahira"]
    assert [issue.title for issue in less.now.issues] == ["Harbour dues"]
