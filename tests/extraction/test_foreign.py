"""Reports in other languages: what is quoted or plainly reported, and whose name stands beside it."""

from dataclasses import dataclass
from pathlib import Path

import pytest

from positions.extraction.foreign import find_foreign
from positions.extraction.quotations import find_quotations
from positions.extraction.reading import Draft
from positions.extraction.words import find_notes

GOLDEN = Path(__file__).parent / "golden"
NAMES = [
    "Ilka Brandt",
    "Teodor Vance",
    "Salma Haddun",
    "Zahira",
    "Илка Брандт",
    "Теодор Ванс",
    "Салма Хаддун",
    "سلمى هدون",
]


@dataclass(frozen=True)
class Case:
    language: str
    text: str
    expected: list[tuple[str, str]]


def cases(name: str = "foreign.txt") -> list[Case]:
    read = []
    for block in GOLDEN.joinpath(name).read_text(encoding="utf-8").split("\n## ")[1:]:
        language, *lines = block.strip().split("\n")
        text = "\n".join(line for line in lines if not line.startswith("= "))
        expected = [tuple(line[2:].rsplit(" | ", 1)) for line in lines if line.startswith("= ")]
        read.append(Case(language, text, expected))
    return read


def drafts_of(text: str, language: str, names: list[str]) -> list[Draft]:
    return find_foreign(text, find_quotations(text), find_notes(text), language=language, names=names)


def written(text: str, draft: Draft) -> tuple[str, str]:
    """Return a draft as the golden file writes it."""
    said = " / ".join(text[start:end] for start, end in draft.content)
    return said, "^" if draft.follows is not None else text[slice(*draft.source)] if draft.source else "-"


@pytest.mark.parametrize("case", cases(), ids=lambda case: f"{case.language}-{case.text[:30]}")
def test_golden_report_is_read(case):
    drafts = drafts_of(case.text, case.language, NAMES)

    assert [written(case.text, draft) for draft in drafts] == case.expected


@dataclass(frozen=True)
class Figures:
    """How many are marked, suggested and found, and how many of those found have the right source."""

    marked: int
    suggested: int
    found: int
    sourced: int


def figures_of(read: list[Case], names: list[str]) -> Figures:
    marked = suggested = found = sourced = 0
    for case in read:
        drafts = [written(case.text, draft) for draft in drafts_of(case.text, case.language, names)]
        marked += len(case.expected)
        suggested += len(drafts)
        for words, source in case.expected:
            known = next((by for said, by in drafts if is_same(said, words)), None)
            found += known is not None
            sourced += known is not None and (known == source or (source not in "^-" and source in known))
    return Figures(marked, suggested, found, sourced)


def is_same(one: str, other: str) -> bool:
    """Tell whether two wordings share most of their words."""
    first, second = set(one.split()), set(other.split())
    return 2 * len(first & second) > max(len(first), len(second))


@pytest.mark.parametrize(
    ("name", "names", "figures"),
    [
        ("foreign.txt", NAMES, Figures(marked=54, suggested=54, found=54, sourced=54)),
        ("foreign.txt", [], Figures(marked=54, suggested=54, found=54, sourced=53)),
        ("foreign_agency.txt", NAMES, Figures(marked=32, suggested=29, found=29, sourced=25)),
        ("foreign_unseen.txt", NAMES, Figures(marked=25, suggested=21, found=21, sourced=15)),
    ],
)
def test_figures_are_those_that_the_documentation_gives(name, names, figures):
    assert figures_of(cases(name), names) == figures


def test_language_without_a_grammar_is_read_by_its_quotations_and_known_names():
    text = "Salma Haddun in oppido: «Parati sumus ad colloquium cum omnibus». Teodor Vance abiit."

    assert [written(text, draft) for draft in drafts_of(text, "other", NAMES)] == [
        ("Parati sumus ad colloquium cum omnibus", "Salma Haddun")
    ]


@pytest.mark.parametrize(
    ("unit", "language"), [("«aaa bbb ccc ddd» ", "fr"), ("Илка Брандт ", "ru"), ("— dit-il ", "fr")]
)
def test_long_text_without_an_end_is_read(unit, language):
    text = unit * 20_000

    drafts = drafts_of(text, language, NAMES)

    assert all(0 <= start < end <= len(text) for draft in drafts for start, end in draft.content)
