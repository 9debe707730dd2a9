"""Quotation marks of every habit, nested, unclosed, and running over paragraphs."""

import json
import re
from dataclasses import asdict
from pathlib import Path

import pytest

from positions.extraction.quotations import find_quotations

GOLDEN = Path(__file__).parent / "golden" / "quotations.json"
MARKS = GOLDEN.with_name("marks.txt")


def found(text: str) -> list[tuple[int, str]]:
    return [(quotation.depth, text[slice(*quotation.inner)]) for quotation in find_quotations(text)]


def cases() -> list[str]:
    """Return the lines of the golden file, with brackets of their own around the inside of each quotation."""
    lines = MARKS.read_text(encoding="utf-8").splitlines()
    return [line.replace("⏎", "\n") for line in lines if line and not line.startswith("#")]


def marked(text: str) -> str:
    """Return text with the brackets of the golden file where quotations were found."""
    places = []
    for quotation in find_quotations(text):
        start, end = quotation.inner
        places.append((start, 1, quotation.depth, "⦗" if quotation.continues else "⟦"))
        places.append((end, 0, -quotation.depth, "⟧" if quotation.closed else "⦘"))
    for at, _, _, bracket in sorted(places, reverse=True):
        text = text[:at] + bracket + text[at:]
    return text


@pytest.mark.parametrize("case", cases())
def test_golden_quotations_are_found_where_the_brackets_stand(case):
    assert marked(re.sub("[⟦⟧⦗⦘]", "", case)) == case


LONG = "The envoy left. Nobody knows why. " * 40


@pytest.mark.parametrize("rest", [LONG, LONG + "“We stay,” she said.", "She said “We stay” to him. " + LONG])
def test_unclosed_quotation_does_not_swallow_a_long_paragraph(rest):
    text = "“The talks failed. They had lasted a week. " + rest

    first, *others = find_quotations(text)

    assert text[slice(*first.inner)] == "The talks failed."
    assert [(one.depth, one.closed) for one in others] == [(0, True)] * rest.count("“")


def test_lone_straight_mark_does_not_push_the_quotations_behind_it_deeper():
    assert found("'The dues rose, Brandt said. “We stay,” she said.") == [(0, "We stay,")]


def test_cut_leaves_an_inner_quotation_that_ended_before_it():
    text = f"“The talks failed when “he said ‘no. Then” he left. {LONG}"

    assert [(one.depth, text[slice(*one.inner)]) for one in find_quotations(text)] == [
        (0, "The talks failed when “he said ‘no. Then”"),
        (1, "he said ‘no. Then"),
        (2, "no. Then"),
    ]


def test_two_unclosed_quotations_that_are_cut_free_those_behind_them():
    text = f"“The talks ‘failed. {LONG}  He calls it “the plan”, and he means it."

    assert found(text) == [(0, "The talks ‘failed."), (1, "failed."), (0, "the plan")]


@pytest.mark.parametrize(
    "text",
    [
        'He said "no deal" today.',
        "He said “no deal” today.",
        "He said „no deal“ today.",
        "He said „no deal” today.",
        "He said «no deal» today.",
        "He said »no deal« today.",
        "He said ”no deal” today.",
        "He said ‘no deal’ today.",
        "He said 'no deal' today.",
        "He said ''no deal'' today.",
        "He said ‚no deal‘ today.",
        'He said “no deal" today.',
    ],
)
def test_quotation_in_each_habit_is_found(text):
    assert found(text) == [(0, "no deal")]


@pytest.mark.parametrize(
    "text",
    [
        "It’s the ministers’ plan, isn’t it.",
        "It's the ministers' plan, isn't it.",
        "The winter of '31 and the '20s.",
        "The lake is 5' deep and 10\" wide.",
        "Rock 'n' roll.",
        "",
    ],
)
def test_apostrophe_is_no_quotation(text):
    assert found(text) == []


def test_quotation_inside_a_quotation_has_its_own_depth():
    text = "“We told them ‘not now’ and left,” she said."

    assert found(text) == [(0, "We told them ‘not now’ and left,"), (1, "not now")]


def test_quotation_keeps_the_apostrophes_inside_it():
    assert found("She said ‘we don’t want Zahira’s dues’ and left.") == [(0, "we don’t want Zahira’s dues")]


def test_unclosed_inner_quotation_ends_with_the_outer_one():
    text = "“They hoped that ‘all will be well,” she said. “We did not.”"

    assert found(text) == [(0, "They hoped that ‘all will be well,"), (1, "all will be well,"), (0, "We did not.")]


def test_unclosed_quotation_ends_with_its_paragraph():
    text = '"The talks failed.\n\nThe envoy left. "We stay," she said.'

    quotations = find_quotations(text)

    assert found(text) == [(0, "The talks failed."), (0, "We stay,")]
    assert [(quotation.closed, quotation.continues) for quotation in quotations] == [(False, False), (True, False)]


def test_quotation_over_two_paragraphs_continues():
    quotations = find_quotations("“The talks failed.\n\n“We shall try again.”")

    assert [(quotation.closed, quotation.continues) for quotation in quotations] == [(False, False), (True, True)]


def test_straight_mark_forgotten_before_the_next_quotation_closes_there():
    text = '"The talks failed. "We stay," she said.'

    assert found(text) == [(0, "The talks failed."), (0, "We stay,")]


@pytest.mark.golden
def test_quotations_of_an_invented_report_are_as_before(pytestconfig):
    text = (GOLDEN.parent / "report.txt").read_text(encoding="utf-8")

    read = json.loads(json.dumps([asdict(one) | {"words": text[slice(*one.inner)]} for one in find_quotations(text)]))

    if pytestconfig.getoption("--update-golden"):
        GOLDEN.write_text(json.dumps(read, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    assert read == json.loads(GOLDEN.read_text(encoding="utf-8"))
