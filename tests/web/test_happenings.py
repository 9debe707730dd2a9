"""Where outside events and proposals stand on a time axis, and when an issue was settled."""

from datetime import timedelta
from types import SimpleNamespace

import pytest

from positions.analysis.ledger import Ledger
from positions.analysis.replay import replay
from positions.enums import EventEffect
from positions.models import Issue, OutsideEvent, Proposal
from positions.web.drawing import BOTTOM, Span, height
from positions.web.happenings import closed_shares, event_marks, proposal_marks
from tests.analysis.test_ledger import START, entry

SPAN = Span(START, START + timedelta(days=10))


def event(days, effect=EventEffect.NONE):
    return OutsideEvent(title=f"Day {days}", happened_at=START + timedelta(days=days), effect=effect)


def test_events_outside_the_span_are_not_drawn():
    assert [mark.share for mark in event_marks([event(-1), event(5), event(11)], SPAN)] == [0.5]


def test_titles_that_would_overlap_take_the_next_row_and_then_give_way():
    marks = event_marks([event(1), event(1.2), event(1.4), event(4)], SPAN)

    assert [mark.row for mark in marks] == [0, 1, None, 0]


@pytest.mark.parametrize(("days", "anchor"), [(0, "start"), (5, "middle"), (10, "end")])
def test_titles_stay_inside_the_chart(days, anchor):
    assert event_marks([event(days)], SPAN)[0].anchor == anchor


def test_proposal_stands_where_its_party_stood_that_day_or_on_the_axis():
    issue = Issue(pk=1)
    said = [entry(1, value=90), entry(2, days=6, value=20)]
    ledger = Ledger({(said[0].party, 1): replay(said)})
    placed = Proposal(put_by_id=said[0].party, put_at=START + timedelta(days=5))
    unknown = Proposal(put_by_id=77, put_at=START + timedelta(days=5))
    undated = Proposal(put_by_id=said[0].party)

    marks = proposal_marks([placed, unknown, undated], issue, ledger, SPAN)

    assert [(mark.x, mark.y) for mark in marks] == [(0.5, height(90)), (0.5, BOTTOM)]


@pytest.mark.parametrize(
    ("turns", "closed"),
    [
        ([], []),
        ([event(1, EventEffect.OPENS)], []),
        ([event(1, EventEffect.OPENS), event(5, EventEffect.SETTLES)], [(0.5, 1.0)]),
        ([event(2, EventEffect.SETTLES), event(4, EventEffect.OPENS)], [(0.2, 0.4)]),
        ([event(-5, EventEffect.SETTLES), event(-2, EventEffect.OPENS)], []),
    ],
)
def test_issue_is_closed_from_its_settling_to_its_next_opening(turns, closed):
    assert closed_shares(SimpleNamespace(turns=turns), SPAN) == closed
