"""Direction and size of the steps between held positions."""

import pytest

from positions.analysis.replay import build_ledger, replay
from positions.analysis.steps import Shift, shifts_between, shifts_of
from positions.enums import Firmness, Relation, Stance
from tests.analysis.test_ledger import START, entry

SUPPORTS, OPPOSES, MIXED, NONE = Stance.SUPPORTS, Stance.OPPOSES, Stance.MIXED, Stance.NONE


def step(before: dict, after: dict) -> Shift:
    plain = {"value": None, "firmness": None}
    [shift] = shifts_between(replay([entry(1, **plain | before), entry(2, days=1, **plain | after)]))
    return shift


@pytest.mark.parametrize(
    ("before", "after", "relation", "size", "summary"),
    [
        ({"value": 84}, {"value": 72}, Relation.SOFTENS, -12, "softened by 12 points"),
        ({"value": 16, "stance": OPPOSES}, {"value": 44}, Relation.SOFTENS, 28, "softened by 28 points"),
        ({"value": 60}, {"value": 61}, Relation.HARDENS, 1, "hardened by 1 point"),
        (
            {"value": 20, "stance": OPPOSES},
            {"value": 5, "stance": OPPOSES},
            Relation.HARDENS,
            -15,
            "hardened by 15 points",
        ),
        ({"value": 20, "stance": OPPOSES}, {"value": 80}, Relation.REVERSES, 60, "reversed by 60 points"),
        ({}, {"stance": OPPOSES}, Relation.REVERSES, None, "reversed from supports to opposes"),
        ({}, {"stance": MIXED}, Relation.SOFTENS, None, "softened from supports to mixed"),
        ({"stance": MIXED}, {}, Relation.HARDENS, None, "hardened from mixed to supports"),
        ({"stance": NONE}, {"stance": MIXED}, Relation.REFINES, None, "went from takes none to mixed"),
        ({"firmness": 3}, {"firmness": 4}, Relation.HARDENS, None, "hardened from firm to red line"),
        (
            {"firmness": Firmness.FIRM},
            {"firmness": Firmness.OPEN},
            Relation.SOFTENS,
            None,
            "softened from firm to open",
        ),
        ({}, {"firmness": Firmness.OPEN}, Relation.REFINES, None, "said how firm it is"),
        ({}, {"value": 60}, Relation.REFINES, None, "gave its place on the scale"),
        ({}, {"condition": "the port opens"}, Relation.REFINES, None, "set a condition"),
        (
            {"condition": "the dues are halved"},
            {"condition": "the port opens"},
            Relation.REFINES,
            None,
            "changed its condition",
        ),
    ],
)
def test_shift_says_direction_and_size(before, after, relation, size, summary):
    shift = step(before, after)

    assert (shift.relation, shift.size, shift.summary) == (relation, size, summary)


def test_shift_to_a_suggestion_is_put_as_a_possibility():
    suggested = {"is_confirmed": False, "decided_at": None}

    assert step({"value": 84}, {"value": 72} | suggested).summary == "may have softened by 12 points"


def test_shifts_of_a_period_are_those_after_its_start_up_to_its_end():
    said = [entry(1), entry(2, days=1, value=70), entry(3, days=2, value=80), entry(4, days=3, value=90)]
    at = [each.said_at for each in said]

    shifts = shifts_of(build_ledger(said), since=at[1], until=at[2])

    assert [shift.at for shift in shifts] == [at[2]]
    assert at[0] == START
