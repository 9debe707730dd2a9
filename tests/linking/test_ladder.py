import pytest

from positions.enums import Stance
from positions.linking.ladder import LADDER, wordings


@pytest.mark.parametrize(
    ("text", "rungs"),
    [
        ("Northmark rules out a toll.", ["rules out"]),
        ("Northmark will never pay.", ["rules out"]),
        ("Northmark does not rule out a toll.", ["does not exclude"]),
        ("Northmark doesn’t exclude the toll.", ["does not exclude"]),
        ("Northmark opposes a toll.", ["opposes"]),
        ("Northmark does not accept a toll.", ["opposes"]),
        ("Northmark is reluctant.", ["is reluctant"]),
        ("Northmark could consider a toll.", ["does not exclude"]),
        ("Northmark is ready to pay.", ["is ready to"]),
        ("Northmark is not yet ready to pay.", ["opposes"]),
        ("Northmark committed itself: it pledges a toll.", ["commits to"]),
        ("Zahira must pay.", ["insists on"]),
        ("Zahira must not pay.", ["rules out"]),
        ("Northmark is prepared to support the toll.", ["is ready to", "commits to"]),
        ("The talks go on.", []),
    ],
)
def test_wordings_finds_the_rungs_in_order(text, rungs):
    assert [wording.rung.name for wording in wordings(text)] == rungs


def test_ladder_rises_from_a_red_line_against_to_a_red_line_for():
    heights = [rung.height for rung in LADDER]

    assert heights == sorted(heights) == [-4, -3, -2, 1, 2, 3, 4]
    assert [rung.stance for rung in LADDER] == [Stance.OPPOSES] * 3 + [Stance.SUPPORTS] * 4


def test_denial_of_every_rung_is_a_rung():
    assert {rung.denied for rung in LADDER} <= {rung.name for rung in LADDER}
