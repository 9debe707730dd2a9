"""What stands in a cell of the matrix, also of a split, a suggestion and an unknown one, and at two dates."""

from datetime import timedelta

from positions.analysis.between import Difference
from positions.analysis.matrix import Cell
from positions.analysis.replay import replay
from positions.enums import Stance
from positions.models import Issue, Party
from positions.templatetags.cells import compared_cell, held_in_line, matrix_cell
from tests.analysis.test_ledger import START, entry

PARTY = Party(pk=1, name="Zahira & sons", slug="zahira")
ISSUE = Issue(pk=1, title="Harbour <dues>", slug="dues")


def cell(*said, days=1, **more):
    held = replay(said)
    before = held[-2] if len(held) > 1 else None
    as_of = START + timedelta(days=days)
    return Cell(PARTY, ISSUE, as_of, held=held[-1] if held else None, before=before, **more)


def test_unknown_cell_says_so_to_who_cannot_see_it():
    drawn = matrix_cell(cell(reason="nothing on record"), "date=2031-03-04&")

    assert 'href="?date=2031-03-04&amp;party=zahira&amp;issue=dues#evidence"' in drawn
    assert 'aria-label="Zahira &amp; sons, Harbour &lt;dues&gt;: unknown. nothing on record"' in drawn
    assert "cell-unknown" in drawn


def test_cell_has_sign_word_place_firmness_condition_age_and_move():
    drawn = matrix_cell(cell(entry(1, value=90), entry(2, days=2, value=60, condition="it rains"), days=5), "")

    for piece in (">+<", "supports", ">60<", "it rains", "3 d", "said once", '<span class="moved">−30</span>'):
        assert piece in drawn


def test_open_cell_is_marked():
    opened = cell(entry(1))

    assert 'cell-open" href' in matrix_cell(opened, "", opened)
    assert 'aria-current="true"' in matrix_cell(opened, "", opened)


def test_split_shows_both_sides_and_no_condition():
    odds = [entry(1, value=90, speaker="a"), entry(2, value=20, stance=Stance.OPPOSES, condition="if", speaker="b")]

    drawn = matrix_cell(cell(*odds), "")

    assert ("supports" in drawn, "opposes" in drawn, '<span class="moved">split</span>' in drawn) == (True, True, True)
    assert 'class="cond"' not in drawn


def test_suggested_cell_is_pencil_and_a_newer_suggestion_asks():
    suggested = cell(entry(1, is_confirmed=False))
    newer = cell(entry(1, value=90), suggestion=replay([entry(2, value=40, is_confirmed=False)])[-1])

    assert "cell-pencil" in matrix_cell(suggested, "")
    assert '<span class="tag tag-pencil">40?</span>' in matrix_cell(newer, "")


def test_compared_cell_says_from_what_to_what_only_when_it_changed():
    first, second = entry(1, value=90), entry(2, days=2, value=60)
    changed = compared_cell(Difference(cell(first), cell(first, second, days=3)), "")
    same = compared_cell(Difference(cell(first), cell(first, days=3)), "")

    assert ("−30, softened by 30 points" in changed, ">90<" in changed, ">60<" in changed) == (True, True, True)
    assert ("cell-same" in same, "moved" in same) == (True, False)


def test_what_is_held_in_a_line():
    odds = [entry(1, value=90, speaker="a"), entry(2, value=20, stance=Stance.OPPOSES, speaker="b")]

    assert held_in_line(None).endswith("unknown</span>")
    assert held_in_line(replay([entry(1, value=90)])[-1]).endswith("supports</span> 90")
    assert held_in_line(replay(odds)[-1]).count("stance ") == 2
