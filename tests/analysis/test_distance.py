"""How far apart two parties stand."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from positions.analysis.distance import Gap, OnIssue, distance, gap, salience
from positions.analysis.ledger import Entry, Ledger
from positions.analysis.replay import build_ledger, replay
from positions.enums import Stance
from tests.analysis.test_ledger import entry

SUPPORTS, OPPOSES, MIXED, NONE = Stance.SUPPORTS, Stance.OPPOSES, Stance.MIXED, Stance.NONE


def held(**fields):
    return replay([entry(1, **{"firmness": None} | fields)])[0]


@pytest.mark.parametrize(
    ("one", "other", "points"),
    [
        ({"value": 90}, {"value": 60}, Gap(30, 30)),
        ({"value": 90}, {"value": None}, None),
        ({"value": None}, {"value": None, "stance": OPPOSES}, Gap(100, 100)),
        ({"value": None}, {"value": None, "stance": MIXED}, Gap(50, 50)),
        ({"value": None}, {"value": None}, Gap(0, 0)),
        ({"value": None}, {"value": None, "stance": NONE}, None),
    ],
)
def test_gap_is_by_place_or_by_stance_where_neither_is_placed(one, other, points):
    assert gap(held(**one), held(**other)) == points


def test_gap_to_an_unknown_position_is_unknown():
    assert gap(held(), None) is None


def test_gap_to_a_split_party_is_an_interval():
    [split] = replay([entry(1, value=20), entry(2, value=80, speaker="2")])

    assert gap(split, held(value=90)) == Gap(10, 70)


def said(*cells: tuple[int, int, int]) -> Ledger:
    """Return a ledger of (party, issue, value), one utterance each."""
    return build_ledger(
        entry(number, party=party, issue=issue, value=value)
        for number, (party, issue, value) in enumerate(cells, start=1)
    )


def test_distance_is_the_mean_where_all_issues_are_known():
    found = distance(said((1, 1, 90), (1, 2, 40), (2, 1, 60), (2, 2, 30)), 1, 2, issues=[1, 2])

    assert (found.mean, found.low, found.high, found.known_share) == (20, 20, 20, 1)
    assert found.issues == (OnIssue(1, 0.5, Gap(30, 30)), OnIssue(2, 0.5, Gap(10, 10)))


def test_missing_issues_leave_an_interval():
    """The first party speaks of two issues, the second of one: the other has a quarter of the weight."""
    found = distance(said((1, 1, 90), (1, 2, 40), (2, 1, 60)), 1, 2, issues=[1, 2])

    assert (found.mean, found.low, found.high, found.known_share) == (30, 22.5, 47.5, 0.75)


def test_an_issue_neither_speaks_of_has_no_weight_unless_it_is_given():
    ledger = said((1, 1, 90), (2, 1, 60))

    assert distance(ledger, 1, 2, issues=[1, 2]).high == 30
    assert distance(ledger, 1, 2, issues=[1, 2], weights={1: 1, 2: 1}).high == 65


def test_given_weights_take_the_place_of_salience():
    ledger = said((1, 1, 90), (1, 2, 40), (2, 1, 60), (2, 2, 30))

    assert distance(ledger, 1, 2, issues=[1, 2], weights={1: 3, 2: 1}).mean == 25


def test_a_negative_weight_is_refused():
    with pytest.raises(ValueError, match="0 or more"):
        distance(said((1, 1, 90), (2, 1, 60)), 1, 2, issues=[1], weights={1: -1})


def test_parties_with_nothing_to_compare_have_no_distance():
    assert distance(said((1, 1, 90), (2, 2, 60)), 1, 2, issues=[1, 2]) is None
    assert distance(said(), 1, 2, issues=[1, 2]) is None


def test_distance_to_a_split_party_has_bounds_and_no_mean():
    ledger = build_ledger([entry(1, value=20), entry(2, value=80, speaker="2"), entry(3, party=2, value=90)])

    found = distance(ledger, 1, 2, issues=[1])

    assert (found.mean, found.low, found.high) == (None, 10, 70)


def test_salience_is_the_mean_share_of_utterances_however_often_reported():
    ledger = build_ledger([
        entry(1, issue=1),
        entry(2, issue=1, days=1, utterance="statement 1"),
        entry(3, issue=2, days=2),
        entry(4, issue=2, days=3),
        entry(5, issue=2, days=4),
        entry(6, party=2, issue=1),
    ])  # fmt: skip

    assert salience(ledger, 1, 2) == {1: 0.625, 2: 0.375}


ledgers = st.lists(
    st.tuples(st.integers(1, 2), st.integers(1, 4), st.none() | st.integers(0, 100), st.sampled_from(["1", "2"])),
    max_size=12,
).map(lambda rows: [
    entry(number, party=party, issue=issue, value=value, speaker=speaker, stance=SUPPORTS)
    for number, (party, issue, value, speaker) in enumerate(rows, start=1)
])  # fmt: skip


@given(ledgers)
def test_distance_is_symmetric_and_lies_between_its_bounds(entries: list[Entry]):
    ledger = build_ledger(entries)

    found, back = (distance(ledger, *pair, issues=range(1, 5)) for pair in [(1, 2), (2, 1)])

    if found is None:
        assert back is None
        return
    assert (found.low, found.high) == pytest.approx((back.low, back.high))
    assert -1e-9 <= found.low <= found.high + 1e-9 <= 100 + 1e-6
    assert found.mean is None or found.low - 1e-9 <= found.mean <= found.high + 1e-9


@given(ledgers, st.integers(1, 4), st.integers(0, 100), st.integers(0, 100))
def test_what_becomes_known_lies_within_the_bounds_told_before(entries: list[Entry], issue: int, one: int, other: int):
    weights = dict.fromkeys(range(1, 5), 1.0)
    known = [each for each in entries if each.issue != issue]
    before = distance(build_ledger(known), 1, 2, issues=weights, weights=weights)
    more = [entry(100, party=1, issue=issue, value=one), entry(101, party=2, issue=issue, value=other)]

    after = distance(build_ledger([*known, *more]), 1, 2, issues=weights, weights=weights)

    if before is not None:
        assert before.low - 1e-9 <= after.low
        assert after.high <= before.high + 1e-9
