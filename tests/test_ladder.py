import pytest

from positions.enums import Firmness, Stance
from positions.ladder import LADDER, Ladder, Rung, first_wording, wordings


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
        ("Zahira must pay.", ["demands"]),
        ("Zahira insists that Northmark pays.", ["insists on"]),
        ("Zahira cannot accept a toll.", ["rules out"]),
        ("It is the only way out.", ["insists on"]),
        ("The opposition to the north met.", []),
        ("Zahira must not pay.", ["opposes"]),
        ("Northmark is prepared to support the toll.", ["is ready to", "commits to"]),
        ("The talks go on.", []),
    ],
)
def test_wordings_finds_the_rungs_in_order(text, rungs):
    assert [wording.rung.name for wording in wordings(text)] == rungs


@pytest.mark.parametrize(
    "text",
    [
        "Northmark rules out a toll and supports the rest.",
        "Northmark cannot accept a toll.",
        "Northmark doesn’t exclude that it must pay.",
        "Northmark is not yet ready to pay, and will never sign.",
        "The talks go on.",
        "",
    ],
)
def test_first_wording_is_the_first_of_all(text):
    assert first_wording(text) == next(iter(wordings(text)), None)


def test_ladder_rises_from_a_red_line_against_to_a_red_line_for():
    heights = [rung.height for rung in LADDER]

    assert heights == sorted(heights) == [-4, -3, -2, 1, 2, 3, 3, 4]
    assert [rung.stance for rung in LADDER] == [Stance.OPPOSES] * 3 + [Stance.SUPPORTS] * 5


def test_denial_of_every_rung_is_a_rung():
    assert {rung.denied for rung in LADDER} <= {rung.name for rung in LADDER}


def test_requirement_s_ladder_stands_in_its_order():
    names = [rung.name for rung in LADDER]
    wanted = ["rules out", "opposes", "is reluctant", "does not exclude", "is ready to", "commits to"]

    assert [name for name in names if name in wanted] == wanted


FOOT = Rung("shuns", Stance.OPPOSES, Firmness.FIRM, "bears", r"shuns?|will_not_touch")
TOP = Rung("bears", Stance.SUPPORTS, Firmness.OPEN, "shuns", r"bears?|touch")


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("They shun it.", [("shuns", False)]),
        ("They do not shun it.", [("bears", True)]),
        ("They do not bear it.", [("shuns", True)]),
        ("They will not touch it.", [("shuns", False)]),  # the wording that starts first wins over a denied one
        ("They bear it and shun it.", [("bears", False), ("shuns", False)]),
        ("The bearings are shunned.", []),
    ],
)
def test_hand_made_ladder_is_climbed_by_its_own_rungs(text, found):
    assert [(step.rung.name, step.is_denied) for step in Ladder((FOOT, TOP)).wordings(text)] == found


@pytest.mark.parametrize("rungs", [(FOOT, TOP), (TOP, FOOT)])
def test_of_equally_long_wordings_the_lower_rung_is_found(rungs):
    low, high = (Rung(rung.name, rung.stance, rung.firmness, rung.denied, "endures") for rung in rungs)

    assert [step.rung.name for step in Ladder((low, high)).wordings("It endures.")] == [low.name]


def test_wording_tells_where_it_stands():
    step = wordings("Yes: Northmark rejects it.")[0]

    assert ("yes: northmark rejects it."[step.start : step.end], step.words) == ("rejects", "rejects")
